"""Pictures: `show` with a text for those who cannot see it, a few standard figures, and a live board for training."""

import base64
import io
import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from torch import Tensor

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .training import History

# Okabe and Ito (2008): eight colours that people with any colour vision tell apart. course.mplstyle has the same ones.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("", "6 3", "2 2", "8 3 2 3", "10 4", "4 1", "8 2 1 2 1 2")


def show(fig: "Figure", alt: str) -> None:
    """Display a finished figure as a picture with a text alternative, and close it.

    Parameters
    ----------
    fig: a matplotlib figure.
    alt: what the picture shows, in words, for screen readers and for pages without pictures; 20 characters or more.

    Raises
    ------
    ValueError: `alt` is too short to describe a figure.
    """
    import matplotlib.pyplot as plt
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    if len(alt.strip()) < 20:
        raise ValueError(f"alt={alt!r} describes no figure: say in a sentence what is on the axes and what one sees")
    if (engine := fig.get_layout_engine()) is not None:
        engine.execute(fig)
    drawn, small = io.BytesIO(), io.BytesIO()
    frame = fig.get_tightbbox(FigureCanvasAgg(fig).get_renderer()).padded(0.1)  # bbox_inches="tight" would draw everything twice
    fig.savefig(drawn, format="png", dpi=100, bbox_inches=frame, pil_kwargs={"compress_level": 1})
    plt.close(fig)
    Image.open(drawn).convert("RGB").quantize(128).save(small, format="png")  # a third of the bytes
    _display(_img("image/png", small.getvalue(), alt), alt)


