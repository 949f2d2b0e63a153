"""Creating and opening duty periods."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rostering.calendar.services import seed_calendar, set_days
from rostering.enums import DayKind, PeriodKind, Post
from rostering.models import Assignment, Shift, UnitStaffing
from rostering.periods.services.periods import close_period, create_period
from rostering.seats.services.laying_out import open_period
from tests.factories import Cast, at, drafted, make_cast, make_unit, opened, published
from units.enums import Tier
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import AuditEvent, Unit
from units.units.services.tiers import set_tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_filing_closes_at_noon_two_days_before(cast: Cast) -> None:
    assert drafted(cast).filing_deadline == at("2026-06-17 12:00")


@pytest.mark.parametrize("who", ["leader", "duty", "auditor"])
def test_only_the_office_makes_periods(cast: Cast, who: str) -> None:
    cast.office = getattr(cast, who)
    with pytest.raises(NotAllowed):
        drafted(cast)


def test_days_out_of_order(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as error:
        drafted(cast, date(2026, 6, 21), date(2026, 6, 19))
    assert error.value.field == "last_day"


def test_no_two_periods_of_a_kind_share_a_day(cast: Cast) -> None:
    drafted(cast)
    with pytest.raises(RuleViolation) as error:
        drafted(cast, date(2026, 6, 21), date(2026, 6, 22))
    assert error.value.code == "period_overlap"
    drafted(cast, date(2026, 6, 21), date(2026, 6, 22), kind=PeriodKind.SPECIAL)
    drafted(cast, date(2026, 6, 22), date(2026, 6, 22))


def test_a_holiday_on_days_not_announced_is_refused(cast: Cast) -> None:
    seed_calendar(county=cast.county, years=[2027])
    days = (date(2027, 6, 9), date(2027, 6, 11))
    with pytest.raises(RuleViolation) as error:
        drafted(cast, *days)
    assert error.value.code == "calendar_unconfirmed"
    assert "2027-06-09" in str(error.value)
    drafted(cast, *days, kind=PeriodKind.SPECIAL)
    set_days(
        county=cast.county, first=days[0], last=days[1], kind=DayKind.STATUTORY_HOLIDAY, name="端午节", by=cast.office
    )
    assert drafted(cast, *days).state == "draft"


def test_a_year_the_calendar_has_no_rows_of_is_refused_too(cast: Cast) -> None:
    with pytest.raises(RuleViolation) as error:
        drafted(cast, date(2031, 10, 1), date(2031, 10, 7))
    assert error.value.code == "calendar_unconfirmed"


def test_opening_lays_out_every_seat(cast: Cast) -> None:
    period = opened(cast)
    seats = list(Shift.objects.filter(period=period, day=period.first_day).values_list("unit__code", "post", "seat"))
    assert sorted(seats) == [
        ("dag", "duty_officer", 1),
        ("xwb", "county_leader", 1),
        ("xwb", "dedicated_staff", 1),
        ("xwb", "dedicated_staff", 2),
        ("xwb", "leader", 1),
        ("yjj", "dedicated_staff", 1),
        ("yjj", "leader", 1),
    ]
    assert Shift.objects.filter(period=period).count() == 3 * len(seats)
    vacancy = Assignment.objects.filter(shift__period=period).first()
    assert vacancy is not None
    assert (vacancy.person_id, vacancy.vacancy_reason) == (None, "尚未排班")


def test_a_unit_may_staff_a_post_differently(cast: Cast) -> None:
    period = drafted(cast)
    UnitStaffing.objects.create(
        version=cast.county.policy_versions.get(), unit=cast.emergency, post=Post.DEDICATED_STAFF, seats=3
    )
    open_period(period=period, by=cast.office)
    staffed = Shift.objects.filter(period=period, post=Post.DEDICATED_STAFF, day=period.first_day)
    assert staffed.filter(unit=cast.emergency).count() == 3
    assert staffed.filter(unit=cast.hub).count() == 2


def test_the_tier_of_the_first_day_rules_the_whole_period(cast: Cast) -> None:
    first = opened(cast)
    set_tier(unit=cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=date(2026, 6, 20), by=cast.office)
    assert first.rosters.get(unit=cast.routine).tier == Tier.ROUTINE_SUPPORT
    later = opened(cast, date(2026, 6, 22), date(2026, 6, 22), kind=PeriodKind.SPECIAL)
    assert later.rosters.get(unit=cast.routine).tier == Tier.EMERGENCY_RESPONSE
    posts = Shift.objects.filter(period=later, unit=cast.routine).values_list("post", flat=True)
    assert sorted(posts) == ["dedicated_staff", "leader"]


def test_a_tier_change_inside_a_period_waits_for_the_next_one(cast: Cast) -> None:
    set_tier(unit=cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=date(2026, 6, 20), by=cast.office)
    assert opened(cast).rosters.get(unit=cast.routine).tier == Tier.ROUTINE_SUPPORT


def test_units_without_a_tier_are_named(cast: Cast) -> None:
    Unit.objects.create(county=cast.county, code="new", name="新单位")
    with pytest.raises(RuleViolation) as error:
        opened(cast)
    assert error.value.code == "unit_without_tier"
    assert "新单位" in str(error.value)


def test_deactivated_units_are_left_out(cast: Cast) -> None:
    gone = make_unit(cast.county, Tier.ROUTINE_SUPPORT, is_active=False)
    assert not opened(cast).rosters.filter(unit=gone).exists()


def test_before_any_policy_nothing_opens(cast: Cast) -> None:
    seed_calendar(county=cast.county, years=[2022])
    with pytest.raises(RuleViolation) as error:
        opened(cast, date(2022, 10, 1), date(2022, 10, 7))
    assert error.value.code == "no_policy"


def test_opening_twice(cast: Cast) -> None:
    period = opened(cast)
    with pytest.raises(RuleViolation) as error:
        open_period(period=period, by=cast.office)
    assert error.value.code == "wrong_state"
    assert Shift.objects.filter(period=period).count() == 21


def test_a_period_over_29_february_and_into_march(cast: Cast) -> None:
    seed_calendar(county=cast.county, years=[2024])
    period = opened(cast, date(2024, 2, 28), date(2024, 3, 1), kind=PeriodKind.SPECIAL)
    spans = Shift.objects.filter(period=period, unit=cast.routine).order_by("start").values_list("start", "end")
    assert [start for start, _end in spans] == [at("2024-02-28 08:30"), at("2024-02-29 08:30"), at("2024-03-01 08:30")]
    assert all(end - start == timedelta(days=1) for start, end in spans)


def test_closing_waits_for_the_last_shift(cast: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    running = published(cast, tomorrow, tomorrow, kind=PeriodKind.SPECIAL)
    with pytest.raises(RuleViolation) as error:
        close_period(period=running, by=cast.office)
    assert error.value.code == "period_not_over"
    over = published(cast)
    assert close_period(period=over, by=cast.office).state == "closed"


def test_every_step_is_audited(cast: Cast) -> None:
    period = published(cast)
    actions = AuditEvent.objects.filter(object_id=str(period.pk)).order_by("at").values_list("action", flat=True)
    assert list(actions) == ["period.created", "period.opened", "period.generation_started", "period.published"]


def test_the_longest_period(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        create_period(
            county=cast.county,
            name="太长",
            kind=PeriodKind.SPECIAL,
            first_day=date(2026, 1, 1),
            last_day=date(2027, 12, 31),
            by=cast.office,
        )
