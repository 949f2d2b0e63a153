"""Requests as no browser sends them: methods, paths, headers and bodies of scanners."""

from typing import Any

import pytest
from django.test import Client

from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, make_token
from units.models import Unit

pytestmark = pytest.mark.django_db
API = "/api/v1/"
PERIOD = b'{"name": "\xe7\xab\xaf\xe5\x8d\x88", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}'
PATHS = {
    "up and out": "/../../../../etc/passwd",
    "up and out, escaped": "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "up and out, escaped twice": "/%252e%252e/%252e%252e/etc/passwd",
    "out of static files": "/static/../../rostering/settings.py",
    "out of static files, escaped": "/static/%2e%2e/%2e%2e/rostering/settings.py",
    "out of static files, escaped twice": "/static/..%252f..%252frostering/settings.py",
    "out of static files, backslashes": "/static/..\\..\\rostering\\settings.py",
    "overlong utf-8": "/static/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    "out of the handbook's pictures": "/help/pictures/../../../rostering/settings.py",
    "absolute in the middle": "/static//etc/passwd",
    "parameter of a servlet": "/units/..;/audit/",
    "repository": "/.git/config",
    "environment": "/.env",
    "administration": "/admin/",
    "debug page": "/__debug__/",
    "files of evidence": "/media/evidence/",
    "nul": "/units/yjj%00.html",
    "nul in a page of one row": "/units/%00/",
    "ten thousand characters": "/units/" + "a" * 10_000 + "/",
}


@pytest.mark.parametrize("attack", PATHS)
def test_a_path_leads_out_of_nothing(cast: Cast, attack: str) -> None:
    for browser in (Client(raise_request_exception=False), browser_of(cast.office)):
        answer: Any = browser.get(PATHS[attack])
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        # Sent to the sign-in page, or to the same address with a slash.
        assert answer.status_code in (301, 302, 400, 404), answer.status_code
        assert b"SECRET_KEY" not in told
        assert b"root:" not in told


OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method")


@pytest.mark.parametrize("header", OVERRIDES)
def test_a_method_is_what_the_first_line_says(cast: Cast, header: str) -> None:
    made = Unit.objects.create(county=cast.county, code="leer", name="空单位")
    api = Api(key=make_token(cast.office))

    assert api.get(f"units/{made.code}/", headers={header: "DELETE"}).status == 200
    assert browser_of(cast.office).get(f"/units/{made.code}/", headers={header: "POST"}).status_code == 200
    assert browser_of(cast.office).post(f"/units/{made.code}/?_method=DELETE", {"_method": "DELETE"}).status_code != 302
    assert Unit.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "G\tET"])
@pytest.mark.parametrize("path", ["/logout/", "/api/v1/duty-periods/00000000-0000-0000-0000-000000000000/publish/"])
def test_no_other_method_reaches_a_write(cast: Cast, method: str, path: str) -> None:
    client = browser_of(cast.office)
    answer = client.generic(method, path)

    # What a page of Django's answers to OPTIONS is what it takes.
    assert answer.status_code == 405 or (method, answer.content) == ("OPTIONS", b"")
    assert client.get("/units/").status_code == 200


BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "utf-16": ('{"name": "端午"}'.encode("utf-16"), {}),
    "utf-16 by name": ('{"name": "端午"}'.encode("utf-16"), {"CONTENT_TYPE": "application/json; charset=utf-16"}),
    "utf-7": (b'{"name": "+eq9TRA-", "kind": "+ADw-script+AD4-"}', {"CONTENT_TYPE": "application/json; charset=utf-7"}),
    "byte order mark": (b"\xef\xbb\xbf" + PERIOD, {}),
    "compressed": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", {"HTTP_CONTENT_ENCODING": "gzip"}),
    "length is no number": (PERIOD, {"CONTENT_LENGTH": "abc"}),
    "length is negative": (PERIOD, {"CONTENT_LENGTH": "-1"}),
    "length is a fraction": (PERIOD, {"CONTENT_LENGTH": "1e2"}),
    "length is shorter": (PERIOD, {"CONTENT_LENGTH": "10"}),
    "in pieces without a length": (PERIOD[:-1], {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}),
    "a form that says json": (b"name=x&kind=holiday", {}),
    "json that says form": (PERIOD, {"CONTENT_TYPE": "application/x-www-form-urlencoded"}),
    "parts without a boundary": (PERIOD, {"CONTENT_TYPE": "multipart/form-data"}),
    "parts with an endless boundary": (PERIOD, {"CONTENT_TYPE": "multipart/form-data; boundary=" + "a" * 5000}),
    "two thousand fields": (b"&".join(b"f%d=1" % at for at in range(2000)), {"CONTENT_TYPE": "application/x-www-form-urlencoded"}),
    "keys that Python knows": (b'{"__proto__": {}, "constructor": {}, "__class__": 1}', {}),
}  # fmt: skip


