"""Measuring a model: a function of outputs and targets is computed once over all examples of a pass.

So its value does not depend on the batch size, whether or not it is a mean over examples (a root of a mean, a sum, a
loss with class weights). The outputs and targets of the pass are kept in memory until it is over.
"""

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data import Batch

Loss = Callable[[Tensor, Tensor], Tensor]
Metric = Callable[[Tensor, Tensor], Tensor | float]

ELEMENTWISE = (nn.MSELoss, nn.L1Loss, nn.SmoothL1Loss, nn.HuberLoss, nn.BCELoss, nn.BCEWithLogitsLoss, nn.PoissonNLLLoss)
ELEMENTWISE_FUNCTIONS = (
    F.mse_loss,
    F.l1_loss,
    F.smooth_l1_loss,
    F.huber_loss,
    F.binary_cross_entropy,
    F.binary_cross_entropy_with_logits,
    F.poisson_nll_loss,
)
OF_CLASSES = (nn.CrossEntropyLoss, nn.NLLLoss)
OF_CLASSES_FUNCTIONS = (F.cross_entropy, F.nll_loss)


def accuracy(scores: Tensor, labels: Tensor) -> Tensor:
    """Share of examples whose largest score is at their label; of a single score, whether it is above 0 where the label is 1.

    An example with a NaN among its scores counts as wrong.

    Parameters
    ----------
    scores: shape (n, classes), logits or probabilities, or (n, classes, …) for a label at each of many places; for two
        classes also one column of logits, shape (n, 1) or (n,).
    labels: shape (n,) or (n, …), class numbers; or of the shape of the scores: one-hot rows or probabilities of each
        class. Beside one column of logits: 0 or 1, shape (n,) or (n, 1).

    Raises
    ------
    ValueError: there are no examples, the shapes do not belong together, or the labels are no class numbers.
    """
    if not labels.numel():
        raise ValueError(f"there are no examples to judge: labels of shape {tuple(labels.shape)}")
    shapes = f"scores of shape {tuple(scores.shape)} and labels of shape {tuple(labels.shape)}"
    if scores.ndim == 1 or (scores.ndim == 2 and scores.shape[1] == 1):
        if labels.numel() != len(scores) or labels.ndim > 2:
            raise ValueError(f"{shapes} do not belong together: one logit for an example needs one label for it")
        scores, labels = scores.reshape(-1), labels.reshape(-1)
        if not ((labels == 0) | (labels == 1)).all():
            raise ValueError("one column of logits answers yes or no: its labels must be 0 or 1")
        return ((scores > 0) == labels.bool()).logical_and(~scores.isnan()).float().mean()
    if labels.shape == scores.shape:
        if not ((labels >= 0).all() and torch.allclose(labels.sum(1).double(), torch.ones((), dtype=torch.double, device=labels.device))):
            raise ValueError(f"{shapes}: labels of the scores' shape must be one-hot or probabilities, each row with the sum 1")
        labels = labels.argmax(dim=1)
    if labels.shape != scores.shape[:1] + scores.shape[2:]:
        raise ValueError(f"{shapes} do not belong together: give a class number for each row of scores, shape ({len(scores)},)")
    if labels.is_floating_point() and not (labels == labels.round()).all():
        raise ValueError("the labels are not whole numbers: accuracy compares class numbers")
    return (scores.argmax(dim=1) == labels).logical_and(~scores.isnan().any(1)).float().mean()


