"""The chapters in a real JupyterLab in headless Chromium: `make browser`, and part of `make test` where Chromium is."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from course.chapters import NOTEBOOKS, ROOT, exercises, read

TOKEN = "for-this-test-alone"
SHOTS = os.environ.get("BROWSER_SHOTS")  # a folder for pictures of the pages, to be looked at

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),  # one JupyterLab for all of them
]

# The notebook's model knows every cell; the page only holds those in view.
STATE = """() => {
    const panel = jupyterapp.shell.currentWidget;
    const cells = Array.from(panel.content.model.cells).filter(cell => cell.type === 'code' && cell.sharedModel.source.trim());
    return {
        idle: panel.sessionContext.session?.kernel?.status === 'idle',
        run: cells.filter(cell => cell.executionCount !== null).length,
        all: cells.length,
        errors: cells.filter(cell => !(cell.getMetadata('tags') ?? []).includes('raises-exception'))
            .flatMap(cell => cell.outputs.toJSON()).filter(output => output.output_type === 'error').map(output => output.evalue),
    };
}"""


@contextmanager
def jupyterlab(root: Path) -> Iterator[str]:
    """A JupyterLab on a free port over a folder, with a progress file of its own; its address."""
    settings = {"JUPYTER_PREFER_ENV_PATH": "1", "D2LHELPERS_LIVE": "1", "D2LHELPERS_PROGRESS": str(root / "progress.jsonl")}
    inherited = {name: value for name, value in os.environ.items() if name != "D2LHELPERS_DATA"}  # nbval runs the cells at full size
    command = [sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", "--ServerApp.port=0", f"--ServerApp.root_dir={root}"]
    options = [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    log = root / "lab.log"
    with log.open("w") as file:
        server = subprocess.Popen([*command, *options], stdout=file, stderr=subprocess.STDOUT, env=inherited | settings)
    try:
        yield _address(server, log)
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab over a copy of the course; yields its address."""
    root = tmp_path_factory.mktemp("course")
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, root / folder)
    with jupyterlab(root) as address:
        yield address


def _address(server: subprocess.Popen, log: Path) -> str:
    import time

    for _ in range(120):
        found = re.search(r"http://(127\.0\.0\.1|localhost):(\d+)/lab", log.read_text())
        if found:
            return f"http://127.0.0.1:{found[2]}"
        assert server.poll() is None, log.read_text()
        time.sleep(0.5)
    raise AssertionError(log.read_text())


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    yield page
    page.close()


def open_chapter(page: Page, lab: str, path: Path) -> None:
    page.goto(f"{lab}/lab/tree/notebooks/{path.name}?token={TOKEN}&reset")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.content?.model?.cells?.length > 1")
    page.wait_for_function(f"({STATE})().idle")


def run_all(page: Page) -> dict:
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(f"() => {{ const s = ({STATE})(); return s.idle && (s.errors.length || s.run === s.all) }}", timeout=300_000)
    return page.evaluate(STATE)


def clear(page: Page) -> None:
    page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_runs_from_top_to_bottom(page, lab, path):
    open_chapter(page, lab, path)
    clear(page)
    state = run_all(page)
    assert state["errors"] == []
    assert state["run"] == state["all"] > 0
    if SHOTS:
        picture(page, Path(SHOTS) / path.stem)


def picture(page: Page, folder: Path) -> None:
    """Screenshots of the whole chapter, a window's height each."""
    folder.mkdir(parents=True, exist_ok=True)
    notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
    for old in folder.glob("*.png"):
        old.unlink()
    notebook.evaluate("node => node.scrollTo(0, 0)")
    for i in range(80):
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{i:02d}.png")
        before = notebook.evaluate("node => node.scrollTop")
        notebook.evaluate("node => node.scrollBy(0, node.clientHeight - 60)")
        page.wait_for_timeout(200)
        if notebook.evaluate("node => node.scrollTop") == before:
            break


def test_figures_of_a_chapter_that_was_never_run_are_shown_with_their_text(page, lab):
    open_chapter(page, lab, NOTEBOOKS[0])
    image = page.locator(".jp-OutputArea img").first
    image.wait_for()
    assert image.get_attribute("alt")
    assert image.evaluate("node => node.complete && node.naturalWidth > 0")


def cell_at(page: Page, index: int):
    """Bring a cell into view and return it."""
    go = "i => { const n = jupyterapp.shell.currentWidget.content; n.activeCellIndex = i; return n.scrollToItem(i, 'center') }"
    page.evaluate(go, index)
    cell = page.locator(f".jp-Cell[data-windowed-list-index='{index}']")
    cell.wait_for()
    return cell


def answer(page: Page, cells: tuple[int, int], source: str) -> str:
    """Put an answer into an exercise's cell, run it and its check, return what the check says."""
    stub, check = cells
    page.evaluate("([i, s]) => jupyterapp.shell.currentWidget.content.model.cells.get(i).sharedModel.setSource(s)", [stub, source])
    for index in (stub, check):
        cell_at(page, index)
        page.evaluate("() => jupyterapp.commands.execute('notebook:run-cell')")
    page.wait_for_function(f"({STATE})().idle")
    outputs = page.evaluate("i => jupyterapp.shell.currentWidget.content.model.cells.get(i).outputs.toJSON()", check)
    return "".join("".join(output.get("text", "")) for output in outputs)


