"""A checkpoint and a call that disagree; a model, an optimizer and a schedule that do not belong together; modes; what an error leaves."""

import copy
import functools
import itertools
import math
import random

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss
from torch.optim.lr_scheduler import CosineAnnealingLR, CyclicLR, LambdaLR, LinearLR, OneCycleLR, ReduceLROnPlateau, SequentialLR, StepLR
from torch.utils.data import DataLoader, Dataset, RandomSampler, Subset, TensorDataset, WeightedRandomSampler

from d2lhelpers import CheckpointError, Diverged, EarlyStopping, History, accuracy, batches, evaluate, fit, k_folds, seed_everything

X = torch.randn(40, 4, generator=torch.Generator().manual_seed(0))
Y = (X[:, 0] > 0).long()


def made(seed: int = 0, **changes) -> dict:
    """What a first call of fit gets, with some of it changed."""
    dice = seed_everything(seed)
    parts = {
        "model": nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2)),
        "loss": cross_entropy,
        "train": batches(X, Y, batch_size=8, shuffle=True, generator=dice),
        "epochs": 2,
        "scheduler": None,
    }
    optimizer, scheduler = changes.pop("optimizer", lambda ps: torch.optim.SGD(ps, lr=0.1)), changes.pop("scheduler", lambda o: None)
    parts |= changes
    parts["optimizer"] = optimizer(parts["model"].parameters())
    parts["scheduler"] = scheduler(parts["optimizer"])
    return parts


def columns(history: History) -> dict[str, list[float]]:
    return {name: history[name] for name in history.columns if name != "seconds"}


def same(first: nn.Module, second: nn.Module) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values(), strict=True))


# What cannot be the same run


class Tagged(Dataset):
    def __init__(self, inputs, tag=0.0):
        self.inputs, self.tag = inputs, tag

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, i):
        return self.inputs[i], Y[i]


def loader(data, **options):
    options = {"batch_size": 8, "shuffle": True} | options
    return DataLoader(data, **options)


def steps(gamma):
    return {"scheduler": lambda o: StepLR(o, 1, gamma=gamma)}


def groups(weight_decay):
    def optimizer(parameters):
        first, *rest = parameters
        return torch.optim.SGD([{"params": [first], "weight_decay": weight_decay}, {"params": rest}], lr=0.1)

    return {"optimizer": optimizer}


def scaled(factor):
    return lambda outputs, targets: factor * cross_entropy(outputs, targets)


class Smooth:
    def __init__(self, amount):
        self.amount = amount

    def __call__(self, outputs, targets):
        return cross_entropy(outputs, targets, label_smoothing=self.amount)


