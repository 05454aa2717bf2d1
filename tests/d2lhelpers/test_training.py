"""The training loop against a loop by hand, and what a long run needs when something goes wrong."""

import copy
import errno
import itertools
import math
import os
import random
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss
from torch.optim.lr_scheduler import CosineAnnealingLR, MultiStepLR, ReduceLROnPlateau, StepLR
from torch.utils.data import DataLoader, TensorDataset

from d2lhelpers import CheckpointError, Diverged, EarlyStopping, History, accuracy, batches, evaluate, fit, seed_everything, training
from d2lhelpers.checkpoints import Checkpoint

OPTIMIZERS = {
    "SGD": lambda model: torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9),
    "Adam": lambda model: torch.optim.Adam(model.parameters(), lr=0.01),
}


def examples(n: int = 50, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    dice = torch.Generator().manual_seed(seed)
    X = torch.randn(n, 4, generator=dice)
    return X, (X[:, 0] + 0.5 * torch.randn(n, generator=dice) > 0).long()


def network(seed: int = 0, dropout: float = 0.0) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(dropout), nn.Linear(8, 2))


def weights(model: nn.Module) -> dict[str, torch.Tensor]:
    return copy.deepcopy(model.state_dict())


def same(first, second) -> bool:
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def without_time(history: History) -> list[dict[str, float]]:
    return [{name: value for name, value in row.items() if name != "seconds"} for row in history.rows]


