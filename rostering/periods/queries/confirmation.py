"""One unit's roster as its leader confirms it: a card per day, what each post owes, what still blocks it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from rostering.periods.queries.conflicts import conflicts_by_roster
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import Phase
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift
from rostering.seats.queries.day_names import day_names
from rostering.seats.queries.matrix import phone_tail, postures
from units.consequences import Consequence, seal
from units.labels import Label
from units.models import User


@dataclass(frozen=True, slots=True)
class CardSeat:
    """A seat on a day's card; `then`, `at` as in the matrix, `problem` why it doesn't hold as it stands."""

    assignment: Assignment
    posture: str
    then: str
    at: str
    tail: str
    problem: str


@dataclass(frozen=True, slots=True)
class DayCard:
    day: date
    kind: str
    name: str
    seats: tuple[CardSeat, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From one clock time to another (of the next day if `into_next_day`) a post owes this.

    `response_minutes` 0 = at once, None = no rule.
    """

    begins: str
    ends: str
    into_next_day: bool
    posture: str
    place: str
    leaving: str
    response_minutes: int | None
    exception: str


@dataclass(frozen=True, slots=True)
class Requirement:
    post_name: Label
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class UnitSheet:
    days: tuple[DayCard, ...]
    requirements: tuple[Requirement, ...]
    vacancies: int
    conflicts: tuple[Consequence, ...]

    @property
    def seal(self) -> str:
        """Names the conflicts that whoever decides has seen."""
        return seal(self.conflicts)


def unit_sheet(roster: Roster, user: User, now: datetime) -> UnitSheet:
    """Three queries, and three more for what is the matter."""
    conflicts = tuple(conflicts_by_roster([roster.pk], now).get(roster.pk, ()))
    problems = {one.assignment_id: one.reason for one in conflicts}
    assignments = list(
        Assignment.objects.visible_to(user)
        .filter(shift__roster=roster)
        .select_related("shift", "person")
        .prefetch_related("shift__phases")
        .order_by("shift__day", "shift__post_order", "shift__seat", "start")
    )
    return UnitSheet(
        days=tuple(_cards(roster, assignments, user, problems)),
        requirements=tuple(_requirements(assignments)),
        vacancies=sum(1 for assignment in assignments if assignment.person_id is None),
        conflicts=conflicts,
    )


def _cards(
    roster: Roster, assignments: list[Assignment], user: User, problems: Mapping[UUID, str]
) -> Iterable[DayCard]:
    by_day: dict[date, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        by_day[assignment.shift.day].append(assignment)
    names = day_names(roster.period, by_day)
    for day, held in by_day.items():
        seats = tuple(CardSeat(a, *postures(a), phone_tail(a, user), problems.get(a.pk, "")) for a in held)
        yield DayCard(day, held[0].shift.day_kind, names.get(day, ""), seats)


def _requirements(assignments: list[Assignment]) -> Iterable[Requirement]:
    """Each post once, by its first shift: all days of a period follow one policy."""
    first: dict[str, Shift] = {}
    for assignment in assignments:
        first.setdefault(assignment.shift.post, assignment.shift)
    return map(requirement_of, first.values())


def requirement_of(shift: Shift) -> Requirement:
    """What a shift's post owes, phase by phase. No query when `phases` is prefetched."""
    return Requirement(shift.post_name, tuple(map(_span, shift.as_phases())))


def _span(phase: Phase) -> Span:
    owed = phase.obligation
    begins, ends = phase.start.astimezone(zone()), phase.end.astimezone(zone())
    return Span(
        begins=begins.strftime("%H:%M"),
        ends=ends.strftime("%H:%M"),
        into_next_day=ends.date() > begins.date(),
        posture=owed.posture,
        place=owed.place_limit or "",
        leaving=owed.leaving_rule or "",
        response_minutes=owed.response_minutes,
        exception=owed.exception,
    )