NOISE = torch.zeros(40).bernoulli(0.2, generator=torch.Generator().manual_seed(9)).long()
FOLDS = list(k_folds(40, 4, torch.Generator().manual_seed(0)))
OTHER_RUNS = {
    "rate": ({}, {"optimizer": lambda ps: torch.optim.SGD(ps, lr=0.01)}, r"another lr of the optimizer \(0.1, now 0.01\)"),
    "rate under a schedule": (
        steps(0.5),
        steps(0.5) | {"optimizer": lambda ps: torch.optim.SGD(ps, lr=0.01)},
        r"initial_lr.*\(0.1, now 0.01\)",
    ),
    "rate under a plateau": (
        {"scheduler": ReduceLROnPlateau},
        {"scheduler": ReduceLROnPlateau, "optimizer": lambda ps: torch.optim.SGD(ps, lr=0.01)},
        r"another lr of the optimizer \(0.1, now 0.01\)",
    ),
    "momentum": ({}, {"optimizer": lambda ps: torch.optim.SGD(ps, lr=0.1, momentum=0.9)}, r"momentum of the optimizer \(0, now 0.9\)"),
    "optimizer": ({}, {"optimizer": torch.optim.Adam}, r"another optimizer \(SGD, now Adam\)"),
    "a group's option": (groups(0.1), groups(0.2), r"weight_decay of the optimizer's group 1 \(0.1, now 0.2\)"),
    "number of groups": ({}, groups(0.1), "number of groups"),
    "loss": ({}, {"loss": nn.CrossEntropyLoss()}, r"another loss \(cross_entropy, now CrossEntropyLoss"),
    "class weights": (
        {"loss": nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]))},
        {"loss": nn.CrossEntropyLoss(weight=torch.tensor([1.0, 3.0]))},
        "another loss",
    ),
    "a module's option": ({"loss": nn.CrossEntropyLoss()}, {"loss": nn.CrossEntropyLoss(label_smoothing=0.1)}, "label_smoothing=0.1"),
    "a partial's option": (
        {"loss": functools.partial(cross_entropy, label_smoothing=0.1)},
        {"loss": functools.partial(cross_entropy, label_smoothing=0.2)},
        r"0\.1.*0\.2",
    ),
    "another lambda": ({"loss": lambda o, t: cross_entropy(o, t)}, {"loss": lambda o, t: 2 * cross_entropy(o, t)}, "another loss"),
    "what a lambda sees": ({"loss": scaled(1.0)}, {"loss": scaled(2.0)}, "another loss"),
    "an object's option": ({"loss": Smooth(0.1)}, {"loss": Smooth(0.2)}, r"0\.1.*0\.2"),
    "inputs": ({}, {"train": batches(X + 1e-3, Y, batch_size=8, shuffle=True, generator=torch.Generator())}, "another training data"),
    "labels": ({}, {"train": batches(X, Y ^ NOISE, batch_size=8, shuffle=True, generator=torch.Generator())}, "another training data"),
    "order": (
        {},
        {"train": batches(X.flip(0), Y.flip(0), batch_size=8, shuffle=True, generator=torch.Generator())},
        "another training data",
    ),
    "number": ({}, {"train": batches(X[:32], Y[:32], batch_size=8, shuffle=True, generator=torch.Generator())}, r"\(40, 4\).*\(32, 4\)"),
    "fold": (
        {"train": batches(X[FOLDS[0][0]], Y[FOLDS[0][0]], batch_size=8)},
        {"train": batches(X[FOLDS[1][0]], Y[FOLDS[1][0]], batch_size=8)},
        "another training data",
    ),
    "batch size": ({}, {"train": batches(X, Y, batch_size=10, shuffle=True, generator=torch.Generator())}, r"batch_size .*\(8, now 10\)"),
    "drop_last": ({}, {"train": batches(X, Y, batch_size=8, shuffle=True, generator=torch.Generator(), drop_last=True)}, "drop_last"),
    "shuffle": ({}, {"train": batches(X, Y, batch_size=8, generator=torch.Generator())}, r"shuffle .*\(True, now False\)"),
    "a generator": ({}, {"train": batches(X, Y, batch_size=8, shuffle=True)}, r"train\.generator \(in the file alone\)"),
    "a loader": ({}, {"train": loader(TensorDataset(X, Y))}, "another"),
    "a loader's batch size": (
        {"train": loader(TensorDataset(X, Y))},
        {"train": loader(TensorDataset(X, Y), batch_size=10)},
        r"\(8, now 10\)",
    ),
    "a loader's drop_last": ({"train": loader(TensorDataset(X, Y))}, {"train": loader(TensorDataset(X, Y), drop_last=True)}, "drop_last"),
    "a loader's shuffle": (
        {"train": loader(TensorDataset(X, Y))},
        {"train": loader(TensorDataset(X, Y), shuffle=False)},
        "another sampler",
    ),
    "a loader's weights": (
        {"train": loader(TensorDataset(X, Y), shuffle=False, sampler=WeightedRandomSampler([1.0] * 40, 40))},
        {"train": loader(TensorDataset(X, Y), shuffle=False, sampler=WeightedRandomSampler([1.0] * 39 + [2.0], 40))},
        "another training data",
    ),
    "a subset": (
        {"train": loader(Subset(TensorDataset(X, Y), FOLDS[0][0].tolist()))},
        {"train": loader(Subset(TensorDataset(X, Y), FOLDS[1][0].tolist()))},
        "another training data",
    ),
    "a data set of one's own": ({"train": loader(Tagged(X))}, {"train": loader(Tagged(X * 2))}, "another training data"),
    "a table": (
        {"train": loader(Tagged(pd.DataFrame(X.numpy()).to_numpy().copy()))},
        {"train": loader(Tagged(pd.DataFrame(X.numpy() + 1).to_numpy().copy()))},
        "another training data",
    ),
    "a list of batches": (
        {"train": list(batches(X, Y, batch_size=8))},
        {"train": list(batches(X, 1 - Y, batch_size=8))},
        "another training data",
    ),
    "validation data": (
        {"valid": batches(X[:8], Y[:8], batch_size=8)},
        {"valid": batches(X[8:16], Y[8:16], batch_size=8)},
        "another validation data",
    ),
    "epochs": ({}, {"epochs": 1}, r"holds 2 epochs, and this call asks for 1\. Ask for 2 epochs or more"),
    "gamma": (steps(0.5), steps(0.9), r"gamma of the schedule \(0.5, now 0.9\)"),
    "length of a schedule": (
        {"scheduler": lambda o: CosineAnnealingLR(o, 8)},
        {"scheduler": lambda o: CosineAnnealingLR(o, 4)},
        r"T_max of the schedule \(8, now 4\)",
    ),
    "a schedule's function": (
        {"scheduler": lambda o: LambdaLR(o, lambda epoch: 0.9**epoch)},
        {"scheduler": lambda o: LambdaLR(o, lambda epoch: 0.8**epoch)},
        "lr_lambdas",
    ),
    "a part of a schedule": (
        {"scheduler": lambda o: SequentialLR(o, [LinearLR(o), StepLR(o, 2)], [1])},
        {"scheduler": lambda o: SequentialLR(o, [LinearLR(o), StepLR(o, 3)], [1])},
        r"step_size of part 2 of the schedule \(2, now 3\)",
    ),
    "how often": (steps(0.5), steps(0.5) | {"schedule_every": "batch"}, r"another schedule_every \(epoch, now batch\)"),
    "activation": (
        {},
        {"model": nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 2))},
        r"\(ReLU\(\), now Tanh\(\)\)",
    ),
    "dropout": (
        {},
        {"model": nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2))},
        r"Dropout\(p=0.2.*Dropout\(p=0.5",
    ),
    "dtype": (
        {},
        {
            "model": nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2)).double(),
            "train": batches(X.double(), Y, batch_size=8, shuffle=True, generator=torch.Generator()),
        },
        "of float64 in this model",
    ),
    "frozen": (
        {},
        {"model": nn.Sequential(nn.Linear(4, 8).requires_grad_(False), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))},
        r"another frozen parameters \(none, now 0\.weight, 0\.bias\)",
    ),
}


