"""What a lecturer takes to class, derived from the chapters: slides, live-coding copies and hand-outs.

`make slides`, `make live` and `make handouts` call this; `make help` lists them. The chapters are never changed.
"""

import argparse
import base64
import copy
import mimetypes
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from playwright.sync_api import sync_playwright
from traitlets.config import Config

from .chapters import ROOT, SLIDE_TYPES, Chapter, heading, slide_type, tags

HIDDEN = {"hide-input", "hide-on-slide"}  # tags of cells whose code is on no slide
LECTURES = ROOT / "lectures"
RISE_STYLE = ROOT / "notebooks" / "rise.css"
ASSETS = {
    "node_modules/reveal.js/dist/reveal.css": "reveal.css",
    "node_modules/reveal.js/dist/reveal.js": "reveal.js",
    "node_modules/reveal.js/dist/plugin/notes.js": "notes.js",
    "node_modules/mathjax/es5/tex-svg-full.js": "tex-svg-full.js",
    "deck.css": "deck.css",
    "deck.js": "deck.js",
}
ROOMY_LINES, ROOMY_WIDTH = 15, 76  # what fits in larger letters
TEXT = r'f?"[^"]*"(?:\s*f?"[^"]*")*'
ALT = re.compile(rf"alt( ?= ?)(?:\(\s*{TEXT}\s*\)|{TEXT})")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Refused(Exception):
    """A chapter or a machine that cannot be worked with; the message says what to do about it."""


