"""Pictures: with a text alternative, with labeled axes, and a live board that never stops a training."""

import base64
import io
import math
import re
import subprocess
import sys
import time
from html import unescape
from xml.etree import ElementTree

import IPython.display
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from PIL import Image

from d2lhelpers import History, LiveBoard, contour_path, display, image_grid, learning_curves, live, show

mpl.use("Agg")
ALT = "Two lines fall from left to right, the dashed one more slowly."


class Screen:
    """What a notebook would show: every display and every update of one."""

    def __init__(self) -> None:
        self.shown, self.updates = [], []

    def display(self, bundle, **_):
        self.shown.append(bundle)
        return self

    def update(self, bundle, **_):
        self.updates.append(bundle)


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


@pytest.fixture
def screen(monkeypatch):
    made = Screen()
    monkeypatch.setattr(IPython.display, "display", made.display)
    for module in (display, live):
        monkeypatch.setattr(module, "in_notebook", lambda: True)
    monkeypatch.delenv("D2LHELPERS_LIVE", raising=False)
    return made


# show


def test_a_figure_is_shown_as_a_picture_with_its_text_and_closed(screen):
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    assert show(fig, ALT) is None
    (bundle,) = screen.shown
    parts = re.fullmatch(r'<img src="data:([^;]*);base64,([^"]*)" alt="([^"]*)" width="(\d+)">', bundle["text/html"])
    kind, data, alt, width = parts.groups()
    assert Image.open(io.BytesIO(base64.b64decode(data))).width == pytest.approx(2 * int(width), abs=1)
    assert kind == "image/png" and base64.b64decode(data).startswith(b"\x89PNG") and alt == ALT
    assert bundle["text/plain"] == f"[figure] {ALT}" and plt.get_fignums() == []


def shown_picture(screen) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(re.search(r"base64,([^\"]*)", screen.shown[-1]["text/html"])[1])))


@pytest.mark.parametrize("color", ["white", "#202020"])
def test_a_picture_is_cut_to_what_is_drawn_and_holds_what_stands_outside_the_frame(screen, color):
    with plt.rc_context({"savefig.facecolor": color}):
        fig = plt.figure(figsize=(2, 1))
        fig.add_artist(Rectangle((0.5, 0.5), 0.25, 0.25, color="red"))  # 50 by 25 points of the page, two pixels each
        show(fig, ALT)
        assert shown_picture(screen).size == pytest.approx((2 * (50 + 20), 2 * (25 + 20)), abs=3)
        fig = plt.figure(figsize=(2, 1))
        fig.add_artist(Rectangle((-0.75, 0), 2.5, 1, color="red"))  # from 1.5 inches left of the frame to 1.5 right of it
        show(fig, ALT)
        assert shown_picture(screen).size == pytest.approx((2 * (500 + 20), 2 * (100 + 20)), abs=3)


def test_a_legend_of_the_whole_figure_stays_where_it_was_put(screen):
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.plot([1, 2], label="a line")
    fig.legend(loc="lower center")
    fig.suptitle("title")
    show(fig, ALT)
    assert shown_picture(screen).size == pytest.approx((600, 400), abs=60)


def test_an_empty_figure_is_shown_as_it_is(screen):
    show(plt.figure(figsize=(2, 1)), ALT)
    assert len(shown_picture(screen).getcolors()) == 1


def test_marks_in_the_text_alternative_are_escaped(screen):
    alt = 'loss < 1 & "falling" for <b>both</b> models\' runs'
    show(plt.figure(), alt)
    inside = re.search(r'alt="([^"]*)"', screen.shown[0]["text/html"])[1]
    assert unescape(inside) == alt and "<" not in inside


@pytest.mark.parametrize("alt", ["", "loss", " " * 40, "nineteen characters"])
def test_a_text_too_short_to_describe_a_figure_is_refused(alt, screen):
    with pytest.raises(ValueError, match="describes no figure"):
        show(plt.figure(), alt)
    assert screen.shown == []


def test_the_same_figure_gives_the_same_bytes(screen):
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.plot([1, 3, 2])
        show(fig, ALT)
    assert screen.shown[0] == screen.shown[1]


def test_in_a_script_the_text_alone_is_printed(capsys):
    show(plt.figure(), ALT)
    assert capsys.readouterr().out == f"[figure] {ALT}\n"


# Figures


def history() -> History:
    return History(
        {"train_loss": 2.0 / e, "train_accuracy": 0.5, "valid_loss": 3.0 / e, "valid_accuracy": 0.4, "seconds": 1.0} for e in (1, 2, 3)
    )


def labels(ax) -> tuple[str, str]:
    return ax.get_xlabel(), ax.get_ylabel()


def test_learning_curves_draw_losses_and_metrics_apart():
    left, right = learning_curves(history()).axes
    assert labels(left) == ("epoch", "loss") and labels(right) == ("epoch", "accuracy")
    assert [line.get_label() for line in left.lines] == ["train loss", "valid loss"]
    assert left.lines[1].get_ydata().tolist() == [3.0, 1.5, 1.0] and list(left.lines[0].get_xdata()) == [1, 2, 3]


