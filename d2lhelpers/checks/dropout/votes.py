"""Exercise 6.5: a vote of thinned networks."""

from collections import Counter

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..frame import Attempt, exercise

THINNED = 7  # as many thinned networks as the model has; then they come round again


class _Thinned(nn.Module):
    """A network whose thinned networks are known.

    The k-th time that an input is seen in training mode, the k-th of them answers, however the
    inputs are put together in calls.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        dice = torch.Generator().manual_seed(seed)
        self.thinned = nn.Parameter(2 * torch.randn(THINNED, 2, 3, generator=dice))
        self.whole = nn.Parameter(2 * torch.randn(2, 3, generator=dice))
        self.drop = nn.Dropout(0.5)
        self.seen: Counter[tuple[float, ...]] = Counter()

    def forward(self, X: Tensor) -> Tensor:
        if not self.drop.training:
            return X @ self.whole
        return torch.stack([self._draw(x) for x in X])

    def _draw(self, x: Tensor) -> Tensor:
        key = tuple(x.tolist())
        self.seen[key] += 1
        answer: Tensor = x @ self.thinned[(self.seen[key] - 1) % THINNED]
        return answer

    def __repr__(self) -> str:
        return f"a network with dropout, in {'training' if self.training else 'eval'} mode"


def _answers(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    """The scores of the first draws, (draws, examples, classes)."""
    return X @ model.thinned.detach()[torch.arange(draws) % THINNED]


def _right(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(-1).mean(0)


@exercise("6.5")
def vote(attempt: Attempt) -> None:
    """The mean of the probabilities of several passes with dropout on."""
    X = torch.tensor([[0.5, 1.0], [1.0, -0.5], [-0.3, 0.8], [0.7, 0.2], [0.1, -0.9]])
    cases = {
        "three draws for five examples, the model comes in eval mode": (X, 3, False),
        "four draws, the model comes in training mode": (X[1:], 4, True),
        "one draw": (X[:2], 1, False),
        "one example": (X[:1], 5, True),
    }
    for seed, (law, (inputs, draws, mode)) in enumerate(cases.items()):
        model, other = _Thinned(seed).train(mode), _Thinned(seed + 10).train(mode)
        attempt.agrees(law, _right, model, inputs, draws, probe=(other, 0.9 * inputs, draws))


@vote.mistake(
    "a model in eval mode: all answers are the same, nothing is dropped. Call model.train() first."
)
def in_eval_mode(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return (X @ model.whole.detach()).softmax(-1)


@vote.mistake(
    "probabilities of the mean score. Each answer becomes probabilities first, then comes the mean."
)
def of_the_mean_score(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).mean(0).softmax(-1)


@vote.mistake(
    "the mean of the scores. A vote averages probabilities: softmax of each answer first."
)
def mean_score(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).mean(0)


@vote.mistake("the sum of the answers. Divide by their number.")
def summed(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return draws * _right(model, X, draws)


@vote.mistake("softmax done twice: the model's scores become probabilities once.")
def softmax_twice(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(-1).softmax(-1).mean(0)


@vote.mistake("probabilities of the mean probability: softmax was done again behind the mean.")
def softmax_behind(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws).softmax(-1)


@vote.mistake("the last answer alone: is the total set anew in each round instead of added to?")
def last_answer(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws)[-1].softmax(-1)


@vote.mistake("the first answer alone. Every draw needs a call of the model of its own.")
def first_answer(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, 1)


@vote.mistake(
    "a show of hands: each answer counts for its highest class. A forecast is the probabilities; "
    "average those."
)
def hands(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return F.one_hot(_answers(model, X, draws).argmax(-1), 3).float().mean(0)


@vote.mistake("the classes that win. The probabilities of all classes were asked for.")
def winners(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws).argmax(-1)


@vote.mistake(
    "the highest probability of each example. The probabilities of all classes were asked for."
)
def highest(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws).amax(-1)


@vote.mistake(
    "sigmoid of each score. Class probabilities come from softmax: they sum to 1 over the classes."
)
def sigmoid(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).sigmoid().mean(0)


@vote.mistake("a mean of log-probabilities (log_softmax). Average the probabilities themselves.")
def log_probabilities(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).log_softmax(-1).mean(0)


@vote.mistake(
    "a geometric mean: exp of the mean of log-probabilities. Average the probabilities themselves."
)
def geometric(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).log_softmax(-1).mean(0).exp()


@vote.mistake("all answers, one behind the other. Take their mean along dim=0.")
def all_answers(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(-1)


@vote.mistake("softmax over the examples (dim=0). The classes of one example lie along dim=1.")
def over_examples(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(1).mean(0)


@vote.mistake(
    "softmax over the draws, dim=0 of the stack. The classes lie along the last dimension."
)
def over_draws(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(0).mean(0)


@vote.mistake(
    "one mean for the whole table. Take the mean over the draws alone, dim=0 of the stack."
)
def one_mean(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws).mean()


@vote.mistake("a mean over the examples. Take the mean over the draws, dim=0 of the stack.")
def mean_over_examples(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(-1).mean(1)


@vote.mistake("a mean over the classes. Take the mean over the draws, dim=0 of the stack.")
def mean_over_classes(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(-1).mean(2)


@vote.mistake("a median over the draws: the mean is asked for.")
def median(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(-1).median(0).values


@vote.mistake("the scores of the last answer.")
def last_scores(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws)[-1]


@vote.mistake("scores of the whole network.")
def whole_scores(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return X @ model.whole.detach()


@vote.mistake("one draw too many: their number is `draws`.")
def one_too_many(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws + 1)


@vote.mistake("one draw too many in the sum: it is divided by `draws`, and so many it must hold.")
def one_too_many_in_the_sum(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws + 1).softmax(-1).sum(0) / draws


@vote.mistake("one draw too few: their number is `draws`.")
def one_too_few(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws - 1)


@vote.mistake("one draw too few in the sum: it is divided by `draws`, and so many it must hold.")
def one_too_few_in_the_sum(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws - 1).softmax(-1).sum(0) / draws


@vote.mistake("the right sum, divided by one draw too many.")
def divided_by_one_more(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws) * draws / (draws + 1)


@vote.mistake("a fixed number of draws, 50, as in the text: their number is `draws`.")
def fifty(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, 50)


@vote.mistake("a fixed number of draws, 10: their number is `draws`.")
def ten(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, 10)


@vote.mistake("a fixed number of draws, 100: their number is `draws`.")
def hundred(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, 100)


@vote.mistake("a running mean of two, which counts the latest draw for half of all.")
def halved_each_time(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    probabilities = _answers(model, X, draws).softmax(-1)
    mean = probabilities[0]
    for latest in probabilities[1:]:
        mean = (mean + latest) / 2
    return mean


@vote.mistake("a draw for each example, len(X): their number is `draws`.")
def as_many_as_examples(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, len(X))


@vote.mistake("the last answer, divided by `draws`: is the total set anew instead of added to?")
def last_divided(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return last_answer(model, X, draws) / draws


@vote.mistake("the first answer, divided by `draws`: does a return stand inside the loop?")
def first_divided(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return first_answer(model, X, draws) / draws


@vote.mistake(
    "a mode that is put back inside the loop: all answers but the first come in the mode in which "
    "the model came."
)
def put_back_early(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    others = (draws - 1) * in_eval_mode(model, X, 1)
    return (first_answer(model, X, draws) + others) / draws


@vote.mistake("the highest of the draws: their mean is asked for.")
def highest_draw(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).softmax(-1).amax(0)


@vote.mistake("softmax over the whole table: each example has probabilities of its own.")
def over_the_table(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    scores = _answers(model, X, draws)
    return scores.flatten(1).softmax(1).reshape(scores.shape).mean(0)


@vote.mistake("exp of the scores: probabilities are divided by their sum, as softmax does.")
def exponentials(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _answers(model, X, draws).exp().mean(0)


@vote.mistake("the whole network among the voters: in eval mode nothing is dropped.")
def whole_network_votes(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return (draws - 1) / draws * _right(model, X, draws - 1) + in_eval_mode(model, X, 1) / draws


@vote.mistake("an example without its dimension: one example still makes a table of one row.")
def squeezed(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws).squeeze()


@vote.mistake("a transposed table: one row is one example.")
def transposed(model: _Thinned, X: Tensor, draws: int) -> Tensor:
    return _right(model, X, draws).T