# Training and measuring


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("measured", [False, True])
def test_fit_equals_a_loop_by_hand_to_the_last_bit(name, measured):
    X, y = examples()
    ours, by_hand = network(), network()
    train = batches(X, y, batch_size=8, shuffle=True, generator=torch.Generator().manual_seed(1))
    history = fit(ours, cross_entropy, OPTIMIZERS[name](ours), train, epochs=3, metrics={"accuracy": accuracy} if measured else None)

    optimizer, losses, rights = OPTIMIZERS[name](by_hand), [], []
    train.generator.manual_seed(1)
    for _ in range(3):
        total = right = 0.0
        for inputs, labels in train:
            scores = by_hand(inputs)
            loss = cross_entropy(scores, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            right += (scores.argmax(1) == labels).sum().item()
        losses.append(total / len(X))
        rights.append(right / len(X))
    assert same(weights(ours), weights(by_hand))
    assert history["train_loss"] == losses
    if measured:
        assert history["train_accuracy"] == pytest.approx(rights)


def test_evaluate_is_the_mean_over_examples_with_a_ragged_last_batch():
    (X, y), model = examples(10), network()
    got = evaluate(model, cross_entropy, batches(X, y, batch_size=4), {"accuracy": accuracy})
    assert got["loss"] == pytest.approx(cross_entropy(model(X), y).item(), rel=1e-6)
    assert got["accuracy"] == pytest.approx(accuracy(model(X), y).item())


def test_the_training_loss_is_the_mean_over_examples_too():
    (X, y), model = examples(10), network()
    expected = cross_entropy(model(X), y).item()
    idle = torch.optim.SGD(model.parameters(), lr=0.0)
    assert fit(model, cross_entropy, idle, batches(X, y, batch_size=4), epochs=1)["train_loss"] == [pytest.approx(expected, rel=1e-6)]


def test_evaluate_measures_without_dropout_and_gradients_and_restores_the_mode_of_every_part():
    (X, y), model = examples(), network(dropout=0.9).train()
    model[0].eval()  # a part that the learner froze
    seen = []

    def spy(outputs, targets):
        seen.append((model.training, outputs.requires_grad))
        return cross_entropy(outputs, targets)

    first, second = (evaluate(model, spy, batches(X, y, batch_size=20))["loss"] for _ in range(2))
    assert first == second and set(seen) == {(False, False)}
    assert model.training and model[2].training and not model[0].training


def test_evaluate_restores_the_mode_after_an_error():
    model = network()
    with pytest.raises(RuntimeError):
        evaluate(model, cross_entropy, batches(torch.zeros(3, 5), torch.zeros(3).long(), batch_size=2))
    assert model.training


def test_every_weight_of_a_lazy_model_learns_though_it_was_evaluated_first():
    (X, y), model = examples(), nn.LazyLinear(2)
    evaluate(model, cross_entropy, batches(X, y, batch_size=20))
    before = weights(model)
    fit(model, cross_entropy, torch.optim.SGD(model.parameters(), lr=0.1), batches(X, y, batch_size=20), epochs=1)
    assert not any(torch.equal(before[name], after) for name, after in weights(model).items())


def test_a_metric_may_return_a_plain_number():
    X, y = examples()
    model, metrics = network(), {"half": lambda outputs, targets: 0.5}
    history = fit(model, cross_entropy, OPTIMIZERS["SGD"](model), *[batches(X, y, batch_size=20)] * 2, epochs=1, metrics=metrics)
    assert history["train_half"] == history["valid_half"] == [0.5]


def test_a_model_in_float64_trains_on_float64():
    (X, y), model = examples(), network().double()
    history = fit(model, cross_entropy, OPTIMIZERS["SGD"](model), batches(X.double(), y, batch_size=20), epochs=2)
    assert history["train_loss"][1] < history["train_loss"][0] and model[0].weight.dtype == torch.float64


def test_a_data_loader_serves_as_batches():
    (X, y), model = examples(), network()
    loader = DataLoader(TensorDataset(X, y), batch_size=20, shuffle=True)
    assert len(fit(model, cross_entropy, OPTIMIZERS["SGD"](model), loader, loader, epochs=2)) == 2


def test_the_cpu_can_be_named_as_device():
    (X, y), model = examples(), network()
    fit(model, cross_entropy, OPTIMIZERS["SGD"](model), batches(X, y, batch_size=20), epochs=1, device="cpu")
    assert next(model.parameters()).device.type == "cpu"


def test_accuracy_is_the_share_of_right_answers():
    assert accuracy(torch.tensor([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [0.0, 5.0]]), torch.tensor([0, 1, 1, 1])).item() == 0.75


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"epochs": 0}, ValueError, "1 or more"),
        ({"epochs": -2}, ValueError, "1 or more"),
        ({"epochs": True}, TypeError, "whole number"),
        ({"epochs": 2.5}, TypeError, "whole number"),
        ({"epochs": 2, "early_stopping": 3}, ValueError, "valid="),
        ({"epochs": 2, "early_stopping": 0}, ValueError, "patience"),
        ({"epochs": 2, "metrics": {"loss": accuracy}}, ValueError, "metric"),
        ({"epochs": 2, "train": []}, ValueError, "empty"),
        ({"epochs": 2, "valid": []}, ValueError, "empty"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_in_words(arguments, error, says):
    model = network()
    before = weights(model)
    train = arguments.pop("train", batches(*examples(), batch_size=20))
    with pytest.raises(error, match=says):
        fit(model, cross_entropy, OPTIMIZERS["SGD"](model), train, **arguments)
    assert arguments.get("valid") == [] or same(before, weights(model))


def test_a_metric_called_loss_is_refused_by_evaluate():
    with pytest.raises(ValueError, match="metric"):
        evaluate(network(), cross_entropy, batches(*examples(), batch_size=20), {"loss": accuracy})


@pytest.mark.parametrize("part", ["train", "valid"])
@pytest.mark.parametrize("make", [lambda ready: (batch for batch in ready), iter, lambda ready: map(tuple, ready), itertools.chain])
def test_what_the_first_epoch_uses_up_is_refused_before_anything_is_trained(part, make):
    model, ready = network(), batches(*examples(), batch_size=20)
    before, once = weights(model), make(ready)
    with pytest.raises(ValueError, match=rf"{part} is a \w+, which the first of 2 epochs uses up: .*batches"):
        fit(model, cross_entropy, OPTIMIZERS["SGD"](model), **{"train": ready, part: once}, epochs=2)
    assert same(before, weights(model)) and len(list(once)) == 3
    assert len(fit(model, cross_entropy, OPTIMIZERS["SGD"](model), **{"train": ready, part: make(ready)}, epochs=1)) == 1


def test_a_used_up_generator_is_named_as_the_cause():
    model, train = network(), (batch for batch in [])
    with pytest.raises(ValueError, match="generator that was used up"):
        fit(model, cross_entropy, OPTIMIZERS["SGD"](model), train, epochs=1)


# History and seeds


def test_a_history_reads_as_columns_and_as_a_frame():
    history = History([{"train_loss": 2.0, "seconds": 0.1}, {"train_loss": 1.0, "seconds": 0.1}])
    assert history["train_loss"] == [2.0, 1.0] and history.columns == ["train_loss", "seconds"]
    assert history.last["train_loss"] == 1.0 and len(history) == 2
    assert history.frame.index.tolist() == [1, 2] and history.frame.index.name == "epoch"
    assert history.frame["train_loss"].tolist() == [2.0, 1.0]
    assert "train_loss" in repr(history) and "<table" in history._repr_html_()


def test_a_missing_column_is_named_beside_those_there_are():
    with pytest.raises(KeyError, match=r"valid_loss.*train_loss"):
        History([{"train_loss": 2.0}])["valid_loss"]
    with pytest.raises(KeyError, match="none yet"):
        History()["train_loss"]
    assert repr(History()) == "no epochs yet"


def test_fit_names_its_columns_after_losses_and_metrics():
    model, train = network(), batches(*examples(), batch_size=20)
    history = fit(model, cross_entropy, OPTIMIZERS["SGD"](model), train, train, epochs=1, metrics={"accuracy": accuracy})
    assert history.columns == ["train_loss", "train_accuracy", "valid_loss", "valid_accuracy", "seconds"]
    assert history.last["seconds"] > 0 and history.stopped is None and history.best_epoch == 1


def dice() -> list[float]:
    return [random.random(), float(np.random.rand()), torch.rand(1).item()]


def test_a_seed_fixes_the_dice_of_python_numpy_torch_and_the_generator():
    drawn = [[torch.rand(1, generator=seed_everything(seed)).item(), *dice()] for seed in (7, 7, 8)]
    assert drawn[0] == drawn[1] and all(a != b for a, b in zip(drawn[0], drawn[2], strict=True))


def test_the_seed_shift_is_added_to_every_seed(monkeypatch):
    first = torch.rand(1, generator=seed_everything(10)).item(), dice()
    monkeypatch.setenv("D2LHELPERS_SEED_SHIFT", "3")
    assert (torch.rand(1, generator=seed_everything(7)).item(), dice()) == first


# Early stopping and schedulers


class Scripted:
    """A validation loss that follows a script: batches whose target is the loss to report."""

    def __init__(self, *losses: float) -> None:
        self.losses = iter(losses)

    def __iter__(self):
        yield torch.zeros(1, 4), torch.full((1, 2), float(next(self.losses)))


def scripted_loss(outputs, targets):
    return targets.mean() if len(targets) == 1 else mse_loss(outputs.mean(1), targets.float())


def run(script, epochs=20, **arguments):
    """Train against a scripted validation loss, and keep the weights after every epoch."""
    model, after = network(), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    class Watch(Scripted):
        def __iter__(self):
            after.append(weights(model))
            return super().__iter__()

    history = fit(model, scripted_loss, optimizer, batches(*examples(), batch_size=25), Watch(*script), epochs=epochs, **arguments)
    return history, model, after, optimizer


def test_early_stopping_ends_after_its_patience_and_restores_the_best_weights():
    history, model, after, _ = run([5, 3, 4, 4, 4, 1, 1], early_stopping=3)
    assert history["valid_loss"] == [5, 3, 4, 4, 4]
    assert history.best_epoch == 2 and "3 epochs" in history.stopped
    assert same(weights(model), after[1]) and not same(weights(model), after[-1])


def test_early_stopping_restores_the_best_weights_also_where_training_ran_to_its_end():
    history, model, after, _ = run([5, 3, 4], epochs=3, early_stopping=3)
    assert history.stopped is None and history.best_epoch == 2 and same(weights(model), after[1])


def test_without_early_stopping_the_last_weights_stay():
    history, model, after, _ = run([5, 3, 4], epochs=3)
    assert history.best_epoch == 2 and same(weights(model), after[-1])


def test_an_improvement_must_exceed_min_delta():
    history, *_ = run([5.0, 4.9, 4.8, 4.7], early_stopping=EarlyStopping(patience=2, min_delta=0.5))
    assert len(history) == 3 and history.best_epoch == 1


def test_a_scheduler_steps_once_an_epoch():
    model, rates = network(), []
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)

    optimizer.register_step_pre_hook(lambda *_: rates.append(optimizer.param_groups[0]["lr"]))
    train = batches(*examples(), batch_size=25)
    fit(model, cross_entropy, optimizer, train, epochs=4, scheduler=StepLR(optimizer, step_size=2, gamma=0.1))
    assert rates == pytest.approx([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1])


