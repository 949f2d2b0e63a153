"""Every number of every person is a canary: nobody reads one where nothing says by name that they may (domain §9)."""

import logging
import re
import zipfile
from collections import defaultdict
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.utils import timezone

from rostering.models import Assignment
from tests.access.table import ACTORS, Expect
from tests.access.test_canaries import numbers_of
from tests.access.test_matrix import PARAMETER, TABLE, caller, filled
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture
from units.models import AuditEvent, Person

# Whose number it is, for the reader.
ON_DUTY, OWN, ANYBODYS = "of whoever is on duty now", "of the own unit", "anybody's"
CALLED = {"office": {ON_DUTY, ANYBODYS}, "leader": {ON_DUTY, OWN}}
DIRECTORY = {"office": {ON_DUTY}, "leader": {ON_DUTY}, "duty": {ON_DUTY}}
# Where a whole number may stand, for whom, and why.
ALLOWED: dict[str, dict[str, set[str]]] = {
    # The directory of who is on duty now.
    "now/<str:code>/": DIRECTORY,
    "contacts/directory/": DIRECTORY,
    # With contacts:read, which a duty person's token can't have.
    "api/v1/on-duty/": {"office": {ON_DUTY}, "leader": {ON_DUTY}},
    # Whom a card says to call: the holders of posts now.
    "api/v1/response-cards/": CALLED,
    "api/v1/response-cards/<uuid:pk>/": CALLED,
    "api/v1/incidents/<uuid:pk>/card/": CALLED,
    "response-cards/<uuid:pk>/": CALLED,
    "incidents/<uuid:pk>/card/": CALLED,
    # Who was called or asked and hasn't answered is rung up by the office, or by who leads them.
    "": CALLED,
    "call-outs/": CALLED,
    "call-outs/<uuid:pk>/": CALLED,
    "checks/": {"office": CALLED["office"]},
    "checks/<uuid:pk>/": CALLED,
    "warnings/<uuid:pk>/": CALLED,
    # To be edited and brought back; on record.
    "import/directory.xlsx": CALLED,
}
NEVER = ("auditor", "anonymous", "scopeless")
WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")
# What looking may write: that a key or a session was used, and that whole numbers were taken.
NOTED = {"units_apitoken", "django_session"}
ON_RECORD = {"import/directory.xlsx": {"units_auditevent"}}


def text_of(response: HttpResponseBase) -> str:
    """What a reader gets, the sheets and documents within a zip too."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if not content.startswith(b"PK"):
        return str(content.decode(errors="replace"))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def is_shown(expect: Expect, reader: str, whose: str) -> bool:
    """A refusal has nothing of anybody."""
    statuses = getattr(expect, whose).split()
    at = ACTORS.index(reader)
    return at < len(statuses) and str(statuses[at]).startswith("2")


def read(world: World, reader: str, route: str, whose: str, written: set[str]) -> str:
    """What is told; `written` gets the tables that looking has written to."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        written.update(WRITE.findall(sql))
        return execute(sql, params, many, context)

    expect = TABLE[route]["GET"]
    client, headers = caller(world, reader, route)
    path = "/" + PARAMETER.sub(lambda match: filled(world, match, expect, whose), route)
    with transaction.atomic(), connection.execute_wrapper(note):
        answer = client.get(path, dict(expect.query), headers=headers)
        text = text_of(answer)
        transaction.set_rollback(True)
    return text + str(answer.headers)


@pytest.mark.django_db
def test_a_whole_number_stands_where_it_may_and_nowhere_else(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    canaries = numbers_of(Person.objects.select_related("unit").iterator())
    pattern = re.compile("|".join(map(re.escape, sorted(canaries, key=len, reverse=True))))
    on_duty = set(Assignment.objects.on_duty_at(timezone.now()).values_list("person_id", flat=True))
    seen: dict[tuple[str, str], set[str]] = {}
    writes: dict[str, set[str]] = defaultdict(set)
    for route, methods in TABLE.items():
        for reader in ACTORS:
            for whose in ("own", "other"):
                if "GET" not in methods or not is_shown(methods["GET"], reader, whose):
                    continue
                for number in set(pattern.findall(read(world, reader, route, whose, writes[route]))):
                    person = canaries[number]
                    is_own = reader in ("leader", "duty") and person.unit_id == world.cast.emergency.pk
                    kind = ON_DUTY if person.pk in on_duty else OWN if is_own else ANYBODYS
                    seen.setdefault((route, reader), set()).add(kind)

    leaks = {
        where: left for where, found in seen.items() if (left := found - ALLOWED.get(where[0], {}).get(where[1], set()))
    }
    assert leaks == {}
    # S6: nothing but that happens by looking.
    assert {route: of for route, of in writes.items() if of - NOTED - ON_RECORD.get(route, set())} == {}
    assert {(route, reader) for route, readers in ALLOWED.items() for reader in readers} == set(seen)
    assert not any(reader in NEVER for _route, reader in seen)
    assert pattern.findall(caplog.text) == []


@pytest.mark.django_db
def test_whoever_takes_the_sheet_with_all_numbers_is_on_record(world: World) -> None:
    with transaction.atomic():
        world.signed_in("leader").get("/import/directory.xlsx")
        event = AuditEvent.objects.get(action="county.directory_taken")
        assert (event.actor, event.unit) == (world.cast.leader, world.cast.emergency)
        assert event.after["people"] == Person.objects.filter(unit=world.cast.emergency).count()
        transaction.set_rollback(True)
