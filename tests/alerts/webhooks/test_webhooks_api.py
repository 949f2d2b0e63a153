"""Webhooks through the API: the secret once, deliveries to be seen and sent again, the office alone."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from alerts.models import Webhook
from alerts.webhooks.services import webhooks
from tests.api_client import Api
from tests.factories import Cast, make_token
from units.models import IdempotencyKey

NEW = {"name": "市平台", "url": "http://127.0.0.1:9/hook", "events": ["incident.reported", "check.missed"]}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = True


def made(office: Api, **fields: Any) -> dict[str, Any]:
    answer = office.post("webhooks/", NEW | fields)
    assert answer.status == 201, answer
    return dict(answer.body)


def test_created_with_a_secret_that_is_never_shown_again(office: Api) -> None:
    body = made(office)
    assert body["secret"].startswith("whsec_")
    assert (body["events"], body["units"], body["version"]) == (NEW["events"], None, 1)
    for answer in (office.get("webhooks/"), office.get(f"webhooks/{body['id']}/")):
        assert "whsec_" not in answer.text


def test_bound_to_units_and_unknown_ones_refused(office: Api) -> None:
    assert [unit["code"] for unit in made(office, units=["dag"])["units"]] == ["dag"]
    assert office.post("webhooks/", NEW | {"units": ["nowhere"]}).status == 400


def test_a_token_bound_to_a_unit_subscribes_to_that_unit_and_sees_no_other(cast: Cast, office: Api) -> None:
    bound = Api(key=make_token(cast.office, "alerts:read", "alerts:write", units=[cast.routine]))  # type: ignore[arg-type]
    of_county = made(office)
    own = made(bound)
    assert [unit["code"] for unit in own["units"]] == ["dag"]
    assert [row["id"] for row in bound.get("webhooks/").results] == [own["id"]]
    assert bound.get(f"webhooks/{of_county['id']}/").status == 404


def test_the_same_key_makes_one_webhook_and_gives_the_same_secret(office: Api) -> None:
    first = office.post("webhooks/", NEW, headers={"Idempotency-Key": "a1"})
    second = office.post("webhooks/", NEW, headers={"Idempotency-Key": "a1"})
    assert first.body == second.body
    assert Webhook.objects.count() == 1
    assert first["secret"] not in str(list(IdempotencyKey.objects.values()))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "https://10.0.0.1/"),
        ("url", "not an address"),
        ("events", []),
        ("events", ["ping"]),
        ("name", ""),
        ("scope", 1),
    ],
)
def test_refused(office: Api, settings: Settings, field: str, value: Any) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = False
    answer = office.post("webhooks/", NEW | {"url": "https://93.184.216.34/"} | {field: value})
    assert answer.status == 400
    assert answer.body["errors"][0]["pointer"].startswith(f"#/{field}")


def test_rotated(office: Api) -> None:
    body = made(office)
    rotated = office.post(f"webhooks/{body['id']}/rotate/", {"overlap_hours": 1})
    assert rotated["secret"] != body["secret"]
    assert rotated["previous_until"]
    assert office.post(f"webhooks/{body['id']}/rotate/", {"overlap_hours": 1000}).status == 400


def test_changed_under_its_version(office: Api) -> None:
    body = made(office)
    path = f"webhooks/{body['id']}/"
    tag = office.get(path).header("ETag")
    assert office.patch(path, {"name": "省平台"}, headers={"If-Match": tag})["name"] == "省平台"
    assert office.patch(path, {"name": "市平台"}, headers={"If-Match": tag}).status == 412


def test_a_ping_is_a_delivery_that_can_be_sent_again(office: Api) -> None:
    path = f"webhooks/{made(office)['id']}/"
    ping = office.post(f"{path}ping/")
    assert (ping.status, ping["event"], ping["state"]) == (201, "ping", "pending")
    assert office.get(f"{path}deliveries/").results == [ping.body]
    assert office.get(f"{path}deliveries/?state=dead").results == []
    assert office.get(f"{path}deliveries/{ping['id']}/").body == ping.body
    assert office.post(f"{path}deliveries/{ping['id']}/redeliver/")["event_id"] == ping["event_id"]


def test_a_delivery_belongs_to_its_webhook(office: Api) -> None:
    ping = office.post(f"webhooks/{made(office)['id']}/ping/")
    other = made(office)["id"]
    assert office.get(f"webhooks/{other}/deliveries/{ping['id']}/").status == 404
    assert office.post(f"webhooks/{other}/deliveries/{ping['id']}/redeliver/").status == 404


def test_revoked(office: Api) -> None:
    body = made(office)
    assert office.post(f"webhooks/{body['id']}/revoke/")["revoked_at"]
    assert office.post(f"webhooks/{body['id']}/ping/").status == 409
    assert office.get("webhooks/?revoked=false").results == []


def test_mirrored_by_what_changed(office: Api) -> None:
    body = made(office)
    since = body["updated_at"].replace("+", "%2B")
    assert len(office.get(f"webhooks/?updated_since={since}").results) == 1
    assert office.get("webhooks/?updated_since=2030-01-01T00:00:00%2B08:00").results == []


def test_units_and_auditors_are_kept_out(leader: Api, duty: Api, cast: Cast) -> None:
    for api in (leader, duty):
        assert api.get("webhooks/").status == 403
        assert api.post("webhooks/", NEW).status == 403


def test_queries_do_not_grow(office: Api, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(6):
        webhooks.create_webhook(
            county=cast.county, name=f"平台{number}", url=NEW["url"], events=NEW["events"], units=[cast.routine],  # type: ignore[arg-type]
            by=cast.office,
        )  # fmt: skip
    with django_assert_max_num_queries(8):
        assert len(office.get("webhooks/").results) == 6
