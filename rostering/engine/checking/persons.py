"""The rules about all duties of one person: overlap, rest, so many in a week, so many in a period."""

from collections.abc import Iterator
from datetime import timedelta

from rostering.engine.checking.shape import Breach
from rostering.engine.checking.stints import Stint, Timelines
from rostering.engine.problem import Problem, Rule, Rules

WEEK = 7


def person_breaches(problem: Problem, lines: Timelines) -> Iterator[Breach]:
    for line in lines.values():
        if not any(stint.decided for stint in line):
            continue
        exclusive = [stint for stint in line if stint.exclusive]
        yield from _overlaps(exclusive)
        yield from _short_rests(exclusive, problem.rules)
        yield from _full_weeks(exclusive, problem.rules.max_in_week)
        yield from _full_periods(line, problem.rules.max_in_period)


def _overlaps(line: list[Stint]) -> Iterator[Breach]:
    for one, other in _neighbours(line, days=2):
        if one.overlaps(other.start, other.end):
            yield _between(Rule.ALREADY_ON_DUTY, one, other)


def _short_rests(line: list[Stint], rules: Rules) -> Iterator[Breach]:
    """Of duties at different times: two at once are no matter of rest."""
    reach = max(rules.rest_days, rules.rest_days_after_on_site)
    for one, other in _neighbours(line, days=reach):
        earlier, later = sorted((one, other), key=lambda stint: (stint.day, stint.start))
        needed = rules.rest_days_after_on_site if earlier.on_site_all_day else rules.rest_days
        if (later.day - earlier.day).days <= needed and not earlier.overlaps(later.start, later.end):
            yield _between(Rule.REST_TOO_SHORT, earlier, later)


def _full_weeks(line: list[Stint], most: int) -> Iterator[Breach]:
    """Each window of seven days with more than `most` duties, one of them decided; standing excess isn't counted."""
    starts = {stint.day - timedelta(days=back) for stint in line if stint.decided for back in range(WEEK)}
    for start in sorted(starts):
        window = [stint for stint in line if 0 <= (stint.day - start).days < WEEK]
        standing = sum(not stint.decided for stint in window)
        excess = max(len(window) - most, 0) - max(standing - most, 0)
        if excess > 0:
            yield _among(Rule.TOO_MANY_IN_WEEK, window, excess)


def _full_periods(line: list[Stint], most: int | None) -> Iterator[Breach]:
    """More than `most` slots of the problem. Duties outside it don't count, simultaneous ones do."""
    ours = [stint for stint in line if stint.slot_id]
    if most is None or len(ours) <= most:
        return
    standing = sum(not stint.decided for stint in ours)
    yield _among(Rule.TOO_MANY_IN_PERIOD, ours, len(ours) - max(standing, most))


def _neighbours(line: list[Stint], *, days: int) -> Iterator[tuple[Stint, Stint]]:
    """Couples of duties at most `days` duty days apart of which at least one is the plan's doing."""
    for stint in line:
        if stint.decided:
            for other in line:
                once = not other.decided or stint.slot_id < other.slot_id
                if once and abs((other.day - stint.day).days) <= days:
                    yield stint, other


def _between(rule: Rule, one: Stint, other: Stint) -> Breach:
    return Breach(rule.value, tuple(s.slot_id for s in (one, other) if s.slot_id), (one.person_id,))


def _among(rule: Rule, stints: list[Stint], times: int) -> Breach:
    return Breach(rule.value, tuple(s.slot_id for s in stints if s.slot_id), (stints[0].person_id,), times)