def read_chapter(path: Path) -> NotebookNode:
    """Read a chapter that is fit to be shown.

    Raises
    ------
    Refused: a cell has no slide type or shows a picture that is not there, the chapter was not executed in order, or a cell
        ended in an error that is not tagged `raises-exception`.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise Refused(f"{path}: cannot be read as a notebook ({error})") from None
    if not any(slide_type(cell) == "slide" for cell in notebook.cells):
        raise Refused(f"{path} has no slides: give its cells slide types in JupyterLab's property inspector")
    count = 0
    for number, cell in enumerate(notebook.cells, start=1):
        where = f"{path}, cell {number} ({_first_line(cell)!r})"
        if slide_type(cell) not in SLIDE_TYPES:
            raise Refused(f"{where} has no slide type: give it one in JupyterLab's property inspector, {', '.join(SLIDE_TYPES)}")
        if cell.cell_type != "code":
            missing = [name for name in _pictures(cell) if not (path.parent / name).is_file()]
            if missing:
                raise Refused(f"{where} shows {missing[0]}, but there is no such file in {path.parent}")
            continue
        count += 1
        if cell.execution_count != count:
            raise Refused(f"{where} was not executed in order from a fresh kernel: make outputs CHAPTERS={path}")
        if "raises-exception" not in tags(cell) and any(output.output_type == "error" for output in cell.outputs):
            raise Refused(f"{where} ended in an error: mend it, then make outputs CHAPTERS={path}")
    return notebook


def read_notes(path: Path) -> dict[str, str]:
    """The lecturer's notes of a chapter: from the id of the cell that a note follows to its text.

    Raises
    ------
    Refused: a note follows a cell that the chapter does not have.
    """
    file = Chapter(path).notes
    if not file.exists():
        return {}
    _, *parts = re.split(r"^## +(\S+) *$", file.read_text(encoding="utf-8"), flags=re.M)
    notes = {id: text.strip() for id, text in zip(parts[::2], parts[1::2], strict=True)}
    unknown = notes.keys() - {cell.id for cell in nbformat.read(path, as_version=4).cells}
    if unknown:
        raise Refused(
            f"{file}: {path.name} has no cell {', '.join(sorted(unknown))}; a note stands under the id of the cell that it follows"
        )
    return notes


def _first_line(cell: NotebookNode) -> str:
    return cell.source.strip().partition("\n")[0][:50]


# Slides


def deck(notebook: NotebookNode, notes: Mapping[str, str], folder: Path) -> str:
    """The slides of a chapter as one HTML page, to lie beside its assets.

    Parameters
    ----------
    notes: from the id of a cell to the lecturer's note that follows it.
    folder: where the chapter's own pictures lie; they are embedded.
    """
    notebook = copy.deepcopy(notebook)
    _note_slides(notebook.cells, notes)
    notebook.cells = [cell for cell in notebook.cells if slide_type(cell) != "skip"]
    notebook.metadata.title = heading(notebook.cells[0])
    _title_slides(notebook.cells)
    widgets = notebook.metadata.pop("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = _shortened(cell.source)
            cell.outputs = [shown for output in cell.outputs for shown in _without_widget(output, widgets)]
            for output in cell.outputs:
                if output.output_type == "error":  # the last line and one's own lines are what to read
                    output.traceback = [frame for frame in output.traceback if "site-packages" not in frame and "-----" not in frame]
    _enlarge_short_code(notebook.cells)
    hide = {"TagRemovePreprocessor": {"enabled": True, "remove_input_tags": HIDDEN}}
    exporter = HTMLExporter(Config(hide), template_name="template", extra_template_basedirs=[str(LECTURES)], embed_images=True)
    return exporter.from_notebook_node(notebook, {"metadata": {"path": str(folder)}})[0]


def _title_slides(cells: list[NotebookNode]) -> None:
    """Give each slide that does not begin with a heading the last one before it, small."""
    title = ""
    for cell in cells:
        if slide_type(cell) in ("slide", "subslide") and not heading(cell):
            cell.metadata.running_title = title
        title = heading(cell) or title


def _note_slides(cells: list[NotebookNode], notes: Mapping[str, str]) -> None:
    """Give each slide the note that speaks of it, which follows it or a later slide: a lecturer reads it first."""
    note = ""
    for cell in reversed(cells):
        note = notes.get(cell.id, note)
        if slide_type(cell) in ("slide", "subslide"):
            cell.metadata.speaker_notes = note


def _shortened(source: str) -> str:
    """Code as a slide shows it: one blank line in place of two, and no text of a figure that everybody sees."""
    return ALT.sub(r'alt\1"…"', re.sub(r"\n{3,}", "\n\n", source))


def _enlarge_short_code(cells: list[NotebookNode]) -> None:
    """Mark the slides that have room for larger code."""
    begins = [i for i, cell in enumerate(cells) if slide_type(cell) in ("slide", "subslide")]
    for i, j in zip(begins, [*begins[1:], len(cells)], strict=True):
        prose = "\n".join(cell.source for cell in cells[i:j] if cell.cell_type == "markdown")
        lines = [line for cell in cells[i:j] if cell.cell_type == "code" for line in _code_lines(cell)]
        height = len(lines) + len(textwrap.wrap(prose, 75)) + 3 * prose.count("$$")
        cells[i].metadata.roomy = height <= ROOMY_LINES and max(map(len, lines), default=0) <= ROOMY_WIDTH


def _code_lines(cell: NotebookNode) -> list[str]:
    """The lines of code and text that a cell puts on a slide; a figure counts as a slide full of them."""
    lines = [] if HIDDEN & tags(cell) else cell.source.split("\n")
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/html" in data:
            return [""] * (ROOMY_LINES + 1)
        text = "\n".join(output.get("traceback", [output.get("text", data.get("text/plain", ""))]))
        lines += text.rstrip().split("\n")
    return lines


def _without_widget(output: NotebookNode, state: dict) -> list[NotebookNode]:
    """What a widget shows as it stands: its controls as text, and the outputs inside it; other outputs as they are."""
    view = output.get("data", {}).get("application/vnd.jupyter.widget-view+json")
    if view is None:
        return [output]
    model = state.get(view["model_id"], {}).get("state", {})
    shown = [nbformat.from_dict(inner) for inner in model.get("outputs", [])]
    if "description" in model and "value" in model:
        shown.append(new_output("stream", text=f"{model['description']}: {model['value']}\n"))
    for child in model.get("children", []):
        inner = new_output("display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": child.removeprefix("IPY_MODEL_")}})
        shown += _without_widget(inner, state)
    return shown


def write_slides(chapters: list[Path], folder: Path) -> list[Path]:
    """Write a deck for each chapter, and beside them what they load; return the decks.

    Raises
    ------
    Refused: a chapter is not fit to be shown, or the npm packages are missing.
    """
    pages = {folder / f"{path.stem}.html": deck(read_chapter(path), read_notes(path), path.parent) for path in chapters}
    missing = [source for source in ASSETS if not (LECTURES / source).is_file()]
    if missing:
        raise Refused(f"{LECTURES / missing[0]} is missing: npm ci --prefix {LECTURES.name}")
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    for source, name in ASSETS.items():
        shutil.copyfile(LECTURES / source, folder / "assets" / name)
    for path, page in pages.items():
        path.write_text(page, encoding="utf-8")
    return list(pages)


def find_chromium() -> str | None:
    """Where Chromium, or a browser built on it, is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def write_pdfs(decks: list[Path]) -> list[Path]:
    """Print each deck to PDF beside it, one slide a page; return the PDFs.

    Raises
    ------
    Refused: Chromium is missing.
    """
    browser = find_chromium()
    if browser is None:
        raise Refused("Chromium is needed to print: apt-get install chromium, or brew install --cask chromium")
    pdfs = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for path in decks:
            page = chromium.new_page()
            page.goto(f"{path.resolve().as_uri()}?print-pdf")
            page.wait_for_function("() => window.Reveal?.isReady() && document.querySelector('.pdf-page')")
            pdfs.append(path.with_suffix(".pdf"))
            page.pdf(path=pdfs[-1], prefer_css_page_size=True, print_background=True)
            page.close()
        chromium.close()
    return pdfs


