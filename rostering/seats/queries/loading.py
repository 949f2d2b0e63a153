"""What the engine has to know of a period, read once for all its pieces: sixteen queries for any number of units."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from rostering.engine import problem as engine
from rostering.engine.problem import LEDGER_CLASSES, PairKind
from rostering.fairness.models.absence import Absence
from rostering.fairness.models.preference import PairRule, Preference, SharedPerson
from rostering.fairness.queries.ledger import FIRST_DAY, Window, ledgers
from rostering.fairness.queries.roster_rules import DEFAULT_LEDGER_YEARS, rules_row
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import local_instant
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.shift import MAX_SHIFT
from rostering.seats.queries.facts import as_person
from rostering.seats.queries.slots import DAY_LONG, Seat, seats_of
from units.models import Person

# Duties this far from the problem's days may still ask for rest or fill a week.
AROUND = timedelta(days=40)
# The same festival of the year before lies within this.
A_YEAR_AND_MORE = timedelta(days=420)


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of some pieces of a period as the engine's own, by person; `duties` each with its roster.

    `seats` by roster and slot id, `people` everybody on a seat and everybody of `there`, who could serve in the period.
    """

    rules: engine.Rules
    seats: Mapping[UUID, Mapping[str, Seat]]
    people: Mapping[UUID, engine.Person]
    there: frozenset[UUID]
    absences: Mapping[str, Sequence[engine.Absence]]
    duties: Mapping[str, Sequence[tuple[UUID, engine.Duty]]]
    wishes: Mapping[str, Sequence[Preference]]
    ledger: Mapping[str, Sequence[engine.LedgerEntry]]
    pairs: Mapping[str, Sequence[engine.Pair]]

    def seats_of(self, roster_ids: Iterable[UUID]) -> dict[str, Seat]:
        return {slot_id: seat for pk in sorted(set(roster_ids)) for slot_id, seat in self.seats.get(pk, {}).items()}

    def people_of(self, seats: Collection[Seat]) -> dict[UUID, engine.Person]:
        """Everybody who could serve the units of the seats in the period, and whoever stands on one, by id."""
        units = {seat.slot.unit_id for seat in seats}
        standing = {seat.person_id for seat in seats}
        return {
            pk: person
            for pk, person in self.people.items()
            if pk in standing or (pk in self.there and not units.isdisjoint(person.unit_ids))
        }

    def pairs_among(self, names: Iterable[str]) -> Iterable[engine.Pair]:
        known = set(names)
        return (pair for name in sorted(known) for pair in self.pairs[name] if pair.second_id in known)


def load_facts(period: DutyPeriod, pieces: Sequence[Collection[UUID]]) -> Facts:
    """Everything about the rosters of the pieces, together. `pieces` are those that will be asked for."""
    seats = seats_of({pk for piece in pieces for pk in piece})
    by_roster: dict[UUID, dict[str, Seat]] = defaultdict(dict)
    for slot_id, seat in seats.items():
        by_roster[seat.roster_id][slot_id] = seat
    rows, serves = _people(seats.values(), period)
    people = {row.pk: as_person(row, serves.get(row.pk, set())) for row in rows}
    there = frozenset(row.pk for row in rows if _is_there(row, period))
    rules = rules_row(period.county_id, period.first_day)
    ids = list(people)
    facts = Facts(
        rules=engine.Rules() if rules is None else rules.as_rules(),
        seats=by_roster,
        people=people,
        there=there,
        absences=_absences(ids, period),
        duties=defaultdict(list),
        wishes=_wishes(ids, period),
        ledger=_ledger(rows, period, rules.ledger_years if rules else DEFAULT_LEDGER_YEARS),
        pairs=_pairs(ids),
    )
    several = _in_several(facts, pieces)
    return replace(facts, duties=_duties(ids, seats.values(), period, several))


def _in_several(facts: Facts, pieces: Sequence[Collection[UUID]]) -> list[UUID]:
    """Those whose seats of one piece are duties elsewhere for another."""
    if len(pieces) < 2:
        return []
    counted = Counter(pk for piece in pieces for pk in facts.people_of(facts.seats_of(piece).values()))
    return [pk for pk, number in counted.items() if number > 1]


def _people(seats: Collection[Seat], period: DutyPeriod) -> tuple[list[Person], Mapping[UUID, set[str]]]:
    """Everybody who could serve the units in the period, and whoever stands on a seat; with where else they serve. Two
    queries."""
    unit_ids = {UUID(seat.slot.unit_id) for seat in seats}
    shares = SharedPerson.objects.throughout(period.first_day, period.last_day).filter(
        Q(unit_id__in=unit_ids) | Q(person__unit_id__in=unit_ids)
    )
    serves: dict[UUID, set[str]] = defaultdict(set)
    for person_id, unit_id in shares.values_list("person_id", "unit_id"):
        serves[person_id].add(str(unit_id))
    able = Q(unit_id__in=unit_ids) | Q(pk__in=list(serves))
    there = Q(valid_from__lte=period.last_day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=period.first_day))
    standing = Q(pk__in=[seat.person_id for seat in seats if seat.person_id])
    return list(Person.objects.filter((able & there) | standing).order_by("pk")), serves