def evaluate(
    model: nn.Module,
    loss: Loss,
    batches: Iterable[Batch],
    metrics: Mapping[str, Metric] | None = None,
) -> dict[str, float]:
    """The loss and metrics over all examples of `batches`, in eval mode and without gradients.

    Each is computed once, over the outputs and targets of all examples together, so that no value depends on how the
    examples are cut into batches. Their outputs are kept until then: n outputs of the model must fit into memory. The model and
    its parts return to the modes they were in.

    Parameters
    ----------
    model: takes inputs of shape (n, …).
    loss: takes outputs and targets, returns one number.
    batches: yields (inputs, targets).
    metrics: name to function of (outputs, targets) that returns one number.

    Returns
    -------
    A dict with `loss` and each metric.

    Raises
    ------
    ValueError: there are no batches; a metric is called "loss"; a function returns more than one number; outputs and
        targets have shapes that would broadcast, or outputs of different batches cannot be joined.
    """
    measures = {"loss": loss, **require_other_names(metrics)}
    with evaluating(model):
        return dict(passed(model, batches, measures).values())


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Eval mode and no gradients; then each part returns to the mode it was in."""
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        with torch.no_grad():  # inference_mode would spoil what a model makes on its first call, as lazy layers do
            yield
    finally:
        for part, mode in modes:
            part.training = mode


def passed(model: nn.Module, batches: Iterable[Batch], measures: Mapping[str, Metric]) -> "Pass":
    """One pass of a model over batches that are not trained on."""
    made, device = Pass(measures), device_of(model)
    for batch in batches:
        inputs, targets = moved(batch, device)
        outputs = model(inputs)
        require_one_shape(measures["loss"], outputs, targets)
        made.add(outputs, targets)
    if not made.targets:
        raise ValueError("there is nothing to evaluate: the batches are empty (is it a generator that was used up?)")
    return made


class Pass:
    """The outputs and targets of one pass over the batches, and what is measured on all of them.

    A loss of torch that is a mean needs none of them where its value is known for each batch: then they are kept for
    the metrics alone.
    """

    def __init__(self, measures: Mapping[str, Metric]) -> None:
        self.measures = measures
        self.outputs: list[Any] = []
        self.targets: list[Tensor] = []
        self._mean = _is_a_mean(measures["loss"])
        self._sum = self._weight = 0.0

    def add(self, outputs: Any, targets: Tensor, loss: float | None = None) -> None:
        """Keep the outputs of a batch, of shape (n, …), and its targets; or no more than its loss where that is enough."""
        if loss is not None and self._mean:
            weight = _counted(self.measures["loss"], targets)
            self._sum, self._weight = self._sum + loss * weight, self._weight + weight
            if len(self.measures) == 1:
                return
        self.outputs.append(_kept(outputs))
        self.targets.append(_kept(targets))

    @torch.no_grad()
    def values(self) -> Iterator[tuple[str, float]]:
        """Each measure over all examples, the loss first."""
        if self._weight:
            yield "loss", self._sum / self._weight
        if self.targets:
            outputs, targets = _joined(self.outputs), _joined(self.targets)
            for name, measure in self.measures.items():
                if name != "loss" or not self._weight:
                    yield name, as_number(name, measure(outputs, targets))

    @torch.no_grad()
    def spoiled(self) -> int:
        """The first batch (from 1) whose own loss is NaN or infinite, else the last."""
        pairs = enumerate(zip(self.outputs, self.targets, strict=True), 1)
        bad = (i for i, pair in pairs if not math.isfinite(as_number("loss", self.measures["loss"](*pair))))
        return next(bad, len(self.targets))


def _is_a_mean(loss: Metric) -> bool:
    """Whether this is a loss of torch that is known to be a mean over examples."""
    if isinstance(loss, nn.Module):
        return type(loss) in ELEMENTWISE + OF_CLASSES and loss.reduction == "mean" and getattr(loss, "weight", None) is None
    return loss in ELEMENTWISE_FUNCTIONS + OF_CLASSES_FUNCTIONS


def _counted(loss: Metric, targets: Tensor) -> int:
    """Over how many targets the mean of a batch goes: those of a class to be ignored do not count."""
    if targets.is_floating_point() or not (isinstance(loss, OF_CLASSES) or loss in OF_CLASSES_FUNCTIONS):
        return targets.numel()
    return int((targets != getattr(loss, "ignore_index", -100)).sum())


def as_number(name: str, value: Any) -> float:
    """A measure's value as a float, or an error where it is more than one number."""
    if not isinstance(value, Tensor):
        return float(value)
    if value.numel() != 1:
        raise ValueError(
            f"{name} returned a tensor of shape {tuple(value.shape)}, where one number is needed: take its mean "
            '(a loss of torch does so with reduction="mean")'
        )
    return float(value.item())


