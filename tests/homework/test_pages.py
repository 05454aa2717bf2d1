"""What instructors and students see of a hostile notebook: no script runs, nothing is fetched, and it can still be read."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import nbformat
import pytest
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.api import Gradebook

from course.chapters import ROOT
from homework.grader import clean, record
from homework.grader import notebook as notebooks
from homework.grader.course import Course, with_environment_first
from homework.grader.display import ALL, LONGEST, Display
from homework.grader.run import Result

from .bank import RIGHT, with_first_answer
from .test_grader import new_course

PNG = base64.b64encode(bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")).decode()
HARM = "document.title='HARM';window.HARM=1;fetch('/HARM')"
HOSTILE = [
    f"<script>{HARM}</script>",
    f"<img src=x onerror=\"{HARM}\">",
    f"<svg onload=\"{HARM}\"><script>{HARM}</script></svg>",
    f"<svg><animate onbegin=\"{HARM}\" attributeName=x dur=1s></svg>",
    f"<iframe srcdoc=\"<script>parent.{HARM}</script>\"></iframe><iframe src=\"javascript:parent.{HARM}\"></iframe>",
    f"<object data=\"javascript:{HARM}\"></object><embed src=\"javascript:{HARM}\">",
    f"<details open ontoggle=\"{HARM}\">x</details><video><source onerror=\"{HARM}\"></video>",
    f"<form action=\"javascript:{HARM}\"><input autofocus onfocus=\"{HARM}\"></form>",
    f"[click](javascript:{HARM}) <javascript:{HARM}> <a class=bait href=\"jAvAsCrIpT&colon;{HARM}\">click</a>",
    f"[click](data:text/html;base64,{base64.b64encode(f'<script>{HARM}</script>'.encode()).decode()})",
    f"[ref]\n\n[ref]: javascript:{HARM}",
    f"![x](data:image/svg+xml;base64,{base64.b64encode(f'<svg onload={HARM}>'.encode()).decode()})",
    "![x](/HARM) <img src='/HARM'> <img srcset='/HARM 1x'> ![x](http://127.0.0.1:9/HARM) <link rel=stylesheet href=/HARM>",
    "<style>body{background:url(/HARM)}</style><div style='background:url(/HARM)'>x</div>",
    "<table background=/HARM><tr><td>x</td></tr></table>",
    f"<meta http-equiv=refresh content=\"0;url=javascript:{HARM}\"><base href=\"http://127.0.0.1:9/HARM\">",
    f"`&#10;&#10;<script>{HARM}</script>` &#10;&#10;<script>{HARM}</script>",
    f"<noscript><p title=\"</noscript><img src=x onerror={HARM}>\"></noscript>",
    f"<math><mtext><table><mglyph><style><img src=x onerror=\"{HARM}\"></style></mglyph></table></mtext></math>",
    f"$x$<script>{HARM}</script>$$y$$ $\\href{{javascript:{HARM}}}{{z}}$",
    f"```html\n</code></pre><script>{HARM}</script>\n```",
    f"```mermaid\ngraph TD\nA[<img src=x onerror={HARM}>]\nclick A \"javascript:{HARM}\"\n```",
    "<input id='ps0-q3-answer' class='score' value=5><textarea id='ps0-q3-answer-comment'>",
    "\u202e\ud800\x00\x07 {x} {:>600000000} %s",
]  # fmt: skip
READABLE = (
    "# Overflow\n\nBecause $e^{a} < \\infty$ and $$\\sum_{i<j} x_i$$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    "- one\n- **two**\n\n```python\nx = 1\n\ny < 2\n```\n\n[a book](https://example.org/a?b=c&d) and 1 < 2 > 0 & more\n\n"
    "![my sketch](attachment:my%20sketch.png)"
)  # fmt: skip
DATA = [
    {"text/html": f"<b>bold</b><script>{HARM}</script>"},
    {"application/javascript": HARM},
    {"text/markdown": f"<script>{HARM}</script>", "text/plain": "plain"},
    {"image/svg+xml": f"<svg onload=\"{HARM}\"/>"},
    {"text/latex": f"<script>{HARM}</script>", "application/vnd.vega.v5+json": {}},
    {"application/vnd.jupyter.widget-view+json": {"model_id": f"</script><script>{HARM}"}},
    {"image/png": f"x\" onerror=\"{HARM}"},
    {"image/png": PNG},
]  # fmt: skip
METADATA = {"text/html": {"isolated": True}, "filenames": {"image/png": "/HARM"}}
OUTPUTS = [{"output_type": "display_data", "metadata": METADATA, "data": data} for data in DATA]
OUTPUTS += [
    {"output_type": "stream", "name": "stdout", "text": f"\x1b[31m<script>{HARM}</script>\x1b[0m\x1b]0;t\x07\ud800"},
    {"output_type": "error", "ename": f"<script>{HARM}</script>", "evalue": "\x00", "traceback": [f"<img src=x onerror={HARM}>"]},
    {"output_type": "update_display_data", "data": {}},
]  # fmt: skip


def result(release: nbformat.NotebookNode, student: str, written: str, outputs: list | None = None, **attached) -> Result:
    """A result as grading would give it, with a written answer and a cell of the student's own with outputs."""
    notebook = with_first_answer(release, RIGHT)
    cell = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "ps0-q3-answer")
    cell.source = written
    if attached:
        cell["attachments"] = attached["attachments"]
    own = nbformat.v4.new_code_cell(f"# </pre><script>{HARM}</script>\n'''{written}'''")
    own["outputs"] = outputs or []
    notebook.cells.append(own)
    return Result(student, "ps0", "", {"ps0-q1-test": 2.0}, cells=json.loads(json.dumps(notebook.cells)))


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """A course in which hostile work was recorded, and pages for the students were written."""
    course = new_course(tmp_path_factory.mktemp("pages") / "course")
    release = nbformat.read(course.root / "release" / "ps0" / "ps0.ipynb", as_version=4)
    results = [result(release, f"hostile {i:02d}", text, OUTPUTS) for i, text in enumerate(HOSTILE)]
    results.append(result(release, "honest", READABLE, attachments={"my sketch.png": {"image/png": PNG}}))
    results.append(Result("nobody", "ps0", "", {}, remarks=[f"<script>{HARM}</script>\n[x](javascript:{HARM})"]))
    record.record(course, "ps0", results)
    record.feedback(course, "ps0")
    return course


