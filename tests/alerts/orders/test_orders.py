"""Posture orders through the one resolver."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from alerts.enums import FeedLayout
from alerts.feeds import services as feeds
from alerts.models import Notification
from alerts.orders.services import orders
from alerts.outbox.services.wording import wording
from rostering.enums import PeriodKind, Post, Posture
from rostering.models import Assignment, Shift, ShiftPhase
from rostering.on_duty.queries.resolver import on_duty_at
from rostering.seats.services.assignments import replace_person
from tests.alerts.watch import on_seat, person_on, send_all, told
from tests.factories import Cast, at, make_cast, opened, published, seat_of
from units.enums import Tier
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import AuditEvent

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
            ({"start": at("2126-07-08 18:00"), "end": at("2126-07-09 18:00")}, "start"),
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
class TestWithdrawn:
    """What never began leaves no trace; whoever was told of it is told that it won't be."""

    def traces(self, cast: Cast) -> Any:
        """All that an order could leave behind in duty, feed, statistics and revision."""
        period = cast.county.duty_periods.get()
        feed = feeds.create_feed(by=cast.office, unit=cast.routine, layout=FeedLayout.PHASES)
        events = Calendar.from_ical(Client().get(f"/feeds/{feeds.secret_of(feed.pk)}.ics").content).walk("VEVENT")
        return (
            list(ShiftPhase.objects.order_by("shift", "start").values_list("shift", "start", "end", "posture")),
            list(Assignment.objects.order_by("pk").values_list("pk", "start", "end", "points")),
            list(Shift.objects.order_by("pk").values_list("pk", "points")),
            sorted((event.decoded("dtstart"), event.decoded("dtend"), str(event["summary"])) for event in events),
            [postures(cast, f"2026-07-08 {when}") for when in ("17:59:59", "18:00", "18:00:01", "18:00:02")],
            period.revisions.count(),
        )

    def test_it_leaves_nothing_but_its_own_record(self, cast: Cast) -> None:
        before = self.traces(cast)
        made = order(cast)
        assert self.traces(cast) != before
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            orders.end_order(order=made, by=cast.office)
        assert self.traces(cast) == before
        made.refresh_from_db()
        assert (made.state, made.start, made.end) == ("ended", at("2026-07-08 18:00"), at("2026-07-09 12:00"))
        assert made.withdrawn_at == NOON + timedelta(hours=1)
        assert AuditEvent.objects.filter(action="order.withdrawn", object_id=str(made.pk)).count() == 1
        days = (at("2026-07-10 12:00").date(),) * 2
        period = opened(cast, *days, kind=PeriodKind.WEEKEND)
        assert len(seat_of(period, cast.routine, Post.DUTY_OFFICER).shift.phases.all()) == 1

    def test_of_two_the_one_that_stays_goes_on_raising(self, cast: Cast) -> None:
        first, second = order(cast), order(cast)
        orders.end_order(order=first, by=cast.office)
        assert postures(cast, "2026-07-08 18:00")["duty_officer"] == "on_site"
        assert told("posture_lifted") == set()
        orders.end_order(order=second, by=cast.office)
        assert postures(cast, "2026-07-08 18:00")["duty_officer"] == "phone_standby"
        # Whom the first had told hears of it, though the second never had to raise them.
        assert told("posture_lifted", "inbox") == told("posture_raised", "inbox")

    def test_its_page_says_that_it_was_never_in_force(self, cast: Cast) -> None:
        orders.end_order(order=order(cast), by=cast.office)
        client = Client()
        client.force_login(cast.office)
        assert "已撤销，未执行" in client.get("/posture-orders/").content.decode()


def words(purpose: str, channel: str = "inbox") -> dict[str, str]:
    rows = Notification.objects.filter(purpose=purpose, channel=channel).select_related("person")
    return {row.person.name: wording(row.purpose, row.params)[1] for row in rows}


@pytest.mark.django_db
class TestTold:
    """Whoever was told of an obligation hears from when until when, and when it changes or ends."""

    def officers(self, cast: Cast) -> list[str]:
        return [person_on(cast.routine, Post.DUTY_OFFICER, NOON + timedelta(days=n)).name for n in (0, 1)]

    def test_from_when_until_when_and_the_hours_that_are_ones_own(self, cast: Cast) -> None:
        order(cast)
        first, second = (words("posture_raised")[name] for name in self.officers(cast))
        for text in (first, second):
            assert "自7月8日（星期三）18:00起至7月9日（星期四）12:00止" in text
        assert "7月8日（星期三）18:00至7月9日（星期四）08:30" in first
        assert "7月9日（星期四）08:30至7月9日（星期四）12:00" in second

    @pytest.mark.parametrize(
        ("when", "sentence"),
        [("2026-07-08 15:00", "已撤销"), ("2026-07-08 20:00", "已于7月8日（星期三）20:00提前解除")],
    )
    def test_withdrawn_or_ended_early(self, cast: Cast, when: str, sentence: str) -> None:
        made = order(cast)
        send_all()
        with time_machine.travel(at(when), tick=False):
            orders.end_order(order=made, by=cast.office)
        lifted = words("posture_lifted", "console")
        assert set(lifted) == set(self.officers(cast))
        for text in lifted.values():
            assert sentence in text
            assert "7月8日（星期三）18:00至7月9日（星期四）12:00" in text

    def test_whose_duty_is_over_is_left_alone(self, cast: Cast) -> None:
        made = order(cast)
        send_all()
        with time_machine.travel(at("2026-07-09 09:00"), tick=False):
            orders.end_order(order=made, by=cast.office)
        assert set(words("posture_lifted", "console")) == {self.officers(cast)[1]}

    def test_what_has_not_gone_out_never_does(self, cast: Cast) -> None:
        orders.end_order(order=order(cast), by=cast.office)
        rows = Notification.objects.filter(purpose="posture_raised", channel="console")
        assert set(rows.values_list("state", flat=True)) == {"suppressed"}

    def test_who_is_on_a_raised_duty_by_a_later_step_hears_of_its_end_too(self, cast: Cast) -> None:
        made = order(cast)
        seat = on_seat(cast.routine, Post.DUTY_OFFICER, NOON + timedelta(days=1))
        busy = {person_on(cast.routine, Post.DUTY_OFFICER, NOON + timedelta(days=n)).pk for n in (-1, 0, 1)}
        other = next(one for one in cast.people["dag"] if one.pk not in busy)
        replace_person(
            assignment=seat, person_id=other.pk, by=cast.office, expected_version=seat.version, reason="临时调整"
        )
        assert "在岗" in words("duty_changed")[other.name]
        orders.end_order(order=made, by=cast.office)
        assert other.name in words("posture_lifted", "console")

    def test_messages_of_an_earlier_release_still_read(self) -> None:
        params = {"reason": "防汛", "start": "07月08日 18:00", "posture": "在岗", "path": "/my/"}
        assert wording("posture_raised", params)[1] == "防汛：自07月08日 18:00起，您的值守方式调整为在岗。"


@pytest.mark.django_db
def test_orders_tell_nobody_twice(cast: Cast) -> None:
    order(cast)
    rows = Notification.objects.filter(purpose="posture_raised", channel="console")
    assert rows.count() == rows.values("person").distinct().count()
