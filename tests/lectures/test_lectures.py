"""Slides, live-coding copies and hand-outs: built from every chapter, shown in headless Chromium without a network."""

import base64
import re
import subprocess
import sys
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course import lectures
from course.chapters import NOTEBOOKS, ROOT, Chapter, code, heading, read, slide_type, tags, without_full_size
from course.lectures import Refused, handout, live_copy, moved, read_notes, write_copies, write_slides
from tests.notebooks.test_browser import TOKEN, jupyterlab, open_chapter
from tests.notebooks.test_prose import prose, without_code

SIZES = ((1280, 720), (1024, 768))
MOST_WORDS = 80
LEAST_SCALE = 0.8  # of a figure's own size: smaller, its labels cannot be read from the last row

each_chapter = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
INSTALLED = all((lectures.LECTURES / name).is_file() for name in lectures.ASSETS)
needs_packages = pytest.mark.skipif(not INSTALLED, reason="the slides' npm packages are missing: npm ci --prefix lectures")

# What is wrong with the slide in view. Hidden fragments take their room too, so one look a slide is enough.
PROBLEMS = """({words, scale}) => {
    const page = Reveal.getCurrentSlide().querySelector('.page'), found = [];
    const bottom = Math.max(...[...page.children].map(part => part.offsetTop + part.offsetHeight));
    const [width, height] = [page.scrollWidth, bottom + parseFloat(getComputedStyle(page).paddingBottom)];
    if (width > page.clientWidth + 1) found.push(`${Math.round(width - page.clientWidth)} px too wide`);
    if (height > page.clientHeight + 1) found.push(`${Math.round(height - page.clientHeight)} px too high`);
    for (const part of page.querySelectorAll('pre'))
        if (part.scrollWidth > part.clientWidth + 1) found.push('a line is cut off');
    const scrolling = [...page.querySelectorAll('pre')].filter(part => part.scrollHeight > part.clientHeight + 1);
    if (scrolling.length > 1) found.push(`${scrolling.length} boxes scroll`);
    for (const image of page.querySelectorAll('img')) {
        if (!image.alt || image.alt.startsWith('No description')) found.push('an image has no alt text');
        const sharp = image.naturalWidth / (image.getAttribute('width') ?? image.naturalWidth);  // pixels to one of the page
        const shown = sharp * Math.min(image.clientWidth / image.naturalWidth, image.clientHeight / image.naturalHeight);
        if (!(shown >= scale)) found.push(`a figure is shown at ${Math.round(100 * shown)} %`);
    }
    if (page.querySelector('mjx-merror, [data-mjx-error], [data-mml-node="merror"]')) found.push('a formula has an error');
    if (page.querySelector('details')) found.push('something is folded');
    const text = page.cloneNode(true);
    text.querySelectorAll('pre, code, mjx-container, .notes, .running-title, .jp-CodeCell').forEach(part => part.remove());
    if (/\\$[^$]+\\$|\\\\[(\\[]/.test(text.textContent)) found.push('a formula is not rendered');
    const count = text.textContent.split(/\\s+/).filter(word => /\\w/.test(word)).length;
    if (count > words) found.push(`${count} words`);
    return found;
}"""


@pytest.fixture(scope="module")
def deck_of(tmp_path_factory):
    """Builds a chapter's deck when it is first asked for."""
    folder = tmp_path_factory.mktemp("slides")
    return cache(lambda path: write_slides([path], folder)[0])


def open_deck(chromium, page_path: Path, size: tuple[int, int]):
    """A deck in a browser without a network, and the list to which whatever goes wrong is added."""
    wrong: list[str] = []
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    context.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    context.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else wrong.append(f"asks for {request.url}"))
    context.on("requestfailed", lambda request: wrong.append(f"did not get {request.url}"))
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(page_path.as_uri())
    page.wait_for_function("() => window.Reveal?.isReady()")
    return page, wrong


# Slides


