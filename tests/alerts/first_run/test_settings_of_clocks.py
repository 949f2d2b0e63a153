"""Clocks that used to stand in the code are the county's: arriving, handing over, steps of reviews. What runs keeps its own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alerts.board.queries.own_watch import my_watch
from alerts.duty_log.services import handovers
from alerts.models import Notification, Summons
from alerts.outbox.services.wording import wording
from rostering.enums import PeriodKind, Post
from rostering.models import ShiftPhase
from tests.alerts.call_outs.test_call_outs import call
from tests.alerts.first_run.saved import save, saved
from tests.alerts.watch import on_seat, send_all
from tests.clients import browser_of
from tests.factories import Cast, at, make_cast, published
from tests.refusals import refused
from tests.units.reviews.cast import Case
from units.reviews.services.reminders import remind

NOON = at("2026-07-08 12:00")

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched() -> Iterator[Cast]:
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        published(cast, *days, kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        yield cast


class TestArriving:
    def test_the_clock_the_message_and_the_dialog(self, watched: Cast) -> None:
        ShiftPhase.objects.all().update(response_minutes=None)
        saved(watched, arrive_minutes=45)
        assert "45 分钟内到岗" in browser_of(watched.office).get("/call-outs/new/").content.decode()
        call(watched, watched.routine)
        send_all()
        summons = Summons.objects.get()
        assert summons.dispatched_at is not None
        assert summons.arrive_by == summons.dispatched_at + timedelta(minutes=45)
        message = Notification.objects.filter(purpose="summons").first()
        assert message is not None
        assert "45分钟内" in wording(message.purpose, message.params)[1]

        saved(watched, arrive_minutes=20)
        summons.refresh_from_db()
        assert summons.arrive_by == summons.dispatched_at + timedelta(minutes=45)

    def test_the_link_lasts_as_long_as_one_may_be_on_the_way(self, watched: Cast) -> None:
        ShiftPhase.objects.all().update(response_minutes=None)
        saved(watched, arrive_minutes=120)
        call(watched, watched.routine)
        message = Notification.objects.filter(purpose="summons").exclude(channel="inbox").first()
        assert message is not None
        assert message.expires_at >= timezone.now() + timedelta(minutes=239)

    def test_nobody_is_given_a_minute_or_a_day(self, watched: Cast) -> None:
        assert save(watched, arrive_minutes=1).status_code == 400
        assert save(watched, arrive_minutes=1440).status_code == 400


class TestHandingOver:
    def test_how_early_and_how_long_it_may_be_taken_back(self, watched: Cast) -> None:
        seat = on_seat(watched.emergency, Post.DEDICATED_STAFF, NOON)
        watched.duty.person = seat.person
        watched.duty.save()
        offered = handovers.offer_handover(assignment=seat, note="", by=watched.duty)
        saved(watched, hand_over_minutes=30, undo_handover_minutes=20)
        with time_machine.travel(seat.end - timedelta(minutes=40), tick=False), refused("too_early"):
            handovers.accept_handover(handover=offered, by=watched.leader)
        with time_machine.travel(seat.end - timedelta(minutes=29), tick=False):
            handovers.accept_handover(handover=offered, by=watched.leader)
        with time_machine.travel(seat.end - timedelta(minutes=10), tick=False):
            assert my_watch(watched.leader, timezone.now()).to_accept == (offered,)
        with time_machine.travel(seat.end - timedelta(minutes=8), tick=False), refused("too_late"):
            handovers.undo_acceptance(handover=offered, by=watched.leader)

    def test_how_late(self, watched: Cast) -> None:
        seat = on_seat(watched.emergency, Post.DEDICATED_STAFF, NOON)
        watched.duty.person = seat.person
        watched.duty.save()
        later = seat.end + timedelta(hours=3)
        assert seat in [one.assignment for one in my_watch(watched.duty, later).duties]
        saved(watched, late_handover_hours=2)
        assert seat not in [one.assignment for one in my_watch(watched.duty, later).duties]


class TestReviews:
    def test_a_step_keeps_the_days_it_began_with(self, watched: Cast) -> None:
        saved(watched, review_submitted_days=8, review_remind_days=1, review_repeat_days=2)
        review = Case(watched).apply()
        due = NOON + timedelta(days=8)
        assert review.step_due_at == due
        saved(watched, review_submitted_days=3)
        review.refresh_from_db()
        assert review.step_due_at == due

        reminded = [days for days in range(5, 12) if remind(now=NOON + timedelta(days=days))]
        assert reminded == [7, 9, 11]