def test_a_plateau_scheduler_watches_the_validation_loss():
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    scheduler = ReduceLROnPlateau(optimizer, patience=1, factor=0.5)
    fit(model, scripted_loss, optimizer, batches(*examples(), batch_size=25), Scripted(5, 4, 4, 4), epochs=4, scheduler=scheduler)
    assert optimizer.param_groups[0]["lr"] == 0.5 and scheduler.best == 4


# NaN and infinity


def spoiled_at(call: int, value: float):
    """Cross entropy that becomes `value` at one of its calls (from 1)."""
    calls = iter(range(1, 10_000))
    return lambda outputs, targets: cross_entropy(outputs, targets) * (value if next(calls) == call else 1.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_no_number_names_epoch_batch_and_causes_and_restores_the_best_weights(value):
    model, train, best = network(), batches(*examples(), batch_size=10), network()
    fit(best, cross_entropy, OPTIMIZERS["Adam"](best), train, epochs=2)
    with pytest.raises(Diverged, match=r"epoch 3, batch 2\..*learning rate.*scaled.*data.*log") as caught:
        fit(model, spoiled_at(2 * (5 + 1) + 2, value), OPTIMIZERS["Adam"](model), train, epochs=5)
    error = caught.value
    assert (error.epoch, error.batch, error.where) == (3, 2, "training") and str(value) in str(error)
    assert len(error.history) == 2 and f"best epoch, {error.history.best_epoch}" in str(error)
    assert same(weights(model), weights(best))


def test_a_validation_loss_that_is_no_number_is_an_error_too():
    train, epochs_done = batches(*examples(), batch_size=25), []
    X, y = examples(30, seed=1)

    class Valid:
        def __iter__(self):
            inputs = X.clone()
            inputs[25] = math.nan if epochs_done else 0.0
            epochs_done.append(1)
            return iter(batches(inputs, y, batch_size=10))

    model, best = network(), network()
    fit(best, cross_entropy, OPTIMIZERS["Adam"](best), train, epochs=1)
    with pytest.raises(Diverged, match=r"validation loss became nan in epoch 2, batch 3") as caught:
        fit(model, cross_entropy, OPTIMIZERS["Adam"](model), train, Valid(), epochs=2)
    assert caught.value.where == "validation" and len(caught.value.history) == 1
    assert same(weights(model), weights(best)) and not model.training


def test_a_loss_that_is_no_number_in_the_first_epoch_says_that_nothing_was_kept():
    model = network()
    with pytest.raises(Diverged, match=r"epoch 1, batch 1.*No epoch was finished"):
        fit(model, spoiled_at(1, math.nan), OPTIMIZERS["SGD"](model), batches(*examples(), batch_size=10), epochs=2)
    assert same(weights(model), weights(network()))


def test_weights_that_the_last_step_spoiled_are_not_kept_as_the_best():
    X, model = torch.ones(4, 1), nn.Linear(1, 1)
    nn.init.constant_(model.weight, 0.5)
    nn.init.constant_(model.bias, 0.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=math.inf)  # one step makes every weight infinite, after a good loss
    with pytest.raises(Diverged, match=r"weights became -?inf in epoch 1, batch 1\..*No epoch was finished") as caught:
        fit(model, mse_loss, optimizer, batches(X, X, batch_size=4), epochs=9)
    assert caught.value.where == "weights" and len(caught.value.history) == 0


# An interrupt


def interrupting(call: int, function=cross_entropy):
    """A function that gets a real Ctrl-C at one of its calls (from 1)."""
    calls = iter(range(1, 10_000))

    def interrupted(*values):
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGINT)
        return function(*values)

    return interrupted


