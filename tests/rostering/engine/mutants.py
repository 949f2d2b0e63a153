"""The engine with one hard rule forgotten or misread, so that the checker can be seen to notice."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from rostering.engine import compiling, eligibility, solving
from rostering.engine.problem import Absence, Problem, Reason, Rule, Strength

Mutation = Callable[[pytest.MonkeyPatch], None]


def _engine() -> Iterator[ModuleType]:
    """The rules and every module of the engine that has been loaded, without the checker that is to notice."""
    yield eligibility
    for name, module in sorted(sys.modules.items()):
        if name.startswith("rostering.engine.") and not name.startswith("rostering.engine.checking"):
            yield module


def _everywhere(patch: pytest.MonkeyPatch, name: str, value: Any) -> None:
    """Gives `name` another value wherever the engine knows it."""
    for module in _engine():
        if hasattr(module, name):
            patch.setattr(module, name, value)


def without_reason(predicate: str, rule: Rule) -> Mutation:
    """`predicate` of the rules doesn't mention `rule` any more."""

    def mutate(patch: pytest.MonkeyPatch) -> None:
        real = getattr(eligibility, predicate)

        def forgetful(*args: Any) -> Iterator[Reason]:
            return (reason for reason in real(*args) if reason.code != rule)

        _everywhere(patch, predicate, forgetful)

    return mutate


def without_clash(rule: Rule) -> Mutation:
    """Two duties of one person never clash by `rule`."""

    def mutate(patch: pytest.MonkeyPatch) -> None:
        real = eligibility.clash

        def forgetful(*args: Any) -> Rule | None:
            found = real(*args)
            return None if found == rule else found

        _everywhere(patch, "clash", forgetful)

    return mutate


def without_setting(name: str) -> Mutation:
    """What is compiled and searched takes the rule for switched off."""
    return _with_rules(lambda problem: {name: Strength.OFF})


def with_one_more(name: str) -> Mutation:
    """A maximum one too large."""
    return _with_rules(lambda problem: {name: getattr(problem.rules, name) + 1})


def with_one_less(name: str) -> Mutation:
    """A minimum one too small."""
    return _with_rules(lambda problem: {name: getattr(problem.rules, name) - 1})


def _with_rules(changed: Callable[[Problem], dict[str, Any]]) -> Mutation:
    def mutate(patch: pytest.MonkeyPatch) -> None:
        real = compiling.compiled

        def misread(problem: Problem) -> compiling.Compiled:
            try:
                return real(replace(problem, rules=replace(problem.rules, **changed(problem))))
            except TypeError:
                return real(problem)

        patch.setattr(solving, "compiled", misread)

    return mutate


def blind_to_absences(patch: pytest.MonkeyPatch) -> None:
    real = eligibility.at_once
    _everywhere(patch, "at_once", lambda one, other: not isinstance(other, Absence) and real(one, other))


def blind_to_the_last_hour(patch: pytest.MonkeyPatch) -> None:
    """Leave that begins in the last hour of a duty passes for free."""
    real = eligibility.at_once

    def careless(one: Any, other: Any) -> bool:
        late = isinstance(other, Absence) and other.start > one.end - timedelta(hours=1)
        return real(one, other) and not late

    _everywhere(patch, "at_once", careless)


def always_in_service(patch: pytest.MonkeyPatch) -> None:
    _everywhere(patch, "in_service", lambda person, day: True)


def one_day_too_long_in_service(patch: pytest.MonkeyPatch) -> None:
    def late(person: Any, day: Any) -> bool:
        return person.valid_from <= day and (person.valid_to is None or day <= person.valid_to)

    _everywhere(patch, "in_service", late)


def six_days_a_week(patch: pytest.MonkeyPatch) -> None:
    _everywhere(patch, "WEEK", 6)


MUTANTS: dict[str, tuple[Rule, Mutation]] = {
    "any unit": (Rule.OTHER_UNIT, without_reason("post_rules", Rule.OTHER_UNIT)),
    "any post": (Rule.POST_NOT_ELIGIBLE, without_reason("post_rules", Rule.POST_NOT_ELIGIBLE)),
    "any rank": (Rule.RANK_TOO_LOW, without_reason("post_rules", Rule.RANK_TOO_LOW)),
    "any distance": (Rule.TOO_FAR, without_reason("post_rules", Rule.TOO_FAR)),
    "no matter whether with a phone": (Rule.NO_PHONE, without_reason("post_rules", Rule.NO_PHONE)),
    "always in service": (Rule.NOT_IN_SERVICE, always_in_service),
    "in service a day too long": (Rule.NOT_IN_SERVICE, one_day_too_long_in_service),
    "absences unseen": (Rule.ABSENT, blind_to_absences),
    "absences of the last hour unseen": (Rule.ABSENT, blind_to_the_last_hour),
    "two at once": (Rule.ALREADY_ON_DUTY, without_clash(Rule.ALREADY_ON_DUTY)),
    "no rest": (Rule.REST_TOO_SHORT, without_clash(Rule.REST_TOO_SHORT)),
    "rest switched off": (Rule.REST_TOO_SHORT, without_setting("rest")),
    "one day less rest": (Rule.REST_TOO_SHORT, with_one_less("rest_days")),
    "one day less after a night on site": (Rule.REST_TOO_SHORT, with_one_less("rest_days_after_on_site")),
    "week switched off": (Rule.TOO_MANY_IN_WEEK, without_setting("week")),
    "one more in a week": (Rule.TOO_MANY_IN_WEEK, with_one_more("max_in_week")),
    "a week of six days": (Rule.TOO_MANY_IN_WEEK, six_days_a_week),
    "period switched off": (Rule.TOO_MANY_IN_PERIOD, without_setting("period")),
    "one more in the period": (Rule.TOO_MANY_IN_PERIOD, with_one_more("max_in_period")),
    "pairs together": (Rule.PAIR_TOGETHER, without_setting("pair_together")),
    "pairs both away": (Rule.PAIR_BOTH_AWAY, without_setting("pair_both_away")),
}
