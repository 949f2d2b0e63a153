"""Anything may come in: the answer is a clear 4xx, never a 500."""

from typing import Any

import pytest

from tests.api_client import Api
from tests.factories import Cast

PERIOD = {"name": "端午", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}


def named(answer: Any) -> list[str]:
    return [error.get("parameter", error.get("pointer")) for error in answer["errors"]]


@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        ("units/", {"nonsense": "1"}, "nonsense"),
        ("units/", {"tier": "fourth"}, "tier"),
        ("units/", {"at": "2026-06-19T20:00:00"}, "at"),
        ("units/", {"at": "2026-06-19"}, "at"),
        ("units/", {"at": "2026-06-19T24:00:00+08:00"}, "at"),
        ("units/", {"at": "0000-06-19T20:00:00+08:00"}, "at"),
        ("units/", {"at": "0001-01-01T00:00:00+08:00"}, "at"),
        ("units/", {"at": "9999-12-31T23:59:59-08:00"}, "at"),
        ("units/", {"at": "２０２６-06-19T20:00:00+08:00"}, "at"),
        ("units/", {"at": "2026-06-19T20:00:00+08:00\x00"}, "at"),
        ("units/", {"page_size": "1000000000"}, "page_size"),
        ("units/", {"page_size": "201"}, "page_size"),
        ("units/", {"page_size": "0"}, "page_size"),
        ("units/", {"page_size": "-1"}, "page_size"),
        ("units/", {"page_size": "9" * 5000}, "page_size"),
        ("units/", {"page_size": "NaN"}, "page_size"),
        ("units/", {"cursor": "nonsense"}, "cursor"),
        ("units/", {"cursor": "x" * 600}, "cursor"),
        ("people/", {"unit": "nowhere"}, "unit"),
        ("people/", {"unit": "a\x00b"}, "unit"),
        ("people/", {"active_at": "tomorrow"}, "active_at"),
        ("calendar-days/", {"from": "2026-06-22", "to": "2026-06-19"}, "to"),
        ("calendar-days/", {"from": "1900-01-01", "to": "2900-01-01"}, "to"),
        ("calendar-days/", {"from": "2026-02-30"}, "from"),
        ("calendar-days/", {"from": "9999-01-01"}, "from"),
        ("calendar-days/", {"kind": "birthday"}, "kind"),
        ("policies/resolve/", {"tier": "hub", "post": "leader"}, "at"),
        ("policies/resolve/", {"tier": "hub", "post": "\x00", "at": "2026-06-19T20:00:00+08:00"}, "post"),
        ("policies/resolve/", {"tier": "hub", "post": "king", "at": "2026-06-19T20:00:00+08:00"}, "post"),
        ("policies/resolve/", {"tier": "hub", "post": "leader", "at": "1950-06-19T20:00:00+08:00"}, "at"),
        ("assignments/", {"period": "not-a-uuid"}, "period"),
        ("assignments/", {"period": "00000000-0000-0000-0000-000000000000"}, "period"),
        ("assignments/", {"person": "00000000-0000-0000-0000-000000000000"}, "person"),
        ("assignments/", {"vacant": "perhaps"}, "vacant"),
        ("assignments/", {"updated_since": "2026-06-19"}, "updated_since"),
        ("assignments/", {"from": "2026-06-19T08:00:00+08:00", "to": "2026-06-19T00:00:00Z"}, "to"),
        ("shifts/", {"updated_since": "2026-06-19T08:00:00+08:00"}, "updated_since"),
        ("rosters/", {"state": "published"}, "state"),
        ("duty-periods/", {"state": "secret"}, "state"),
        ("on-duty/", {"unit": "nowhere"}, "unit"),
        ("on-duty/", {"unit": "\x00"}, "unit"),
        ("on-duty/", {"include": "phone"}, "include"),
        ("audit-events/", {"object_id": "x" * 65}, "object_id"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(office: Api, path: str, query: dict[str, str], parameter: str) -> None:
    answer = office.get(path, query=query)

    assert answer.status == 400, answer
    assert named(answer) == [parameter]
    assert answer["detail"]


def test_a_repeated_parameter(office: Api) -> None:
    assert named(office.get("units/?tier=hub&tier=hub")) == ["tier"]


def test_a_plus_sign_nobody_escaped(office: Api) -> None:
    assert office.get("units/?at=2026-06-19T20:00:00+08:00").status == 200


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"colour": "red"}, "#/colour"),
        ({"name": ""}, "#/name"),
        ({"name": "长" * 10_000}, "#/name"),
        ({"name": None}, "#/name"),
        ({"name": ["端午"]}, "#/name"),
        ({"name": {"zh": "端午"}}, "#/name"),
        ({"kind": "party"}, "#/kind"),
        ({"first_day": "2026-6-19"}, "#/first_day"),
        ({"first_day": 20260619}, "#/first_day"),
        ({"first_day": "0000-01-01"}, "#/first_day"),
        ({"last_day": "9999-12-31"}, "#/last_day"),
        ({"last_day": "2026-06-18"}, "#/last_day"),
        ({"last_day": "2028-06-18", "kind": "special"}, "#/last_day"),
        ({"filing_deadline": "2026-06-17T12:00:00"}, "#/filing_deadline"),
        ({"filing_deadline": "2026-06-17T24:00:00+08:00"}, "#/filing_deadline"),
    ],
)
def test_a_wrong_field_is_pointed_at(office: Api, change: dict[str, Any], pointer: str) -> None:
    answer = office.post("duty-periods/", PERIOD | change)

    assert answer.status == 400, answer
    assert named(answer) == [pointer]


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "invalid"),
        (b"{", 400, "malformed_body"),
        (b"[]", 400, "malformed_body"),
        (b"null", 400, "malformed_body"),
        (b'"text"', 400, "malformed_body"),
        (b"7", 400, "malformed_body"),
        (b'{"name": NaN}', 400, "malformed_body"),
        (b'{"name": Infinity}', 400, "malformed_body"),
        (b'{"name": 1e999}', 400, "malformed_body"),
        (b'{"name": ' + b"9" * 5000 + b"}", 400, "malformed_body"),
        (b'{"name": "\\u0000"}', 400, "malformed_body"),
        (b'{"name": "\\ud800"}', 400, "malformed_body"),
        (b'{"\\ud800": 1}', 400, "malformed_body"),
        (b'{"name": "a", "name": "b"}', 400, "malformed_body"),
        (b'{"name": "\xff\xfe"}', 400, "malformed_body"),
        ('{"name": "端午"}'.encode("gb18030"), 400, "malformed_body"),
        (b"[" * 200_000, 400, "malformed_body"),
        (b'{"a":' * 100_000, 400, "malformed_body"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, 400, "malformed_body"),
        (b" " * (1024 * 1024 + 1), 413, "body_too_large"),
        (b"x" * (50 * 1024 * 1024), 413, "body_too_large"),
    ],
    ids=[
        "no body",
        "half a body",
        "a list",
        "null",
        "text",
        "a number",
        "NaN",
        "Infinity",
        "1e999",
        "5000 digits",
        "NUL",
        "lone surrogate",
        "lone surrogate as a name",
        "a name twice",
        "no UTF-8",
        "GB18030",
        "200,000 brackets",
        "100,000 objects",
        "50 objects deep",
        "over a megabyte",
        "fifty megabytes",
    ],
)
def test_a_body_that_is_no_object(office: Api, raw: bytes, status: int, code: str) -> None:
    answer = office.post("duty-periods/", raw=raw)

    assert (answer.status, answer["code"]) == (status, code), answer


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "application/xml",
        "x",
        "application/json; charset=nonsense",
    ],
)
def test_another_content_type(office: Api, content_type: str) -> None:
    answer = office.post("duty-periods/", raw=b"name=x", content_type=content_type)

    assert answer.status in (400, 415), answer