def step_through(chromium, deck: Path, size: tuple[int, int]) -> list[str]:
    """Show every slide and fragment of a deck; return whatever is wrong."""
    page, wrong = open_deck(chromium, deck, size)
    number = 0
    while True:
        if page.evaluate("() => Reveal.getSlidePastCount() + 1") > number:
            number += 1
            found = page.evaluate(PROBLEMS, {"words": MOST_WORDS, "scale": LEAST_SCALE})
            wrong += [f"slide {number} at {size[0]}x{size[1]}: {problem}" for problem in found]
        if page.evaluate("() => Reveal.isLastSlide() && !Reveal.availableFragments().next"):
            break
        page.evaluate("() => Reveal.next()")
    assert number == page.evaluate("() => Reveal.getTotalSlides()")
    page.context.close()
    return wrong


@needs_packages
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@each_chapter
def test_every_slide_can_be_shown(chromium, deck_of, path, size):
    """Each slide fits, nothing is asked of the network, formulas are rendered, figures are large and described."""
    assert step_through(chromium, deck_of(path), size) == []


PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
FLAWS = {
    "70 lines": ("- line\n" * 70, "px too high"),
    "a wide table": (f"| {'w' * 200} |\n|---|\n| 1 |", "px too wide"),
    "a wall of text": ("word " * 90, "90 words"),
    "a broken formula": (r"$\nosuch{1}$", "a formula has an error"),
    "an open formula": (r"from \\[ x on", "a formula is not rendered"),
    "no alt text": (f'<img src="{PIXEL}">', "an image has no alt text"),
    "something folded": ("<details><summary>More</summary>\n\nHidden\n\n</details>", "something is folded"),
    "a picture from elsewhere": ('<img alt="far away" src="https://example.org/a.png">', "asks for https://example.org/a.png"),
}


@needs_packages
@pytest.mark.parametrize(("source", "says"), FLAWS.values(), ids=FLAWS)
def test_a_slide_that_cannot_be_shown_is_found(chromium, tmp_path, source, says):
    title, flawed = nbformat.v4.new_markdown_cell("# Title"), nbformat.v4.new_markdown_cell(source)
    [deck] = write_slides([chapter(title, flawed, path=tmp_path / "flawed.ipynb")], tmp_path)
    assert any(says in problem for problem in step_through(chromium, deck, SIZES[0]))


@needs_packages
def test_the_speaker_window_shows_the_notes_of_the_slide_in_view(chromium, deck_of):
    page, wrong = open_deck(chromium, deck_of(NOTEBOOKS[0]), SIZES[0])
    notes = list(read_notes(NOTEBOOKS[0]).values())
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    shown = opened.value.locator(".speaker-controls-notes")
    for note in notes[:2]:
        shown.get_by_text(re.match(r"\*\*(.*?)\*\*", note)[1]).wait_for()
        assert note.split("\n\n")[1].split(". ")[0].replace("\n", " ") in shown.inner_text()
        page.keyboard.press("ArrowRight")
    assert wrong == []


@needs_packages
@pytest.mark.usefixtures("chromium")  # which skips where there is none
def test_a_deck_is_printed_one_slide_a_page(tmp_path):
    command = [sys.executable, "-m", "course.lectures", "pdf", NOTEBOOKS[0], "--to", tmp_path]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    pdf = Path(printed.strip())
    slides = pdf.with_suffix(".html").read_text().count('<div class="page')
    assert len(re.findall(rb"/Type /Page\b", pdf.read_bytes())) == slides > 10


def slides_of(path: Path) -> list[list]:
    """The cells of each slide, those for readers only left out."""
    slides: list[list] = []
    for cell in read(path).cells:
        if slide_type(cell) in ("slide", "subslide"):
            slides.append([])
        if slide_type(cell) != "skip":
            slides[-1].append(cell)
    return slides


@each_chapter
def test_every_slide_has_a_headline_and_something_to_see(path):
    for cells in slides_of(path):
        assert any(map(heading, cells)), f"no headline: {cells[0].source}"
        texts = [re.sub(r"^#.*$", "", cell.source, flags=re.M).strip() for cell in cells if cell.cell_type == "markdown"]
        code_shown = [cell.source for cell in cells if cell.cell_type == "code" and not lectures.HIDDEN & tags(cell)]
        outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
        lines = "".join(output.get("text", "") for output in outputs).splitlines()
        seen = [line for line in lines if not line.startswith(("confirmed:", "equal:"))]
        figures = [output for output in outputs if "data" in output]
        assert any(texts) or code_shown or seen or figures, f"nothing to see: {cells[0].source}"