@pytest.mark.parametrize(
    ("call", "epochs_done", "where"),
    [(1, 0, "first batch"), (3, 0, "mid-epoch"), (7, 0, "evaluate"), (2 * 7 + 3, 2, "mid-epoch"), (2 * 7 + 7, 2, "evaluate")],
)
def test_an_interrupt_returns_the_history_so_far_and_the_best_weights(call, epochs_done, where, capsys):
    train, valid = batches(*examples(), batch_size=10), batches(*examples(20, seed=1), batch_size=10)  # 5 and 2 batches
    model, best = network(), network()
    if epochs_done:
        before = fit(best, interrupting(-1), OPTIMIZERS["Adam"](best), train, valid, epochs=epochs_done)
    history = fit(model, interrupting(call), OPTIMIZERS["Adam"](model), train, valid, epochs=5)
    assert history.stopped == "interrupted" and len(history) == epochs_done
    assert f"interrupted in epoch {epochs_done + 1}" in capsys.readouterr().out
    assert not model.training
    if epochs_done:
        assert without_time(history) == without_time(before)
        assert history.best_epoch == epochs_done and same(weights(model), weights(best))


def test_an_interrupt_in_a_metric_is_caught_as_well():
    model, train = network(), batches(*examples(), batch_size=10)
    metrics = {"accuracy": interrupting(2, accuracy)}
    history = fit(model, cross_entropy, OPTIMIZERS["SGD"](model), train, epochs=5, metrics=metrics)
    assert history.stopped == "interrupted" and len(history) == 1