def _text(words: str) -> str:
    """Words as text of HTML or XML: marks escaped, characters that XML forbids left out."""
    return escape("".join(c for c in words if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff"))


def _img(kind: str, data: bytes, alt: str) -> str:
    return f'<img src="data:{kind};base64,{base64.b64encode(data).decode()}" alt="{_text(alt)}">'


def _display(html: str, alt: str, handle: Any = None) -> Any:
    from IPython.display import display

    if not _in_notebook():
        print(f"[figure] {alt}")
        return None
    bundle = {"text/html": html, "text/plain": f"[figure] {alt.encode(errors='replace').decode()}"}
    if handle is not None:
        handle.update(bundle, raw=True)
        return handle
    return display(bundle, raw=True, display_id=True)


def _in_notebook() -> bool:
    from IPython.core.interactiveshell import InteractiveShell

    return InteractiveShell.initialized()


def learning_curves(history: "History", columns: Sequence[str] | None = None, *, log: bool = False) -> "Figure":
    """Draw a training's columns against epochs: losses on the left, metrics, where there are any, on the right.

    Parameters
    ----------
    history: what `fit` returned.
    columns: which columns; by default all that begin with `train_` or `valid_`.
    log: whether the loss axis is logarithmic.
    """
    import matplotlib.pyplot as plt

    if not len(history):
        raise ValueError("there are no epochs to draw")
    columns = columns or [name for name in history.columns if name.startswith(("train_", "valid_"))]
    losses = [name for name in columns if name.endswith("_loss")]
    metrics = [name for name in columns if name not in losses]
    groups = [(group, label) for group, label in ((losses, "loss"), (metrics, "metric")) if group]
    fig, axes = plt.subplots(1, len(groups), figsize=(4.2 * len(groups) + 1, 3.2), squeeze=False)
    epochs = range(1, len(history) + 1)
    for ax, (group, label) in zip(axes[0], groups, strict=True):
        for name in group:
            ax.plot(epochs, history[name], marker="o", markersize=3, label=name.replace("_", " "))
        names = {name.split("_", 1)[1] for name in group}
        ax.set(xlabel="epoch", ylabel=names.pop() if len(names) == 1 else label)
        ax.legend()
    if log and losses:
        axes[0][0].set_yscale("log")
    fig.tight_layout()
    return fig


def image_grid(images: Tensor, titles: Sequence[str] | None = None, *, columns: int = 8, cmap: str = "gray_r") -> "Figure":
    """Draw grey images in a grid.

    Parameters
    ----------
    images: shape (n, height, width).
    titles: one above each image.
    columns: images in a row.
    cmap: matplotlib's name of the colour map. A diverging one ("RdBu") is centred on zero.
    """
    import matplotlib.pyplot as plt

    rows = math.ceil(len(images) / columns)
    height = 1.15 if titles is None else 1.45
    fig, axes = plt.subplots(rows, columns, figsize=(1.15 * columns, height * rows), squeeze=False)
    largest = float(images.abs().max())
    limits = {"vmin": -largest, "vmax": largest} if float(images.min()) < 0 else {}
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < len(images):
            ax.imshow(images[i].detach().cpu().numpy(), cmap=cmap, **limits)
            if titles is not None:
                ax.set_title(titles[i], fontsize=9)
    fig.tight_layout()
    return fig


def contour_path(
    function: Callable[[Tensor, Tensor], Tensor],
    paths: Mapping[str, Tensor],
    *,
    x: tuple[float, float],
    y: tuple[float, float],
    labels: tuple[str, str] = ("w1", "w2"),
    levels: int = 20,
) -> "Figure":
    """Draw the contour lines of a function of two numbers, and the paths that descents took over it.

    Parameters
    ----------
    function: takes two tensors of shape (m, m), the grid's coordinates, and returns the values at them, shape (m, m).
    paths: name to the points visited, shape (steps, 2).
    x, y: the range of each axis.
    labels: the axes' names.
    levels: the number of contour lines.
    """
    import matplotlib.pyplot as plt
    import torch

    fig, ax = plt.subplots(figsize=(5.2, 4))
    grid_x, grid_y = torch.meshgrid(torch.linspace(*x, 80), torch.linspace(*y, 80), indexing="xy")
    heights = function(grid_x, grid_y).detach()
    ax.contour(grid_x.numpy(), grid_y.numpy(), heights.numpy(), levels=levels, colors="0.7", linewidths=0.8)
    for name, path in paths.items():
        points = path.detach().cpu().numpy()
        (line,) = ax.plot(points[:, 0], points[:, 1], marker="o", markersize=3, label=name)
        ax.scatter(*points[-1], marker="s", s=36, color=line.get_color(), zorder=3)
    ax.set(xlabel=labels[0], ylabel=labels[1], xlim=x, ylim=y)
    ax.legend()
    fig.tight_layout()
    return fig


class LiveBoard:
    """A picture of a running training: a small SVG, written by hand and updated in place.

    Drawing costs about half a millisecond. It happens no more often than every `max(every, last cost / 0.05)`
    seconds, so that a board takes at most a twentieth of the time, and once at the end. Where display updates
    are not shown (`D2LHELPERS_LIVE=0`, as under tests, and in a script), only the last picture is drawn.

    Parameters
    ----------
    title: above the picture.
    x, y: the axes' names.
    log: whether the vertical axis is logarithmic; values of zero or less are then left out.
    every: least time between two drawings, in seconds.
    """

    WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 280, 62, 130, 28, 40  # pixels
    POINTS = 300  # in a line

    def __init__(self, title: str = "", *, x: str = "epoch", y: str = "loss", log: bool = False, every: float = 0.1) -> None:
        self.title, self.x, self.y, self.log, self.every = title, x, y, log, every
        self.series: dict[str, tuple[list[float], list[float]]] = {}
        self._live = os.environ.get("D2LHELPERS_LIVE") != "0" and _in_notebook()
        self._handle: Any = None
        self._next = 0.0

    def add(self, at: float, **values: float) -> None:
        """Add a point at horizontal position `at` to each named series; draw where it is time to."""
        for name, value in values.items():
            xs, ys = self.series.setdefault(name, ([], []))
            xs.append(float(at))
            ys.append(float(value))
        now = time.perf_counter()
        if self._live and now >= self._next:
            self.draw()
            cost = time.perf_counter() - now
            self._next = now + max(self.every, cost / 0.05)

    def close(self) -> None:
        """Draw the last picture."""
        if self.series:
            self.draw()

    def draw(self) -> None:
        """Draw now, in place of the last picture."""
        names = " and ".join(name.replace("_", " ") for name in self.series)
        alt = f"{self.title + ': ' if self.title else ''}{names} against {self.x}"
        self._handle = _display(_img("image/svg+xml", self.svg().encode(), alt), alt, self._handle)

    def svg(self) -> str:
        """The picture as SVG text."""
        scaled = {name: self._scaled(*points) for name, points in self.series.items()}
        xs = [x for px, _ in scaled.values() for x in px] or [0.0]
        ys = [y for _, py in scaled.values() for y in py] or [0.0]
        across = self._axis(min(xs), max(xs), self.LEFT, self.WIDTH - self.RIGHT)
        up = self._axis(min(ys), max(ys), self.HEIGHT - self.BOTTOM, self.TOP)
        style = 'font-family="sans-serif" font-size="12"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.WIDTH}" height="{self.HEIGHT}" {style}>',
            '<rect width="100%" height="100%" fill="white"/>',
            f'<text x="{self.LEFT}" y="18" font-size="13">{_text(self.title)}</text>',
        ]
        parts += [self._tick_x(across(tick), tick) for tick in _ticks(min(xs), max(xs))]
        parts += [self._tick_y(up(tick), 10**tick if self.log else tick) for tick in _ticks(min(ys), max(ys))]
        for i, (name, (px, py)) in enumerate(scaled.items()):
            colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
            points = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in zip(px, py, strict=True))
            line = f'fill="none" stroke="{colour}" stroke-width="1.8" stroke-dasharray="{dash}"'
            parts.append(f'<polyline points="{points}" {line}/>')
            top, right = self.TOP + 14 + 18 * i, self.WIDTH - self.RIGHT + 10
            parts.append(f'<line x1="{right}" x2="{right + 24}" y1="{top - 4}" y2="{top - 4}" {line}/>')
            parts.append(f'<text x="{right + 30}" y="{top}">{_text(name.replace("_", " "))}</text>')
        middle = (self.TOP + self.HEIGHT - self.BOTTOM) / 2
        parts.append(f'<text x="{(self.LEFT + self.WIDTH - self.RIGHT) / 2}" y="{self.HEIGHT - 6}">{_text(self.x)}</text>')
        parts.append(f'<text transform="rotate(-90 14 {middle})" x="14" y="{middle}" text-anchor="middle">{_text(self.y)}</text></svg>')
        return "".join(parts)

    def _scaled(self, xs: list[float], ys: list[float]) -> tuple[list[float], list[float]]:
        """The finite points, means of neighbours where there are more than the picture can show."""
        finite = [(x, y) for x, y in zip(xs, ys, strict=True) if math.isfinite(x) and math.isfinite(y)]
        kept = [(x, math.log10(y)) for x, y in finite if y > 0] if self.log else finite
        width = math.ceil(len(kept) / self.POINTS) or 1
        groups = [kept[i : i + width] for i in range(0, len(kept), width)]
        return [group[-1][0] for group in groups], [sum(y for _, y in group) / len(group) for group in groups]

    @staticmethod
    def _axis(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
        span = (high / 2 - low / 2) or 1.0  # halves, since the whole may exceed the largest float
        return lambda value: start + (value / 2 - low / 2) / span * (end - start)

    def _tick_x(self, at: float, value: float) -> str:
        low = self.HEIGHT - self.BOTTOM
        line = f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{self.TOP}" y2="{low}" stroke="#ddd"/>'
        return f'{line}<text x="{at:.1f}" y="{low + 16}" text-anchor="middle">{value:.3g}</text>'

    def _tick_y(self, at: float, value: float) -> str:
        line = f'<line x1="{self.LEFT}" x2="{self.WIDTH - self.RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>'
        return f'{line}<text x="{self.LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{value:.3g}</text>'


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers between low and high."""
    span = high - low
    if not 1e-300 < span < math.inf:
        return [low]
    step = 10 ** math.floor(math.log10(span / 3))
    step *= next(m for m in (1, 2, 5, 10) if span / (step * m) <= 6)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]
