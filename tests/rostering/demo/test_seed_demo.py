"""The demo county: the right size, everybody in place, a live board, and nothing done twice."""

from collections import Counter
from datetime import date, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command

from rostering.demo.county import UNITS
from rostering.demo.days import DRAGON_BOAT, KEPT, SPRING_FESTIVAL
from rostering.demo.seed import seed_demo
from rostering.enums import PeriodKind, PeriodState
from rostering.generation.services.start import generate_now
from rostering.models import Absence, Assignment, CalendarDay, DutyPeriod, Shift
from rostering.seats.queries.coverage import coverage
from rostering.seats.queries.facts import past_points
from tests.demo_county import NOW, PASSWORD
from tests.demo_county import county as county  # noqa: PLC0414 - the fixture and what it stands on
from tests.demo_county import demo as demo  # noqa: PLC0414
from tests.factories import at
from units.enums import Rank, Role, Tier
from units.models import AuditEvent, County, Person, Unit, UnitTier, User

TODAY = NOW.date()


def everything() -> dict[str, int]:
    models = (County, Unit, UnitTier, Person, User, Absence, CalendarDay, DutyPeriod, Shift, Assignment, AuditEvent)
    return {model.__name__: model.objects.count() for model in models}


def test_41_units_of_the_right_kinds(county: County) -> None:
    units = list(Unit.objects.active().with_tier_on(TODAY))
    tiers = Counter(unit.tier for unit in units)  # type: ignore[attr-defined]  # annotated by with_tier_on
    assert tiers == {Tier.HUB: 2, Tier.EMERGENCY_RESPONSE: 14, Tier.ROUTINE_SUPPORT: 25}
    assert county.lead_office == Unit.objects.get(short_name="县委办")
    assert UnitTier.objects.count() == 41 + sum(unit.was is not None for unit in UNITS)


def test_620_people_4_to_60_in_each_unit(county: County) -> None:
    sizes = Counter(Person.objects.values_list("unit__code", flat=True))
    assert sizes.total() == 620
    assert (min(sizes.values()), max(sizes.values()), len(sizes)) == (4, 60, 41)
    leaders = Person.objects.filter(rank=Rank.COUNTY_LEADER)
    assert Counter(leaders.values_list("unit", flat=True)) == {county.lead_office_id: 11}
    assert Person.objects.values("mobile").distinct().count() == 620
    assert Person.objects.filter(travel_minutes__gt=30).exists()
    assert Person.objects.filter(travel_minutes=None).exists()
    assert Person.objects.filter(name__in=["陈䶮", "𠮷文杰"]).count() == 2


def test_somebody_of_every_unit_is_on_duty_now_and_the_duty_logins_are(county: County) -> None:
    now = Assignment.objects.on_duty_at(NOW)
    assert now.values("shift__unit").distinct().count() == 41
    for user in User.objects.filter(role=Role.DUTY_PERSON).select_related("person"):
        assert now.filter(person=user.person).exists(), user.username
    daily = Assignment.objects.filter(shift__period__kind=PeriodKind.SPECIAL)
    assert not daily.filter(person=None).exists()
    unanswered = daily.filter(acknowledged_at=None).count()
    assert 0 < unanswered < daily.count() / 4


def test_two_holidays_wait_to_be_opened(county: County) -> None:
    assert (date(2026, 6, 19), date(2026, 6, 21)) == DRAGON_BOAT
    assert (date(2026, 2, 15), date(2026, 2, 23)) == SPRING_FESTIVAL
    for name, days in KEPT.items():
        period = DutyPeriod.objects.get(name=name)
        assert (period.first_day, period.last_day) == days
        assert (period.kind, period.state) == (PeriodKind.HOLIDAY, PeriodState.DRAFT)
        assert not Shift.objects.filter(day__range=days).exists()