@each_chapter
def test_the_code_of_claims_is_on_no_slide(path):
    for cell in (cell for cells in slides_of(path) for cell in cells if cell.cell_type == "code"):
        assert "claim(" not in cell.source or lectures.HIDDEN & tags(cell), cell.source


@each_chapter
def test_the_import_cell_is_on_no_slide(path):
    assert slide_type(code(read(path))[0]) == "skip"


@each_chapter
def test_the_plan_adds_up_and_speaks_of_the_slides_and_notes_that_there_are(path):
    cells, by_cell = read(path).cells, read_notes(path)
    plan, *notes = by_cell.values()
    rows = [[entry.strip() for entry in line.split("|")[1:-1]] for line in plan.splitlines() if line.startswith("| ")]
    assert rows[0][:4] == ["slides", "part", "45", "90"]
    for column in (2, 3):
        assert sum(int(row[column]) for row in rows[1:]) == int(rows[0][column])
    minutes = [re.match(r"\*\*(\d+) min\*\*", note)[1] for note in notes]
    parts = [row for row in rows[1:] if row[0]]
    assert minutes in ([row[2] for row in parts], [row[3] for row in parts])
    begun = list(accumulate(slide_type(cell) in ("slide", "subslide") for cell in cells))
    ends = [count for cell, count in zip(cells, begun, strict=True) if cell.id in by_cell]
    ends[-1] = begun[-1]  # the last part goes on to the recap
    spans = [f"{first + 1}–{last}" if last > first + 1 else f"{last}" for first, last in pairwise(ends)]
    assert [row[0] for row in parts] == spans


@each_chapter
def test_notes_follow_cells_of_the_chapter_in_their_order(path):
    notes = read_notes(path)
    assert len(notes) > 3 and all(notes.values())
    assert list(notes) == [cell.id for cell in read(path).cells if cell.id in notes]


def test_a_note_on_a_cell_that_is_not_there_is_refused_by_name(tmp_path, monkeypatch):
    path = chapter(TITLE, path=tmp_path / "05-unfit.ipynb")
    file = tmp_path / "05-unfit.md"
    file.write_text("# 05 Unfit\n\n## nowhere\n\n**3 min**\n\nSay it.\n")
    monkeypatch.setattr(Chapter, "notes", file)
    with pytest.raises(Refused, match=r"05-unfit.ipynb has no cell nowhere"):
        write_copies([path], tmp_path / "live", live_copy)


# What is refused