def test_learning_curves_draw_the_columns_named_on_the_axis_asked_for():
    (ax,) = learning_curves(history(), ["train_loss"], log=True).axes
    assert len(ax.lines) == 1 and ax.get_yscale() == "log"


def test_learning_curves_of_no_epochs_are_refused_in_words():
    with pytest.raises(ValueError, match="no epochs"):
        learning_curves(History())


def test_a_grid_shows_every_image_below_its_title_and_blank_places_behind():
    fig = image_grid(torch.rand(5, 8, 8), titles=list("abcde"), columns=3)
    assert len(fig.axes) == 6 and [len(ax.images) for ax in fig.axes] == [1] * 5 + [0]
    assert [ax.get_title() for ax in fig.axes] == [*"abcde", ""]


def test_a_grid_of_images_with_negative_values_is_centered_on_zero():
    fig = image_grid(torch.tensor([[[-2.0, 1.0]]]), cmap="RdBu")
    assert fig.axes[0].images[0].get_clim() == (-2, 2)


def test_contours_carry_paths_and_axes_names():
    path = torch.tensor([[1.0, 1.0], [0.5, 0.2], [0.0, 0.0]], requires_grad=True)
    fig = contour_path(lambda a, b: a**2 + 3 * b**2, {"descent": path}, x=(-1, 1), y=(-2, 2), labels=("weight", "bias"))
    (ax,) = fig.axes
    assert labels(ax) == ("weight", "bias") and ax.get_xlim() == (-1, 1) and ax.get_ylim() == (-2, 2)
    assert ax.get_legend().get_texts()[0].get_text() == "descent"
    assert ax.lines[0].get_xydata().tolist() == [[1, 1], [0.5, pytest.approx(0.2)], [0, 0]]


def test_the_style_gives_each_color_its_own_line():
    with plt.style.context("d2lhelpers.course"):
        cycle = list(mpl.rcParams["axes.prop_cycle"])
    colors, lines = [to_hex(c["color"]).upper() for c in cycle], [str(c["linestyle"]) for c in cycle]
    assert tuple(colors) == live.COLORS
    assert len(set(colors)) == len(set(lines)) == len(set(live.DASHES)) == len(live.DASHES) == 7


def test_the_colors_of_the_style_are_dark_enough_for_white_paper():
    def gray(color: str) -> float:
        linear = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(gray(color) < 0.7 for color in live.COLORS)


# The live board


def picture(board: LiveBoard) -> ElementTree.Element:
    return ElementTree.fromstring(board.svg().encode())


def words(root) -> list[str]:
    return [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]


def lines(root) -> list[list[tuple[float, float]]]:
    found = root.iter("{http://www.w3.org/2000/svg}polyline")
    return [[tuple(map(float, point.split(","))) for point in line.get("points").split()] for line in found]