@pytest.mark.parametrize("name", OTHER_RUNS)
def test_a_call_that_cannot_be_the_same_run_is_refused_with_both_values_and_a_way_out(name, tmp_path):
    first, second, says = OTHER_RUNS[name]
    path = tmp_path / "run.pt"
    fit(**made(**first), checkpoint=path)
    other, before = made(**{"epochs": 4} | second), path.read_bytes()
    start = copy.deepcopy(other["model"])
    with pytest.raises(CheckpointError, match=says) as caught:
        fit(**other, checkpoint=path)
    assert "Nothing was changed" in str(caught.value) and path.name in str(caught.value)
    assert same(other["model"], start) and path.read_bytes() == before


@pytest.mark.parametrize("name", [name for name, (first, _, _) in OTHER_RUNS.items() if first])
def test_the_same_call_again_is_the_same_run(name, tmp_path):
    """What a first call was described by is found again when its cell is run again: no false alarm."""
    first, _, _ = OTHER_RUNS[name]
    parts = made(**first)
    fit(**parts, checkpoint=tmp_path / "run.pt")
    assert len(fit(**parts | {"epochs": 3}, checkpoint=tmp_path / "run.pt")) == 3  # the same objects, trained
    assert len(fit(**made(**first | {"epochs": 4}), checkpoint=tmp_path / "run.pt")) == 4  # made anew


def test_a_loss_that_looks_at_the_model_or_at_a_weight_of_its_own_is_the_same_loss_after_training(tmp_path):
    parts = made()
    model, scale = parts["model"], torch.ones(3, requires_grad=True)
    parts["loss"] = (lambda model, scale: lambda o, t: cross_entropy(o, t) * scale.mean() + 1e-3 * model[0].weight.square().sum())(
        model, scale
    )
    parts["optimizer"] = torch.optim.SGD([*model.parameters(), scale], lr=0.1)
    fit(**parts, checkpoint=tmp_path / "run.pt")
    assert len(fit(**parts | {"epochs": 4}, checkpoint=tmp_path / "run.pt")) == 4


def test_folds_that_share_a_file_are_refused_at_the_second(tmp_path):
    done = []
    with pytest.raises(CheckpointError, match="another training data"):
        for train, _ in k_folds(40, 4):
            done.append(fit(**made(train=batches(X[train], Y[train], batch_size=10)), checkpoint=tmp_path / "run.pt"))
    assert len(done) == 1