@pytest.mark.parametrize("attack", BODIES)
def test_a_body_is_read_or_refused(cast: Cast, attack: str) -> None:
    raw, given = BODIES[attack]
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {make_token(cast.office)}"})
    signed_in = browser_of(cast.office)
    headers = {"CONTENT_TYPE": "application/json", **given}

    by_api = client.generic("POST", f"{API}duty-periods/", raw, **headers)  # type: ignore[arg-type]
    by_page = signed_in.generic("POST", "/rosters/periods/new/", raw, **headers)  # type: ignore[arg-type]
    assert by_api.status_code in (400, 413, 415), by_api.content
    assert by_api["Content-Type"] == "application/problem+json"
    assert by_page.status_code in (200, 400), by_page.status_code


HEADERS = {
    "a language of ten thousand characters": {"Accept-Language": "zh-" * 4000},
    "a language that is none": {"Accept-Language": "../../etc/passwd;q=abc"},
    "an answer that is none": {"Accept": "*/*;q=abc, ;;;"},
    "a cookie that is none": {"Cookie": "sessionid=' OR 1=1 --; csrftoken=\x7f; django_language=../../x; text_size=<b>"},
    "a session of ten thousand characters": {"Cookie": "sessionid=" + "a" * 10_000},
    "no utf-8 in a cookie": {"Cookie": "sessionid=\xff\xfe\xed\xa0\x80"},
    "a key of ten thousand characters": {"Authorization": "Bearer " + "a" * 10_000},
    "a key with a blank": {"Authorization": "Bearer  duty_x duty_y"},
    "a key that is no text": {"Authorization": "Bearer \xff\xfe"},
    "a version that is none": {"If-Match": '"', "If-None-Match": "W/"},
    "a range": {"Range": "bytes=0-0,1-1,2-2,-5"},
    "a date that is none": {"If-Modified-Since": "31 Feb 9999 25:61:61 GMT"},
    "a number of its own": {"X-Request-Id": "a\tb <script> %s {{7*7}}"},
    "a fragment that is none": {"HX-Request": "true", "HX-Current-URL": "javascript:alert(1)", "HX-Target": "x" * 5000},
    "an address that is none": {"X-Forwarded-For": "' OR 1=1, ::ffff:x, 999.1.1.1", "X-Forwarded-Proto": "javascript"},
}  # fmt: skip


@pytest.mark.parametrize("attack", HEADERS)
def test_a_header_breaks_nothing(cast: Cast, attack: str) -> None:
    office = browser_of(cast.office)
    for client, path in (
        (office, "/units/"),
        (office, f"{API}units/"),
        (Client(raise_request_exception=False), "/login/"),
    ):
        answer = client.get(path, headers=HEADERS[attack])
        assert answer.status_code < 500, path
        said = str(answer.headers)
        assert "<script>" not in said
        assert "passwd" not in said


@pytest.mark.parametrize("held", ["*", '""', '"x"', 'W/"x"', '"' + "a" * 5000 + '"', '"a", "b"', "\xff"])
def test_a_version_is_matched_or_the_write_refused(cast: Cast, held: str) -> None:
    """Only `*` and the version that stands let a write through."""
    api = Api(key=make_token(cast.office))
    answer = api.patch("units/yjj/", {"address": "河边路"}, headers={"If-Match": held})

    assert answer.status == (200 if held == "*" else 412), answer
    assert (api.get("units/yjj/")["address"] == "河边路") is (held == "*")
