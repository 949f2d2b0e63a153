"""Somebody who leads one unit and serves in another is a leader in the one and a duty person in the other, nowhere both."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.who_answers import leaders_in_units
from rostering.models import Absence, Roster
from rostering.permissions import leads
from rostering.rosters.permissions import can_file
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, generated, make_token, roster_of
from units.enums import Role, Scope
from units.models import Person, UnitRole, User
from units.permissions import can_manage_people


@pytest.fixture
def both(cast: Cast) -> User:
    """`duty` of the emergency unit, who leads the routine one as well."""
    UnitRole.objects.create(user=cast.duty, unit=cast.routine, role=Role.UNIT_LEADER)
    return User.objects.get(pk=cast.duty.pk)


@pytest.fixture
def turned(cast: Cast) -> User:
    """`leader` of the emergency unit, who serves in the routine one as well."""
    UnitRole.objects.create(user=cast.leader, unit=cast.routine, role=Role.DUTY_PERSON)
    return User.objects.get(pk=cast.leader.pk)


def test_roles_are_judged_by_unit(cast: Cast, both: User, turned: User) -> None:
    for user, led, served in ((both, cast.routine, cast.emergency), (turned, cast.emergency, cast.routine)):
        assert user.unit_ids == frozenset({cast.emergency.pk, cast.routine.pk})
        assert (user.leads(led.pk), user.leads(served.pk), user.leads(cast.hub.pk)) == (True, False, False)
        assert (leads(user, led.pk), leads(user, served.pk)) == (True, False)
        assert (can_manage_people(user, led), can_manage_people(user, served)) == (True, False)
        assert (user.may_see_contacts_of(led.pk), user.may_see_contacts_of(served.pk)) == (True, False)


def test_people_are_seen_as_a_leader_in_one_and_as_oneself_in_the_other(cast: Cast, both: User, turned: User) -> None:
    led = set(Person.objects.filter(unit=cast.routine))
    assert set(Person.objects.visible_to(both)) == led | {cast.duty.person}
    assert set(Person.objects.visible_to(turned)) == set(Person.objects.filter(unit=cast.emergency))


def test_pages_and_endpoints_agree(cast: Cast, both: User) -> None:
    led, served = cast.people["dag"][0], cast.people["yjj"][0]
    browser, api = browser_of(both), Api(key=make_token(both))
    for person, wanted in ((led, 200), (served, 404), (cast.people["xwb"][0], 404)):
        assert browser.get(f"/people/{person.pk}/").status_code == wanted
        assert browser.get(f"/people/{person.pk}/edit/").status_code == wanted
        assert api.get(f"people/{person.pk}/").status == wanted
    assert browser.get("/units/dag/pairs/").status_code == 200
    assert browser.get("/units/yjj/pairs/").status_code == 403
    shown = str(api.get("people/").results)
    assert led.name in shown
    assert served.name not in shown
    assert str(served.mobile) not in browser.get("/units/yjj/").content.decode()


def test_rosters_are_confirmed_for_the_led_unit_only(cast: Cast, both: User) -> None:
    period = generated(cast)
    own, other = roster_of(period, cast.routine), roster_of(period, cast.emergency)
    assert (can_file(both, own), can_file(both, other)) == (True, False)
    api = Api(key=make_token(both))
    for roster, wanted in ((own, {200, 409}), (other, {403, 404})):
        answer = api.post(f"rosters/{roster.pk}/confirm/", {})
        assert answer.status in wanted, answer
    assert Roster.objects.get(pk=other.pk).state == other.state


def test_leave_of_the_served_unit_is_not_decided(cast: Cast, both: User) -> None:
    start = timezone.now() + timedelta(days=30)
    asked = {"start": start, "end": start + timedelta(days=1), "kind": "annual_leave", "state": "requested"}
    own, colleague = (
        Absence.objects.create(person=one, **asked) for one in (cast.people["yjj"][-1], cast.people["yjj"][0])
    )
    led = Absence.objects.create(person=cast.people["dag"][0], **asked)
    api = Api(key=make_token(both))
    answers = {name: api.post(f"absences/{row.pk}/approve/", {}).status for name, row in
               (("led", led), ("own", own), ("colleague", colleague))}  # fmt: skip
    assert answers == {"led": 200, "own": 403, "colleague": 404}


def test_a_token_for_the_served_unit_leads_nothing(cast: Cast, both: User) -> None:
    api = Api(key=make_token(both, Scope.ROSTER_READ, Scope.ROSTER_WRITE, Scope.CONTACTS_READ, units=[cast.emergency]))
    assert api.get(f"people/{cast.people['dag'][0].pk}/").status == 404
    assert api.get(f"people/{cast.people['yjj'][0].pk}/").status == 404
    assert api.get(f"people/{cast.duty.person_id}/").status == 200


def test_a_further_leader_hears_what_leaders_hear(cast: Cast, both: User) -> None:
    found = leaders_in_units([cast.routine.pk, cast.emergency.pk], timezone.now())
    assert found[cast.routine.pk] == [both.person]
    assert both.person not in found[cast.emergency.pk]


def test_the_navigation_is_a_leaders(cast: Cast, both: User) -> None:
    assert "/people/" in browser_of(both).get("/my/").content.decode()


def test_a_role_that_is_taken_back_ends_with_the_next_request(cast: Cast, both: User) -> None:
    browser = browser_of(both)
    assert browser.get(f"/people/{cast.people['dag'][0].pk}/").status_code == 200
    UnitRole.objects.all().delete()
    assert browser.get(f"/people/{cast.people['dag'][0].pk}/").status_code == 404


def test_the_roles_cost_no_query_of_their_own(cast: Cast, both: User) -> None:
    def queries(user: User) -> int:
        browser = browser_of(user)
        browser.get("/units/")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/units/").status_code == 200
        return len(captured)

    assert queries(both) == queries(cast.routine_leader)
