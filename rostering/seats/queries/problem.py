"""Rosters as a problem of the engine: everything it needs to know, loaded in bulk. Seventeen queries for any number of units.

A slot is an active assignment, whole or part of a shift; its id is the assignment's. Whoever stands on a seat by hand
is pinned there, everybody of a published period is a fact, and everybody else may move.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rostering.engine import problem as engine
from rostering.engine.problem import LEDGER_CLASSES, PairKind, PlacementKind
from rostering.enums import WishKind
from rostering.fairness.models.absence import Absence
from rostering.fairness.models.preference import PairRule, Preference, SharedPerson
from rostering.fairness.queries.ledger import FIRST_DAY, Window, ledgers
from rostering.fairness.queries.roster_rules import DEFAULT_LEDGER_YEARS, rules_row
from rostering.labels import POST_LABELS
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import local_instant
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.shift import MAX_SHIFT
from rostering.seats.queries.facts import as_person
from rostering.seats.queries.slots import DAY_LONG, Seat, seats_of
from units.errors import RuleViolation
from units.models import Person

# Duties this far from the problem's days may still ask for rest or fill a week.
AROUND = timedelta(days=40)
# The same festival of the year before lies within this.
A_YEAR_AND_MORE = timedelta(days=420)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A problem with the rows behind it; `seats` by slot id, `person_ids` everybody it knows."""

    problem: engine.Problem
    seats: Mapping[str, Seat]
    person_ids: tuple[UUID, ...]

    @property
    def free(self) -> list[Seat]:
        """Those the plan decides, in the order of slot ids."""
        fixed = {placement.slot_id for placement in self.problem.fixed}
        return [seat for slot_id, seat in sorted(self.seats.items()) if slot_id not in fixed]


def load_problem(
    period: DutyPeriod, roster_ids: Collection[UUID], *, keep_shown: bool = True, published: bool = False
) -> Loaded:
    """The rosters named as one problem. With `published` everybody on a seat stays as a fact.

    `keep_shown`: of equally good plans the one that changes least of what stands. Raises RuleViolation
    `pin_without_seat` for somebody pinned to a day on which no seat is theirs to take.
    """
    seats = seats_of(roster_ids)
    people = _people(seats.values(), period)
    ids = list(people)
    row = rules_row(period.county_id, period.first_day)
    rules = engine.Rules() if row is None else row.as_rules()
    wishes = list(_wishes(ids, period))
    fixed = _fixed(seats, published=published)
    if not published:
        fixed += _pinned(wishes, seats, people, fixed)
    stuck = {placement.slot_id for placement in fixed}
    shown = [seat for seat in seats.values() if keep_shown and seat.person_id and str(seat.assignment_id) not in stuck]
    known = {str(pk) for pk in ids}
    return Loaded(
        problem=engine.Problem(
            slots=tuple(seat.slot for seat in seats.values()),
            people=tuple(people.values()),
            absences=tuple(_absences(ids, period)),
            duties=tuple(_duties(ids, seats, period)),
            fixed=tuple(fixed),
            ledger=tuple(_ledger(ids, period, row.ledger_years if row else DEFAULT_LEDGER_YEARS)),
            pairs=tuple(_pairs(ids)),
            preferences=tuple(_preference(wish) for wish in wishes if wish.kind != WishKind.PINNED),
            shown=tuple(
                engine.Shown(str(seat.assignment_id), str(seat.person_id))
                for seat in shown
                if str(seat.person_id) in known
            ),
            rules=rules,
        ),
        seats=seats,
        person_ids=tuple(ids),
    )


def _people(seats: Collection[Seat], period: DutyPeriod) -> dict[UUID, engine.Person]:
    """Everybody who could serve the units in the period, and whoever stands on a seat, by id. Two queries."""
    unit_ids = {UUID(seat.slot.unit_id) for seat in seats}
    shares = SharedPerson.objects.throughout(period.first_day, period.last_day).filter(
        Q(unit_id__in=unit_ids) | Q(person__unit_id__in=unit_ids)
    )
    serves: dict[UUID, set[str]] = {}
    for person_id, unit_id in shares.values_list("person_id", "unit_id"):
        serves.setdefault(person_id, set()).add(str(unit_id))
    able = Q(unit_id__in=unit_ids) | Q(pk__in=list(serves))
    there = Q(valid_from__lte=period.last_day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=period.first_day))
    standing = Q(pk__in=[seat.person_id for seat in seats if seat.person_id])
    rows = Person.objects.filter((able & there) | standing).order_by("pk")
    return {person.pk: as_person(person, serves.get(person.pk, set())) for person in rows}


def _span(period: DutyPeriod) -> tuple[datetime, datetime]:
    """From the first midnight until every duty of the period has ended."""
    start = local_instant(period.first_day, time.min, zone())
    return start, local_instant(period.last_day, time.min, zone()) + MAX_SHIFT + DAY_LONG


def _absences(person_ids: Collection[UUID], period: DutyPeriod) -> Iterable[engine.Absence]:
    rows = Absence.objects.binding().overlapping(*_span(period)).filter(person_id__in=person_ids).order_by("pk")
    for row in rows.only("person_id", "kind", "kind_name", "excuses", "start", "end"):
        yield engine.Absence(
            person_id=str(row.person_id),
            start=row.start,
            end=row.end,
            id=str(row.pk),
            label=str(row.get_kind_display()),
            excused=row.is_excused,
        )


