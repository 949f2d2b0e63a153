"""The two doors of a service: its page and the API. What each leaves behind, told by content."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.test import Client

from alerts.enums import EventCode
from alerts.models import Webhook
from tests.api_client import Api
from tests.factories import Cast
from units.models import User

# What differs between any two writes, and what only one door has.
NOT_COMPARED = {
    "units.RecentlyMade",
    "units.IdempotencyKey",
    "units.RateWindow",
    "sessions.Session",
    "units.ApiToken",
    "units.SignIn",
    # What rows were; written by triggers, whichever door wrote them.
    "units.PastRow",
}
OWN = {"id", "event_id", "digest", "hint", "dedupe_key", "object_id", "object_version", "payload", "last_login", "key"}
MADE_ANEW = {"rostering.RosterRevision", "rostering.Swap"}
# Each message has a link of its own, or leads to the row that its door has made.
LINK = re.compile(r"/(?:a|incidents|tasks)/[\w-]+/")
# What a row says, by its model and its text in Postgres.
TOLD: dict[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Doors:
    """Who does it, its page with the form, its address with the body. `{row}` stands for what `before`
    has made, or it names what stands for what."""

    who: str
    page: str
    form: dict[str, Any]
    path: str
    body: dict[str, Any]
    before: Callable[[Cast], Any] = lambda _cast: None
    method: str = "POST"


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    for app in ("alerts", "rostering"):
        monkeypatch.setattr(f"{app}.receivers.wake_on_commit", names.append)
    return names


def subscribe(cast: Cast) -> None:
    """Somebody hears of every event."""
    events = [code for code in EventCode if code != EventCode.PING]
    Webhook.objects.create(
        county=cast.county, name="市平台", url="https://93.184.216.34/", events=events, created_by=cast.office
    )


def differing(table: Mapping[str, Doors], cast: Cast, woken: list[str]) -> dict[str, Any]:
    """What page and API leave different, or neither does, by the name of the service."""
    return {name: found for name, doors in table.items() if (found := _difference(cast, doors, woken))}


def _difference(cast: Cast, doors: Doors, woken: list[str]) -> Any:
    with transaction.atomic():
        row = doors.before(cast)
        names = (
            row if isinstance(row, dict) else {"row": getattr(row, "pk", ""), "parent": getattr(row, "call_out_id", "")}
        )
        user, before = getattr(cast, doors.who), _rows()
        left = [_left(woken, before, partial(send, user, doors, names)) for send in (_by_page, _by_api)]
        transaction.set_rollback(True)
    by_page, by_api = left
    return [("page", one) for one in by_page if one not in by_api] + [
        ("api", one) for one in by_api if one not in by_page
    ]


def _by_page(user: User, doors: Doors, names: dict[str, Any]) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(doors.page.format(**names), _filled(doors.form, names))
    return "done" if answer.status_code in (200, 302) else f"{answer.status_code} {answer.content.decode()[:3000]}"


def _by_api(user: User, doors: Doors, names: dict[str, Any]) -> str:
    answer = Api(user=user).call(doors.method, doors.path.format(**names), _filled(doors.body, names))
    return "done" if answer.status < 300 else repr(answer)


def _filled(given: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    return {key: _named(value, names) for key, value in given.items()}


def _named(value: Any, names: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    return value.format(**names) if isinstance(value, str) else value


def _left(woken: list[str], before: set[str], send: Callable[[], str]) -> list[Any]:
    """What the write has left, told by its content; nothing of it stays."""
    woken.clear()
    with transaction.atomic():
        outcome = send()
        rows = _rows()
        transaction.set_rollback(True)
    return [outcome, sorted(set(woken)), *sorted(LINK.sub("/…/", one) for one in rows - before)]


def _rows() -> set[str]:
    """Every row, told by its content."""
    with_lists, plain = _models()
    lists = {name: tuple(field.name for field in apps.get_model(name)._meta.many_to_many) for name in with_lists}
    found = {
        f"{name} {_told(row)}"
        for name, fields in lists.items()
        for row in apps.get_model(name)._base_manager.prefetch_related(*fields)
    }
    return found | _plain_rows(plain)


@cache
def _models() -> tuple[list[str], list[str]]:
    """Those whose rows hold lists of others, which stand in other tables, and those that a row tells all about."""
    models = [
        model._meta
        for model in apps.get_models()
        if model._meta.label not in NOT_COMPARED
        and model._meta.app_label in ("units", "rostering", "alerts")
        and not model._meta.proxy
    ]
    return [of.label for of in models if of.many_to_many], [of.label for of in models if not of.many_to_many]


def _plain_rows(models: list[str]) -> set[str]:
    """One question for the text of all rows: most are told already, those that have not been seen are read as objects."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(_as_text, models)))
        standing: list[tuple[str, str, str]] = cursor.fetchall()
    unseen = defaultdict[str, dict[str, str]](dict)
    for name, key, text in standing:
        if (name, text) not in TOLD:
            unseen[name][key] = text
    for name, texts in unseen.items():
        for row in apps.get_model(name)._base_manager.filter(pk__in=list(texts)):
            TOLD[name, texts[str(row.pk)]] = f"{name} {_told(row)}"
    return {TOLD[name, text] for name, _key, text in standing}


def _as_text(name: str) -> str:
    of = apps.get_model(name)._meta
    assert of.pk is not None
    return f"""SELECT '{name}', "{of.pk.column}"::text, one::text FROM "{of.db_table}" one"""  # noqa: S608 - our own names


def _told(row: Any) -> dict[str, Any]:
    made = {field.name for field in row._meta.fields if field.primary_key}
    lists = {field.name for field in row._meta.many_to_many}
    return {
        # Rows that hang on a row come in no order of their own.
        name: sorted(value, key=lambda one: str(one.pk)) if name in lists else value
        for name, value in sorted(model_to_dict(row).items())
        if name not in OWN | made and not _is_new_link(row, name)
    }


def _is_new_link(row: Any, name: str) -> bool:
    """Points at a row that each door makes anew."""
    field = row._meta.get_field(name)
    if not field.is_relation:
        return False
    of = field.related_model._meta
    return of.app_label == "alerts" or of.label in MADE_ANEW
