"""Posture orders through the one resolver; the duty log, handover and leave-post reports."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from alerts.models import Notification
from alerts.services import duty_log, orders
from rostering.domain.enums import PeriodKind, Post, Posture
from rostering.models import Assignment
from rostering.selectors.on_duty import on_duty_at
from tests.alerts.watch import on_seat, person_on, told
from tests.factories import Cast, at, make_cast, opened, published, seat_of
from units.domain.enums import Tier
from units.errors import InvalidInput, NotAllowed, RuleViolation

NOON = at("2026-07-08 12:00")


@pytest.fixture
def cast() -> Any:
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        published(cast, *days, kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        yield cast


def postures(cast: Cast, instant: str) -> dict[str, str]:
    return {row.post: row.posture for row in on_duty_at(at(instant), user=cast.office) if row.unit_code != "xwb"}


def order(cast: Cast, **options: Any) -> Any:
    defaults: dict[str, Any] = {
        "county": cast.county,
        "reason": "防汛Ⅱ级响应",
        "posture": Posture.ON_SITE,
        "start": at("2026-07-08 18:00"),
        "end": at("2026-07-09 12:00"),
        "by": cast.office,
        "tier": Tier.ROUTINE_SUPPORT,
    }
    return orders.issue_order(**{**defaults, **options})


@pytest.mark.django_db
class TestOrders:
    def test_raises_within_its_span_and_no_further(self, cast: Cast) -> None:
        points = Assignment.objects.in_force().filter(shift__unit=cast.routine).order_by("start")[1].points
        order(cast)
        seen = [
            postures(cast, f"2026-07-{when}")["duty_officer"] for when in ("08 17:59:59", "08 18:00", "09 11:59:59")
        ]
        assert seen == ["phone_standby", "on_site", "on_site"]
        assert postures(cast, "2026-07-09 12:00")["duty_officer"] == "phone_standby"
        assert postures(cast, "2026-07-08 21:00")["leader"] == "home_standby"
        raised = Assignment.objects.in_force().filter(shift__unit=cast.routine).order_by("start")[1]
        assert raised.points > points
        officers = {person_on(cast.routine, Post.DUTY_OFFICER, NOON + timedelta(days=n)).name for n in (0, 1)}
        assert told("posture_raised") == officers

    def test_never_lowers(self, cast: Cast) -> None:
        order(cast, posture=Posture.PHONE_STANDBY, tier=Tier.EMERGENCY_RESPONSE)
        assert postures(cast, "2026-07-08 18:30") == {
            "leader": "on_site",
            "dedicated_staff": "on_site",
            "duty_officer": "phone_standby",
        }

    def test_ending_it_early_gives_back_the_policy(self, cast: Cast) -> None:
        made = order(cast, units=[cast.emergency], tier="")
        assert postures(cast, "2026-07-08 22:00")["leader"] == "on_site"
        with time_machine.travel(at("2026-07-08 23:00"), tick=False):
            orders.end_order(order=made, by=cast.office)
            with pytest.raises(RuleViolation):
                orders.end_order(order=made, by=cast.office)
        assert postures(cast, "2026-07-08 22:59:59")["leader"] == "on_site"
        assert postures(cast, "2026-07-08 23:00")["leader"] == "home_standby"

    def test_a_period_opened_under_an_order_starts_raised(self, cast: Cast) -> None:
        order(cast, start=at("2026-07-10 00:00"), end=at("2026-07-12 00:00"))
        days = (at("2026-07-10 12:00").date(), at("2026-07-10 12:00").date())
        period = opened(cast, *days, kind=PeriodKind.WEEKEND)
        shift = seat_of(period, cast.routine, Post.DUTY_OFFICER).shift
        assert [phase.posture for phase in shift.phases.all()] == ["on_site"]

    @pytest.mark.parametrize(
        ("options", "field"),
        [
            ({"end": at("2026-07-08 18:00")}, "end"),
            ({"start": at("2026-07-08 11:00")}, "start"),
            ({"end": at("2026-12-31 00:00")}, "end"),
            ({"tier": ""}, "units"),
            ({"reason": " "}, "reason"),
        ],
    )
    def test_orders_that_cannot_be_meant(self, cast: Cast, options: dict[str, Any], field: str) -> None:
        with pytest.raises(InvalidInput) as error:
            order(cast, **options)
        assert error.value.field == field

    def test_only_the_office_orders(self, cast: Cast) -> None:
        with pytest.raises(NotAllowed):
            order(cast, by=cast.leader)


@pytest.mark.django_db
class TestLog:
    def seat(self, cast: Cast, post: Post = Post.DEDICATED_STAFF) -> Assignment:
        seat = on_seat(cast.emergency, post, NOON)
        cast.duty.person = seat.person
        cast.duty.save()
        return seat

    def test_one_tap_for_nothing_to_report(self, cast: Cast) -> None:
        seat = self.seat(cast)
        entry = duty_log.nothing_to_report(unit=cast.emergency, by=cast.duty)
        assert (entry.state, entry.shift, entry.person) == ("nothing", seat.shift, seat.person)

    def test_a_handover_carries_the_open_items_to_whoever_comes_next(self, cast: Cast) -> None:
        seat = self.seat(cast)
        entry = duty_log.write_entry(unit=cast.emergency, by=cast.duty, matter="水库水位待复核", caller="王站长")
        done = duty_log.write_entry(unit=cast.emergency, by=cast.duty, matter="询问值班电话", is_done=True)
        handover = duty_log.offer_handover(assignment=seat, note="水位每两小时一报", by=cast.duty)
        assert [item.pk for item in handover.open_items.all()] == [entry.pk]
        assert done.state == "done"
        following = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON + timedelta(days=1))
        assert handover.incoming == following.person
        with pytest.raises(RuleViolation) as error:
            duty_log.offer_handover(assignment=seat, note="", by=cast.duty)
        assert error.value.code == "already_offered"
        taken = duty_log.accept_handover(handover=handover, by=cast.leader)
        assert (taken.state, duty_log.accept_handover(handover=handover, by=cast.leader).accepted_at) == (
            "accepted",
            taken.accepted_at,
        )
        duty_log.finish_entry(entry=entry, handled="已复核，正常", by=cast.duty)
        assert duty_log.open_items(cast.emergency.pk) == 0

    def test_leaving_and_coming_back(self, cast: Cast) -> None:
        seat = self.seat(cast)
        back = NOON + timedelta(hours=1)
        report = duty_log.report_leaving(assignment=seat, reason="赴现场处置", expected_back=back, by=cast.duty)
        with pytest.raises(RuleViolation) as error:
            duty_log.report_leaving(assignment=seat, reason="再次", expected_back=back, by=cast.duty)
        assert error.value.code == "already_away"
        assert duty_log.report_return(report=report, by=cast.duty).state == "returned"
        duty_log.report_leaving(assignment=seat, reason="再次赴现场", expected_back=back, by=cast.duty)

    @pytest.mark.parametrize("who", ["routine_leader", "auditor"])
    def test_others_write_nothing_for_the_unit(self, cast: Cast, who: str) -> None:
        with pytest.raises(NotAllowed):
            duty_log.write_entry(unit=cast.emergency, by=getattr(cast, who), matter="试")

    def test_times_to_come_are_refused(self, cast: Cast) -> None:
        future: datetime = timezone.now() + timedelta(minutes=1)
        with pytest.raises(InvalidInput):
            duty_log.write_entry(unit=cast.emergency, by=cast.office, matter="试", at=future)


@pytest.mark.django_db
def test_orders_tell_nobody_twice(cast: Cast) -> None:
    order(cast)
    rows = Notification.objects.filter(purpose="posture_raised", channel="console")
    assert rows.count() == rows.values("person").distinct().count()
