"""Calendar feeds through the API."""

import pytest
from django.test import Client

from alerts.models import Feed
from tests.api_client import Api
from units.models import IdempotencyKey

pytestmark = pytest.mark.django_db


def test_ones_own_with_its_secret_once(duty: Api) -> None:
    made = duty.post("feeds/", {"layout": "phases"})
    assert (made.status, made["unit"], made["layout"]) == (201, None, "phases")
    assert made["url"].endswith(f"/feeds/{made['secret']}.ics")
    assert made["hint"] == made["secret"][-4:]
    assert Client().get(f"/feeds/{made['secret']}.ics").status_code == 200
    assert made["secret"] not in duty.get("feeds/").text + duty.get(f"feeds/{made['id']}/").text


def test_of_a_unit_one_sees(leader: Api) -> None:
    assert leader.post("feeds/", {"unit": "yjj"})["unit"]["code"] == "yjj"
    assert leader.post("feeds/", {"unit": "dag"}).status == 403
    assert leader.post("feeds/", {"unit": "nowhere"}).status == 400


def test_the_same_key_makes_one_address_and_the_secret_is_not_kept(duty: Api) -> None:
    first = duty.post("feeds/", {}, headers={"Idempotency-Key": "k"})
    assert duty.post("feeds/", {}, headers={"Idempotency-Key": "k"}).body == first.body
    assert Feed.objects.count() == 1
    assert first["secret"] not in str(list(IdempotencyKey.objects.values()))


def test_revoked(duty: Api) -> None:
    made = duty.post("feeds/", {})
    assert duty.post(f"feeds/{made['id']}/revoke/")["revoked_at"]
    assert Client().get(f"/feeds/{made['secret']}.ics").status_code == 404
    assert duty.get("feeds/?revoked=false").results == []


def test_nobody_elses(duty: Api, leader: Api, office: Api) -> None:
    made = duty.post("feeds/", {})
    for api in (leader, office):
        assert api.get(f"feeds/{made['id']}/").status == 404
        assert api.post(f"feeds/{made['id']}/revoke/").status == 404
        assert api.get("feeds/").results == []


def test_a_login_without_a_person_has_no_duties_of_its_own(routine: Api) -> None:
    assert routine.post("feeds/", {}).status == 403