def test_an_exercise_answers_a_wrong_and_a_right_answer_and_the_table_keeps_it(page, lab):
    path = NOTEBOOKS[0]
    exercise = next(e for e in exercises(path) if e.number == "0.2")
    open_chapter(page, lab, path)
    run_all(page)
    wrong = answer(page, (exercise.stub, exercise.check), "def brightness(images):\n    return images.mean()")
    assert "not yet" in wrong and "a mean over everything" in wrong
    right = answer(page, (exercise.stub, exercise.check), exercise.solution)
    assert "passed" in right
    table = next(i for i, cell in enumerate(read(path).cells) if cell.source == "progress(0)")
    cell_at(page, table)
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-cell')")
    page.wait_for_function(f"({STATE})().idle")
    assert "passed" in cell_at(page, table).locator("tr", has_text="0.2").inner_text()


def test_the_list_of_exercises_leads_to_them(page, lab):
    path = NOTEBOOKS[0]
    open_chapter(page, lab, path)
    listed = next(i for i, cell in enumerate(read(path).cells) if cell.source.startswith("## All exercises"))
    cell_at(page, listed).get_by_role("link", name="0.2").click()
    heading = page.get_by_role("heading", name="Exercise 0.2").element_handle()
    near = "node => Math.abs(node.getBoundingClientRect().top) < 900"  # JupyterLab guesses the heights of cells out of view
    page.wait_for_function(near, arg=heading)


def test_hints_and_solutions_are_closed_and_open_on_a_click(page, lab):
    path = NOTEBOOKS[0]
    open_chapter(page, lab, path)
    exercise = exercises(path)[0]
    for index in (exercise.check + 1, exercise.check + 2):
        details = cell_at(page, index).locator("details").first
        assert details.get_attribute("open") is None
        details.locator("summary").click()
        assert details.get_attribute("open") is not None


def set_and_run(page: Page, index: int, source: str) -> None:
    """Put code into a cell and start it."""
    page.evaluate("([i, s]) => jupyterapp.shell.currentWidget.content.model.cells.get(i).sharedModel.setSource(s)", [index, source])
    cell_at(page, index)
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-cell') }")  # not waiting for its end


BOARD = """
import time
from d2lhelpers import LiveBoard
board = LiveBoard("a live board")
for step in range(100):
    board.add(step, train_loss=1 / (step + 1))
    time.sleep(0.05)
board.close()
"""


def test_a_live_board_moves_while_training_and_ends_as_one_picture(page, lab):
    open_chapter(page, lab, NOTEBOOKS[0])
    index = next(i for i, cell in enumerate(read(NOTEBOOKS[0]).cells) if cell.cell_type == "code")
    set_and_run(page, index, BOARD)
    picture = cell_at(page, index).locator("img[alt^='a live board']")
    picture.wait_for()
    seen = set()
    while not page.evaluate(f"({STATE})().idle"):
        seen.add(picture.get_attribute("src"))
        page.wait_for_timeout(50)
    assert len(seen) >= 4
    outputs = page.evaluate("i => jupyterapp.shell.currentWidget.content.model.cells.get(i).outputs.toJSON()", index)
    assert len(outputs) == 1 and picture.count() == 1


def test_a_slider_moves_its_picture(page, lab):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("04"))
    open_chapter(page, lab, path)
    run_all(page)
    index = next(i for i, cell in enumerate(read(path).cells) if "ipywidgets.interact(" in cell.source)
    picture = cell_at(page, index).locator("img[alt*='by 6 steps of sigmoids']")
    picture.wait_for()
    handle = cell_at(page, index).locator(".noUi-handle").first
    handle.focus()
    handle.press("ArrowRight")
    cell_at(page, index).locator("img[alt*='by 7 steps of sigmoids']").wait_for()
    assert picture.count() == 0


def test_a_link_leads_to_the_next_chapter(page, lab):
    open_chapter(page, lab, NOTEBOOKS[0])
    index = next(i for i, cell in enumerate(read(NOTEBOOKS[0]).cells) if f"]({NOTEBOOKS[1].name})" in cell.source)
    cell_at(page, index).locator(f"a[href*='{NOTEBOOKS[1].name}']").first.click()
    page.wait_for_function(f"() => jupyterapp.shell.currentWidget?.context?.path === 'notebooks/{NOTEBOOKS[1].name}'")


def test_the_course_opens_on_its_start_page(page, lab):
    command = subprocess.run(["make", "-n", "lab"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (default,) = re.findall(r"default_url=(\S+)", command)
    page.goto(f"{lab}{default}?token={TOKEN}&reset")
    page.wait_for_function(f"() => window.jupyterapp?.shell.currentWidget?.context?.path === 'notebooks/{NOTEBOOKS[0].name}'")