def test_a_board_is_drawn_no_more_often_than_its_time_and_once_at_the_end(screen, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(live.time, "perf_counter", lambda: now[0])
    board = LiveBoard("run")
    for step in range(100):
        now[0] = step * 0.01
        board.add(step, train_loss=1.0)
    assert len(screen.shown) == 1 and 8 <= len(screen.updates) <= 10
    board.close()
    assert base64.b64encode(board.svg().encode()).decode() in screen.updates[-1]["text/html"]


def test_a_board_that_draws_slowly_draws_rarely(screen, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(live.time, "perf_counter", lambda: now[0])
    board = LiveBoard()
    monkeypatch.setattr(board, "draw", lambda: now.__setitem__(0, now[0] + 1.0))
    for step in range(1000):
        board.add(step, train_loss=1.0)
        now[0] += 0.1
    drawn = now[0] - 100
    assert drawn >= 1 and drawn / now[0] < 0.06


def test_a_board_updates_one_picture_in_place(screen):
    board = LiveBoard("a title", every=0)
    for step in range(3):
        board.add(step, train_loss=1.0 / (step + 1), valid_loss=2.0)
    board.close()
    assert len(screen.shown) == 1 and screen.updates
    assert 'alt="a title: train loss and valid loss against epoch"' in screen.updates[-1]["text/html"]


def test_without_live_updates_a_board_is_drawn_once_at_the_end(screen, monkeypatch):
    monkeypatch.setenv("D2LHELPERS_LIVE", "0")
    board = LiveBoard(every=0)
    for step in range(50):
        board.add(step, train_loss=1.0)
    assert screen.shown == []
    board.close()
    assert len(screen.shown) == 1 and screen.updates == []


def test_in_a_script_a_board_is_a_line_of_text_at_the_end(capsys, monkeypatch):
    monkeypatch.delenv("D2LHELPERS_LIVE", raising=False)
    board = LiveBoard(every=0)
    for step in range(5):
        board.add(step, train_loss=1.0)
    board.close()
    assert capsys.readouterr().out == "[figure] train loss against epoch\n"


def test_a_board_without_points_draws_nothing(screen):
    LiveBoard().close()
    assert screen.shown == []
    assert lines(picture(LiveBoard("empty"))) == []


HOSTILE = [
    "<script>alert(1)</script>",
    "a & b \"c\" 'd' >",
    "]]>",
    "&amp;",
    "\x00\x0b\x1b[31m red",
    "\ud800 half",
    "损失 λ 😀",
    "\ufffe",
    "a\nb",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_any_title_and_name_gives_well_formed_xml(text, screen):
    board = LiveBoard(text, x=text, y=text)
    board.add(1, **{text: 1.0})
    root = picture(board)
    kept = "".join(c for c in text if c not in "\x00\x0b\x1b\ud800\ufffe")
    assert [element or "" for element in words(root)].count(kept) == 4
    board.close()
    html, plain = screen.shown[0]["text/html"], screen.shown[0]["text/plain"]
    assert html.encode() and plain.encode() and html.count("<") == 1  # the picture alone


STRANGE = [math.nan, math.inf, -math.inf, 0.0, -1.0, 5e-324, 1e308, -1e308, 1e-310]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("first", STRANGE)
@pytest.mark.parametrize("second", STRANGE)
def test_no_value_stops_a_training_or_spoils_the_picture(first, second, log, screen):
    board = LiveBoard(log=log, every=0)
    board.add(0, loss=first)
    board.add(1, loss=second)
    board.add(math.nan, loss=1.0)
    board.add(math.inf, loss=1.0)
    kept = [v for v in (first, second) if math.isfinite(v) and (v > 0 or not log)]
    (line,) = lines(picture(board))
    assert len(line) == len(kept)
    assert all(math.isfinite(number) for point in line for number in point)
    assert "nan" not in board.svg() and "inf" not in board.svg()


@pytest.mark.parametrize("log", [False, True])
def test_one_point_lies_within_the_picture(log):
    board = LiveBoard(log=log)
    board.add(3, loss=0.25)
    ((x, y),) = lines(picture(board))[0:1][0]
    assert 0 <= x <= board.WIDTH and 0 <= y <= board.HEIGHT and "0.25" in words(picture(board))


def test_points_lie_where_their_values_say():
    board = LiveBoard()
    for x, y in [(0, 0.0), (5, 1.0), (10, 2.0)]:
        board.add(x, loss=y)
    (points,) = lines(picture(board))
    left, right = board.LEFT, board.WIDTH - board.RIGHT
    low, high = board.HEIGHT - board.BOTTOM, board.TOP
    assert points == [(left, low), ((left + right) / 2, (low + high) / 2), (right, high)]
    assert {"epoch", "loss", "10", "2"} <= set(words(picture(board)))


def test_on_a_logarithmic_axis_equal_factors_are_equal_distances():
    board = LiveBoard(log=True)
    for x, y in enumerate([1.0, 0.1, 0.01]):
        board.add(x, loss=y)
    (points,) = lines(picture(board))
    heights = [y for _, y in points]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1])


def test_a_long_run_is_thinned_to_what_a_picture_can_show_and_keeps_its_level():
    board = LiveBoard()
    board.series["loss"] = ([float(i) for i in range(100_000)], [1.0 + i % 2 for i in range(100_000)])
    (points,) = lines(picture(board))
    assert 150 <= len(points) <= board.POINTS and len(board.svg()) < 20_000
    assert points[-1][0] == board.WIDTH - board.RIGHT


def test_a_tensor_is_kept_as_a_plain_number():
    board = LiveBoard()
    board.add(torch.tensor(1), loss=torch.tensor(0.5))
    assert board.series["loss"] == ([1.0], [0.5]) and type(board.series["loss"][1][0]) is float


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 7.2), (0.001, 0.0013), (1e-9, 1e9), (1e8, 1e8 + 1), (-1e-300, 1e-290)])
def test_ticks_are_few_and_within_the_range(low, high):
    ticks = live._ticks(low, high)
    assert 3 <= len(ticks) <= 7
    slack = (high - low) * 1e-6
    assert all(low - slack <= tick <= high + slack for tick in ticks)


def test_a_draw_costs_about_a_millisecond():
    board = LiveBoard("cost")
    for i in range(300):
        board.add(i, train_loss=1 / (i + 1), valid_loss=2 / (i + 1))
    cost = min(_timed(board.svg) for _ in range(20))
    assert cost < 0.01


def _timed(work) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def test_a_board_works_in_a_fresh_process_without_matplotlib():
    code = "from d2lhelpers import LiveBoard; b = LiveBoard(); b.add(1, y=1.0); b.close()"
    code += "; import sys; assert 'matplotlib' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and "[figure]" in done.stdout, done.stderr
