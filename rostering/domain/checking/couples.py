"""The rules about two people: never on duty together, never both away from their unit."""

from collections.abc import Iterable, Iterator
from datetime import date

from rostering.domain.checking.found import Breach
from rostering.domain.checking.stints import Stint, Timelines
from rostering.domain.problem import Absence, Pair, PairKind, Problem, Rule


def pair_breaches(problem: Problem, lines: Timelines) -> Iterator[Breach]:
    """One breach per pair and duty day."""
    for pair in problem.pairs:
        if pair.kind == PairKind.TOGETHER:
            yield from _by_day(Rule.PAIR_TOGETHER, pair, _together(pair, lines))
        else:
            yield from _by_day(Rule.PAIR_BOTH_AWAY, pair, _both_away(pair, lines, problem.absences))


def _together(pair: Pair, lines: Timelines) -> Iterator[Stint]:
    for one in lines.get(pair.first_id, ()):
        for other in lines.get(pair.second_id, ()):
            if one.overlaps(other.start, other.end) and (one.decided or other.decided):
                yield one if one.decided else other


def _both_away(pair: Pair, lines: Timelines, absences: Iterable[Absence]) -> Iterator[Stint]:
    """The duties elsewhere, taken by this plan, during which the other one is away too."""
    absences = tuple(absences)
    for taker, other in ((pair.first_id, pair.second_id), (pair.second_id, pair.first_id)):
        spans = [(gone.start, gone.end) for gone in absences if gone.person_id == other]
        spans += [(duty.start, duty.end) for duty in lines.get(other, ()) if duty.unit_id != pair.unit_id]
        for stint in lines.get(taker, ()):
            elsewhere = stint.decided and stint.unit_id != pair.unit_id
            if elsewhere and any(stint.overlaps(start, end) for start, end in spans):
                yield stint


def _by_day(rule: Rule, pair: Pair, stints: Iterable[Stint]) -> Iterator[Breach]:
    days: dict[date, set[str]] = {}
    for stint in stints:
        days.setdefault(stint.day, set()).add(stint.slot_id)
    for _day, slot_ids in sorted(days.items()):
        yield Breach(rule.value, tuple(sorted(slot_ids)), (pair.first_id, pair.second_id))
