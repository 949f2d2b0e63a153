"""Bodies are compressed for whoever takes that, unless they hold what no cache may keep."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.factories import Cast
from units.web.compressing import Compressed

TAKES = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("headers", "is_compressed"),
    [
        ({"Content-Type": "text/html; charset=utf-8"}, True),
        ({"Content-Type": "application/problem+json"}, True),
        ({"Content-Type": "text/html", "Cache-Control": "max-age=0, no-cache, no-store, private"}, False),
        ({"Content-Type": "application/pdf"}, False),
    ],
)
def test_only_what_holds_no_secret_is_compressed(headers: dict[str, str], is_compressed: bool) -> None:
    request, page = RequestFactory().get("/", headers=TAKES), HttpResponse("值班" * 500, headers=headers)
    answer = Compressed(lambda _request: page).process_response(request, page)
    assert (answer.get("Content-Encoding") == "gzip") is is_compressed


def test_the_same_page_has_another_length_each_time(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    answers = [client.get("/", headers=TAKES) for _ in range(5)]
    assert 'id="board"' in gzip.decompress(answers[0].content).decode()
    assert len({len(answer.content) for answer in answers}) > 1