@pytest.mark.parametrize(
    "path",
    [
        "nowhere/",
        "units/%00/",
        "units/%ff/",
        "units/" + "x" * 3000 + "/",
        "units/../people/",
        "calendar-days/2026-02-30/",
        "calendar-days/0000-01-01/",
        "calendar-days/%00/",
        "policies/" + "9" * 5000 + "/",
        "policies/99999999999999999999/",
        "people/not-a-uuid/",
        "people/00000000-0000-0000-0000-000000000000/",
        "duty-periods/00000000-0000-0000-0000-000000000000/revisions/1/diff/",
    ],
)
def test_an_address_of_nothing(office: Api, path: str) -> None:
    answer = office.get(path)

    assert (answer.status, answer["code"]) == (404, "not_found")


def test_another_method(office: Api) -> None:
    assert [
        office.call(method, "on-duty/").status for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")
    ] == [405] * 6


def test_another_format(office: Api) -> None:
    assert office.get("units/", headers={"Accept": "text/html"}).status == 406


def test_a_forged_host(office: Api) -> None:
    assert office.get("units/", headers={"Host": "evil.example"}).status == 400


def test_a_write_without_the_slash_keeps_its_sentence(office: Api) -> None:
    assert office.post("duty-periods", PERIOD).status == 404


def test_an_action_takes_no_body(office: Api) -> None:
    period = office.post("duty-periods/", PERIOD).header("Location")

    assert named(office.post(f"{period}open/", {"force": True})) == ["#/force"]
    assert named(office.post(f"{period}open/?force=1")) == ["force"]


@pytest.mark.parametrize(
    "name", ["𠮷𬱖值班", "👍🏽端午", "\u202e倒写", "零\u200b宽", "O'Brien; DROP TABLE", "<script>alert(1)</script>"]
)
def test_rare_characters_come_back_as_they_went(cast: Cast, office: Api, name: str) -> None:
    created = office.post("duty-periods/", PERIOD | {"name": name})

    assert created["name"] == name
    assert office.get(created.header("Location"))["name"] == name


def test_sentences_in_the_language_asked_for(office: Api) -> None:
    chinese = office.get("units/nowhere/", headers={"Accept-Language": "zh-CN,zh;q=0.9"})

    assert chinese["detail"] == "地址不对，或者内容不在您的查看范围内。"
    assert chinese["title"] == "没有找到"


def test_a_failure_of_ours_is_a_problem_too(office: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError("a secret of the inside")

    monkeypatch.setattr("units.api.nouns.page_of_rows", fail)
    answer = office.get("units/")

    assert (answer.status, answer["code"]) == (500, "server_error")
    assert "secret" not in answer.text
