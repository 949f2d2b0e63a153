"""The demo county from nothing to a live board, in one transaction; a second call adds only what is missing."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from rostering.calendar.models import CalendarDay
from rostering.calendar.services import seed_calendar
from rostering.demo import county as data
from rostering.demo.absences import leave
from rostering.demo.chapters import CHAPTERS
from rostering.demo.county import CountySeed
from rostering.demo.days import FIRST_YEAR, KEPT, daily_spans, past_holidays
from rostering.demo.duty import Book, publish_span
from rostering.demo.people import Staffed, staffed_units
from rostering.enums import PeriodKind
from rostering.fairness.models.absence import Absence
from rostering.periods.services.periods import create_period
from rostering.policies.queries.published import published_policies, zone
from rostering.policies.rules.policy import duty_day_at
from rostering.policy_lab.services.counties import calendar_years
from rostering.policy_lab.services.standard import dayu_data, install_policy
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RevisionEntry
from rostering.rosters.models.shift import Shift, ShiftPhase
from units.audit import services as audit
from units.counties.services import take_in
from units.db import analyze, lock, write
from units.enums import Rank, Role
from units.errors import RuleViolation
from units.models import County, Person, Unit, UnitTier, User

GROWING = (DutyPeriod, Shift, ShiftPhase, Assignment, RevisionEntry)


@dataclass(slots=True)
class Seeded:
    """What a call added; empty when everything stood already."""

    added: list[str] = field(default_factory=list)


@write
def seed_demo(*, seed: int, password: str, now: datetime) -> Seeded:
    """Adds what the demo county lacks. Raises RuleViolation `username_taken` when a demo login belongs to others."""
    lock("seed_demo")
    done = Seeded()
    county = seed_county(told=data.ZHANGJIANG, seed=str(seed), password=password, now=now, done=done)
    for name, add in CHAPTERS.told.items():
        done.added += add(county, _draws(f"{seed}:{name}"), now)
    return done


def seed_county(*, told: CountySeed, seed: str, password: str, now: datetime, done: Seeded) -> County:
    """What `told` lacks of units, people, logins and duty. Within the caller's transaction and lock."""
    county = County.objects.filter(code=told.code).first()
    if county is None:
        _refuse_taken_logins(told)
        county = _start(told, _draws(seed), password, now, done)
    _keep_calendar(county, now, done)
    _keep_passwords(told, password, done)
    _keep_board_alive(county, told, _draws(f"{seed}:{now:%Y-%m-%d}"), now, done)
    return county


