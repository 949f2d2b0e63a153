"""accounts/ by tokens: scopes, scope of rows, what a key never gets."""

import pytest
from django.conf import LazySettings

from tests.api_client import Api
from tests.factories import Cast, make_token
from units.enums import Scope
from units.models import AccountKey, User


@pytest.fixture(autouse=True)
def channel(settings: LazySettings) -> None:
    settings.ALERT_DEFAULT_CHANNELS = ["console"]


def test_the_office_reads_filters_and_pages(cast: Cast) -> None:
    api = Api(key=make_token(cast.office))
    names = [one["username"] for one in api.get("accounts/").results]
    assert names == sorted(names)
    assert {"office", "leader", "duty", "auditor"} <= set(names)
    assert [one["username"] for one in api.get("accounts/?unit=dag").results] == ["routine-leader"]
    assert [one["username"] for one in api.get("accounts/?role=auditor").results] == ["auditor"]
    assert api.get("accounts/?role=king").status == 400
    one = api.get(f"accounts/{cast.duty.pk}/")
    assert (one["role"], one["unit"]["code"], one["state"]) == ("duty_person", "yjj", "waiting")
    assert "password" not in str(one.body)


def test_a_leader_has_the_own_duty_persons(cast: Cast) -> None:
    api = Api(key=make_token(cast.leader))
    assert [one["username"] for one in api.get("accounts/").results] == ["duty"]
    assert api.get(f"accounts/{cast.office.pk}/").status == 404
    assert api.post(f"accounts/{cast.routine_leader.pk}/act/", {"action": "deactivate"}).status == 404
    for wanted in ({"role": "unit_leader", "unit": "yjj"}, {"role": "duty_person", "unit": "dag"}):
        assert api.post("accounts/", {"name": "甲", **wanted}).status in (400, 403)


def test_an_account_is_made_and_invited_without_a_password(cast: Cast) -> None:
    api = Api(key=make_token(cast.office))
    person = cast.people["dag"][0]
    body = {"role": "duty_person", "unit": "dag", "person": str(person.pk), "login": person.mobile, "invite": True}
    made = api.post("accounts/", body)
    assert made.status == 201, made
    assert made.header("Location").endswith(f"/accounts/{made['id']}/")
    assert person.mobile not in str(made.body)
    assert AccountKey.objects.filter(user=made["id"]).count() == 1
    again = api.post("accounts/", body)
    assert again["code"] == "has_account"


def test_acts_are_named_and_come_back(cast: Cast) -> None:
    api = Api(key=make_token(cast.office))
    path = f"accounts/{cast.duty.pk}/act/"
    assert api.post(path, {"action": "deactivate", "reason": "借调"})["state"] == "closed"
    assert api.post(path, {"action": "invite"})["code"] == "account_closed"
    assert api.post(path, {"action": "reactivate"})["state"] == "waiting"
    for action in ("unlock", "end_sessions", "invite"):
        assert api.post(path, {"action": action}).status == 200
    assert api.post(path, {"action": "delete"}).status == 400


def test_a_key_never_touches_the_mighty(cast: Cast) -> None:
    api = Api(key=make_token(cast.office))
    other = User.objects.create_user("second", role="county_office", county=cast.county)
    for account in (cast.auditor, other):
        assert api.post(f"accounts/{account.pk}/act/", {"action": "invite"})["code"] == "session_required"
    assert api.post("accounts/", {"role": "county_office", "name": "甲"})["code"] == "session_required"


def test_scopes_are_asked(cast: Cast) -> None:
    reads = Api(key=make_token(cast.office, Scope.ACCOUNTS_READ))
    assert reads.get("accounts/").status == 200
    assert reads.post("accounts/", {"role": "duty_person", "unit": "dag", "name": "甲"}).status == 403
    assert Api(key=make_token(cast.office, Scope.ROSTER_READ)).get("accounts/").status == 403
    assert Api(key=make_token(cast.leader, Scope.ROSTER_WRITE)).get("accounts/").status == 403
