"""R14: the same Idempotency-Key → the same response, one object."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rostering.models import DutyPeriod
from tests.api_client import Answer, Api
from tests.concurrency import outcomes
from tests.factories import Cast, make_cast, make_token
from units.errors import RuleViolation
from units.models import IdempotencyKey

PERIOD = {"name": "端午", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}
KEYED = {"Idempotency-Key": "one"}


def create(api: Api, **change: Any) -> Answer:
    return api.post("duty-periods/", PERIOD | change, headers=KEYED)


def test_the_same_request_gets_the_same_answer_and_makes_one_object(cast: Cast, office: Api) -> None:
    first, again = create(office), create(office)

    assert (first.status, again.status) == (201, 201)
    assert again.text == first.text
    assert again.header("Location") == first.header("Location")
    assert again.header("ETag") == first.header("ETag")
    assert DutyPeriod.objects.count() == 1


def test_spacing_and_order_of_the_body_are_no_difference(cast: Cast, office: Api) -> None:
    first = create(office)
    again = office.post(
        "duty-periods/",
        raw=b'{"last_day": "2026-06-21",  "kind":"holiday", "first_day":"2026-06-19", "name":"\xe7\xab\xaf\xe5\x8d\x88"}',
        headers=KEYED,
    )

    assert again.text == first.text


def test_another_body_or_address_under_the_key_is_refused(cast: Cast, office: Api) -> None:
    first = create(office)

    other = create(office, name="中秋")
    assert (other.status, other["code"]) == (422, "idempotency_key_reused")
    assert office.post(f"{first.header('Location')}open/", headers=KEYED).status == 422
    assert DutyPeriod.objects.count() == 1


def test_a_refusal_is_an_answer_too(cast: Cast, office: Api) -> None:
    create(office)
    clash = {"Idempotency-Key": "two"}
    refused = office.post("duty-periods/", PERIOD, headers=clash)
    DutyPeriod.objects.all().delete()

    again = office.post("duty-periods/", PERIOD, headers=clash)
    assert (refused.status, refused["code"]) == (409, "period_overlap")
    assert (again.status, again.text) == (409, refused.text)


def test_keys_belong_to_one_client(cast: Cast, office: Api) -> None:
    first = create(office)
    other = create(Api(key=make_token(cast.office)), kind="special")
    browser = create(Api(user=cast.office), kind="weekend")

    assert len({answer["id"] for answer in (first, other, browser)}) == 3


def test_while_it_runs_409(cast: Cast, office: Api) -> None:
    create(office)
    IdempotencyKey.objects.update(status=None, body="", claimed_at=timezone.now())

    waiting = create(office)
    assert (waiting.status, waiting["code"]) == (409, "idempotency_key_running")


def test_a_claim_whose_process_died_is_taken_over(cast: Cast, office: Api) -> None:
    create(office)
    DutyPeriod.objects.all().delete()
    IdempotencyKey.objects.update(status=None, body="", claimed_at=timezone.now() - timedelta(seconds=61))

    assert create(office).status == 201


def test_a_failure_of_ours_frees_the_key_and_leaves_nothing(
    cast: Cast, office: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        # After the work, before the answer: work and answer are one transaction.
        broken.setattr("units.api.nouns.tagged", lambda *_a, **_k: 1 / 0)
        assert create(office).status == 500
    assert not IdempotencyKey.objects.exists()
    assert not DutyPeriod.objects.exists()

    assert create(office).status == 201


def test_a_busy_moment_is_no_answer(cast: Cast, office: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**_kwargs: object) -> None:
        raise RuleViolation("busy", "busy")

    with monkeypatch.context() as broken:
        broken.setattr("rostering.periods.services.periods.create_period", busy)
        assert create(office)["code"] == "busy"

    assert create(office).status == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "with space", "é"])
def test_a_key_that_is_none(cast: Cast, office: Api, key: str) -> None:
    answer = office.post("duty-periods/", PERIOD, headers={"Idempotency-Key": key})

    assert (answer.status, answer["code"]) == (400, "invalid_idempotency_key")


def test_old_answers_are_forgotten(cast: Cast, office: Api) -> None:
    create(office)
    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(days=8))

    assert create(office)["code"] == "period_overlap"
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_make_one_object() -> None:
    cast = make_cast()
    key = make_token(cast.office)

    answers = outcomes([lambda: create(Api(key=key))] * 16)

    assert {answer.status for answer in answers} <= {201, 409}
    assert {answer["code"] for answer in answers if answer.status == 409} <= {"idempotency_key_running"}
    assert len({answer.text for answer in answers if answer.status == 201}) == 1
    assert DutyPeriod.objects.count() == 1
    assert create(Api(key=key)).status == 201
