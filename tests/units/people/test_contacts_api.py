"""S1, S4: a number is shown with the scope, of units one sees, and in full only once it is on record."""

import pytest

from tests.api_client import Api
from tests.factories import Cast, make_token
from units.enums import Scope
from units.models import AuditEvent
from units.spelling.phones import mask_phone


def test_without_the_scope_there_is_no_number_at_all(cast: Cast) -> None:
    api = Api(key=make_token(cast.office, Scope.ROSTER_READ))

    person, unit = api.get("people/").results[0], api.get("units/").results[0]
    assert not {"mobile", "office_phone"} & person.keys()
    assert not {"duty_phone", "fax"} & unit.keys()


def test_with_the_scope_it_is_masked(cast: Cast, office: Api) -> None:
    person = cast.people["yjj"][0]
    shown = office.get(f"people/{person.pk}/")

    assert shown["mobile"] == mask_phone(person.mobile) != person.mobile
    assert person.mobile not in office.get("people/").text


def test_a_reveal_is_on_record_with_its_reason(cast: Cast, leader: Api) -> None:
    person = cast.people["yjj"][0]
    shown = leader.post(f"people/{person.pk}/reveal-phone/", {"reason": "通知会议"})

    assert (shown.status, shown["mobile"]) == (200, person.mobile)
    assert shown.header("Cache-Control") == "no-store"
    event = AuditEvent.objects.get(action="person.phone_revealed")
    assert (event.actor, event.reason, event.object_id) == (cast.leader, "通知会议", str(person.pk))
    assert person.mobile not in str(event.__dict__)


def test_each_reveal_is_recorded_even_under_a_key(cast: Cast, leader: Api) -> None:
    for _ in range(2):
        path = f"people/{cast.people['yjj'][0].pk}/reveal-phone/"
        leader.post(path, {"reason": "通知"}, headers={"Idempotency-Key": "k"})

    assert AuditEvent.objects.filter(action="person.phone_revealed").count() == 2


@pytest.mark.parametrize("reason", ["", "   ", None, "长" * 501])
def test_no_number_without_a_reason(cast: Cast, leader: Api, reason: str | None) -> None:
    refused = leader.post(f"people/{cast.people['yjj'][0].pk}/reveal-phone/", {"reason": reason})

    assert (refused.status, refused["errors"][0]["pointer"]) == (400, "#/reason")
    assert not AuditEvent.objects.filter(action="person.phone_revealed").exists()


def test_another_units_person_is_as_nonexistent(cast: Cast, leader: Api) -> None:
    there = leader.post(f"people/{cast.people['dag'][0].pk}/reveal-phone/", {"reason": "通知"})
    nowhere = leader.post("people/00000000-0000-0000-0000-000000000000/reveal-phone/", {"reason": "通知"})

    assert (there.status, there.text) == (404, nowhere.text)


def test_without_the_scope_no_reveal(cast: Cast) -> None:
    api = Api(key=make_token(cast.leader, Scope.ROSTER_READ))

    assert api.post(f"people/{cast.people['yjj'][0].pk}/reveal-phone/", {"reason": "通知"}).status == 403


def test_the_trail_shows_no_number(cast: Cast) -> None:
    number = cast.people["yjj"][0].mobile
    AuditEvent.objects.create(
        county=cast.county,
        at="2026-01-01T00:00:00Z",
        actor_name="office",
        action="person.changed",
        object_type="units.person",
        object_id="1",
        object_label="某人",
        before={"mobile": number},
        after={"mobile": "13900000000", "position": "主任"},
    )
    trail = Api(key=make_token(cast.auditor)).get("audit-events/")

    assert number not in trail.text
    (event,) = [event for event in trail.results if event["action"] == "person.changed"]
    assert event["after"] == {"mobile": "139****0000", "position": "主任"}
