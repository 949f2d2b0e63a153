"""Running checks and call-outs go on with the next when somebody turns out not to be there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.call_outs.services.call_outs import call_out
from alerts.checks.services.checks import ask_unit
from alerts.checks.services.escalation import escalate_due
from alerts.enums import CheckOutcome, CheckState, Purpose, SummonsState
from alerts.models import Summons
from alerts.who_answers import on_duty_in
from rostering.enums import AbsenceKind, Post
from rostering.fairness.services.absences import record_absence
from tests.alerts.watch import person_on, published_around_now, told
from tests.factories import Cast
from units.models import Person
from units.people.services.people import change_people
from units.units.services.units import update_unit

pytestmark = pytest.mark.django_db


def away(cast: Cast, person: Person) -> None:
    now = timezone.now()
    record_absence(
        person=person,
        kind=AbsenceKind.SICK_LEAVE,
        start=now - timedelta(minutes=1),
        end=now + timedelta(days=1),
        by=cast.office,
    )


def test_a_check_goes_on_with_whoever_is_there(cast: Cast) -> None:
    published_around_now(cast)
    now = timezone.now()
    staff, leader = (person_on(cast.emergency, post, now) for post in (Post.DEDICATED_STAFF, Post.LEADER))
    check = ask_unit(unit=cast.emergency, reason="抽查", by=cast.office, exception=True)
    assert check.person == staff

    away(cast, staff)

    check.refresh_from_db()
    assert (check.state, check.person) == (CheckState.ASKING, leader)
    assert told(Purpose.CHECK) == {staff.name, leader.name}

    leaving = Person.objects.select_related("unit__county").get(pk=leader.pk)
    change_people(changes=[(leaving, {"valid_to": timezone.localdate()})], by=cast.office)

    check.refresh_from_db()
    assert check.outcome == CheckOutcome.NOT_SENT, "says nothing about somebody who was away"
    assert escalate_due(now=timezone.now()) == 1
    check.refresh_from_db()
    assert (check.state, check.outcome) == (CheckState.WITH_OFFICE, CheckOutcome.NOT_SENT)


def test_a_call_out_goes_on_with_whoever_is_there(cast: Cast) -> None:
    published_around_now(cast)
    now = timezone.now()
    staff, leader = (person_on(cast.emergency, post, now) for post in (Post.DEDICATED_STAFF, Post.LEADER))
    call_out(
        county=cast.county,
        matter="山洪",
        place="河堤",
        required=1,
        by=cast.office,
        units=[cast.emergency],
        is_drill=True,
    )

    away(cast, staff)

    assert set(Summons.objects.values_list("person__name", "state")) == {
        (staff.name, SummonsState.RELEASED),
        (leader.name, SummonsState.SENDING),
    }


def test_nobody_of_a_closed_unit_is_asked(cast: Cast) -> None:
    published_around_now(cast)
    assert on_duty_in(cast.emergency.pk, timezone.now())
    update_unit(unit=cast.emergency, changes={"is_active": False}, by=cast.office)
    assert not on_duty_in(cast.emergency.pk, timezone.now())
