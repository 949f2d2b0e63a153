"""Every breach of a rule in a plan, and those of them that may never be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rostering.engine.checking.couples import pair_breaches
from rostering.engine.checking.persons import person_breaches
from rostering.engine.checking.seats import seat_breaches
from rostering.engine.checking.shape import Breach, shape_breaches
from rostering.engine.checking.stints import timelines
from rostering.engine.plan import Plan
from rostering.engine.problem import Problem, Rule, Rules, Strength

__all__ = ["Breach", "breaches", "violations"]


@dataclass(frozen=True, slots=True)
class _Strengths:
    """How strong each rule is under the settings; what has no setting, the plan's shape included, is hard."""

    rules: Rules

    def of(self, code: str) -> Strength:
        return {
            Rule.REST_TOO_SHORT.value: self.rules.rest,
            Rule.TOO_MANY_IN_WEEK.value: self.rules.week,
            Rule.TOO_MANY_IN_PERIOD.value: self.rules.period,
            Rule.TOO_FAR.value: self.rules.distance,
            Rule.NO_PHONE.value: self.rules.phone,
            Rule.PAIR_TOGETHER.value: self.rules.pair_together,
            Rule.PAIR_BOTH_AWAY.value: self.rules.pair_both_away,
        }.get(code, Strength.HARD)


def violations(problem: Problem, plan: Plan) -> list[Breach]:
    """The hard rules that `plan` breaks; empty = it may be saved.

    What has been published and what stands outside the problem is a fact: a breach counts only when a free or pinned
    placement has part in it.
    """
    return _of_strength(problem, breaches(problem, plan, published=False), Strength.HARD)


def warnings(problem: Problem, plan: Plan) -> list[Breach]:
    """The breaches of rules that are only warnings, published placements counted; the sum of `times` is the tier."""
    return _of_strength(problem, breaches(problem, plan, published=True), Strength.WARNING)


def breaches(problem: Problem, plan: Plan, *, published: bool) -> Iterator[Breach]:
    """All breaches, whatever the strength of their rule, with or without those that only published placements make."""
    lines = timelines(problem, plan, published=published)
    yield from shape_breaches(problem, plan)
    yield from seat_breaches(problem, plan, published=published)
    yield from person_breaches(problem, lines)
    yield from pair_breaches(problem, lines)


def _of_strength(problem: Problem, found: Iterable[Breach], strength: Strength) -> list[Breach]:
    strengths = _Strengths(problem.rules)
    return [breach for breach in found if strengths.of(breach.code) == strength]