@pytest.mark.parametrize("start", ["drawn", "zeros"])
def test_seeds_that_share_a_file_are_refused_at_the_second(start, tmp_path):
    def one(seed):
        parts = made(seed)
        if start == "zeros":
            for p in parts["model"].parameters():
                nn.init.zeros_(p)
        return fit(**parts, checkpoint=tmp_path / "run.pt")

    one(0)
    assert len(one(0)) == 2
    with pytest.raises(CheckpointError, match=r"(other weights|another seed \(0.*, now 1).*checkpoint file of its own"):
        one(1)


def test_models_that_share_a_file_are_refused_at_the_second(tmp_path):
    seed_everything(0)

    def one():
        model = nn.Linear(4, 2)
        return fit(
            model,
            cross_entropy,
            torch.optim.SGD(model.parameters(), lr=0.1),
            batches(X, Y, batch_size=8),
            epochs=2,
            checkpoint=tmp_path / "run.pt",
        )

    one()
    with pytest.raises(CheckpointError, match="began with other weights"):
        one()


# What may change, and is said


def test_a_resumed_run_says_from_where_it_goes_on(tmp_path, capsys):
    fit(**made(), checkpoint=tmp_path / "run.pt")
    assert capsys.readouterr().out == ""
    fit(**made(epochs=5), checkpoint=tmp_path / "run.pt")
    assert capsys.readouterr().out == f"resumed at epoch 3 of 5 from {tmp_path / 'run.pt'}\n"
    fit(**made(epochs=5), checkpoint=tmp_path / "run.pt")
    assert capsys.readouterr().out == f"resumed after epoch 5, with nothing left to train, from {tmp_path / 'run.pt'}\n"


VALID = {"valid": batches(X[:10], Y[:10], batch_size=5)}
CHANGES = {
    "metrics": ({}, {"metrics": {"accuracy": accuracy}}, "metrics: none before, accuracy from here on"),
    "early stopping": (
        VALID | {"early_stopping": 5},
        VALID | {"early_stopping": EarlyStopping(9, 0.01)},
        "early stopping: patience 5, min_delta 0.0 before, patience 9, min_delta 0.01 from here on",
    ),
    "validation added": ({}, VALID, "validation data: none before, Batches, (10, 4), (10,)"),
    "validation left out": (VALID, {}, "before, none from here on"),
    "seed": ({}, {"seed": 1}, "seed: 0"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_may_change_is_named_and_the_numbers_go_on_as_if_it_had_been_so(name, tmp_path, capsys):
    first, second, says = CHANGES[name]
    expected = fit(**made(epochs=4))["train_loss"]
    fit(**made(**first), checkpoint=tmp_path / "run.pt")
    capsys.readouterr()
    history = fit(**made(**{"epochs": 4} | second), checkpoint=tmp_path / "run.pt")
    assert says in capsys.readouterr().out
    assert history["train_loss"] == expected


def test_columns_that_were_added_hold_nan_for_the_epochs_before(tmp_path):
    fit(**made(), checkpoint=tmp_path / "run.pt")
    history = fit(**made(epochs=4, metrics={"accuracy": accuracy}, **VALID), checkpoint=tmp_path / "run.pt")
    for name in ("valid_loss", "valid_accuracy", "train_accuracy"):
        assert [math.isnan(value) for value in history[name]] == [True, True, False, False]
    assert history.frame["valid_loss"].isna().tolist() == [True, True, False, False]
    assert set(history.columns) == {"train_loss", "train_accuracy", "valid_loss", "valid_accuracy", "seconds"}


def test_where_validation_is_added_the_best_epoch_is_chosen_by_it_alone(tmp_path):
    fit(**made(epochs=3), checkpoint=tmp_path / "run.pt")
    hard = {"valid": batches(X[:10], 1 - Y[:10], batch_size=5)}  # a loss above the training loss
    history = fit(**made(epochs=6, early_stopping=9, **hard), checkpoint=tmp_path / "run.pt")
    valid = history["valid_loss"]
    assert history.best_epoch == valid.index(min(valid[3:])) + 1 > 3


# The optimizer's parameters


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))


def train(model, optimizer, epochs=1, **arguments):
    return fit(model, cross_entropy, optimizer, batches(X, Y, batch_size=8), epochs=epochs, **arguments)