def students(course: Course) -> list[str]:
    return sorted(path.name for path in (course.root / "autograded").iterdir())


def test_there_is_a_page_for_everybody_also_without_a_notebook(graded):
    pages = {path.parent.parent.name for path in (graded.root / "feedback").glob("*/ps0/ps0.html")}
    assert len(pages) == len(HOSTILE) + 2 == len(students(graded))
    page = (graded.root / "feedback" / "nobody" / "ps0" / "ps0.html").read_text()
    assert "There is no notebook that could be graded" in page and "(Score: 0.0 / 15.0)" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_cleaned_markdown_is_handed_on_as_it_is_by_a_renderer_that_lets_everything_pass(text):
    shown = Display().markdown(text, {})
    assert MarkdownWithMath(renderer=IPythonRenderer(escape=False)).render(shown).strip() == shown
    assert "\n" not in shown and shown.isprintable()


def test_an_honest_answer_can_be_read_with_formulas_tables_code_and_its_picture(graded):
    page = (graded.root / "feedback" / "honest" / "ps0" / "ps0.html").read_text()
    for part in ("<h1>Overflow</h1>", "$e^{a} &lt; \\infty$", "$$\\sum_{i&lt;j} x_i$$", "<td>1</td>", "<strong>two</strong>"):
        assert part in page
    assert f'src="data:image/png;base64,{PNG}"' in page and 'alt="my sketch"' in page
    assert 'href="https://example.org/a?b=c&amp;d"' in page and "1 &lt; 2 &gt; 0 &amp; more" in page


# In a browser


@contextmanager
def formgrader(course: Course) -> Iterator[str]:
    """A Jupyter server with formgrader over a course, as `make formgrader` starts it; its address."""
    from tests.notebooks.test_browser import TOKEN, _address

    log = course.root / "server.log"
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--allow-root",
        "--no-browser",
        "--ServerApp.port=0",
        f"--IdentityProvider.token={TOKEN}",
    ]
    settings = with_environment_first(os.environ) | {"PYTHONPATH": str(ROOT)}
    with log.open("w") as file:
        server = subprocess.Popen(command, cwd=course.root, stdout=file, stderr=subprocess.STDOUT, env=settings)
    try:
        yield _address(server, log)
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def page(chromium):
    """A page that notes everything it asks for; nothing outside this machine is reached."""
    page = chromium.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.route(lambda url: "127.0.0.1" not in url and "file://" not in url, lambda route: route.abort())
    yield page
    page.close()


def nothing_happened(page) -> None:
    """Click on what invites to, wait for what might still come, and look for what a planted script would have done."""
    for link in page.locator("#notebook a:not([href^='#'])").all():
        link.evaluate("node => { node.target = '_self'; if (!/^https?:/.test(node.href)) node.click() }")
    page.wait_for_timeout(100)
    assert page.title() != "HARM" and page.evaluate("() => window.HARM") is None
    assert [url for url in page.asked if "HARM" in url] == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_planted_script_would_be_noticed(page, tmp_path):
    (tmp_path / "page.html").write_text(f"<title>x</title><div id=notebook><script>{HARM}</script></div>")
    page.goto(f"file://{tmp_path / 'page.html'}")
    with pytest.raises(AssertionError):
        nothing_happened(page)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_feedback_pages_run_no_script_and_fetch_nothing(graded, page):
    for student in students(graded):
        page.goto(f"file://{graded.root / 'feedback' / student / 'ps0' / 'ps0.html'}", wait_until="domcontentloaded")
        nothing_happened(page)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_formgraders_pages_show_every_submission_and_run_no_script(graded, page):
    from tests.notebooks.test_browser import TOKEN

    with Gradebook(graded.db_url) as gradebook:
        pages = {s.student_id: s.notebooks[0].id for s in gradebook.find_assignment("ps0").submissions}
    assert len(pages) == len(HOSTILE) + 2
    with formgrader(graded) as address:
        page.goto(f"{address}/lab?token={TOKEN}", wait_until="domcontentloaded")
        for student, number in pages.items():
            page.asked.clear()
            reply = page.goto(f"{address}/formgrader/submissions/{number}/", wait_until="domcontentloaded")
            assert reply.status == 200, student
            nothing_happened(page)
            assert page.locator("input.score[id='ps0-q3-answer']").count() == 1, student
        page.goto(f"{address}/formgrader/submissions/{pages['honest']}/", wait_until="domcontentloaded")
        assert page.locator("img[alt='my sketch']").count() == 1


