"""The rules about two people: never on duty together, never both away from their unit."""

from collections.abc import Iterable, Iterator

from rostering.engine.checking.shape import Breach
from rostering.engine.checking.stints import Stint, Timelines
from rostering.engine.problem import Absence, Pair, PairKind, Problem, Rule


def pair_breaches(problem: Problem, lines: Timelines) -> Iterator[Breach]:
    """For each duty that the plan answers for: one breach per duty of the plan it meets, one for all that stands."""
    for pair in problem.pairs:
        for taker, other in ((pair.first_id, pair.second_id), (pair.second_id, pair.first_id)):
            absences = [gone for gone in problem.absences if gone.person_id == other]
            for stint in lines.get(taker, ()):
                if stint.decided:
                    yield from _met(pair, stint, lines.get(other, ()), absences)


def _met(pair: Pair, stint: Stint, others: Iterable[Stint], absences: Iterable[Absence]) -> Iterator[Breach]:
    """What `stint` of one meets of the other. Two decided duties meet once, seen from the lesser slot."""
    away = pair.kind == PairKind.BOTH_AWAY
    if away and stint.unit_id == pair.unit_id:
        return
    rule = Rule.PAIR_BOTH_AWAY if away else Rule.PAIR_TOGETHER
    at_once = [one for one in others if one.overlaps(stint.start, stint.end)]
    meets = [one for one in at_once if not (away and one.unit_id == pair.unit_id)]
    gone = away and any(stint.overlaps(absence.start, absence.end) for absence in absences)
    people = (pair.first_id, pair.second_id)
    if gone or any(not one.slot_id for one in meets):
        yield Breach(rule.value, (stint.slot_id,), people)
    for one in meets:
        if one.slot_id and (not one.decided or stint.slot_id < one.slot_id):
            yield Breach(rule.value, (stint.slot_id, one.slot_id), people)
