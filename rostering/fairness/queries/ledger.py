"""The ledger: what people have carried, by duty class, beside what would have been fair.

Derived from assignments as they really were: published duty, swaps and part duties included, proposals not. The database
adds up; what comes back is a row per person and class, and a row per unit, post and class.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, Q

from rostering.engine.problem import ONE_DUTY, DutyClass
from rostering.enums import PeriodState
from rostering.fairness.models.absence import Absence
from rostering.fairness.models.ledger import OpeningBalance
from rostering.fairness.models.preference import SharedPerson
from rostering.fairness.rules.fair_shares import (
    Done,
    Member,
    Opening,
    Span,
    days_within,
    fair_shares,
    opening_shares,
    without,
)
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import local_instant
from units.hooks import Hook
from units.models import Person

IN_FORCE = [PeriodState.PUBLISHED.value, PeriodState.CLOSED.value]
CLASSES = (*(c for c in DutyClass if c != DutyClass.POINTS), DutyClass.POINTS)
BALANCE_CLASSES = (DutyClass.EVE, DutyClass.FESTIVAL, DutyClass.STATUTORY, DutyClass.WEEKEND, DutyClass.POINTS)
# Duty days of no record: before the first county kept any, and far ahead.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(8000, 1, 1)
ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Carried:
    """One person's ledger in hundredths (of a duty, of a point). `share` is what would have been fair.

    `eligible_days` are recorded duty days of the person's units on which the person could have been on duty.
    """

    person_id: UUID
    load: dict[DutyClass, int] = field(default_factory=dict)
    share: dict[DutyClass, int] = field(default_factory=dict)
    nights: int = 0
    duties: int = 0
    call_ins: int = 0
    eligible_days: int = 0

    def deviation(self, duty_class: DutyClass) -> int:
        """Above (+) or below (-) what would have been fair."""
        return self.load.get(duty_class, 0) - self.share.get(duty_class, 0)


@dataclass(frozen=True, slots=True)
class Window:
    """Duty days in `[first, last)`; duties of `except_period` are left out, whatever their day.

    Opening balances count as a whole, those that begin on `openings_from` (None = `first`) or later.
    """

    first: date = FIRST_DAY
    last: date = LAST_DAY
    except_period: UUID | None = None
    openings_from: date | None = None

    @property
    def start(self) -> datetime:
        return local_instant(self.first, time.min, zone())

    @property
    def end(self) -> datetime:
        return local_instant(self.last, time.min, zone())


def ledgers(people: Collection[Person], window: Window) -> dict[UUID, Carried]:
    """The ledger of each of `people`. Seven queries whatever their number, and one of each provider of call-ins; needs no relation loaded.

    Fair shares take in everybody of their units, those who have left too.
    """
    names = {str(person.pk): person.pk for person in people}
    wanted = set(names.values())
    unit_ids = units_of(people)
    everybody = _everybody(unit_ids, wanted)
    done, days = _done(unit_ids, window)
    members = [_member(person, window) for person in _with_spans(everybody, window)]
    balances = list(OpeningBalance.objects.filter(person__in=[person.pk for person, _ in everybody]))
    shares = fair_shares(done, members)
    found = _loads(wanted, window, {vars(person)["county"] for person, _ in everybody})
    _add_openings(found, shares, everybody, balances, window)
    for member in members:
        if member.id in names:
            found[names[member.id]].eligible_days = sum(
                days_within(days.get(unit, ()), spans) for unit, spans in member.serves.items()
            )
    for (name, duty_class), share in shares.items():
        if name in names:
            found[names[name]].share[duty_class] = round(share)
    for person_id, count in call_ins(wanted, window.start, window.end).items():
        found[person_id].call_ins = count
    return found


def units_of(people: Iterable[Person]) -> set[UUID]:
    """Every unit whose posts they may have filled. One query."""
    people = list(people)
    shared = SharedPerson.objects.filter(person__in=[person.pk for person in people])
    return {person.unit_id for person in people} | set(shared.values_list("unit_id", flat=True))


Shares = list[SharedPerson]
# All that fair shares ask of somebody: no number is deciphered for them.
OF_PEOPLE = ("unit_id", "rank", "eligible_posts", "valid_from", "counted_from", "valid_to")


def _everybody(unit_ids: Collection[UUID], wanted: Collection[UUID]) -> list[tuple[Person, Shares]]:
    """Everybody who serves or served one of the units, with where else they do. Two queries."""
    lent = SharedPerson.objects.filter(unit_id__in=unit_ids).values("person_id")
    people = Person.objects.filter(Q(unit_id__in=unit_ids) | Q(pk__in=lent) | Q(pk__in=wanted)).order_by("pk")
    people = people.annotate(county=F("unit__county_id")).only(*OF_PEOPLE)
    shares: dict[UUID, Shares] = defaultdict(list)
    for share in SharedPerson.objects.filter(Q(unit_id__in=unit_ids) | Q(person__in=wanted)).order_by("pk"):
        shares[share.person_id].append(share)
    return [(person, shares[person.pk]) for person in people]


def _with_spans(
    everybody: Sequence[tuple[Person, Shares]], window: Window
) -> Iterable[tuple[Person, Shares, Sequence[Span]]]:
    """With the days on which an approved, excused absence covers the whole duty day. One query."""
    away: dict[UUID, list[Span]] = defaultdict(list)
    absences = Absence.objects.binding().overlapping(window.start, window.end).excused()
    rows = absences.filter(person_id__in=[person.pk for person, _ in everybody])
    for person_id, start, end in rows.values_list("person_id", "start", "end"):
        away[person_id].append(_days_touched(start, end))
    for person, shares in everybody:
        yield person, shares, away[person.pk]


def _days_touched(start: datetime, end: datetime) -> Span:
    """The duty days that overlap an absence; a duty day ends in the morning of the next one."""
    first, last = start.astimezone(zone()), end.astimezone(zone())
    before = first.date() - ONE_DAY if first.hour < 8 else first.date()
    return before, (last - timedelta(microseconds=1)).date() + ONE_DAY


def _member(row: tuple[Person, Shares, Sequence[Span]], window: Window) -> Member:
    person, shares, away = row
    served = [(person.unit_id, person.burden_from, person.valid_to)]
    served += [
        (s.unit_id, max(s.valid_from, person.burden_from), _earlier(s.valid_to, person.valid_to)) for s in shares
    ]
    spans: dict[str, Sequence[Span]] = {}
    for unit_id, first, last in served:
        begins, ends = max(first, window.first), min(last or LAST_DAY, window.last)
        if begins < ends:
            spans[str(unit_id)] = without((begins, ends), away)
    return Member(str(person.pk), person.rank, frozenset(person.eligible_posts), spans)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


# A part of a duty counts as that part; the night counts for whoever was on site after it began. The counties say nothing that
# the people don't; by them their periods are found, and by these the shifts: the planner reads a province's otherwise.
LOADS = """
    SELECT a.person_id, s.duty_class,
        sum(EXTRACT(EPOCH FROM a."end" - a.start) / EXTRACT(EPOCH FROM s."end" - s.start))::float,
        sum(a.points)::float, count(*),
        count(*) FILTER (WHERE EXISTS (
            SELECT FROM rostering_shiftphase p
            WHERE p.shift_id = s.id AND p.posture = 'on_site'
                AND LEAST(p."end", a."end") > GREATEST(p.start, a.start, (s.day + v.night_start) AT TIME ZONE %(zone)s)
        ))
    FROM rostering_assignment a
    JOIN rostering_shift s ON s.id = a.shift_id
    JOIN rostering_dutyperiod d ON d.id = s.period_id
    JOIN rostering_policyversion v ON v.id = d.policy_id
    WHERE a.is_active AND a.person_id = ANY(%(people)s) AND a.start >= %(start)s AND a.start < %(latest)s
        AND s.start >= %(start)s AND s.start < %(end)s AND d.state = ANY(%(in_force)s)
        AND d.county_id = ANY(%(counties)s) AND d.id IS DISTINCT FROM %(except)s
    GROUP BY 1, 2
    UNION ALL
    SELECT person_id, duty_class, sum(share)::float, sum(points)::float, count(*), count(*) FILTER (WHERE at_night)
    FROM rostering_pastduty
    WHERE person_id = ANY(%(people)s) AND day >= %(first_day)s AND day < %(last_day)s
    GROUP BY 1, 2