def test_an_optimizer_of_another_model_is_refused_by_the_names_of_what_it_lacks():
    model, optimizer = network(), torch.optim.SGD(network().parameters(), lr=0.1)
    with pytest.raises(ValueError, match=r"holds no parameter 0\.weight, 0\.bias, 2\.weight, 2\.bias of this model"):
        train(model, optimizer)


def test_a_layer_exchanged_after_the_optimizer_was_made_is_named():
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model[2] = nn.Linear(8, 2)
    with pytest.raises(ValueError, match=r"no parameter 2\.weight, 2\.bias of this model"):
        train(model, optimizer)


def test_frozen_and_tied_parameters_and_those_of_several_groups_are_fine():
    model = network()
    model[0].requires_grad_(False)
    train(model, torch.optim.SGD(model[2].parameters(), lr=0.1))
    tied = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 2))
    tied[1].weight = tied[0].weight
    train(tied, torch.optim.SGD(tied.parameters(), lr=0.1))
    both = network()
    train(both, torch.optim.SGD([{"params": [p], "lr": 0.1} for p in both.parameters()]))


def test_a_lazy_model_is_fine_and_a_layer_made_on_the_first_call_is_named_before_a_step():
    lazy = nn.Sequential(nn.LazyLinear(8), nn.ReLU(), nn.LazyLinear(2))
    train(lazy, torch.optim.SGD(lazy.parameters(), lr=0.1))

    class Late(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(4, 4)
            self.last = None

        def forward(self, inputs):
            self.last = self.last or nn.Linear(4, 2)
            return self.last(self.first(inputs))

    late = Late()
    before = late.first.weight.clone()
    with pytest.raises(ValueError, match=r"no parameter last\.weight, last\.bias"):
        train(late, torch.optim.SGD(late.parameters(), lr=0.1))
    assert torch.equal(before, late.first.weight)


def test_a_lazy_model_resumes_in_a_new_session(tmp_path):
    def one(epochs, path):
        torch.manual_seed(0)
        model = nn.Sequential(nn.LazyLinear(8), nn.ReLU(), nn.LazyLinear(2))
        return train(model, torch.optim.Adam(model.parameters(), lr=0.1), epochs, checkpoint=path)["train_loss"]

    expected = one(4, None)
    one(2, tmp_path / "run.pt")
    assert one(4, tmp_path / "run.pt") == expected


# Dice


class Augmented(Dataset):
    """Adds noise from dice of its own."""

    def __init__(self, draw):
        self.draw = draw

    def __len__(self):
        return len(X)

    def __getitem__(self, i):
        return X[i] + float(self.draw()), Y[i]


class Wobbly(nn.Module):
    def __init__(self, seed):
        super().__init__()
        self.layer, self.dice = nn.Linear(4, 2), torch.Generator().manual_seed(seed)

    def forward(self, inputs):
        return self.layer(inputs + torch.randn(inputs.shape, generator=self.dice) * self.training)


class OwnBatches:
    def __init__(self):
        self.sampler = torch.utils.data.BatchSampler(RandomSampler(range(40), generator=torch.Generator().manual_seed(3)), 8, False)

    def __iter__(self):
        return ((X[rows], Y[rows]) for rows in self.sampler)


shared_dice = np.random.default_rng(0)


def from_a_global() -> float:
    return shared_dice.normal()


def reset_shared_dice() -> None:
    shared_dice.bit_generator.state = np.random.default_rng(0).bit_generator.state


def plain(draw):
    return lambda: loader(Augmented(draw()), shuffle=False)


DICE = {
    "a sampler in a loader": lambda: loader(
        TensorDataset(X, Y), shuffle=False, sampler=RandomSampler(X, generator=torch.Generator().manual_seed(3))
    ),
    "a batch sampler": lambda: DataLoader(
        TensorDataset(X, Y),
        batch_sampler=torch.utils.data.BatchSampler(RandomSampler(X, generator=torch.Generator().manual_seed(3)), 8, False),
    ),
    "batches of one's own": OwnBatches,
    "Python's": plain(lambda: random.Random(3).random),
    "NumPy's": plain(lambda: np.random.default_rng(3).normal),
    "NumPy's old": plain(lambda: np.random.RandomState(3).normal),
    "NumPy's by other bits": plain(lambda: np.random.Generator(np.random.MT19937(3)).normal),
    "and others": plain(lambda: np.random.Generator(np.random.SFC64(3)).normal),
    "and others still": plain(lambda: np.random.Generator(np.random.Philox(3)).normal),
    "torch's in a closure": plain(lambda: (lambda dice: lambda: torch.randn((), generator=dice))(torch.Generator().manual_seed(3))),
    "in a partial": plain(lambda: functools.partial(np.random.default_rng(3).uniform, -1, 1)),
    "a global variable": plain(lambda: from_a_global),
    "in a list": plain(lambda: (lambda many: lambda: many[1].random())([None, random.Random(3)])),
}


@pytest.mark.parametrize("name", DICE)
def test_dice_that_the_batches_hold_are_kept(name, tmp_path):
    def one(epochs, path):
        reset_shared_dice()
        return fit(**made(train=DICE[name](), epochs=epochs), checkpoint=path)["train_loss"]

    expected = one(4, None)
    one(2, tmp_path / "run.pt")
    assert one(4, tmp_path / "run.pt") == expected and len(set(expected)) == 4


def test_dice_that_the_model_holds_are_kept(tmp_path):
    def one(epochs, path):
        torch.manual_seed(0)
        return fit(**made(model=Wobbly(3), epochs=epochs), checkpoint=path)["train_loss"]

    expected = one(4, None)
    one(2, tmp_path / "run.pt")
    assert one(4, tmp_path / "run.pt") == expected


def test_dice_that_cannot_be_kept_are_refused_by_name(tmp_path):
    with pytest.raises(CheckpointError, match=r"train\.dataset\.draw\.__self__ draws from the machine's own noise"):
        fit(**made(train=loader(Augmented(random.SystemRandom().random))), checkpoint=tmp_path / "run.pt")
    lasting = loader(Augmented(np.random.default_rng(0).normal), num_workers=1, persistent_workers=True)
    with pytest.raises(CheckpointError, match=r"train\.dataset\.draw\.__self__ lives on in the loader's worker processes"):
        fit(**made(train=lasting), checkpoint=tmp_path / "run.pt")
    assert len(fit(**made(train=loader(Augmented(random.SystemRandom().random))))) == 2  # without a checkpoint nothing is promised


def test_workers_that_end_with_each_epoch_give_the_same_numbers_again(tmp_path):
    def one(epochs, path):
        data = loader(Augmented(np.random.default_rng(3).normal), num_workers=1)
        return fit(**made(train=data, epochs=epochs), checkpoint=path)["train_loss"]

    expected = one(3, None)
    one(1, tmp_path / "run.pt")
    assert one(3, tmp_path / "run.pt") == expected


# Modes


def normed() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, 2))