@pytest.mark.parametrize(("owner", "moment"), [(training, "_keep_best"), (StepLR, "step"), (Checkpoint, "save")])
@pytest.mark.parametrize("epochs", [2, 5])
def test_an_interrupt_while_an_epoch_is_recorded_waits_until_it_is_whole(owner, moment, epochs, monkeypatch, tmp_path, capsys):
    model, train, path = network(), batches(*examples(), batch_size=10), tmp_path / "run.pt"
    optimizer = OPTIMIZERS["SGD"](model)
    scheduler = StepLR(optimizer, 1)
    monkeypatch.setattr(owner, moment, interrupting(2, getattr(owner, moment)))
    history = fit(model, cross_entropy, optimizer, train, epochs=epochs, scheduler=scheduler, checkpoint=path)
    assert history.stopped == "interrupted" and len(history) == 2 == len(torch.load(path)["rows"])
    assert [p.name for p in tmp_path.iterdir() if p.suffix in (".pt", ".part")] == ["run.pt"]
    assert f"epoch {min(3, epochs)}" in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# Checkpoints


def parts(kind: str = "Adam", scheduler: str = "cosine"):
    """A model with dropout, its optimizer, a scheduler and shuffled batches, always seeded alike."""
    model = network(dropout=0.3)
    optimizer = OPTIMIZERS[kind](model)
    schedulers = {
        "none": lambda: None,
        "cosine": lambda: CosineAnnealingLR(optimizer, 10),
        "plateau": lambda: ReduceLROnPlateau(optimizer, patience=0, factor=0.5),
        "steps": lambda: MultiStepLR(optimizer, [2, 3]),
    }
    X, y = examples()
    train = batches(X, y, batch_size=8, shuffle=True, generator=torch.Generator().manual_seed(1))
    return {"model": model, "optimizer": optimizer, "train": train, "scheduler": schedulers[scheduler]()}