def require_one_shape(loss: Metric, outputs: Any, targets: Any) -> None:
    """Refuse outputs and targets that a loss would broadcast, comparing each output with every target.

    Class numbers beside scores pass: (n,) beside (n, k), (n, h, w) beside (n, k, h, w); so do shapes that cannot broadcast.
    """
    if not isinstance(outputs, Tensor) or not isinstance(targets, Tensor) or outputs.shape == targets.shape:
        return
    out: tuple[int | str, ...] = tuple(outputs.shape)
    aim: tuple[int | str, ...] = tuple(targets.shape)
    function = loss.func if isinstance(loss, functools.partial) else loss
    if not isinstance(function, ELEMENTWISE) and function not in ELEMENTWISE_FUNCTIONS:
        numbers = not targets.is_floating_point() and not targets.is_complex()
        if numbers and ((out[:1] + out[2:] == aim and out[1] != 1) or (out[:-1] == aim and out[-1] != 1)):
            return
        if out[:1] == aim[:1] and out:  # the batch size is like another dimension by chance alone
            out, aim = ("n", *out[1:]), ("n", *aim[1:])
    if all(a == b or 1 in (a, b) for a, b in zip(reversed(out), reversed(aim), strict=False)):
        together = tuple(torch.broadcast_shapes(outputs.shape, targets.shape))
        raise ValueError(
            f"outputs of shape {tuple(outputs.shape)} beside targets of shape {tuple(targets.shape)} would broadcast to {together}, "
            "comparing outputs with the targets of other examples: give both the same shape, with "
            "targets.reshape(outputs.shape) or outputs.squeeze(1), say"
        )


def moved(batch: Any, device: torch.device) -> tuple[Tensor, Tensor]:
    """A batch's inputs and targets on the device."""
    if isinstance(batch, Tensor) or not isinstance(batch, tuple | list) or len(batch) != 2:
        what = f"{len(batch)} things" if isinstance(batch, tuple | list) else f"a {type(batch).__name__}"
        raise ValueError(f"a batch must be a pair (inputs, targets), not {what}")
    for part in batch:
        if not hasattr(part, "to"):
            raise TypeError(f"a batch must hold tensors, not a {type(part).__name__}: make it one with torch.as_tensor")
    inputs, targets = batch
    if not len(targets):
        raise ValueError("a batch holds no examples")
    return inputs.to(device), targets.to(device)


def require_other_names(metrics: Mapping[str, Metric] | None) -> Mapping[str, Metric]:
    """The metrics, none of them called "loss"."""
    if metrics and "loss" in metrics:
        raise ValueError('the column "loss" is taken by the loss itself: call the metric something else')
    return metrics or {}


def device_of(model: nn.Module) -> torch.device:
    """Where a model's parameters are; the CPU for one that has none."""
    parameter = next(model.parameters(), None)
    return torch.device("cpu") if parameter is None else parameter.device


def _kept(value: Any) -> Any:
    """A copy of a batch's outputs: what they are a part of (a whole sequence, a worker's shared memory) is let go."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, Mapping):
        return {name: _kept(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return tuple(map(_kept, value))
    raise TypeError(f"a model must return tensors, or tuples, lists or dicts of them, not a {type(value).__name__}")


def _joined(parts: list[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    if isinstance(parts[0], Mapping):
        return {name: _joined([part[name] for part in parts]) for name in parts[0]}
    if isinstance(parts[0], tuple):
        return tuple(_joined(list(column)) for column in zip(*parts, strict=True))
    shapes = {tuple(part.shape[1:]) if part.ndim else None for part in parts}
    if len(shapes) > 1 or None in shapes:
        raise ValueError(
            "the batches have outputs or targets of different shapes for an example "
            f"({' and '.join(map(str, sorted(shapes, key=str)))}), so that nothing can be measured over all of them: pad them to one length"
        )
    return torch.cat(parts)
