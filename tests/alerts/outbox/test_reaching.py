"""Whom it reaches when nobody is on duty, or nobody answers: the unit's leader, then the county office (domain §4, §5)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alerts.call_outs.services import call_outs
from alerts.call_outs.services import escalation as summons_escalation
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.enums import WhistleKind
from alerts.models import Incident, Notification, Whistle
from alerts.whistles.services import whistles
from rostering.enums import PeriodKind, Post
from rostering.models import Assignment
from tests.alerts.watch import person_on, send_all, told
from tests.factories import Cast, at, make_cast, make_person, published
from units.errors import RuleViolation
from units.models import Person, Unit, User

NOON = at("2026-07-08 12:00")


@pytest.fixture
def cast() -> Iterator[Cast]:
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        published(cast, at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date(), kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        yield cast


def led_by(user: User, unit: Unit) -> Person:
    """Gives the leader's login somebody who is never on duty."""
    user.person = make_person(unit, name=f"{unit.code}负责人")
    user.save()
    return user.person


def unstaffed(*units: Unit) -> None:
    Assignment.objects.filter(shift__unit__in=units).update(is_active=False)


def minutes_pass(minutes: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def whistle(cast: Cast, *wanted: Unit) -> Whistle:
    return whistles.blow(
        unit=cast.emergency, kind=WhistleKind.URGENT, matter="塌方", place="县道", wanted_units=wanted, by=cast.leader
    )


@pytest.mark.django_db
class TestUrgentWhistle:
    def test_goes_straight_through(self, cast: Cast) -> None:
        assert whistle(cast, cast.routine).state == "dispatched"

    def test_with_nobody_on_duty_the_units_leader_is_called(self, cast: Cast) -> None:
        unstaffed(cast.routine)
        leader = led_by(cast.routine_leader, cast.routine)
        blown = whistle(cast, cast.routine)
        assert blown.call_out is not None
        assert [one.person for one in blown.call_out.summonses.select_related("person")] == [leader]

    def test_with_no_leader_either_it_waits_for_the_office_which_is_told(self, cast: Cast) -> None:
        unstaffed(cast.routine)
        blown = whistle(cast, cast.routine)
        assert (blown.state, blown.call_out) == ("requested", None)
        assert Incident.objects.count() == 0
        assert person_on(cast.hub, Post.LEADER, NOON).name in told("whistle")

    def test_with_an_empty_duty_room_the_offices_people_are_told(self, cast: Cast) -> None:
        unstaffed(cast.routine, cast.hub)
        assert led_by(cast.office, cast.hub).name not in told("whistle")
        whistle(cast, cast.routine)
        assert told("whistle") == {"xwb负责人"}


@pytest.mark.django_db
class TestCallOut:
    def test_the_backup_then_the_leader_then_the_office(self, cast: Cast) -> None:
        leader = led_by(cast.routine_leader, cast.routine)
        made = call_outs.call_out(
            county=cast.county,
            matter="抢险",
            place="城东",
            required=1,
            units=[cast.routine],
            by=cast.office,
            is_drill=True,
        )
        send_all()
        with minutes_pass(10):
            summons_escalation.escalate_due(now=timezone.now())
            send_all()
            assert list(made.summonses.order_by("level").values_list("level", "person")) == [
                (0, person_on(cast.routine, Post.DUTY_OFFICER, NOON).pk),
                (1, leader.pk),
            ]
            assert not Notification.objects.filter(purpose="summons_escalated").exists()
        with minutes_pass(20):
            summons_escalation.escalate_due(now=timezone.now())
            assert told("summons_escalated")

    def test_a_unit_nobody_can_be_reached_in_is_still_refused(self, cast: Cast) -> None:
        unstaffed(cast.routine)
        with pytest.raises(RuleViolation) as refused:
            call_outs.call_out(
                county=cast.county, matter="抢险", place="城东", required=1, units=[cast.routine], by=cast.office,
                is_drill=True,
            )  # fmt: skip
        assert refused.value.code == "nobody_on_duty"


@pytest.mark.django_db
class TestCheck:
    def unanswered(self, cast: Cast, unit: Unit) -> set[str]:
        """Who is told at the next level."""
        checks.ask_unit(unit=unit, reason="汛期抽查", by=cast.office)
        send_all()
        with minutes_pass(10):
            check_escalation.escalate_due(now=timezone.now())
        return told("check_escalated")

    def test_the_leader_comes_before_the_office(self, cast: Cast) -> None:
        leader = led_by(cast.routine_leader, cast.routine)
        assert self.unanswered(cast, cast.routine) == {leader.name}

    def test_the_county_leader_is_left_alone_while_others_are_on_duty(self, cast: Cast) -> None:
        county_leader = person_on(cast.hub, Post.COUNTY_LEADER, NOON)
        people = self.unanswered(cast, cast.hub)
        assert person_on(cast.hub, Post.LEADER, NOON).name in people
        assert county_leader.name not in people

    def test_unless_nobody_else_is(self, cast: Cast) -> None:
        others = Assignment.objects.filter(shift__unit=cast.hub).exclude(shift__post=Post.COUNTY_LEADER)
        first = person_on(cast.hub, Post.DEDICATED_STAFF, NOON)
        others.exclude(person=first).update(is_active=False)
        assert self.unanswered(cast, cast.hub) == {person_on(cast.hub, Post.COUNTY_LEADER, NOON).name}
