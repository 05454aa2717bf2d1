"""What is seen of a running training: the live board, and the bar over its epochs."""

import math
import os
import time
from collections.abc import Callable, Mapping
from typing import Any

from .display import as_text, display, image, in_notebook

# Okabe and Ito (2008): eight colors that people with any color vision tell apart. course.mplstyle has the same ones.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("", "6 3", "2 2", "8 3 2 3", "10 4", "4 1", "8 2 1 2 1 2")


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
        self._live = os.environ.get("D2LHELPERS_LIVE") != "0" and in_notebook()
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
        self._handle = display(image("image/svg+xml", self.svg().encode(), alt), alt, self._handle)

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
            f'<text x="{self.LEFT}" y="18" font-size="13">{as_text(self.title)}</text>',
        ]
        parts += [self._tick_x(across(tick), tick) for tick in _ticks(min(xs), max(xs))]
        parts += [self._tick_y(up(tick), 10**tick if self.log else tick) for tick in _ticks(min(ys), max(ys))]
        for i, (name, (px, py)) in enumerate(scaled.items()):
            color, dash = COLORS[i % len(COLORS)], DASHES[i % len(DASHES)]
            points = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in zip(px, py, strict=True))
            line = f'fill="none" stroke="{color}" stroke-width="1.8" stroke-dasharray="{dash}"'
            parts.append(f'<polyline points="{points}" {line}/>')
            top, right = self.TOP + 14 + 18 * i, self.WIDTH - self.RIGHT + 10
            parts.append(f'<line x1="{right}" x2="{right + 24}" y1="{top - 4}" y2="{top - 4}" {line}/>')
            parts.append(f'<text x="{right + 30}" y="{top}">{as_text(name.replace("_", " "))}</text>')
        middle = (self.TOP + self.HEIGHT - self.BOTTOM) / 2
        parts.append(f'<text x="{(self.LEFT + self.WIDTH - self.RIGHT) / 2}" y="{self.HEIGHT - 6}">{as_text(self.x)}</text>')
        parts.append(f'<text transform="rotate(-90 14 {middle})" x="14" y="{middle}" text-anchor="middle">{as_text(self.y)}</text></svg>')
        return "".join(parts)

    def _scaled(self, xs: list[float], ys: list[float]) -> tuple[list[float], list[float]]:
        """The finite points, means of neighbors where there are more than the picture can show."""
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


class Bar:
    """tqdm's bar over epochs, loaded and shown for trainings of more than two seconds."""

    def __init__(self, epochs: int, done: int, wanted: bool) -> None:
        self._bar: Any = None
        self._epochs, self._done, self._started = epochs, done, time.perf_counter()
        self._wanted = wanted and os.environ.get("D2LHELPERS_LIVE") != "0"

    def update(self, row: Mapping[str, float]) -> None:
        self._done += 1
        late = time.perf_counter() - self._started > 2
        if self._bar is None and self._wanted and late and self._done < self._epochs:
            from tqdm.auto import tqdm

            self._bar = tqdm(total=self._epochs, initial=self._done, desc="epochs", leave=False)
        elif self._bar is not None:
            self._bar.update()
        if self._bar is not None:
            self._bar.set_postfix({name: f"{value:.3f}" for name, value in row.items() if name.endswith("_loss")})

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
