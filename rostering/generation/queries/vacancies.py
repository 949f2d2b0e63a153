"""Why a seat is empty as things stand now, and the smallest ways to fill it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID

from rostering.engine.problem import Placement, Reason
from rostering.enums import PeriodState
from rostering.fairness.models.absence import Absence
from rostering.fairness.queries.leave import leave_days
from rostering.reasons import WAY_TEXTS
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.problem import load_problem
from rostering.seats.queries.slots import Seat
from units.models import Person
from units.when import month_day

if TYPE_CHECKING:
    from rostering.engine.vacancies import Blocked, Item


@dataclass(frozen=True, slots=True)
class Waiver:
    """One thing to give up: whose, and which leave or seat where it is one. `code` is the rule's, or `pinned`."""

    code: str
    text: str
    person_id: UUID
    absence_id: UUID | None
    assignment_id: UUID | None


@dataclass(frozen=True, slots=True)
class WhyVacant:
    """`causes`: rules of which none is to spare. `ways`: each a smallest set of waivers that lets the seat be filled.

    No causes: it can be filled as things stand, if need be by moving others.
    """

    causes: tuple[Reason, ...]
    ways: tuple[tuple[Waiver, ...], ...]

    @property
    def can_be_filled(self) -> bool:
        return not self.causes


def why_vacant(assignment: Assignment) -> WhyVacant:
    """Of a seat without a person; what is published stays where it is. As many queries as `load_problem` and three more.

    `assignment` needs `shift.period` loaded. Raises RuleViolation `pin_without_seat`.
    """
    shift = assignment.shift
    published = shift.period.state != PeriodState.OPEN
    loaded = load_problem(shift.period, {shift.roster_id}, keep_shown=False, published=published)
    placements = [
        Placement(slot_id, str(seat.person_id)) for slot_id, seat in loaded.seats.items() if seat.person_id is not None
    ]
    # OR-Tools come with it: a web process that is never asked never loads them.
    vacating = import_module("rostering.engine.vacancies")
    blocked: Blocked = vacating.why_vacant(loaded.problem, placements, str(assignment.pk))
    return WhyVacant(blocked.causes, _in_words(blocked, loaded.seats))


def _in_words(blocked: "Blocked", seats: Mapping[str, Seat]) -> tuple[tuple[Waiver, ...], ...]:
    items = [item for way in blocked.ways for item in way]
    people = Person.objects.in_bulk({UUID(item.person_id) for item in items})
    absences = Absence.objects.in_bulk({UUID(item.absence_id) for item in items if item.absence_id})
    return tuple(tuple(_waiver(item, people, absences, seats) for item in way) for way in blocked.ways)


def _waiver(
    item: "Item", people: Mapping[UUID, Person], absences: Mapping[UUID, Absence], seats: Mapping[str, Seat]
) -> Waiver:
    person = people[UUID(item.person_id)]
    absence = absences[UUID(item.absence_id)] if item.absence_id else None
    what = ""
    if absence is not None:
        what = f"{absence.get_kind_display()} {leave_days(absence.start, absence.end)}"
    elif item.slot_id:
        what = month_day(seats[item.slot_id].slot.day)
    return Waiver(
        code=item.rule,
        text=str(WAY_TEXTS[item.rule]) % {"person": person.name, "what": what},
        person_id=person.pk,
        absence_id=absence.pk if absence else None,
        assignment_id=UUID(item.slot_id) if item.slot_id else None,
    )