"""

DONE = """
    SELECT s.unit_id, s.post, s.min_rank, s.duty_class, array_agg(s.day ORDER BY s.day, s.id),
        array_agg(held.part ORDER BY s.day, s.id), array_agg(held.points ORDER BY s.day, s.id)
    FROM rostering_shift s
    JOIN rostering_dutyperiod d ON d.id = s.period_id
    CROSS JOIN LATERAL (
        SELECT COALESCE(sum(EXTRACT(EPOCH FROM a."end" - a.start)) / EXTRACT(EPOCH FROM s."end" - s.start), 0)::float
            AS part, COALESCE(sum(a.points), 0)::float AS points
        FROM rostering_assignment a WHERE a.shift_id = s.id AND a.is_active AND a.person_id IS NOT NULL
    ) held
    WHERE s.unit_id = ANY(%(units)s) AND s.start >= %(start)s AND s.start < %(end)s AND NOT s.is_released
        AND d.state = ANY(%(in_force)s) AND d.id IS DISTINCT FROM %(except)s
    GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT unit_id, post, min_rank, duty_class, array_agg(day ORDER BY day, id), array_agg(share::float ORDER BY day, id),
        array_agg(points::float ORDER BY day, id)
    FROM rostering_pastduty
    WHERE unit_id = ANY(%(units)s) AND day >= %(first_day)s AND day < %(last_day)s
    GROUP BY 1, 2, 3, 4