# Sizes


def test_long_texts_are_cut_and_said_and_large_pictures_left_out():
    display = Display()
    shown = display.markdown("word " * LONGEST, {})
    assert len(shown) < 2 * LONGEST and "more characters are not shown" in shown
    for _ in range(ALL // LONGEST + 1):
        shown = display.markdown("x" * LONGEST, {})
    assert len(shown) < 200
    big = {"image/png": base64.b64encode(bytes(18_000_000)).decode()}
    assert "not shown: big" in Display().markdown("![big](attachment:a)", {"a": big})


def test_code_is_shown_without_what_coloring_it_chokes_on():
    display = Display()
    shown = display.code("a.b" * 50_000 + "\t\n" * 50_000 + " \n" * 9 + "x = 1   \n\n\ny = 2")
    assert max(map(len, shown.split("\n"))) < 1_020 and "\n\n\n\n" not in shown and shown.endswith("x = 1\n\n\ny = 2")
    assert sum(len(display.code("x = 1\n" * 10_000)) for _ in range(200)) < ALL + 200 * 60


def test_pictures_of_many_cells_share_one_limit():
    display = Display()
    picture = {"image/png": base64.b64encode(bytes(3_000_000)).decode()}
    shown = [display.markdown("![p](attachment:a)", {"a": picture}) for _ in range(40)]
    assert sum(map(len, shown)) < 25_000_000 and sum("not shown: p" in text for text in shown) == 35


@pytest.mark.parametrize(
    "text", [">" * 20_000, "[" * 20_000, "- " * 20_000, "$" * 9_999, "\\begin{a}" * 2_000, "<div>" * 5_000, "```" * 999]
)
def test_nested_markdown_ends_with_something_to_show(text):
    assert Display().markdown(text, {}).startswith("<div>")


@pytest.mark.parametrize(
    "attachments", [{"a": None}, {"a": {"image/png": 7}}, {"a": {"image/png": 'x y" onerror'}}, {"a": {"text/html": "<b>"}}, {}]
)
def test_attachments_that_are_no_pictures_are_named(attachments):
    assert "[not shown: a sketch]" in Display().markdown("![a sketch](attachment:a)", attachments)


# Tables


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "＝1", "\x00=1", "\u202e=1"])
def test_no_cell_of_a_table_begins_like_a_formula(text):
    assert clean.spreadsheet_cell(text)[0] not in "=+-@＝\t\r\x00"


def test_remarks_of_any_length_are_cut_and_said():
    assert len(clean.spreadsheet_cell("x" * 1_000_000)) < 2_100 and clean.spreadsheet_cell("x" * 1_000_000).endswith("(cut)")
    assert len(clean.line("x " * 1_000_000)) < 300


def test_text_that_turns_or_hides_is_made_visible():
    assert clean.text("a\u202eb\u2066c\ud800\x07\r\nd\te") == "a[U+202E]b[U+2066]c\ufffd\ufffd\nd\te"
    assert clean.line("\x1b[31mred\x1b[0m\x1b[2J") == "red\ufffd[2J"
    assert clean.markdown_cell("a|b<c>[x](y)`\n![z](u)") == "a\\|b&lt;c>\\[x\\](y)\\` !\\[z\\](u)"


def test_a_submissions_attachments_reach_the_page(tmp_path):
    """Reading a notebook keeps the pictures of its Markdown cells, and nothing else of what is attached."""
    course = Course(tmp_path / "course")
    shutil.copytree(ROOT / "homework" / "source", course.root / "source")
    shutil.copy(ROOT / "homework" / "nbgrader_config.py", course.root)
    source = notebooks.read_source(course.source("ps1"), course.config)
    cell = nbformat.v4.new_markdown_cell("![x](attachment:x.png)")
    cell["attachments"] = {"x.png": {"image/png": PNG}, "y": 3, "z": {"image/png": ["no", "text"]}}
    path = tmp_path / "ps1.ipynb"
    path.write_text(json.dumps({"cells": [cell]}))
    read = notebooks.read_submission(path, source).notebook.cells
    (shown,) = [Display().cell(cell).source for cell in read if "attachment:" in cell.source]
    assert f"base64,{PNG}" in shown