def test_after_a_training_predictions_repeat():
    model = normed()
    train(model, torch.optim.SGD(model.parameters(), lr=0.1))
    assert not any(part.training for part in model.modules()) and torch.equal(model(X), model(X))


def test_a_part_frozen_in_eval_mode_stays_so_in_this_call_and_the_next():
    model, optimizer = normed(), None
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model[1].eval()
    means = []
    model[2].register_forward_hook(lambda part, *_: means.append((part.training, model[1].training)))
    for _ in range(2):
        train(model, optimizer, 2)
    assert {modes for modes in means if modes[0]} == {(True, False)} and torch.equal(model[1].running_mean, torch.zeros(8))
    model.train()  # all parts are meant again
    train(model, optimizer)
    assert not torch.equal(model[1].running_mean, torch.zeros(8))


def test_a_model_in_eval_mode_is_trained_in_train_mode():
    model, modes = normed().eval(), []
    model[2].register_forward_hook(lambda part, *_: modes.append(part.training))
    train(model, torch.optim.SGD(model.parameters(), lr=0.1))
    assert modes[:5] == [True] * 5


# Schedules


def rates_of(schedule, every, epochs=3, **arguments):
    model, rates = network(), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    optimizer.register_step_pre_hook(lambda *_: rates.append(optimizer.param_groups[0]["lr"]))
    train(model, optimizer, epochs, scheduler=schedule(optimizer), schedule_every=every, **arguments)
    return rates


def test_a_schedule_by_batch_takes_every_step_of_its_own():
    def schedule(optimizer):
        return OneCycleLR(optimizer, 1.0, total_steps=15)

    optimizer = torch.optim.SGD(network().parameters(), lr=0.1, momentum=0.9)
    alone, expected = schedule(optimizer), []
    for _ in range(15):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        alone.step()
    assert rates_of(schedule, "batch") == expected