def train_on(path, epochs: int, made: dict, **arguments) -> History:
    valid = batches(*examples(20, seed=1), batch_size=8)
    return fit(loss=cross_entropy, epochs=epochs, valid=valid, checkpoint=path, metrics={"accuracy": accuracy}, **made, **arguments)


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("scheduler", ["none", "cosine", "plateau", "steps"])
def test_a_resumed_run_equals_one_that_never_stopped_to_the_last_bit(kind, scheduler, tmp_path):
    whole = parts(kind, scheduler)
    expected = train_on(None, 6, whole)
    train_on(tmp_path / "run.pt", 2, parts(kind, scheduler))
    resumed = parts(kind, scheduler)
    resumed["model"].load_state_dict(network(seed=5).state_dict())  # another session has other weights and dice
    resumed["train"].generator.manual_seed(77)
    history = train_on(tmp_path / "run.pt", 6, resumed)
    assert without_time(history) == without_time(expected) and history.best_epoch == expected.best_epoch
    assert same(weights(resumed["model"]), weights(whole["model"]))


def test_resuming_brings_back_the_dice_of_python_and_numpy_as_well(tmp_path):
    X, y = examples()

    class Noisy:
        def __iter__(self):
            yield X * random.random() + float(np.random.randn()), y

    def go(path, epochs):
        model = network()
        seed_everything(1)
        return fit(model, cross_entropy, OPTIMIZERS["SGD"](model), Noisy(), epochs=epochs, checkpoint=path)["train_loss"]

    expected = go(None, 4)
    go(tmp_path / "run.pt", 2)
    assert go(tmp_path / "run.pt", 4) == expected


def test_a_run_that_was_interrupted_mid_epoch_resumes_to_the_same_numbers(tmp_path):
    whole = parts()
    expected = train_on(None, 5, whole)
    valid = batches(*examples(20, seed=1), batch_size=8)
    made = parts()
    made["model"].register_forward_pre_hook(interrupting(2 * (7 + 3) + 4, lambda *_: None))
    stopped = fit(loss=cross_entropy, epochs=5, valid=valid, checkpoint=tmp_path / "run.pt", **made)
    assert len(stopped) == 2
    resumed = parts()
    history = fit(loss=cross_entropy, epochs=5, valid=valid, checkpoint=tmp_path / "run.pt", **resumed)
    assert history["train_loss"] == expected["train_loss"] and same(weights(resumed["model"]), weights(whole["model"]))


def test_early_stopping_goes_on_waiting_where_the_checkpoint_stopped(tmp_path):
    path, script = tmp_path / "run.pt", [5, 3, 4, 4, 4, 4]
    run(script[:3], epochs=3, early_stopping=3, checkpoint=path)
    history, model, _, _ = run(script[3:], early_stopping=3, checkpoint=path)
    assert len(history) == 5 and history.best_epoch == 2
    assert same(weights(model), torch.load(path)["best_weights"])
    assert len(run([], early_stopping=3, checkpoint=path)[0]) == 5  # and it is over for good


def test_a_run_that_is_done_is_read_and_not_trained_further(tmp_path):
    made, again = parts(), parts()
    train_on(tmp_path / "run.pt", 3, made)
    assert len(train_on(tmp_path / "run.pt", 3, again)) == 3
    assert same(weights(again["model"]), weights(made["model"]))


def test_a_checkpoint_comes_into_folders_that_are_not_there_yet_and_leaves_nothing_beside_it(tmp_path):
    train_on(tmp_path / "a" / "b" / "run.pt", 1, parts())
    assert os.listdir(tmp_path / "a" / "b") == ["run.pt"]


