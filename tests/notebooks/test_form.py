"""The form of the chapters: executed in order, one idea a cell, described, tagged, folded where they only draw."""

import re
import statistics

import pytest

from course.chapters import NOTEBOOKS, SLIDE_TYPES, code, needs, read, slide_type, tags
from d2lhelpers import datasets

TAGS = {"exercise", "check", "solution", "live", "hide-input", "hide-on-slide"}
TAGS |= {"full-size", "real-data", "gpu", "nbval-ignore-output", "raises-exception"}
MOST_LINES, MEDIAN_LINES = 20, 5  # of a code cell, without empty lines and comments
FORBIDDEN = {
    "manual_seed": "take randomness from seed_everything, so that make seeds can shift it",
    "plt.show": "end a figure with show(fig, alt=…)",
    "warnings.filter": "mend the cause of a warning",
}
each_chapter = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_chapters():
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{i:02d}" for i in range(len(NOTEBOOKS))]
    assert len(NOTEBOOKS) >= 4


@each_chapter
def test_a_chapter_was_run_from_top_to_bottom_in_a_fresh_kernel(path):
    counts = [cell.execution_count for cell in code(read(path))]
    assert counts == list(range(1, len(counts) + 1))


@each_chapter
def test_a_chapter_keeps_no_error_no_warning_no_timing_and_no_folder(path):
    for cell in code(read(path)):
        assert "execution" not in cell.metadata
        for output in cell.outputs:
            assert output.output_type != "error" or "raises-exception" in tags(cell), cell.source
            assert output.get("name") != "stderr", output.text
            plain = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(output.get("traceback", [])))
            assert not re.search(r"(?<![\w.])/[\w./-]+site-packages", plain), "a folder of one machine: make outputs"


@each_chapter
def test_every_cell_has_an_id_a_slide_type_and_known_tags(path):
    cells = read(path).cells
    assert len({cell.id for cell in cells}) == len(cells)
    for cell in cells:
        assert slide_type(cell) in SLIDE_TYPES, cell.source
        assert tags(cell) <= TAGS, tags(cell)


def lines_of(cell) -> int:
    """The lines of a code cell, without empty ones and comments."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in cell.source.splitlines())


@each_chapter
def test_a_cell_holds_one_idea(path):
    for cell in code(read(path)):
        assert lines_of(cell) <= MOST_LINES, cell.source


@each_chapter
def test_most_cells_are_short(path):
    assert statistics.median(filter(None, map(lines_of, code(read(path))))) <= MEDIAN_LINES


@each_chapter
def test_what_only_draws_is_folded_and_what_claims_is_not(path):
    for cell in code(read(path)):
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert folded == ("hide-input" in tags(cell)), cell.source
        assert not (folded and "claim(" in cell.source), cell.source


@each_chapter
def test_every_figure_has_a_text_for_those_who_cannot_see_it(path):
    for cell in code(read(path)):
        for output in cell.outputs:
            data = output.get("data", {})
            assert not any(kind.startswith("image/") for kind in data), f"not shown by show(): {cell.source}"
            for image in re.findall(r"<img[^>]*>", data.get("text/html", "")):
                assert re.search(r'alt="[^"]{20,}"', image), cell.source


@each_chapter
@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_cell_does_what_the_rules_forbid(path, word):
    for cell in code(read(path)):
        assert word not in cell.source, FORBIDDEN[word]


@each_chapter
def test_cells_that_need_data_say_which(path):
    for cell in read(path).cells:
        assert bool({"full-size", "real-data"} & tags(cell)) == (needs(cell) is not None), cell.source
        assert needs(cell) in {None, *datasets.SETS}


@each_chapter
def test_full_size_cells_run_only_where_the_data_are(path):
    begun = set()
    for cell in code(read(path)):
        if "full-size" in tags(cell):
            assert needs(cell) not in begun or cell.source.startswith("if full_size:"), cell.source
            begun.add(needs(cell))


@each_chapter
def test_the_committed_full_size_outputs_come_from_the_real_data(path):
    cells = [cell for cell in code(read(path)) if "full-size" in tags(cell)]
    printed = "".join(output.get("text", "") for cell in cells for output in cell.outputs)
    assert "passed over" not in printed
