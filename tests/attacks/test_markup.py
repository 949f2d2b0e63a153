"""Markup, templates and formats in everything that people type: shown as it was typed, on every page."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests.access.table import Expect
from tests.access.test_matrix import API_BASE, PARAMETER, TABLE, filled
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture
from tests.snapshots import HEARD, SILENCED
from units.rows.sealed import SealedField

pytestmark = pytest.mark.django_db
ATTACK = """"'><img src=x onerror=alert(1)></script>{{7*7}}%(x)s{x}${7*7}"""
RAW = "<img src=x onerror"
INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>\s*\S|\son\w+=\"|javascript:")
SHORTEST = len(ATTACK)
# Read by programs: words of tables, addresses, digests, what rows are called by.
PLAIN = re.compile(
    r"code|key|digest|hash|kind|state|tier|post|purpose|channel|scope|username|password|url|path|event|action|token"
)


def typed_fields() -> Iterator[tuple[str, str]]:
    """Table and column of what people type: text without choices, long enough, no word of ours."""
    for model in apps.get_models():
        if model._meta.app_label not in ("units", "rostering", "alerts") or not model._meta.managed:
            continue
        for field in model._meta.local_fields:
            is_text = type(field) in (models.CharField, models.TextField) and not isinstance(field, SealedField)
            is_long = field.max_length is None or field.max_length >= SHORTEST
            if (
                is_text
                and is_long
                and not (field.choices or field.unique or field.primary_key or PLAIN.search(field.name))
            ):
                yield model._meta.db_table, str(field.column)


def fill_all() -> int:
    """How many columns say the attack in every row that says anything."""
    filled_in = 0
    with connection.cursor() as cursor:
        cursor.execute(SILENCED)
        for table, column in typed_fields():
            try:
                with transaction.atomic():
                    sql = f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" <> %s'  # noqa: S608 - our own names
                    cursor.execute(sql, [ATTACK, ""])
                    filled_in += cursor.rowcount > 0
            except DatabaseError:
                # A rule of the table's own refuses it, as it refuses whoever types it.
                continue
        cursor.execute(HEARD)
    return filled_in


def pages(world: World, actor: str) -> Iterator[tuple[str, Any]]:
    browser = world.signed_in(actor)
    for route, methods in TABLE.items():
        expect = methods.get("GET")
        if expect is None or route.startswith(API_BASE):
            continue
        path = "/" + PARAMETER.sub(partial(_filled, world, expect), route)
        with transaction.atomic():
            yield route, browser.get(path, expect.query)
            transaction.set_rollback(True)


def _filled(world: World, expect: Expect, match: re.Match[str]) -> str:
    return filled(world, match, expect, "own")


def test_what_was_typed_is_text_on_every_page(world: World) -> None:
    wrong, shown = [], 0
    with transaction.atomic():
        assert fill_all() > 40
        for route, answer in pages(world, "office"):
            text = _body(answer).decode()
            shown += "&lt;img src=x onerror" in text
            found = {
                "markup": RAW in text,
                "a template worked out": "49%(x)" in text or "$49" in text,
                "a failure": answer.status_code >= 500 and route != "enginez",
            }
            wrong += [(route, name) for name, is_found in {**found, **lacks_of(answer, "office")}.items() if is_found]
        transaction.set_rollback(True)
    assert wrong == []
    assert shown > 60


def test_every_page_without_a_login_tells_the_browser_what_it_may(world: World) -> None:
    wrong = [
        (route, name)
        for route, answer in pages(world, "anonymous")
        for name, is_lacking in lacks_of(answer, "anonymous").items()
        if is_lacking
    ]
    assert wrong == []


def lacks_of(answer: Any, actor: str) -> dict[str, bool]:
    """No frame, no foreign or inline script, no guessing of types, no address to other sites, no copy in a cache."""
    policy = answer.headers.get("Content-Security-Policy", "")
    cache = set(re.split(r"[,=\s]+", answer.headers.get("Cache-Control", "")))
    return {
        "policy": "default-src" not in policy or "unsafe" in policy,
        "frame": answer.headers.get("X-Frame-Options") != "DENY" and "sandbox" not in policy,
        "type": answer.headers.get("X-Content-Type-Options") != "nosniff",
        "referrer": answer.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"),
        "cache": actor != "anonymous" and not {"no-store", "max-age", "no-cache"} & cache,
        "server": "Server" in answer.headers or "X-Powered-By" in answer.headers,
        "inline": bool(INLINE.search(_body(answer))),
    }


def _body(answer: Any) -> bytes:
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return b""
    found: bytes = answer.content
    return found
