"""Every form of every page, filled with what nobody should type: a clear answer, never a failure of ours."""

import itertools
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.access.table import Expect
from tests.access.test_matrix import API_BASE, PARAMETER, TABLE, filled
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture

pytestmark = pytest.mark.django_db
TYPED = {
    "nul": "\x00",
    "ten thousand characters": "长" * 10_000,
    "five thousand digits": "9" * 5000,
    "superscript digit": "²",
    "full-width digit": "２",
    "minus": "-1",
    "not a number": "NaN",
    "infinity": "Infinity",
    "year zero": "0000-00-00",
    "year 9999": "9999-12-31",
    "instant of year 9999": "9999-12-31T23:59",
    "24:00": "2026-06-10T24:00",
    "id of nothing": "00000000-0000-0000-0000-000000000000",
    "half an id": "0000",
    "rare and bidi": "𠮷𬱖\u202e\u200b",
    "markup": "<script>alert(1)</script>",
    "quotes": "'\"; DROP TABLE units_unit; --",
    "percent": "%s %(x)s {0} {{7*7}}",
    "line breaks": "a\r\nSet-Cookie: x=1",
    "json": '{"a": [1]}',
    "nothing": "",
}


# No page, and dear.
DRAWN = (".pdf", ".xlsx", ".docx")
OURS = ("csrfmiddlewaretoken", "form_token")


class FormsOf(HTMLParser):
    """`found`: method, action and names of the fields of every form in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, list[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            action = given.get("hx-post") or given.get("hx-get") or given.get("action") or ""
            method = "post" if given.get("hx-post") else (given.get("method") or "get").lower()
            self.found.append((method, action, []))
        elif tag in ("input", "select", "textarea") and self.found and given.get("name"):
            self.found[-1][2].append(str(given["name"]))


def forms_of(world: World, browser: Client) -> Iterator[tuple[str, str, list[str]]]:
    """Each once, however many pages have it."""
    seen = set()
    for route, methods in TABLE.items():
        expect = methods.get("GET")
        if expect is None or route.startswith(API_BASE) or route.endswith(DRAWN):
            continue
        path = "/" + PARAMETER.sub(partial(_filled, world, expect), route)
        with transaction.atomic():
            answer = browser.get(path, expect.query)
            transaction.set_rollback(True)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for method, action, names in FormsOf(answer.content.decode()).found:
            address = action.split("?")[0] or path
            try:
                kind = (method, resolve(address).route, tuple(sorted(set(names))))
            except Resolver404:
                continue
            if kind not in seen and address != "/logout/":
                seen.add(kind)
                yield method, address, names


def _filled(world: World, expect: Expect, match: re.Match[str]) -> str:
    return filled(world, match, expect, "own")


def test_whatever_is_typed_into_whatever_form(world: World) -> None:
    """NUL into every field; and what else nobody should type, another kind into each field of each form."""
    browser = world.signed_in("office")
    failed, sent = [], 0
    kinds = list(TYPED)
    for number, (method, address, names) in enumerate(forms_of(world, browser)):
        fields = [name for name in dict.fromkeys(names) if name not in OURS]
        for turned in (["nul"], kinds[number % len(kinds) :] + kinds):
            typed = dict(zip(fields, itertools.cycle(turned), strict=False))
            with transaction.atomic():
                answer = getattr(browser, method)(address, {name: TYPED[kind] for name, kind in typed.items()})
                transaction.set_rollback(True)
            sent += 1
            if answer.status_code >= 500:
                failed.append((method, resolve(address).route, typed))
    assert failed == []
    assert sent > 300
