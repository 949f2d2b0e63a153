"""The duty log, handover and leave-post reports."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from alerts.duty_log.queries import open_entries
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from rostering.enums import Post
from rostering.models import Assignment
from rostering.seats.services.assignments import replace_person
from tests.alerts.orders.test_orders import NOON
from tests.alerts.orders.test_orders import cast as cast  # noqa: PLC0414 - the fixture
from tests.alerts.watch import on_seat, person_on
from tests.factories import Cast, at
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import AuditEvent


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
        handover = handovers.offer_handover(assignment=seat, note="水位每两小时一报", by=cast.duty)
        assert [item.pk for item in handover.open_items.all()] == [entry.pk]
        assert done.state == "done"
        following = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON + timedelta(days=1))
        assert handover.incoming == following.person
        with pytest.raises(RuleViolation) as error:
            handovers.offer_handover(assignment=seat, note="", by=cast.duty)
        assert error.value.code == "already_offered"
        with pytest.raises(RuleViolation) as error:
            handovers.accept_handover(handover=handover, by=cast.leader)
        assert error.value.code == "too_early"
        later = duty_log.write_entry(unit=cast.emergency, by=cast.duty, matter="值班电话杂音")
        with time_machine.travel(seat.end - timedelta(minutes=10), tick=False):
            taken = handovers.accept_handover(handover=handover, by=cast.leader)
            assert set(taken.open_items.all()) == {entry, later}
            again = handovers.accept_handover(handover=handover, by=cast.leader)
            assert (taken.state, again.accepted_at) == ("accepted", taken.accepted_at)
            assert AuditEvent.objects.get(action="handover.accepted").on_behalf_of == str(
                following.person and following.person.name
            )
            assert handovers.undo_acceptance(handover=handover, by=cast.leader).state == "offered"
            handovers.accept_handover(handover=handover, by=cast.leader)
        with (
            time_machine.travel(seat.end + timedelta(minutes=5), tick=False),
            pytest.raises(RuleViolation) as error,
        ):
            handovers.undo_acceptance(handover=handover, by=cast.leader)
        assert error.value.code == "too_late"
        duty_log.finish_entry(entry=later, handled="已报修", by=cast.duty)
        duty_log.finish_entry(entry=entry, handled="已复核，正常", by=cast.duty)
        assert open_entries(cast.emergency.pk).count() == 0

    def test_leaving_and_coming_back(self, cast: Cast) -> None:
        seat = self.seat(cast)
        back = NOON + timedelta(hours=1)
        report = duty_log.report_leaving(
            assignment=seat, reason="赴现场处置", expected_back=back, by=cast.duty, covered_by=cast.people["yjj"][0]
        )
        with pytest.raises(RuleViolation) as error:
            duty_log.report_leaving(
                assignment=seat, reason="再次", expected_back=back, by=cast.duty, covered_by=cast.people["yjj"][0]
            )
        assert error.value.code == "already_away"
        assert duty_log.report_return(report=report, by=cast.duty).state == "returned"
        duty_log.report_leaving(
            assignment=seat, reason="再次赴现场", expected_back=back, by=cast.duty, covered_by=cast.people["yjj"][0]
        )

    def test_leave_from_a_post_ends_with_the_duty(self, cast: Cast) -> None:
        seat = self.seat(cast)
        back = NOON + timedelta(hours=1)
        away = [
            duty_log.report_leaving(
                assignment=seat, reason="赴现场", expected_back=back, by=cast.duty, covered_by=cast.people["yjj"][0]
            )
        ]
        handover = handovers.offer_handover(assignment=seat, note="", by=cast.duty)
        near_the_end = seat.end - timedelta(minutes=10)
        with time_machine.travel(near_the_end, tick=False):
            handovers.accept_handover(handover=handover, by=cast.office)
        seat = on_seat(cast.emergency, Post.LEADER, NOON)
        away.append(duty_log.report_leaving(assignment=seat, reason="就医", expected_back=back, by=cast.office))
        day = timedelta(days=1)
        busy = {person_on(cast.emergency, Post.LEADER, NOON + n * day).pk for n in (-1, 0, 1)}
        other = next(one for one in cast.people["yjj"] if one.pk not in busy and "leader" in one.eligible_posts)
        replace_person(
            assignment=seat, person_id=other.pk, by=cast.office, expected_version=seat.version, reason="就医"
        )
        for report, returned in zip(away, (near_the_end, NOON), strict=True):
            report.refresh_from_db()
            assert (report.state, report.returned_at) == ("returned", returned)

    @pytest.mark.parametrize("who", ["routine_leader", "auditor"])
    def test_others_write_nothing_for_the_unit(self, cast: Cast, who: str) -> None:
        with pytest.raises(NotAllowed):
            duty_log.write_entry(unit=cast.emergency, by=getattr(cast, who), matter="试")

    @pytest.mark.parametrize(
        ("options", "field"),
        [
            ({"at": NOON + timedelta(minutes=1)}, "at"),
            ({"at": at("1926-07-08 12:00")}, "at"),
            ({"reported_at": NOON + timedelta(minutes=1)}, "reported_at"),
            ({"at": NOON - timedelta(hours=1), "reported_at": NOON - timedelta(hours=2)}, "reported_at"),
        ],
    )
    def test_times_that_cannot_be_meant(self, cast: Cast, options: dict[str, Any], field: str) -> None:
        with pytest.raises(InvalidInput) as error:
            duty_log.write_entry(unit=cast.emergency, by=cast.office, matter="试", **options)
        assert error.value.field == field

    def test_nobody_is_away_for_years(self, cast: Cast) -> None:
        with pytest.raises(InvalidInput) as error:
            duty_log.report_leaving(
                assignment=self.seat(cast), reason="赴现场", expected_back=at("2126-07-08 14:00"), by=cast.duty
            )
        assert error.value.field == "expected_back"