def damage(path, how: str) -> None:
    raw = path.read_bytes()
    ways = {
        "empty": b"",
        "half": raw[: len(raw) // 2],
        "a byte short": raw[:-1],
        "garbage": os.urandom(4000),
        "text": b"epoch,loss\n1,2\n",
    }
    if how in ways:
        path.write_bytes(ways[how])
    else:
        torch.save({"bare weights": network().state_dict(), "tensor": torch.zeros(3), "foreign": {"model": 1, "rows": []}}[how], path)


def states(made: dict) -> dict:
    keep = {name: part.state_dict() for name, part in made.items() if hasattr(part, "state_dict")}
    return copy.deepcopy(keep | {"dice": torch.get_rng_state(), "batches": made["train"].generator.get_state()})


def flat(state) -> str:
    torch.set_printoptions(threshold=10_000_000, precision=10)
    return repr(state)


def refused(path, made: dict, says: str) -> None:
    """The checkpoint is refused in words; the file, the model and all else stay as they were."""
    file, before = path.read_bytes(), flat(states(made))
    with pytest.raises(CheckpointError, match=says) as caught:
        train_on(path, 5, made)
    assert path.name in str(caught.value)
    assert path.read_bytes() == file and flat(states(made)) == before
    assert list(path.parent.glob("*.part")) == []


@pytest.mark.parametrize("how", ["empty", "half", "a byte short", "garbage", "text", "bare weights", "tensor", "foreign"])
def test_a_damaged_or_foreign_checkpoint_is_refused_and_left_as_it_is(how, tmp_path):
    path = tmp_path / "run.pt"
    train_on(path, 1, parts())
    damage(path, how)
    refused(path, parts(), "not a whole checkpoint")


def test_a_flipped_byte_in_a_checkpoint_is_noticed(tmp_path):
    path = tmp_path / "run.pt"
    train_on(path, 1, parts())
    raw = bytearray(path.read_bytes())
    at = raw.find(torch.load(path)["model"]["0.weight"].numpy().tobytes())
    raw[at] ^= 255
    path.write_bytes(raw)
    refused(path, parts(), "not a whole checkpoint")


def test_code_hidden_in_a_checkpoint_is_not_run(tmp_path):
    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "owned"),)

    path = tmp_path / "run.pt"
    torch.save({"model": Evil()}, path)
    refused(path, parts(), "not a whole checkpoint")
    assert not (tmp_path / "owned").exists()


def test_a_checkpoint_of_another_model_is_refused_by_the_parameter_that_differs(tmp_path):
    train_on(tmp_path / "run.pt", 1, parts())
    other = parts()
    other["model"] = nn.Sequential(nn.Linear(4, 9), nn.ReLU(), nn.Dropout(0.3), nn.Linear(9, 2))
    other["optimizer"], other["scheduler"] = OPTIMIZERS["Adam"](other["model"]), None
    refused(tmp_path / "run.pt", other, r"another model.*0\.bias: \(8,\) in the file, \(9,\) in this model")


@pytest.mark.parametrize(("written", "now"), [("Adam", "SGD"), ("SGD", "Adam")])
def test_a_checkpoint_of_another_optimizer_is_refused(written, now, tmp_path):
    train_on(tmp_path / "run.pt", 1, parts(written, "none"))
    refused(tmp_path / "run.pt", parts(now, "none"), f"another optimizer.*{written}, now {now}")


def test_a_checkpoint_of_an_optimizer_with_other_groups_is_refused(tmp_path):
    train_on(tmp_path / "run.pt", 1, parts("SGD", "none"))
    other = parts("SGD", "none")
    other["optimizer"] = torch.optim.SGD([{"params": [p]} for p in other["model"].parameters()], lr=0.1)
    refused(tmp_path / "run.pt", other, "another number of groups of the optimizer")


@pytest.mark.parametrize(("written", "now"), [("none", "cosine"), ("cosine", "none"), ("cosine", "plateau")])
def test_a_checkpoint_of_another_scheduler_is_refused(written, now, tmp_path):
    train_on(tmp_path / "run.pt", 1, parts(scheduler=written))
    refused(tmp_path / "run.pt", parts(scheduler=now), "another scheduler")


def test_a_state_that_cannot_be_loaded_leaves_nothing_half_loaded(tmp_path, monkeypatch):
    train_on(tmp_path / "run.pt", 1, parts())
    made = parts()
    right, calls = CosineAnnealingLR.load_state_dict, iter(range(9))

    def fails_once(self, state):
        if next(calls) == 0:
            raise ValueError("no such schedule")
        right(self, state)

    monkeypatch.setattr(CosineAnnealingLR, "load_state_dict", fails_once)
    refused(tmp_path / "run.pt", made, "does not fit this scheduler")