"""


def _loads(person_ids: Collection[UUID], window: Window, counties: Collection[UUID]) -> dict[UUID, Carried]:
    """One query."""
    found = {person_id: Carried(person_id) for person_id in person_ids}
    points: dict[UUID, float] = defaultdict(float)
    for person_id, duty_class, part, carried, duties, nights in _rows(
        LOADS, window, people=list(person_ids), counties=list(counties)
    ):
        entry, kind = found[person_id], DutyClass(duty_class)
        # A class may come twice: from rosters, and from sheets of the time before them.
        entry.load[kind] = entry.load.get(kind, 0) + round(part * ONE_DUTY)
        entry.duties += duties
        entry.nights += nights
        points[person_id] += carried
    for person_id, total in points.items():
        found[person_id].load[DutyClass.POINTS] = round(total * 100)
    return found


def _done(unit_ids: Collection[UUID], window: Window) -> tuple[list[Done], Mapping[str, Sequence[date]]]:
    """What was carried, and the recorded duty days of each unit in order. One query."""
    done, days = [], defaultdict(set)
    for unit_id, post, min_rank, duty_class, on, parts, points in _rows(DONE, window, units=list(unit_ids)):
        unit, kind = str(unit_id), DutyClass(duty_class)
        days[unit].update(on)
        done += [
            Done(unit, post, min_rank, kind, day, part * ONE_DUTY, value * 100)
            for day, part, value in zip(on, parts, points, strict=True)
        ]
    return done, {unit: sorted(found) for unit, found in days.items()}


def _rows(sql: str, window: Window, **named: Any) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "start": window.start,
        "end": window.end,
        # A part of a duty may begin in the morning after.
        "latest": window.end + timedelta(days=3),
        "in_force": IN_FORCE,
        "zone": settings.TIME_ZONE,
        "except": window.except_period,
        "first_day": window.first,
        "last_day": window.last,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values | named)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _add_openings(
    found: Mapping[UUID, Carried],
    shares: dict[tuple[str, DutyClass], float],
    everybody: Sequence[tuple[Person, Shares]],
    balances: Iterable[OpeningBalance],
    window: Window,
) -> None:
    """What people had carried before there were records."""
    people = {person.pk: person for person, _ in everybody}
    openings = [
        _opening(people[balance.person_id], balance)
        for balance in balances
        if (window.openings_from or window.first) <= balance.since < window.last
    ]
    for key, share in opening_shares(openings).items():
        shares[key] = shares.get(key, 0.0) + share
    for opening in openings:
        entry = found.get(UUID(opening.person_id))
        if entry is not None:
            for duty_class, load in opening.load.items():
                entry.load[duty_class] = entry.load.get(duty_class, 0) + round(load)


def _opening(person: Person, balance: OpeningBalance) -> Opening:
    load = {duty_class: float(getattr(balance, duty_class.value)) * 100 for duty_class in BALANCE_CLASSES}
    pool = (str(person.unit_id), tuple(sorted(person.eligible_posts)))
    return Opening(str(person.pk), pool, balance.since, balance.as_of, load)


# Call-outs live on the floor above: (person ids, start, end) → how many call-ins of each began in the half-open range.
CALL_INS: Hook[Callable[[Collection[UUID], datetime, datetime], Mapping[UUID, int]]] = Hook("call-ins of people")


def call_ins(person_ids: Collection[UUID], start: datetime, end: datetime) -> Counter[UUID]:
    """Of every provider together; people who were never called are absent."""
    found: Counter[UUID] = Counter()
    for counted in CALL_INS:
        found.update(counted(person_ids, start, end))
    return found