def _is_there(person: Person, period: DutyPeriod) -> bool:
    return person.valid_from <= period.last_day and (person.valid_to is None or person.valid_to > period.first_day)


def _span(period: DutyPeriod) -> tuple[datetime, datetime]:
    """From the first midnight until every duty of the period has ended."""
    start = local_instant(period.first_day, time.min, zone())
    return start, local_instant(period.last_day, time.min, zone()) + MAX_SHIFT + DAY_LONG


def _absences(person_ids: Collection[UUID], period: DutyPeriod) -> Mapping[str, Sequence[engine.Absence]]:
    rows = Absence.objects.binding().overlapping(*_span(period)).filter(person_id__in=person_ids).order_by("pk")
    found: dict[str, list[engine.Absence]] = defaultdict(list)
    for row in rows.only("person_id", "kind", "kind_name", "excuses", "start", "end"):
        absence = engine.Absence(
            person_id=str(row.person_id),
            start=row.start,
            end=row.end,
            id=str(row.pk),
            label=str(row.get_kind_display()),
            excused=row.is_excused,
        )
        found[absence.person_id].append(absence)
    return found


DUTIES = """
    SELECT s.roster_id, a.person_id, s.unit_id, s.day, a.start, a."end", a.is_exclusive, s.festival, d.name, (
        SELECT bool_and(p.posture = 'on_site') FROM rostering_shiftphase p WHERE p.shift_id = s.id
    )
    FROM rostering_assignment a
    JOIN rostering_shift s ON s.id = a.shift_id
    JOIN rostering_dutyperiod d ON d.id = s.period_id
    WHERE a.is_active AND a.person_id = ANY(%(people)s) AND (s.roster_id <> ALL(%(rosters)s) OR a.person_id = ANY(%(several)s))
        AND s.replaced_by_id IS DISTINCT FROM %(period)s
        AND a.start >= %(year)s AND a.start < %(end)s
        AND (a.start >= %(start)s OR s.festival = ANY(%(festivals)s))
    ORDER BY a.id
"""


def _duties(
    person_ids: Collection[UUID], seats: Collection[Seat], period: DutyPeriod, several: Sequence[UUID]
) -> Mapping[str, Sequence[tuple[UUID, engine.Duty]]]:
    """What the people do elsewhere around the period, and the same festivals of the year before."""
    start, end = _span(period)
    values: dict[str, Any] = {
        "people": list(person_ids),
        "several": list(several),
        "period": period.pk,
        "rosters": list({seat.roster_id for seat in seats}),
        "festivals": sorted({seat.slot.festival for seat in seats} - {""}),
        "year": start - A_YEAR_AND_MORE,
        "start": start - AROUND,
        "end": end + AROUND,
    }
    found: dict[str, list[tuple[UUID, engine.Duty]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(DUTIES, values)
        for roster_id, person_id, unit_id, day, begins, ends, exclusive, festival, label, on_site in cursor.fetchall():
            duty = engine.Duty(
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
            found[duty.person_id].append((roster_id, duty))
    return found


def _wishes(person_ids: Collection[UUID], period: DutyPeriod) -> Mapping[str, Sequence[Preference]]:
    rows = Preference.objects.overlapping(period.first_day, period.last_day).filter(person_id__in=person_ids)
    found: dict[str, list[Preference]] = defaultdict(list)
    for wish in rows.select_related("person").order_by("first_day", "person_id", "pk"):
        found[str(wish.person_id)].append(wish)
    return found


def _pairs(person_ids: Collection[UUID]) -> Mapping[str, Sequence[engine.Pair]]:
    """By the first of each pair."""
    rules = PairRule.objects.filter(first__in=person_ids, second__in=person_ids).order_by("pk")
    found: dict[str, list[engine.Pair]] = defaultdict(list)
    for first, second, kind, unit_id in rules.values_list("first_id", "second_id", "kind", "unit_id"):
        found[str(first)].append(engine.Pair(str(first), str(second), PairKind(kind), str(unit_id)))
    return found


def _ledger(people: Collection[Person], period: DutyPeriod, years: int) -> Mapping[str, Sequence[engine.LedgerEntry]]:
    """Of the years before the period, and of duty published beyond it; the period itself left out."""
    window = Window(
        first=period.first_day - timedelta(days=365 * years), except_period=period.pk, openings_from=FIRST_DAY
    )
    found: dict[str, list[engine.LedgerEntry]] = defaultdict(list)
    for person_id, carried in ledgers(people, window).items():
        name = str(person_id)
        found[name] = [
            engine.LedgerEntry(
                person_id=name,
                duty_class=duty_class,
                load=carried.load.get(duty_class, 0),
                eligible_days=carried.eligible_days,
                share=carried.share.get(duty_class, 0),
            )
            for duty_class in LEDGER_CLASSES
        ]
    return found