def _draws(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - to be drawn again the same way, nothing secret


def _start(told: CountySeed, rng: Random, password: str, now: datetime, done: Seeded) -> County:
    county = County.objects.create(code=told.code, name=told.name)
    take_in(county=county)
    seed_calendar(county=county, years=calendar_years(_today(now)))
    install_policy(county=county, data=dayu_data(), by=None)
    staffed = staffed_units(county, rng, date(FIRST_YEAR, 1, 1), told)
    _save_units(county, staffed)
    duty_people = {unit.unit.pk: _duty_person(unit) for unit in staffed}
    office, leaders = _create_users(county, told, staffed, duty_people, password)
    absences = leave(staffed, rng, _today(now), {person.pk for person in duty_people.values()})
    Absence.objects.bulk_create(absences)
    for name, (first, last) in KEPT.items():
        create_period(county=county, name=name, kind=PeriodKind.HOLIDAY, first_day=first, last_day=last, by=office)
    book = Book(rng, {unit.unit.pk: list(unit.people) for unit in staffed})
    holidays = past_holidays(CalendarDay.objects.filter(county=county), _today(now))
    for number, span in enumerate(holidays, start=1):
        publish_span(
            county=county, span=span, kind=PeriodKind.HOLIDAY, book=book, office=office, leaders=leaders, now=now
        )
        # Each time the tables have doubled: plans made for empty ones would loop over every row.
        if number & (number - 1) == 0:
            analyze(*GROWING)
    people = sum(len(unit.people) for unit in staffed)
    audit.record(
        by=None, action="demo.seeded", row=county, county=county, after={"units": len(staffed), "people": people}
    )
    done.added.append(f"{county.name}: {len(staffed)} units, {people} people, {len(absences)} absences")
    done.added.append(f"{len(holidays)} past holidays on duty, and {'、'.join(KEPT)} ready to open")
    return county


def _save_units(county: County, staffed: list[Staffed]) -> None:
    Unit.objects.bulk_create(unit.unit for unit in staffed)
    UnitTier.objects.bulk_create(tier for unit in staffed for tier in _tiers(unit))
    Person.objects.bulk_create(person for unit in staffed for person in unit.people)
    county.lead_office = next(unit.unit for unit in staffed if unit.seed.code == data.LEAD_OFFICE)
    county.save(update_fields=["lead_office"])


def _tiers(staffed: Staffed) -> list[UnitTier]:
    seed, unit = staffed.seed, staffed.unit
    if seed.was is None:
        return [UnitTier(unit=unit, tier=seed.tier, valid=DateRange(data.TIERS_SINCE, None))]
    return [
        UnitTier(unit=unit, tier=seed.was, valid=DateRange(data.TIERS_SINCE, seed.resorted)),
        UnitTier(
            unit=unit,
            tier=seed.tier,
            valid=DateRange(seed.resorted, None),
            reason="职能划转后重新核定",
            document_number=f"章办字〔{seed.resorted:%Y}〕{unit.protocol_order // 10}号",
        ),
    ]


def _duty_person(staffed: Staffed) -> Person:
    """Who signs in as duty-<code>: somebody of the staff who does duty."""
    return next(person for person in staffed.of_rank(Rank.STAFF) if person.eligible_posts)


def _create_users(
    county: County, told: CountySeed, staffed: list[Staffed], duty_people: dict[UUID, Person], password: str
) -> tuple[User, dict[UUID, User]]:
    """(the office, the leader of each unit). One hash serves all rows: hashing is slow on purpose."""
    hashed = make_password(password)
    lead_office = next(unit for unit in staffed if unit.unit.pk == county.lead_office_id)
    second = lead_office.of_rank(Rank.SECTION_CHIEF)[1]
    office = _user(county, told.login("office"), Role.COUNTY_OFFICE, hashed, second, lead_office.unit)
    leaders, duty = {}, []
    for unit in staffed:
        code, head = unit.seed.code, unit.of_rank(Rank.SECTION_CHIEF)[0]
        leaders[unit.unit.pk] = _user(county, told.login(f"leader-{code}"), Role.UNIT_LEADER, hashed, head, unit.unit)
        duty.append(
            _user(county, told.login(f"duty-{code}"), Role.DUTY_PERSON, hashed, duty_people[unit.unit.pk], unit.unit)
        )
    auditor = User(
        county=county, username=told.login("auditor"), role=Role.AUDITOR, password=hashed, first_name="审计员"
    )
    User.objects.bulk_create([office, auditor, *leaders.values(), *duty])
    return office, leaders


def _user(county: County, username: str, role: Role, hashed: str, person: Person, unit: Unit) -> User:
    return User(
        county=county, username=username, role=role, password=hashed, first_name=person.name, person=person, unit=unit
    )


def _refuse_taken_logins(told: CountySeed) -> None:
    names = ["office", "auditor", *(f"{role}-{unit.code}" for unit in told.units for role in ("leader", "duty"))]
    taken = list(User.objects.filter(username__in=map(told.login, names)).values_list("username", flat=True)[:5])
    if taken:
        raise RuleViolation(
            "username_taken", f"These logins exist already, outside the demo county: {', '.join(taken)}"
        )


def _keep_calendar(county: County, now: datetime, done: Seeded) -> None:
    added = seed_calendar(county=county, years=calendar_years(_today(now)))
    if added:
        done.added.append(f"{added} calendar days")


def _today(now: datetime) -> date:
    return now.astimezone(zone()).date()


def _keep_passwords(told: CountySeed, password: str, done: Seeded) -> None:
    """Gives every login of the county `password` when it isn't the one they have; empty leaves them alone."""
    users = User.objects.filter(county__code=told.code)
    if not password or users.get(username=told.login("office")).check_password(password):
        return
    users.update(password=make_password(password))
    done.added.append(f"{told.name}: the new password for all demo logins")


def _keep_board_alive(county: County, told: CountySeed, rng: Random, now: datetime, done: Seeded) -> None:
    taken = {day for period in DutyPeriod.objects.filter(county=county) for day in period.days}
    users = User.objects.filter(county=county)
    office = users.get(username=told.login("office"))
    leaders = {user.unit_id: user for user in users.filter(role=Role.UNIT_LEADER) if user.unit_id}
    for span in daily_spans(_today(now), taken):
        book = _present_book(county, rng, now, span.first, span.last)
        publish_span(
            county=county, span=span, kind=PeriodKind.SPECIAL, book=book, office=office, leaders=leaders, now=now
        )
        done.added.append(f"{county.name}, published: {span.name}")
        analyze(*GROWING)


def _present_book(county: County, rng: Random, now: datetime, first: date, last: date) -> Book:
    """Knows leave and duty around the span; the holders of the duty logins are on duty right now."""
    people: dict[UUID, list[Person]] = {}
    for person in Person.objects.filter(unit__county=county).order_by("unit", "-rank", "name", "pk"):
        people.setdefault(person.unit_id, []).append(person)
    day = duty_day_at(now, published_policies(county), zone())
    duty_users = User.objects.filter(county=county, role=Role.DUTY_PERSON).select_related("person")
    book = Book(rng, people, {(user.unit_id, day): user.person for user in duty_users if user.unit_id and user.person})
    margin = timedelta(days=2)
    start = datetime.combine(first - margin, time(), tzinfo=zone())
    end = datetime.combine(last + margin, time(), tzinfo=zone())
    standing = Assignment.objects.active().filter(
        person__unit__county=county, shift__start__gte=start, shift__start__lt=end
    )
    book.know(
        Absence.objects.filter(person__unit__county=county).overlapping(start, end),
        standing.values_list("person_id", "shift__day"),
    )
    return book