# Copies to type in and to hand out


def live_copy(notebook: NotebookNode, notes: Mapping[str, str]) -> NotebookNode:
    """A copy to type in: each `live` cell asks for what to type, and its finished code lies folded below it; notes where they belong.

    Raises
    ------
    Refused: a cell tagged `live` does not say in its metadata `live` what to type.
    """
    notebook = copy.deepcopy(notebook)
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        if HIDDEN & tags(cell):
            cell.metadata.jupyter = {"source_hidden": True}
        cells += _to_type(cell) if "live" in tags(cell) else [cell]
        if cell.id in notes:
            text = f"<details><summary>For the lecturer</summary>\n\n{notes[cell.id]}\n\n</details>"
            cells.append(new_markdown_cell(text, id=f"{cell.id}-note", metadata={"slideshow": {"slide_type": "notes"}}))
    notebook.cells = cells
    return notebook


def _to_type(cell: NotebookNode) -> list[NotebookNode]:
    """A live cell emptied, and below it the finished one, which runs whether the lecturer typed or not."""
    if not cell.metadata.get("live"):
        raise Refused(f"the live cell {_first_line(cell)!r} does not say what to type: give its metadata a key 'live' with a sentence")
    empty = new_code_cell(f"# {cell.metadata.live}", id=cell.id, metadata=cell.metadata)
    folded = {"jupyter": {"source_hidden": True}, "slideshow": {"slide_type": "fragment"}, "tags": sorted(tags(cell) - {"live"})}
    return [empty, new_code_cell(cell.source, id=f"{cell.id}-done", metadata=folded)]


def handout(notebook: NotebookNode, notes: Mapping[str, str]) -> NotebookNode:
    """A copy for students: no solutions, no notes, and what is typed in class not run yet. Hints stay."""
    notebook = copy.deepcopy(notebook)
    notebook.cells = [cell for cell in notebook.cells if "solution" not in tags(cell)]
    for cell in notebook.cells:
        if "live" in tags(cell):
            cell.outputs, cell.execution_count = [], None
    return notebook


def moved(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """A copy that will lie one folder deeper: links out of the chapters' folder still lead there, pictures of its own are attached.

    Parameters
    ----------
    folder: where the chapter's own pictures lie.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        for name in _pictures(cell):
            kind = mimetypes.guess_type(name)[0] or "image/png"
            attached = name.replace("/", "-")
            cell.setdefault("attachments", {})[attached] = {kind: base64.b64encode((folder / name).read_bytes()).decode()}
            cell.source = re.sub(rf"""(\]\(|src=["']){re.escape(name)}(?=[)"'])""", rf"\1attachment:{attached}", cell.source)
        cell.source = re.sub(r"""(\]\(|["'])\.\./""", r"\1../../", cell.source)
        cell.source = re.sub(r"\]\(([\w-]+\.md)\b", r"](../../notebooks/\1", cell.source)  # pages beside the chapters are not copied
    return notebook


def _pictures(cell: NotebookNode) -> list[str]:
    """The files beside the chapter that a Markdown cell shows as pictures."""
    if cell.cell_type != "markdown":
        return []
    found = re.findall(r"""!\[[^\]]*\]\(([^)\s]+)|<img[^>]*\bsrc=["']([^"']+)""", cell.source)
    return [name for name in (a or b for a, b in found) if not re.match(r"\w+:", name)]


def write_copies(chapters: list[Path], folder: Path, derive: Callable[[NotebookNode, Mapping[str, str]], NotebookNode]) -> list[Path]:
    """Write a copy of each chapter, with the style sheet that RISE looks for beside it; return the copies.

    Raises
    ------
    Refused: a chapter is not fit to be shown, or `derive` refuses it.
    """
    copies = {}
    for path in chapters:
        notebook = moved(read_chapter(path), path.parent)
        try:
            copies[folder / path.name] = derive(notebook, read_notes(path))
        except Refused as error:
            raise Refused(f"{path}: {error}") from None
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(RISE_STYLE, folder / RISE_STYLE.name)
    for path, notebook in copies.items():
        nbformat.write(notebook, path)
    return list(copies)


def main(arguments: list[str] | None = None) -> None:
    """Build what is asked for from the chapters named, and say where it lies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("slides", "pdf", "live", "handouts"))
    parser.add_argument("chapters", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=LECTURES, help="the folder to write into (default: lectures/)")
    asked = parser.parse_args(arguments)
    try:
        if asked.what in ("live", "handouts"):
            built = write_copies(asked.chapters, asked.to / asked.what, live_copy if asked.what == "live" else handout)
        else:
            built = write_slides(asked.chapters, asked.to / "slides")
            if asked.what == "pdf":
                built = write_pdfs(built)
    except Refused as error:
        sys.exit(str(error))
    print(*built, sep="\n")


if __name__ == "__main__":
    main()