def chapter(*cells, path: Path) -> Path:
    """A small chapter on disk, with a slide type for each cell that has none."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    for cell in notebook.cells:
        cell.metadata.setdefault("slideshow", {"slide_type": "slide"})
    nbformat.write(notebook, path)
    return path


def executed(source: str, count: int, *outputs, **metadata):
    return nbformat.v4.new_code_cell(source, execution_count=count, outputs=list(outputs), metadata=metadata)


TITLE = nbformat.v4.new_markdown_cell("# Title")
FAILED = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=["ValueError: no"])
REFUSALS = {
    "no slides at all": ([executed("1 + 1", 1, slideshow={"slide_type": "skip"})], "has no slides"),
    "no slide type": ([TITLE, executed("1 + 1", 1, slideshow={})], "cell 2 ('1 + 1') has no slide type"),
    "an unknown slide type": ([TITLE, executed("1 + 1", 1, slideshow={"slide_type": "page"})], "has no slide type"),
    "never run": ([executed("1 + 1", None)], "was not executed in order"),
    "run twice": ([executed("a = 1", 1), executed("a", 3)], "cell 2 ('a') was not executed in order"),
    "an error": ([executed("int('x')", 1, FAILED)], "ended in an error"),
}


@pytest.mark.parametrize("what", ["slides", "live", "handouts"])
@pytest.mark.parametrize(("cells", "says"), REFUSALS.values(), ids=REFUSALS)
def test_an_unfit_chapter_is_refused_by_name_and_nothing_is_written(tmp_path, what, cells, says):
    path = chapter(*cells, path=tmp_path / "05-unfit.ipynb")
    with pytest.raises(SystemExit) as stopped:
        lectures.main([what, str(path), "--to", str(tmp_path / "built")])
    assert "05-unfit.ipynb" in str(stopped.value) and says in str(stopped.value)
    assert not (tmp_path / "built").exists()


def test_an_error_that_learners_are_meant_to_meet_is_no_reason_to_refuse(tmp_path):
    path = chapter(executed("int('x')", 1, FAILED, tags=["raises-exception"]), path=tmp_path / "chapter.ipynb")
    assert len(lectures.read_chapter(path).cells) == 1


@pytest.mark.parametrize("content", [None, "not a notebook", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}'])
def test_a_file_that_is_no_notebook_is_refused_by_name(tmp_path, content):
    path = tmp_path / "05-broken.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SystemExit, match=re.escape("05-broken.ipynb")):
        lectures.main(["slides", str(path), "--to", str(tmp_path)])


def test_a_live_cell_without_its_sentence_is_refused_by_name(tmp_path):
    path = chapter(executed("a = 1", 1, tags=["live"]), path=tmp_path / "05-silent.ipynb")
    with pytest.raises(Refused, match=r"05-silent.*'a = 1' does not say what to type"):
        write_copies([path], tmp_path / "live", live_copy)


def test_missing_npm_packages_get_the_install_line(tmp_path, monkeypatch):
    monkeypatch.setattr(lectures, "ASSETS", {"node_modules/nothing.js": "nothing.js"})
    with pytest.raises(SystemExit, match=r"nothing.js is missing: npm ci --prefix lectures"):
        lectures.main(["slides", str(NOTEBOOKS[0]), "--to", str(tmp_path)])


@needs_packages
def test_a_missing_chromium_gets_the_install_line(tmp_path, monkeypatch):
    monkeypatch.setattr(lectures, "BROWSERS", ())
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        lectures.main(["pdf", str(NOTEBOOKS[0]), "--to", str(tmp_path)])


# Copies to type in and to hand out


def one_folder_deeper(source: str) -> str:
    source = source.replace("](../", "](../../").replace('"../', '"../../').replace("](terms.md", "](../../notebooks/terms.md")
    return source.replace("](map.svg)", "](attachment:map.svg)")


@each_chapter
def test_a_live_copy_asks_for_each_live_cell_and_keeps_all_else(path):
    chapter, notes = read(path), read_notes(path)
    copied = live_copy(moved(chapter, path.parent), notes)
    nbformat.validate(copied)
    shown = [cell for cell in copied.cells if slide_type(cell) == "notes"]
    assert [cell.id.removesuffix("-note") for cell in shown] == list(notes)
    assert all(note in cell.source for note, cell in zip(notes.values(), shown, strict=True))
    cells = iter(cell for cell in copied.cells if slide_type(cell) != "notes")
    for cell in chapter.cells:
        copy = next(cells)
        assert copy.id == cell.id
        if "live" not in tags(cell):
            assert copy.source == one_folder_deeper(cell.source) and copy.get("outputs") == cell.get("outputs")
            continue
        assert copy.source == f"# {cell.metadata.live}" and not copy.outputs
        done = next(cells)
        assert done.source == cell.source and done.metadata.jupyter.source_hidden and not done.outputs
    assert next(cells, None) is None


@each_chapter
def test_a_handout_holds_no_answer_and_no_notes_but_all_hints(path):
    chapter, copied = read(path), handout(moved(read(path), path.parent), read_notes(path))
    nbformat.validate(copied)
    text = "".join(cell.source for cell in copied.cells)
    assert "<summary>Solution" not in text and "For the lecturer" not in text
    assert text.count("<summary>Hint") == "".join(cell.source for cell in chapter.cells).count("<summary>Hint") > 0
    assert [cell.source for cell in code(copied)] == [one_folder_deeper(cell.source) for cell in code(chapter)]
    assert not any(cell.outputs for cell in code(copied) if "live" in tags(cell))


@each_chapter
@pytest.mark.parametrize("derive", [live_copy, handout])
def test_links_of_a_copy_lead_somewhere(path, derive, tmp_path):
    folder = lectures.LECTURES / "live"  # where it will lie; the other chapters' copies will lie beside it
    [copied] = write_copies([path], tmp_path, derive)
    attached = {f"attachment:{name}" for cell in read(copied).cells for name in cell.get("attachments", {})}
    for link in re.findall(r"\]\(([^)#\s]+)", without_code(prose(copied))):
        if not re.match(r"https?:|mailto:", link):
            assert (folder / link).resolve().exists() or link in {chapter.name for chapter in NOTEBOOKS} | attached, link


@pytest.mark.parametrize(("path", "derive"), [(NOTEBOOKS[0], handout), (NOTEBOOKS[0], live_copy), (NOTEBOOKS[1], live_copy)])
def test_a_copy_runs_from_top_to_bottom_as_it_is(path, derive, tmp_path):
    [copied] = write_copies([path], tmp_path, derive)
    NotebookClient(without_full_size(read(copied)), timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()


# A lecturer's own pictures

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
SHOWN = {
    "in Markdown": "![a gray dot](pictures/own dot.png)".replace(" dot.", "-dot."),
    "in HTML": '<img src="pictures/own-dot.png" alt="a gray dot" width="40">',
    "beside the chapter": "![a gray dot](own-dot.png)",
}


@pytest.mark.parametrize("source", SHOWN.values(), ids=SHOWN)
def test_a_picture_beside_a_chapter_is_in_its_copies_and_a_missing_one_is_refused_by_name(tmp_path, source):
    path = chapter(nbformat.v4.new_markdown_cell(f"# Title\n\n{source}"), path=tmp_path / "05-own.ipynb")
    name = re.search(r"[\w/-]+\.png", source)[0]
    with pytest.raises(Refused, match=f"05-own.*shows {name}, but there is no such file"):
        write_copies([path], tmp_path / "live", live_copy)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(DOT)
    for derive in (live_copy, handout):
        [copied] = write_copies([path], tmp_path / "copies", derive)
        cell = read(copied).cells[0]
        [(attached, data)] = cell.attachments.items()
        assert f"attachment:{attached}" in cell.source and base64.b64decode(data["image/png"]) == DOT


@needs_packages
@pytest.mark.parametrize("source", SHOWN.values(), ids=SHOWN)
def test_a_picture_beside_a_chapter_is_on_its_slide(chromium, tmp_path, source):
    path = chapter(nbformat.v4.new_markdown_cell(f"# Title\n\n{source}"), path=tmp_path / "05-own.ipynb")
    (tmp_path / "pictures").mkdir()
    for name in ("own-dot.png", "pictures/own-dot.png"):
        (tmp_path / name).write_bytes(DOT)
    [deck] = write_slides([path], tmp_path / "slides")
    page, wrong = open_deck(chromium, deck, SIZES[0])
    assert page.evaluate("() => document.querySelector('.page img').naturalWidth") == 1
    assert wrong == []


# RISE

RISE = {"scroll": True, "theme": "white", "transition": "none", "slideNumber": "c/t", "center": False}


@each_chapter
def test_every_chapter_tells_rise_how_to_show_it(path):
    assert read(path).metadata.get("rise") == RISE


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_live_cell_is_typed_and_run_in_a_chapter_presented_by_rise(chromium, tmp_path):
    [copied] = write_copies(NOTEBOOKS[:1], tmp_path / "notebooks", live_copy)
    cells = read(copied).cells
    live = next(i for i, cell in enumerate(cells) if cell.get("source", "").startswith("# a tensor X"))
    with jupyterlab(tmp_path) as address:
        page = chromium.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(60_000)
        open_chapter(page, address, copied)
        imports = next(i for i, cell in enumerate(cells) if cell.cell_type == "code")
        page.evaluate("i => { jupyterapp.shell.currentWidget.content.activeCellIndex = i }", imports)
        page.evaluate("() => jupyterapp.commands.execute('notebook:run-cell')")

        page.goto(f"{address}/rise/notebooks/{copied.name}?token={TOKEN}")
        present = page.locator(".reveal .slides section.present:not(.stack)")
        present.get_by_role("heading", name="00 Start here").wait_for()
        while not present.get_by_text(cells[live].source).is_visible():
            before = page.url
            page.keyboard.press("Space")
            page.wait_for_function("before => location.href !== before", arg=before)
        present.get_by_text(cells[live].source).click()
        page.keyboard.press("Control+A")
        page.keyboard.type(cells[live + 1].source)
        page.keyboard.press("Shift+Enter")
        present.get_by_text("torch.Size([2, 3])").wait_for()
        assert page.evaluate("() => getComputedStyle(document.querySelector('.reveal')).getPropertyValue('--jp-code-font-size')") == "20px"
        page.close()
