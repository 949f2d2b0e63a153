"""An engine that forgets or misreads a hard rule is caught by the checker, by the name of that rule."""

import pytest

from rostering.engine import solve
from rostering.engine.checking import violations
from rostering.engine.problem import Effort, Rule
from tests.rostering.engine.mutants import MUTANTS
from tests.rostering.engine.tempting_problems import TEMPTATIONS


@pytest.mark.parametrize("effort", [Effort(), Effort(exact=0)], ids=["exact", "greedy"])
@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught(name: str, effort: Effort, monkeypatch: pytest.MonkeyPatch) -> None:
    rule, mutate = MUTANTS[name]
    tempted = [temptation.problem for temptation in TEMPTATIONS if temptation.rule == rule]
    assert not any(violations(problem, solve(problem, seed=1, effort=effort)) for problem in tempted)
    mutate(monkeypatch)
    found = {
        breach.code for problem in tempted for breach in violations(problem, solve(problem, seed=1, effort=effort))
    }
    assert found == {rule}


def test_every_rule_has_a_mutant() -> None:
    assert {rule for rule, _ in MUTANTS.values()} == set(Rule)