def test_every_seat_of_the_dragon_boat_holiday_can_be_filled(county: County) -> None:
    period = DutyPeriod.objects.get(name="2026年端午假期")
    assert Absence.objects.overlapping(at("2026-06-19 08:30"), at("2026-06-22 08:30")).exists()

    job = generate_now(period=period, by=User.objects.get(username="office"))

    assert job.state == "succeeded"
    found = coverage(period)
    assert found.seats == 180
    assert found.gaps == ()


def test_past_holidays_are_over_with_every_seat_held(county: County) -> None:
    past = DutyPeriod.objects.filter(kind=PeriodKind.HOLIDAY, last_day__lt=TODAY).exclude(name__in=KEPT)
    assert set(past.values_list("state", flat=True)) == {PeriodState.CLOSED}
    assert "2024年春节假期" in past.values_list("name", flat=True)
    assert not Assignment.objects.filter(shift__period__in=past, person=None).exists()
    for period in past.prefetch_related("revisions"):
        revision = period.revisions.get()
        assert revision.entries.count() == period.shifts.count()
        assert revision.published_at < NOW
    re_sorted = Unit.objects.get(code="mzj")
    tiers = Shift.objects.filter(unit=re_sorted).order_by("day").values_list("tier", flat=True)
    assert (tiers.first(), tiers.last()) == (Tier.EMERGENCY_RESPONSE, Tier.ROUTINE_SUPPORT)


def test_nobody_holds_a_seat_against_the_rules(county: County) -> None:
    held = Assignment.objects.filter(person__isnull=False).select_related("shift", "person")
    for row in held:
        assert row.person is not None
        assert row.shift.post in row.person.eligible_posts
        assert row.person.rank >= row.shift.min_rank
        assert row.person.valid_from <= row.shift.day


def test_the_ledger_is_uneven(county: County) -> None:
    staff = Person.objects.filter(unit__code="slj", eligible_posts__contains=["dedicated_staff"], rank=Rank.STAFF)
    points = past_points(list(staff.values_list("pk", flat=True)), NOW)
    assert len(points) == staff.count()
    assert max(points.values()) > 1.2 * min(points.values())


def test_logins(county: County) -> None:
    users = User.objects.filter(county=county)
    assert users.count() == 2 + 2 * 41
    office = users.get(username="office")
    assert (office.role, office.unit) == (Role.COUNTY_OFFICE, county.lead_office)
    assert office.person is not None
    assert office.first_name == office.person.name
    assert users.get(username="auditor").unit is None
    for username in ("office", "leader-yjj", "duty-kx", "auditor"):
        assert users.get(username=username).check_password(PASSWORD)
    assert users.filter(username__startswith="leader-", person__rank=Rank.SECTION_CHIEF).count() == 41


def test_a_second_call_changes_nothing(county: County) -> None:
    before = everything()
    hashed = User.objects.get(username="office").password

    done = seed_demo(seed=2, password=PASSWORD, now=NOW + timedelta(hours=3))

    assert done.added == []
    assert everything() == before
    assert User.objects.get(username="office").password == hashed


def test_when_today_is_no_longer_covered_the_next_days_are_published(county: County) -> None:
    later = at("2026-07-20 07:00")
    done = seed_demo(seed=1, password=PASSWORD, now=later)

    assert len(done.added) == 1
    assert Assignment.objects.on_duty_at(later).values("shift__unit").distinct().count() == 41
    assert seed_demo(seed=1, password=PASSWORD, now=later).added == []


def test_a_new_password_reaches_every_login(county: County) -> None:
    seed_demo(seed=1, password="", now=NOW)
    assert User.objects.get(username="leader-kx").check_password(PASSWORD)

    seed_demo(seed=1, password="another-1", now=NOW)
    assert User.objects.get(username="leader-kx").check_password("another-1")
    assert User.objects.get(username="office").check_password("another-1")


def test_the_command_prints_the_logins(county: County, settings: Any) -> None:
    settings.DEMO_PASSWORD = ""
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert "leader-<code>" in out.getvalue()
    assert " yjj " in out.getvalue()
    assert "Password: unchanged" in out.getvalue()
