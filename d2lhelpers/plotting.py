"""Pictures: `show` with a text for those who cannot see it, and a few standard figures."""

import io
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from torch import Tensor

from .display import display, image

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .history import History

SHARP = 2  # pixels of a picture to one of the page: screens of today and projectors show them
COLORS = 64


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
    fig.savefig(drawn, format="png", dpi=SHARP * 100, bbox_inches=frame, pil_kwargs={"compress_level": 1})
    plt.close(fig)
    picture = Image.open(drawn).convert("RGB").quantize(COLORS)  # a third of the bytes
    picture.save(small, format="png")
    display(image("image/png", small.getvalue(), alt, width=picture.width // SHARP), alt)


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
    """Draw gray images in a grid.

    Parameters
    ----------
    images: shape (n, height, width).
    titles: one above each image.
    columns: images in a row.
    cmap: matplotlib's name of the color map. A diverging one ("RdBu") is centered on zero.
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
        ax.scatter(points[-1, 0], points[-1, 1], marker="s", s=36, color=line.get_color(), zorder=3)
    ax.set(xlabel=labels[0], ylabel=labels[1], xlim=x, ylim=y)
    ax.legend()
    fig.tight_layout()
    return fig
