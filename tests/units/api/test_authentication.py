from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.api_client import Api
from tests.factories import Cast, make_cast, make_token
from units.enums import Scope
from units.models import ApiToken


def test_without_login_401_says_how_to_log_in(cast: Cast) -> None:
    answer = Api().get("units/")

    assert (answer.status, answer["code"]) == (401, "not_authenticated")
    assert answer.header("WWW-Authenticate").startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nonsense", "Bearer duty_" + "x" * 43, "bearer é", "Bearer a b"]
)
def test_a_key_that_opens_nothing(cast: Cast, header: str) -> None:
    answer = Api().get("units/", headers={"Authorization": header})

    assert (answer.status, answer["code"]) == (401, "invalid_token")
    assert answer.header("WWW-Authenticate").startswith("Bearer")


@pytest.mark.parametrize("end", ["revoked", "expired", "inactive user"])
def test_what_ends_a_token_bites_on_the_next_request(cast: Cast, end: str) -> None:
    api = Api(key=make_token(cast.leader))
    assert api.get("units/").status == 200

    now = timezone.now()
    if end == "revoked":
        ApiToken.objects.update(revoked_at=now)
    elif end == "expired":
        ApiToken.objects.update(expires_at=now)
    else:
        cast.leader.is_active = False
        cast.leader.save()

    assert api.get("units/")["code"] == "invalid_token"


def test_a_demoted_user_loses_scopes_on_the_next_request(cast: Cast) -> None:
    api = Api(key=make_token(cast.office))
    assert api.get("audit-events/").status == 200

    cast.office.role = "duty_person"
    cast.office.unit = cast.emergency
    cast.office.save()

    assert api.get("audit-events/")["code"] == "insufficient_scope"


def test_a_token_has_at_most_its_scopes(cast: Cast) -> None:
    answer = Api(key=make_token(cast.office, Scope.CONTACTS_READ)).get("units/")

    assert (answer.status, answer["code"], answer["details"]) == (403, "insufficient_scope", {"scope": "roster:read"})
    assert "roster:read" in answer["detail"]


def test_a_token_sees_at_most_its_units(cast: Cast) -> None:
    api = Api(key=make_token(cast.office, units=[cast.routine]))

    assert [unit["code"] for unit in api.get("units/").results] == ["dag"]
    assert api.get("units/yjj/").status == 404
    assert {person["unit"]["code"] for person in api.get("people/").results} == {"dag"}


def test_a_token_costs_one_query_and_a_note_a_minute(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api = Api(key=make_token(cast.office))
    with django_assert_num_queries(3):  # token, note, units
        api.get("units/")
    with django_assert_num_queries(2):
        api.get("units/")
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=1))
    with django_assert_num_queries(3):
        api.get("units/")


def test_a_browser_needs_its_csrf_token_to_write(cast: Cast) -> None:
    body = {"name": "端午", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}
    browser = Api(user=cast.office, csrf=True)

    refused = browser.post("duty-periods/", body)
    assert (refused.status, refused["code"]) == (403, "csrf_failed")

    token = "a" * 32
    browser.client.cookies["csrftoken"] = token
    assert browser.post("duty-periods/", body, headers={"X-CSRFToken": token}).status == 201


def test_a_token_needs_none(cast: Cast) -> None:
    api = Api(key=make_token(cast.office), csrf=True)
    body = {"name": "端午", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}

    assert api.post("duty-periods/", body).status == 201


def test_an_inactive_session_is_no_login(cast: Cast) -> None:
    browser = Api(user=cast.office)
    cast.office.is_active = False
    cast.office.save()

    assert browser.get("units/").status == 401


def test_tokens_are_listed_without_their_keys_and_revoked(cast: Cast, leader: Api) -> None:
    key = make_token(cast.leader, Scope.ROSTER_READ, units=[cast.emergency], days=3)
    mine = leader.get("tokens/").results

    assert {token["user"] for token in mine} == {"leader"}
    newest = mine[0]
    assert (newest["scopes"], newest["units"], newest["prefix"]) == (["roster:read"], ["yjj"], key[:12])
    assert key not in leader.get("tokens/").text

    browser = Api(user=cast.leader)
    assert browser.post(f"tokens/{newest['id']}/revoke/")["revoked_at"] is not None
    assert browser.post(f"tokens/{newest['id']}/revoke/").status == 200
    assert Api(key=key).get("units/").status == 401


def test_a_token_ends_itself_and_no_other(cast: Cast, leader: Api) -> None:
    small = Api(key=make_token(cast.leader, Scope.REVIEWS_READ))
    own, other = (token["id"] for token in small.get("tokens/").results)

    assert small.post(f"tokens/{other}/revoke/")["code"] == "session_required"
    assert small.post(f"tokens/{own}/revoke/").status == 200
    assert small.get("tokens/").status == 401
    assert leader.get("units/").status == 200


def test_the_signed_in_office_ends_any_token_of_its_county(cast: Cast, leader: Api) -> None:
    other = make_cast("xf", "信丰县")
    make_token(other.office)
    theirs = str(ApiToken.objects.get(user=other.office).pk)
    leaders = str(ApiToken.objects.get(user=cast.leader).pk)
    browser = Api(user=cast.office)

    assert [token["id"] for token in browser.get("tokens/").results] == [leaders]
    assert browser.post(f"tokens/{theirs}/revoke/").status == 404
    assert Api(user=cast.routine_leader).post(f"tokens/{leaders}/revoke/").status == 404
    assert browser.post(f"tokens/{leaders}/revoke/").status == 200
    assert leader.get("units/").status == 401