DUTIES = """
    SELECT a.person_id, s.unit_id, s.day, a.start, a."end", a.is_exclusive, s.festival, d.name, (
        SELECT bool_and(p.posture = 'on_site') FROM rostering_shiftphase p WHERE p.shift_id = s.id
    )
    FROM rostering_assignment a
    JOIN rostering_shift s ON s.id = a.shift_id
    JOIN rostering_dutyperiod d ON d.id = s.period_id
    WHERE a.is_active AND a.person_id = ANY(%(people)s) AND s.roster_id <> ALL(%(rosters)s)
        AND s.replaced_by_id IS DISTINCT FROM %(period)s
        AND a.start >= %(year)s AND a.start < %(end)s
        AND (a.start >= %(start)s OR s.festival = ANY(%(festivals)s))
    ORDER BY a.id
"""


def _duties(person_ids: Collection[UUID], seats: Mapping[str, Seat], period: DutyPeriod) -> Iterable[engine.Duty]:
    """What the people do elsewhere around the period, and the same festivals of the year before."""
    start, end = _span(period)
    values: dict[str, Any] = {
        "people": list(person_ids),
        "period": period.pk,
        "rosters": list({seat.roster_id for seat in seats.values()}),
        "festivals": sorted({seat.slot.festival for seat in seats.values()} - {""}),
        "year": start - A_YEAR_AND_MORE,
        "start": start - AROUND,
        "end": end + AROUND,
    }
    with connection.cursor() as cursor:
        cursor.execute(DUTIES, values)
        for person_id, unit_id, day, begins, ends, exclusive, festival, label, on_site in cursor.fetchall():
            yield engine.Duty(
                person_id=str(person_id),
                unit_id=str(unit_id),
                day=day,
                start=begins,
                end=ends,
                exclusive=exclusive,
                on_site_all_day=bool(on_site) and ends - begins >= DAY_LONG,
                festival=festival,
                label=label,
            )


def _fixed(seats: Mapping[str, Seat], *, published: bool) -> list[engine.Placement]:
    """Who was designated is a fact like the published: a pin would have to keep the rules that were set aside."""
    return [
        engine.Placement(slot_id, str(seat.person_id), _kind(seat, published=published))
        for slot_id, seat in seats.items()
        if seat.person_id and (published or seat.is_pinned or seat.is_designated)
    ]


def _kind(seat: Seat, *, published: bool) -> PlacementKind:
    return PlacementKind.PUBLISHED if published or seat.is_designated else PlacementKind.PINNED


def _wishes(person_ids: Collection[UUID], period: DutyPeriod) -> Iterable[Preference]:
    rows = Preference.objects.overlapping(period.first_day, period.last_day).filter(person_id__in=person_ids)
    return rows.select_related("person").order_by("first_day", "person_id", "pk")


def _preference(wish: Preference) -> engine.Preference:
    return engine.Preference(
        person_id=str(wish.person_id),
        start=wish.first_day,
        end=wish.last_day + timedelta(days=1),
        gladly=wish.kind == WishKind.GLADLY,
        weight=wish.weight,
    )


def _pinned(
    wishes: Iterable[Preference],
    seats: Mapping[str, Seat],
    people: Mapping[UUID, engine.Person],
    fixed: Sequence[engine.Placement],
) -> list[engine.Placement]:
    """A seat for everybody who has been told to be on duty on a day: the highest post they may hold, first seat first."""
    taken = {placement.slot_id: placement.person_id for placement in fixed}
    found = []
    for wish in wishes:
        if wish.kind != WishKind.PINNED:
            continue
        person = people[wish.person_id]
        that_day = [seat for seat in seats.values() if seat.slot.day == wish.first_day]
        if not that_day or any(taken.get(seat.slot.id) == person.id for seat in that_day):
            continue
        open_seats = [
            seat for seat in that_day if seat.slot.id not in taken and _may_hold(person, seat.slot, wish.post)
        ]
        if not open_seats:
            raise _pin_without_seat(wish)
        chosen = min(open_seats, key=lambda seat: (seat.post_order, seat.slot.seat, seat.slot.id))
        taken[chosen.slot.id] = person.id
        found.append(engine.Placement(chosen.slot.id, person.id, PlacementKind.PINNED))
    return found


def _may_hold(person: engine.Person, slot: engine.Slot, post: str) -> bool:
    wanted = slot.post == post if post else True
    return (
        wanted
        and slot.post in person.eligible_posts
        and slot.unit_id in person.unit_ids
        and (person.rank >= slot.min_rank)
    )


def _pin_without_seat(wish: Preference) -> RuleViolation:
    return RuleViolation(
        "pin_without_seat",
        _("%(person)s %(day)s 指定值班，但当日没有可安排的%(post)s席位，请先撤销或调整")
        % {"person": wish.person.name, "day": wish.first_day, "post": POST_LABELS.get(wish.post, "")},
        {"person": str(wish.person_id), "day": str(wish.first_day)},
    )


def _pairs(person_ids: Collection[UUID]) -> Iterable[engine.Pair]:
    rules = PairRule.objects.filter(first__in=person_ids, second__in=person_ids).order_by("pk")
    for first, second, kind, unit_id in rules.values_list("first_id", "second_id", "kind", "unit_id"):
        yield engine.Pair(str(first), str(second), PairKind(kind), str(unit_id))


def _ledger(person_ids: Collection[UUID], period: DutyPeriod, years: int) -> Iterable[engine.LedgerEntry]:
    """Of the years before the period, and of duty published beyond it; the period itself left out."""
    window = Window(
        first=period.first_day - timedelta(days=365 * years), except_period=period.pk, openings_from=FIRST_DAY
    )
    people = list(Person.objects.filter(pk__in=person_ids).order_by("pk"))
    for person_id, carried in sorted(ledgers(people, window).items()):
        for duty_class in LEDGER_CLASSES:
            yield engine.LedgerEntry(
                person_id=str(person_id),
                duty_class=duty_class,
                load=carried.load.get(duty_class, 0),
                eligible_days=carried.eligible_days,
                share=carried.share.get(duty_class, 0),
            )