def test_a_schedule_made_for_batches_and_stepped_by_epoch_is_refused_before_anything_is_trained():
    with pytest.raises(ValueError, match=r'OneCycleLR is made for 15 steps, .*stepped once an epoch, 3 times: pass schedule_every="batch"'):
        rates_of(lambda o: OneCycleLR(o, 1.0, epochs=3, steps_per_epoch=5), "epoch")


@pytest.mark.parametrize(("total", "every", "takes"), [(2, "epoch", 3), (14, "batch", 15), (3, "batch", 15)])
def test_a_schedule_that_would_end_before_the_run_is_refused(total, every, takes):
    with pytest.raises(ValueError, match=f"made for {total} steps, .* this run takes {takes}"):
        rates_of(lambda o: OneCycleLR(o, 1.0, total_steps=total), every)


@pytest.mark.parametrize(
    ("schedule", "every", "says"),
    [
        (lambda o: OneCycleLR(o, 1.0, total_steps=90), "epoch", "OneCycleLR is made for 90 steps, of which 90 are left; this run takes 3"),
        (lambda o: OneCycleLR(o, 1.0, total_steps=90), "batch", "this run takes 15, one after each batch"),
        (
            lambda o: CyclicLR(o, 0.1, 1.0, step_size_up=20),
            "epoch",
            "CyclicLR is made for 40 steps, of which 40 are left; this run takes 3",
        ),
        (lambda o: CosineAnnealingLR(o, 15), "epoch", "CosineAnnealingLR is made for 15 steps"),
    ],
)
def test_a_schedule_that_this_run_does_not_finish_is_noticed(schedule, every, says, capsys):
    rates_of(schedule, every)
    assert says in capsys.readouterr().out


