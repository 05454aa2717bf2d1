"""An attempt: the learner's answer, called with care, and the laws that are stated about it."""

import contextlib
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from ...watching import among, reached, watch
from .errors import cause_of, message, rows_of
from .limits import TooLong
from .mistakes import Mistake, call, other_inputs, result_of
from .reports import LOOKS_LIKE, NotStarted, NotYet, Raised, Trial
from .showing import kind_of, names_of_inputs, show_inputs, show_pair, show_rows, show_value
from .state import Changing, World, change, copied, snapshot, stand_ins
from .stubs import is_stub
from .values import is_number, number, same, wrong_kind

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _itself(result: Any) -> Any:
    return result


class Attempt:
    """The learner's answer, called with care.

    Attributes
    ----------
    value: the answer itself: a function, a class, or a plain value.
    known: the mistakes that are looked for where a law names no others.
    symptoms: from words of an exception's message to the sentence that tells what they look like.
    rng: a `torch.Generator` with a fresh seed, for inputs that differ at every check.
    held: how many laws have held so far.
    trials: what was compared, for tests.
    """

    def __init__(self, value: Any, known: Iterable[Mistake] = (), symptoms: Mapping[str, str] | None = None) -> None:
        self.value = value
        self.known = known
        self.symptoms = symptoms or {}
        self.rng = torch.Generator().manual_seed(random.SystemRandom().getrandbits(32))
        self.held = 0
        self.trials: list[Trial] = []
        self.forbidden: dict[str, str] = {}

    def randn(self, *shape: int) -> Tensor:
        """Fresh standard normal numbers of this shape, float32."""
        return torch.randn(*shape, generator=self.rng)

    def randint(self, low: int, high: int, *shape: int) -> Tensor:
        """Fresh whole numbers from low to high - 1, int64."""
        return torch.randint(low, high, shape, generator=self.rng)

    def require_start(self) -> None:
        """Stop where the stub is still untouched."""
        if is_stub(self.value):
            raise NotStarted

    def forbid(self, *names: str, instead: str) -> None:
        """Stop where the answer uses one of these, in its code now or in any call from here on.

        Parameters
        ----------
        names: families, functions or modules as `d2lhelpers.watching.among` takes them.
        instead: what the exercise is to be written with: "exp and sum".
        """
        self.forbidden |= dict.fromkeys(names, instead)
        self._refuse(reached(self.value))

    def _refuse(self, functions: Iterable[Any]) -> None:
        for name, instead in self.forbidden.items():
            if used := among(functions, [name]):
                advice = f"This exercise is to be written without the ready-made function: with {instead}."
                raise NotYet({"uses": ", ".join(used)}, advice)

    # Calling the answer

    def __call__(self, *inputs: Any, like: Any = None, unchanged: bool = True, **named: Any) -> Any:
        """Call the answer on copies of the inputs and return its result, or end the check with the reason.

        Parameters
        ----------
        inputs: what the answer takes. `changing(x)` hands over x itself, to be changed.
        like: a value of the kind the result must have (tensor of that shape and dtype, number, tuple, …).
            None asks for no kind at all.
        unchanged: whether it is a mistake to change an input or the notebook's settings.
        """
        self._require_function()
        return self.run(self.value, *inputs, like=like, unchanged=unchanged, **named)

    def _require_function(self) -> None:
        if not callable(self.value):
            advice = "Hand the function itself to the check: its name, without brackets behind it."
            raise NotYet({"got": f"{kind_of(self.value)}: {show_value(self.value)}"}, advice)

    def run(
        self,
        function: Callable[..., Any],
        *inputs: Any,
        like: Any = None,
        unchanged: bool = True,
        **named: Any,
    ) -> Any:
        """Call any function of the learner's (a method, an object they returned) as `__call__` does."""
        result, left = self._call(function, inputs, named)
        wrong = None if like is None else wrong_kind(result, like)
        if wrong is not None:
            raise NotYet({"got": wrong[0]} | show_inputs(function, inputs, named), wrong[1])
        if left is not None and unchanged:
            raise left
        return result

    def _call(self, function: Callable[..., Any], inputs: Sequence[Any], named: Mapping[str, Any]) -> tuple[Any, NotYet | None]:
        """The result of a call, and what it has changed that it should not have."""
        shown = show_inputs(function, inputs, named)
        given, by_name = copied(list(inputs)), copied(dict(named))
        names = [*names_of_inputs(function, len(inputs)), *named]
        handed = zip(names, [*inputs, *named.values()], [*given, *by_name.values()], strict=True)
        before = [(name, copy, snapshot(copy)) for name, x, copy in handed if not isinstance(x, Changing)]
        world = World.now()
        try:
            with contextlib.ExitStack() as stack:
                called = stack.enter_context(watch()) if self.forbidden else set()
                result = function(*given, **by_name)
        except (KeyboardInterrupt, TooLong):
            raise
        except BaseException as error:
            raise NotYet(rows_of(error) | shown, self._cause(error, function), error) from None
        finally:
            after = World.now()
            world.restore()
        self._refuse(called)
        if sentence := world.change(after):
            return result, NotYet(shown, sentence)
        for name, value, state in before:
            if sentence := change(name, state, snapshot(value)):
                return result, NotYet(shown | {f"{name} after": show_value(value)}, sentence)
        return result, None

    def _cause(self, error: BaseException, function: Callable[..., Any]) -> str:
        text = message(error)
        known = [sentence for words, sentence in self.symptoms.items() if words in text]
        named = getattr(function, "__name__", "")
        return LOOKS_LIKE + known[0] if known else cause_of(error, named)

    # Stating laws

    def law(
        self,
        law: str,
        truth: Any,
        advice: str = "",
        *,
        looks_like: str = "",
        rows: Mapping[str, Any] | None = None,
    ) -> None:
        """End the check where `truth` is false.

        Parameters
        ----------
        advice: what to say then; or `looks_like`, the mistake that it shows.
        rows: further rows of the report, by their names.
        """
        if not bool(truth):
            said = LOOKS_LIKE + looks_like if looks_like else advice
            raise NotYet({"law": law} | show_rows(rows), said)
        self.held += 1

    def numbers(self, count: int) -> list[float]:
        """The numbers of an answer that is a list of this many; ends the check where it is not."""
        value = self.value.tolist() if hasattr(self.value, "tolist") else self.value
        what = f"{COUNTS[count]} numbers in a list"
        if not isinstance(value, list | tuple) or len(value) != count:
            rows = {"law": what, "got": f"{kind_of(self.value)}: {show_value(self.value)}"}
            form = ", ".join(f"number {i}" for i in range(1, count + 1))
            raise NotYet(rows, f"Write [{form}].")
        return [self._number(v, f"{what}: number {i}") for i, v in enumerate(value, start=1)]

    def number(self) -> float:
        """The number that an answer is; ends the check where it is none."""
        return self._number(self.value, "one number")

    def _number(self, value: Any, law: str) -> float:
        if is_number(value):
            return number(value)
        row, advice = wrong_kind(value, 0.0) or ("", "")
        raise NotYet({"law": law, "got": row}, advice)

    def equal(
        self,
        law: str,
        got: Any,
        expected: Any,
        *,
        mistakes: Mapping[str, Any] | None = None,
        tolerance: float = 1e-4,
        advice: str = "",
        rows: Mapping[str, Any] | None = None,
        reveal: bool = True,
    ) -> None:
        """End the check where `got` is not `expected`.

        Parameters
        ----------
        mistakes: from the sentence that names a mistake to the value that it leads to.
        tolerance: how far they may lie apart, relative to the larger of 1 and their size.
        advice: what to say where no mistake is recognized.
        rows: further rows of the report, by their names.
        reveal: whether the report shows the expected value; never for what is done by hand.
        """
        trial = Trial(law, expected, tolerance, lambda: mistakes or {})
        made = [s for s, value in trial.mistaken.items() if trial.alike(got, value)]
        self._compare(trial, got, made, show_rows(rows), advice, reveal)

    def agrees(
        self,
        law: str,
        right: Callable[..., Any],
        *inputs: Any,
        mistakes: Iterable[Mistake] | None = None,
        probe: Sequence[Any] | None = None,
        read: Callable[[Any], Any] = _itself,
        tolerance: float = 1e-4,
        advice: str = "",
        **named: Any,
    ) -> Any:
        """Call the answer and `right` on the same inputs and end the check where they differ.

        Parameters
        ----------
        mistakes: the mistakes to look for, where they are not all those of the exercise.
        probe: second inputs, on which a mistake that the answer seems to make must give the
            answer's result again. Without them the inputs are used with other numbers in them.
        read: what to compare of each result: the names of parameters, say. It may raise `NotYet`.

        Returns
        -------
        The answer's result.
        """
        self._require_function()
        family = self.known if mistakes is None else mistakes
        known = {mistake.sentence: mistake.function for mistake in family}
        kept = stand_ins(inputs, named)
        expected = read(call(right, *kept))

        def mistaken() -> dict[str, Any]:
            return {s: result_of(wrong, *kept, read) for s, wrong in known.items()}

        trial = Trial(law, expected, tolerance, mistaken, family)
        others: tuple[Sequence[Any], Mapping[str, Any]] = other_inputs(kept) if probe is None else (probe, named)

        def made(got: Any) -> list[str]:
            """The mistakes with this result that give the answer's result on other inputs, too."""
            alike = [s for s, value in trial.mistaken.items() if trial.alike(got, value)]
            again = result_of(self.value, *others, read) if alike else None
            return [s for s in alike if trial.alike(again, result_of(known[s], *others, read))]

        try:
            result, left = self._call(self.value, inputs, named)
            got = read(result)
        except NotYet as finding:
            raised, said = finding.error, finding.advice.startswith(LOOKS_LIKE)
            sentences = [] if raised is None or said else made(Raised(raised))
            if sentences:
                raise NotYet(finding.rows, LOOKS_LIKE + sentences[0], finding.error) from None
            raise
        sentences = [] if same(got, expected, tolerance) else made(got)
        if left is not None and not sentences:
            raise left
        shown = show_inputs(self.value, inputs, named)
        self._compare(trial, got, sentences, shown, advice)
        return result

    def each(self, right: Callable[..., Any], cases: Mapping[str, Sequence[Any]], **options: Any) -> None:
        """`agrees` for several laws, each with its inputs: `{"one example": (X[:1], y[:1]), …}`."""
        for law, inputs in cases.items():
            self.agrees(law, right, *inputs, **options)

    def precise(self, right: Callable[..., Any], *inputs: Any, **options: Any) -> None:
        """The law that float64 comes out, with all its digits, where float64 goes in.

        Choose inputs by hand on which float32 must round: fresh ones may hit it by chance.
        """
        doubles = [x.double() if isinstance(x, Tensor) and x.is_floating_point() else x for x in inputs]
        law = "the precision of float64 is kept"
        advice = "float64 came in: something on the way is rounded to float32, by .float() or by a tensor that is made without a dtype."
        self.agrees(law, right, *doubles, tolerance=1e-11, advice=advice, **options)

    def repeats(self, *inputs: Any, **named: Any) -> None:
        """The law that the same inputs give the same result twice."""
        first, second = self(*inputs, **named), self(*inputs, **named)
        advice = "The second call gives another result than the first: does something outlive the call, such as a global or a default list?"
        rows = show_inputs(self.value, inputs, named)
        law = "called twice, it returns the same"
        self.equal(law, second, first, tolerance=1e-12, advice=advice, rows=rows)

    def _compare(
        self,
        trial: Trial,
        got: Any,
        made: Sequence[str],
        shown: Mapping[str, str],
        advice: str,
        reveal: bool = True,
    ) -> None:
        """Keep the trial; end the check where it has failed, by the first of the mistakes made."""
        self.trials.append(trial)
        if same(got, trial.expected, trial.tolerance):
            self.held += 1
            return
        one, other = show_pair(got, trial.expected)
        rows = {"law": trial.law, **shown, "got": one} | ({"expected": other} if reveal else {})
        if made:
            raise NotYet(rows, LOOKS_LIKE + made[0])
        wrong = wrong_kind(got, trial.expected)
        if wrong is not None:
            raise NotYet(rows | {"got": wrong[0]}, wrong[1])
        raise NotYet(rows, advice)