def full_disk(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(("owner", "name"), [(torch, "save"), (os, "fsync"), (os, "replace")])
def test_a_checkpoint_that_cannot_be_written_loses_neither_the_last_one_nor_the_training(owner, name, tmp_path, monkeypatch):
    path, expected = tmp_path / "run.pt", parts()
    in_memory = train_on(None, 3, expected)
    train_on(path, 2, parts())
    last, made = path.read_bytes(), parts()
    monkeypatch.setattr(owner, name, full_disk)
    with pytest.raises(CheckpointError, match=r"No space left.*before it is untouched") as caught:
        train_on(path, 5, made)
    assert path.read_bytes() == last and os.listdir(tmp_path) == ["run.pt"]
    assert without_time(caught.value.history) == without_time(in_memory)
    assert same(weights(made["model"]), weights(expected["model"]))


def test_a_checkpoint_below_a_file_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CheckpointError, match="could not be written") as caught:
        train_on(tmp_path / "file" / "run.pt", 2, parts())
    assert len(caught.value.history) == 1 and (tmp_path / "file").read_text() == "mine"


def test_a_state_that_cannot_be_pickled_is_refused_in_words(tmp_path):
    made = parts(scheduler="none")
    made["scheduler"] = StepLR(made["optimizer"], 1)
    made["scheduler"].note = lambda: None
    with pytest.raises(CheckpointError, match="could not be written"):
        train_on(tmp_path / "run.pt", 2, made)
    assert os.listdir(tmp_path) == []


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of 64 KiB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True)
    if not mounted or mounted.returncode:
        pytest.skip("this user cannot mount a small file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_really_full_keeps_the_last_checkpoint(tiny_disk):
    path, made = tiny_disk / "run.pt", parts()
    train_on(path, 2, made)
    last = path.read_bytes()
    (tiny_disk / "ballast").write_bytes(bytes(64 * 1024 - len(last) - 4096 - 4096))
    with pytest.raises(CheckpointError, match="could not be written") as caught:
        train_on(path, 5, made)
    assert path.read_bytes() == last and sorted(os.listdir(tiny_disk)) == ["ballast", "run.pt"]
    assert len(caught.value.history) == 3
    (tiny_disk / "ballast").unlink()
    assert len(train_on(path, 5, parts())) == 5


KILLED = """
import os, signal, torch
from d2lhelpers import batches, fit
model = torch.nn.Linear(4, 2)
train = batches(torch.randn(8, 4), torch.randint(2, (8,)), batch_size=8)
fsync, calls = os.fsync, iter(range(9))
def fatal(number):
    fsync(number)
    if next(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
os.fsync = fatal
fit(model, torch.nn.functional.cross_entropy, torch.optim.SGD(model.parameters(), lr=0.1), train, epochs=9, checkpoint="run.pt")
"""


def test_a_process_killed_while_writing_leaves_the_last_checkpoint_whole(tmp_path):
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    assert len(torch.load(tmp_path / "run.pt")["rows"]) == 2


# The bar


def test_the_bar_appears_for_long_trainings_alone(monkeypatch, capsys):
    monkeypatch.delenv("D2LHELPERS_LIVE", raising=False)
    now = iter(x * 0.6 for x in range(10_000))

    def go(**arguments):
        model = network()
        fit(model, cross_entropy, OPTIMIZERS["SGD"](model), batches(*examples(), batch_size=25), epochs=6, **arguments)
        return capsys.readouterr().err

    assert go() == ""
    monkeypatch.setattr(training.time, "perf_counter", lambda: next(now))
    assert "epochs" in go() and "train_loss" in go()
    assert go(progress=False) == ""
    monkeypatch.setenv("D2LHELPERS_LIVE", "0")
    assert go() == ""


def test_a_board_gets_both_losses():
    added, model, train = [], network(), batches(*examples(), batch_size=25)

    class Board:
        def add(self, at, **values):
            added.extend((name, at) for name in values)

        def close(self):
            added.append("closed")

    fit(model, cross_entropy, OPTIMIZERS["SGD"](model), train, train, epochs=2, board=Board())
    train_points = [at for name, at in added[:-1] if name == "train_loss"]
    assert train_points == [0.5, 1, 1.5, 2] and [at for name, at in added[:-1] if name == "valid_loss"] == [1, 2]
    assert added[-1] == "closed"
