"""Known mistakes are told apart, and no verdict depends on luck."""

from itertools import combinations

import pytest

from d2lhelpers.checks.frame import Verdict, all_exercises
from tests.checks.test_exercises import ALL, NAMES, bank, names_of, right_bank

RUNS = 20


def judged(path, exercise, source: str, runs: int = 1) -> list[Verdict]:
    """The verdicts of several runs on one answer, without a journal."""
    names = names_of(path, source)
    answer = names[exercise.check_source.rstrip(")\n ").rsplit("(", 1)[1]]
    return [all_exercises()[exercise.number].judge(answer) for _ in range(runs)]


@pytest.mark.parametrize(("path", "exercise"), ALL, ids=NAMES)
def test_no_two_mistakes_give_the_same_result_on_the_first_input(path, exercise):
    (verdict,) = judged(path, exercise, exercise.solution)
    assert verdict.passed and any(trial.mistaken for trial in verdict.trials)
    families = set()
    for trial in verdict.trials:
        if trial.family is not None and id(trial.family) in families:
            continue
        families.add(id(trial.family))
        made = {sentence: value for sentence, value in trial.mistaken.items() if not trial.alike(value, trial.expected)}
        alike = [pair for pair in combinations(made, 2) if trial.alike(made[pair[0]], made[pair[1]])]
        assert not alike, f"{trial.law}: {alike}"


@pytest.mark.parametrize(("path", "exercise"), ALL, ids=NAMES)
def test_a_verdict_does_not_depend_on_luck(path, exercise):
    wrong = [source for number, _, source in bank(path.stem) if number == exercise.number]
    right = [source for number, source in right_bank(path.stem) if number == exercise.number]
    for source in [exercise.solution, *right, *wrong]:
        said = {(verdict.passed, verdict.text.splitlines()[-1]) for verdict in judged(path, exercise, source, RUNS)}
        assert len(said) == 1, f"{said} on\n{source}"
