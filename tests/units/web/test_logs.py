"""Every answer has its number, and so has every line of the log; neither holds anything personal."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from django.test import Client

from tests.factories import make_cast
from units.web.logs import JsonLines
from units.web.request_ids import logger


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the handler of the settings would write, as it is logged."""
    written: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(JsonLines().format(record))

    handler = Handler()
    logging.getLogger().addHandler(handler)
    logger.setLevel(logging.INFO)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/login/", "/api/v1/units/", "/no/such/page/", "/livez", "/api/v1/none/"])
def test_every_answer_has_a_number_of_its_own_or_the_proxys(client: Client, path: str) -> None:
    first, second = client.get(path), client.get(path)
    assert first["X-Request-Id"] != second["X-Request-Id"]
    assert client.get(path, headers={"X-Request-Id": "from-the-proxy-1"})["X-Request-Id"] == "from-the-proxy-1"
    for forged in ("short", "a" * 65, "line\tbreak-in-it", "<script>alert(1)"):
        assert client.get(path, headers={"X-Request-Id": forged})["X-Request-Id"] != forged


@pytest.mark.django_db
def test_a_line_says_which_request_and_nothing_of_whom(client: Client, lines: list[str]) -> None:
    cast = make_cast()
    person = cast.people["yjj"][0]
    client.force_login(cast.office)
    answer = client.get(f"/people/{person.pk}/?q={person.name}&mobile=13812345678")
    (line,) = [json.loads(text) for text in lines if '"duty.requests"' in text]
    assert line["request_id"] == answer["X-Request-Id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "people/<uuid:pk>/", 200)
    assert {"at", "level", "ms"} <= line.keys()
    written = "".join(lines)
    for personal in (person.name, "13812345678", str(person.pk), cast.office.username):
        assert personal not in written


def test_what_an_exception_repeats_is_left_out(lines: list[str]) -> None:
    log = logging.getLogger("units")
    error = IntegrityError("duplicate key value\nDETAIL:  Failing row contains (7, 王强, 13812345678).")
    log.error("Saving 13812345678 of 36010219900101123X failed", exc_info=error)
    (line,) = map(json.loads, lines)
    assert line["message"] == "Saving 138****78 of 360102****123X failed"
    assert "王强" not in line["trace"]
    assert "13812345678" not in line["trace"]


@pytest.mark.django_db
def test_what_somebody_signed_in_sees_is_kept_by_no_cache(client: Client) -> None:
    cast = make_cast()
    assert client.get("/manifest.webmanifest")["Cache-Control"] == "max-age=3600"
    client.force_login(cast.office)
    for path in ("/", f"/people/{cast.people['yjj'][0].pk}/", "/my/", "/audit/", "/api/v1/people/"):
        assert client.get(path)["Cache-Control"] == "private, no-store", path