@pytest.mark.parametrize(
    ("schedule", "every"),
    [
        (lambda o: OneCycleLR(o, 1.0, total_steps=3), "epoch"),
        (lambda o: OneCycleLR(o, 1.0, total_steps=15), "batch"),
        (lambda o: CosineAnnealingLR(o, 3), "epoch"),
        (lambda o: CosineAnnealingLR(o, 10), "epoch"),
        (lambda o: CosineAnnealingLR(o, 15), "batch"),
        (lambda o: StepLR(o, 2), "epoch"),
        (ReduceLROnPlateau, "epoch"),
    ],
)
def test_a_schedule_that_suits_the_run_is_not_remarked_upon(schedule, every, capsys):
    rates_of(schedule, every)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("schedule", "every", "says"),
    [
        (lambda o: StepLR(o, 1), "step", '"epoch" or "batch"'),
        (ReduceLROnPlateau, "batch", "watches the loss of whole epochs"),
        (lambda o: None, "batch", "needs a schedule"),
        (lambda o: StepLR(torch.optim.SGD(network().parameters(), lr=0.1), 1), "epoch", "rates of another optimizer"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused_in_words(schedule, every, says):
    with pytest.raises(ValueError, match=says):
        rates_of(schedule, every)


def test_a_run_with_a_schedule_by_batch_resumes_to_the_same_numbers_also_after_an_interrupt(tmp_path):
    def one(epochs, path, stop_at=None, parts=None):
        parts = parts or made(scheduler=lambda o: OneCycleLR(o, 0.5, total_steps=20))
        if stop_at is not None:
            calls = itertools.count()
            hook = parts["model"].register_forward_pre_hook(
                lambda *_: (_ for _ in ()).throw(KeyboardInterrupt) if next(calls) == stop_at else None
            )
        history = fit(**parts | {"epochs": epochs}, schedule_every="batch", checkpoint=path)
        if stop_at is not None:
            hook.remove()
        return history["train_loss"], parts

    expected, _ = one(4, None)
    one(2, tmp_path / "a.pt")
    assert one(4, tmp_path / "a.pt")[0] == expected
    stopped, parts = one(4, tmp_path / "b.pt", stop_at=13)  # in the third epoch
    assert len(stopped) == 2 and one(4, tmp_path / "b.pt", parts=parts)[0] == expected  # the cell of fit alone is run again


# The last step


@pytest.mark.parametrize("rate", [1e20, 1e38, math.inf])
@pytest.mark.parametrize("epochs", [1, 3])
def test_weights_that_the_last_step_spoiled_are_never_a_success(rate, epochs):
    model = nn.Linear(4, 1)
    ready = batches(X, X[:, :1], batch_size=40)
    with pytest.raises(Diverged):
        fit(model, mse_loss, torch.optim.SGD(model.parameters(), lr=rate), ready, epochs=epochs)


def test_the_last_step_of_a_good_run_spoils_nothing_and_the_epochs_before_are_restored():
    torch.manual_seed(0)
    model, before = nn.Linear(4, 1), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    def bad_end(epoch):
        before.append(copy.deepcopy(model.state_dict()))
        return 1.0 if epoch < 3 else 1e30

    with pytest.raises(Diverged, match="epoch 4, batch 1") as caught:
        fit(model, mse_loss, optimizer, batches(X, X[:, :1], batch_size=40), epochs=4, scheduler=LambdaLR(optimizer, bad_end))
    assert len(caught.value.history) == 3
    assert all(torch.equal(a, b) for a, b in zip(model.state_dict().values(), before[3].values(), strict=True))


# What an error leaves


def failing_in(call: int, error: Exception):
    calls = itertools.count(1)

    def metric(outputs, targets):
        if next(calls) == call:
            raise error
        return 0.0

    return metric


@pytest.mark.parametrize("error", [ValueError("no such class"), KeyError("x"), RuntimeError("out of memory"), ZeroDivisionError()])
def test_an_error_in_a_later_epoch_carries_the_history_of_those_before(error):
    model = network()
    with pytest.raises(type(error)) as caught:
        train(model, torch.optim.SGD(model.parameters(), lr=0.1), 5, metrics={"it": failing_in(3, error)})
    assert len(caught.value.history) == 2 and caught.value.history["train_it"] == [0.0, 0.0]
    assert "The 2 epochs before are kept" in caught.value.__notes__[0] and not model.training


def test_an_error_in_the_first_epoch_has_nothing_to_carry():
    model = network()
    with pytest.raises(ValueError) as caught:
        train(model, torch.optim.SGD(model.parameters(), lr=0.1), 5, metrics={"it": failing_in(1, ValueError("no"))})
    assert not hasattr(caught.value, "history") and not hasattr(caught.value, "__notes__")


@pytest.mark.parametrize("part", ["train", "valid"])
def test_an_iterator_of_ones_own_that_is_used_up_loses_no_epoch(part):
    class Once:
        def __init__(self):
            self.left = iter(list(batches(X, Y, batch_size=8)) * 2)

        def __iter__(self):
            return itertools.islice(self.left, 5)

    model = network()
    with pytest.raises(ValueError, match="batches are empty") as caught:
        fit(
            model,
            cross_entropy,
            torch.optim.SGD(model.parameters(), lr=0.1),
            **{"train": batches(X, Y, batch_size=8), part: Once()},
            epochs=5,
        )
    assert len(caught.value.history) == 2


@pytest.mark.parametrize("patience", [np.int64(2), np.int32(2), torch.tensor(2), 2])
def test_a_patience_of_any_whole_number_is_a_patience(patience):
    model = network()
    history = train(model, torch.optim.SGD(model.parameters(), lr=0.0), 9, valid=batches(X, Y, batch_size=8), early_stopping=patience)
    assert len(history) == 3 and history.stopped == "no better validation loss for 2 epochs"


@pytest.mark.parametrize("settings", [(2.5,), ("3",), (True,), (None,)])
def test_a_patience_that_is_no_whole_number_is_refused(settings):
    with pytest.raises(TypeError, match="patience must be a whole number"):
        EarlyStopping(*settings)


@pytest.mark.parametrize("min_delta", [-0.1, math.nan])
def test_an_improvement_below_zero_is_refused(min_delta):
    with pytest.raises(ValueError, match="min_delta"):
        EarlyStopping(3, min_delta)


def test_numpy_counts_are_whole_numbers_for_fit():
    model = network()
    assert len(train(model, torch.optim.SGD(model.parameters(), lr=0.1), np.int64(2))) == 2


# Paths


def test_a_checkpoint_is_found_at_a_path_as_people_write_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    fit(**made(), checkpoint="~/m/a.pt")
    assert (tmp_path / "m" / "a.pt").exists()
    assert len(fit(**made(epochs=3), checkpoint='"~/m/a.pt"')) == 3


def test_a_folder_is_no_checkpoint(tmp_path):
    with pytest.raises(CheckpointError, match="is a folder: add the name of a file"):
        fit(**made(), checkpoint=tmp_path)


def test_evaluate_after_fit_agrees_with_the_history():
    parts = made(**VALID)
    history = fit(**parts)
    assert evaluate(parts["model"], cross_entropy, VALID["valid"])["loss"] == history.last["valid_loss"]
