"""为什么是他: how somebody came to sit on a seat, who else could have, and what speaks for or against each of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rostering.engine.eligibility import MAY_BE_SET_ASIDE
from rostering.engine.problem import Reason
from rostering.reasons import reason_text
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.designation import designation_of_holder
from rostering.seats.queries.candidates import GAINS, SeatCandidate, seat_candidates


class How(StrEnum):
    DESIGNATED = "designated"
    BY_HAND = "by_hand"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Weighed:
    """So many people of whom the same is to be said; `text` "" for those who would do as well."""

    text: str
    people: tuple[SeatCandidate, ...]


@dataclass(frozen=True, slots=True)
class WhyHolder:
    """`better` would improve something, `others` would cost something or nothing, `refused` are kept off by a rule.

    `designation`: {rules, reason, by} of whoever was designated.
    """

    how: How
    designation: Mapping[str, Any] | None
    minded: tuple[Reason, ...]
    better: tuple[SeatCandidate, ...]
    others: tuple[Weighed, ...]
    refused: tuple[tuple[str, int], ...]

    @property
    def could(self) -> int:
        return len(self.better) + sum(len(one.people) for one in self.others)

    @property
    def set_aside(self) -> str:
        rules = self.designation["rules"] if self.designation else []
        return "、".join(reason_text(Reason(rule)) for rule in rules)


def why_holder(assignment: Assignment, candidates: Iterable[SeatCandidate] | None = None) -> WhyHolder | None:
    """None for a vacancy. One query besides those of `seat_candidates`, when these aren't given."""
    if assignment.person_id is None:
        return None
    found = list(seat_candidates(assignment) if candidates is None else candidates)
    holder = next((one for one in found if one.person.pk == assignment.person_id), None)
    others = [one for one in found if one is not holder]
    allowed = [one for one in others if one.allowed]
    better = tuple(one for one in allowed if any(reason.code.startswith(GAINS) for reason in one.reasons))
    designation = _designation(assignment)
    return WhyHolder(
        how=How.DESIGNATED if designation else How.BY_HAND if assignment.is_pinned else How.PROPOSED,
        designation=designation,
        minded=holder.reasons if holder and holder.allowed else (),
        better=better,
        others=_weighed([one for one in allowed if one not in better]),
        refused=_counted(one for one in others if not one.allowed),
    )


def may_be_designated(candidate: SeatCandidate) -> bool:
    """Kept off, but only by rules that somebody in charge may set aside."""
    return not candidate.allowed and all(reason.code in MAY_BE_SET_ASIDE for reason in candidate.reasons)


def _designation(assignment: Assignment) -> Mapping[str, Any] | None:
    row = Assignment.objects.filter(pk=assignment.pk).annotate(designated=designation_of_holder())
    found: Mapping[str, Any] | None = row.values_list("designated", flat=True).first()
    return found


def _weighed(allowed: Iterable[SeatCandidate]) -> tuple[Weighed, ...]:
    """By what decides, the last thing said of a candidate; the most of them first."""
    groups: dict[str, list[SeatCandidate]] = {}
    for one in allowed:
        groups.setdefault(reason_text(one.reasons[-1]) if one.reasons else "", []).append(one)
    return tuple(Weighed(text, tuple(people)) for text, people in sorted(groups.items(), key=lambda g: -len(g[1])))


def _counted(refused: Iterable[SeatCandidate]) -> tuple[tuple[str, int], ...]:
    """By the first rule that speaks against each."""
    codes = Counter(one.reasons[0].code for one in refused)
    return tuple((reason_text(Reason(code)), count) for code, count in codes.most_common())
