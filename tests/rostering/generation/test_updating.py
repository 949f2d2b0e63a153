"""The way out of what no longer holds: one step brings a period up to date."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rostering.calendar.services import set_days
from rostering.enums import DayKind, PeriodKind, RosterState
from rostering.generation.services.updating import bring_up_to_date
from rostering.models import Assignment, DutyPeriod, Roster
from rostering.periods.queries.conflicts import conflicts_by_roster
from rostering.periods.services.filing import confirm_roster
from rostering.seats.services.following import follow_calendar
from tests.factories import Cast, generated, published
from units.enums import Tier
from units.errors import NotAllowed, RuleViolation
from units.units.services.units import update_unit

pytestmark = pytest.mark.django_db
FIRST = timezone.localdate() + timedelta(days=2)
DAYS = (FIRST, FIRST + timedelta(days=1))


def conflicts(period: DutyPeriod) -> dict[str, set[str]]:
    """Codes by unit."""
    found = conflicts_by_roster(list(period.rosters.values_list("pk", flat=True)), timezone.now())
    return {rows[0].unit_code: {code for one in rows for code in one.codes} for rows in found.values()}


def other_day(cast: Cast) -> None:
    set_days(county=cast.county, first=FIRST, last=FIRST, kind=DayKind.MAKEUP_WORKDAY, name="", by=cast.office)


def of(period: DutyPeriod, code: str) -> Roster:
    return period.rosters.select_related("period", "unit").get(unit__code=code)


def test_open_rosters_follow_calendar_and_closed_units(cast: Cast) -> None:
    period = generated(cast, *DAYS, kind=PeriodKind.SPECIAL)
    confirm_roster(roster=of(period, "dag"), by=cast.office)
    untouched = set(Assignment.objects.filter(shift__unit=cast.hub).values_list("pk", "person"))
    other_day(cast)
    update_unit(unit=cast.emergency, changes={"is_active": False}, by=cast.office)
    assert conflicts(period)["yjj"] == {"day_changed", "unit_closed"}

    assert bring_up_to_date(period=period, by=cast.office) > 0

    assert conflicts(period) == {}
    assert set(period.rosters.values_list("unit__code", "tier", "state")) == {
        ("xwb", Tier.HUB, RosterState.DRAFT),
        ("dag", Tier.ROUTINE_SUPPORT, RosterState.SUBMITTED),
    }
    assert set(Assignment.objects.filter(shift__unit=cast.hub).values_list("pk", "person")) == untouched
    assert bring_up_to_date(period=period, by=cast.office) == 0


def test_published_people_of_a_closed_unit_are_released_and_days_noted(cast: Cast) -> None:
    period = published(cast, *DAYS, kind=PeriodKind.SPECIAL)
    other_day(cast)
    update_unit(unit=cast.emergency, changes={"is_active": False}, by=cast.office)

    bring_up_to_date(period=period, by=cast.office)

    assert conflicts(period) == {}
    assert not Assignment.objects.active().filter(shift__unit=cast.emergency).exists()
    assert period.revisions.count() == 2
    with pytest.raises(NotAllowed):
        bring_up_to_date(period=period, by=cast.leader)


def test_a_leader_who_has_looked_takes_the_new_kind_of_day_over(cast: Cast) -> None:
    period = published(cast, *DAYS, kind=PeriodKind.SPECIAL)
    other_day(cast)

    assert follow_calendar(roster=of(period, "yjj"), by=cast.leader) == 2

    assert conflicts(period) == {"xwb": {"day_changed"}, "dag": {"day_changed"}}
    assert set(period.shifts.filter(unit=cast.emergency, day=FIRST).values_list("day_kind", flat=True)) == {
        DayKind.MAKEUP_WORKDAY
    }


def test_a_draft_period_has_nothing_to_bring_up_to_date(cast: Cast) -> None:
    period = generated(cast, *DAYS, kind=PeriodKind.SPECIAL)
    DutyPeriod.objects.filter(pk=period.pk).update(state="draft")
    with pytest.raises(RuleViolation):
        bring_up_to_date(period=period, by=cast.office)
