"""What was published, sent or closed reads for ever as it was: every fact is changed afterwards, every output compared."""

import json
import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from rostering.enums import DayKind, PolicyState, Posture
from rostering.models import CalendarDay, DutyPeriod, PolicyPhase, PolicyPost, PolicyVersion
from rostering.policies.queries.added import forget_added
from rostering.policy_lab.services.drafts import copy_of
from tests.alerts.mechanisms.lived_through import FIRST, LAST, World
from tests.alerts.mechanisms.outputs import AFTERWARDS, UNREADABLE, outputs
from units.enums import Rank, Tier
from units.migrations._filling import fill
from units.models import County, Person, Unit, User
from units.units.services.tiers import set_tier
from units.units.services.units import update_unit

RECODED = "-2026"


def new_policy(county: County) -> None:
    """Another version, published, in which every post is called otherwise, owes otherwise and weighs otherwise."""
    with time_machine.travel(AFTERWARDS - timedelta(days=1), tick=False):
        draft = PolicyVersion.objects.filter(county=county).drafts().first() or copy_of(
            PolicyVersion.objects.get(county=county), by=None
        )
    PolicyVersion.objects.filter(pk=draft.pk).update(
        state=PolicyState.PUBLISHED, effective_from=AFTERWARDS.date(), name="新制度", on_site_weight=3, night_factor=2,
        night_start=time(19, 0),
    )  # fmt: skip
    PolicyPost.objects.filter(version=draft).update(name="改名岗位", min_rank=Rank.STAFF)
    PolicyPhase.objects.filter(post__version=draft).update(posture=Posture.ON_SITE, response_minutes=5)
    forget_added()


def change_everything(world: World) -> None:
    """Every fact that people may edit later, in the database itself or by the service where it does more than that."""
    cast = world.cast
    for number, person in enumerate(Person.objects.filter(unit__county=cast.county), start=1):
        person.name, person.position, person.rank = f"改名{number}", "调研员", Rank.STAFF
        person.mobile, person.office_phone = f"188{number:08d}", ""
        person.eligible_posts, person.valid_to = [], timezone.localdate()
        person.unit = cast.hub
        person.save()
    for number, unit in enumerate(cast.units):
        changes = {
            "name": f"新单位{number}", "short_name": f"新{number}", "protocol_order": 900 - number,
            "duty_phone": "0797-1", "fax": "0797-2", "is_active": False, "code": f"{unit.code}{RECODED}",
        }  # fmt: skip
        update_unit(unit=unit, changes=changes, by=cast.office)
    set_tier(unit=cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=date(2026, 8, 1), by=cast.office)
    Unit.objects.create(county=cast.county, code="new", name="新设单位", protocol_order=1)
    County.objects.filter(pk=cast.county.pk).update(lead_office=cast.routine)
    CalendarDay.objects.filter(county=cast.county, date__range=(FIRST, LAST)).update(kind=DayKind.WORKDAY, name="")
    User.objects.filter(county=cast.county).exclude(pk__in=[cast.office.pk, cast.auditor.pk]).update(
        first_name="离任", is_active=False
    )
    DutyPeriod.objects.filter(pk=world.period.pk).update(name="改名周期")
    new_policy(cast.county)


class Compared:
    """Each output before and after everything has changed; what rows keep, and what a migration would fill in."""

    def __init__(self) -> None:
        world = World()
        with connection.cursor() as cursor:
            # Tables with checks pending couldn't be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.kept = words_of_rows()
        fill_anew()
        self.filled = words_of_rows()
        with time_machine.travel(AFTERWARDS, tick=False):
            found = outputs(world)
            before = {name: read() for name, read in found.items()}
            change_everything(world)
            # Asked by today's codes, as whoever follows a link does.
            self.outputs = {name: (before[name], _as_coded_then(read())) for name, read in outputs(world).items()}


def _as_coded_then(found: Any) -> Any:
    """Codes are keys, by which programs and links find a unit: they read as they are now, everywhere."""
    if isinstance(found, str):
        return found.replace(RECODED, "")
    if isinstance(found, list | tuple) and not hasattr(found, "_fields"):
        return type(found)(map(_as_coded_then, found))
    if isinstance(found, dict):
        return {_as_coded_then(name): _as_coded_then(value) for name, value in found.items()}
    return found


MIGRATIONS = (
    import_module("units.migrations.0005_history_keeps_words"),
    import_module("rostering.migrations.0007_history_keeps_words"),
    import_module("alerts.migrations.0004_history_keeps_words"),
)
ALSO = ("rostering_assignment",)


def tables() -> list[str]:
    return [*ALSO, *(table for migration in MIGRATIONS for table in migration.KEPT)]


def words_of_rows() -> dict[str, Any]:
    """Table and key → what the row keeps; the text of a message, which no migration can know, left out."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT id, words - 'said' - 'alone' FROM {table}")  # noqa: S608
            found |= {f"{table} {pk}": json.loads(words) for pk, words in cursor.fetchall()}
    return found


def fill_anew() -> None:
    """As for a database whose rows have kept nothing yet."""
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET words = '{{}}'")  # noqa: S608
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    for migration in MIGRATIONS:
        fill(migration.KEPT, *getattr(migration, "MORE", ()))(None, SimpleNamespace(connection=connection))


@pytest.fixture(scope="module")
def compared(django_db_setup: None, django_db_blocker: Any) -> Iterator[Compared]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Compared()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_output_can_be_read(compared: Compared) -> None:
    assert [(name, was) for name, (was, _now) in compared.outputs.items() if str(was).startswith(UNREADABLE)] == []


@pytest.mark.django_db
def test_the_migration_fills_what_rows_would_have_kept(compared: Compared) -> None:
    differing = {row: (kept, compared.filled[row]) for row, kept in compared.kept.items()}
    assert {row: pair for row, pair in differing.items() if pair[0] != pair[1]} == {}


@pytest.mark.django_db
def test_every_output_reads_as_it_did(compared: Compared) -> None:
    changed = {name: (was, now) for name, (was, now) in compared.outputs.items() if was != now}
    for name, (was, now) in changed.items():
        print(name, *list(_differences(was, now))[:6], sep="\n    ")
    assert not changed, sorted(changed)


def _differences(was: object, now: object) -> Iterator[str]:
    lines = [re.split(r"\n|, (?=')|(?=<)", text if isinstance(text, str) else repr(text)) for text in (was, now)]
    for one, other in zip(*lines, strict=False):
        if one.strip() != other.strip():
            yield f"{one.strip()[:150]} → {other.strip()[:150]}"
