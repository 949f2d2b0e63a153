"""The two doors of a service: its page and the API. What each leaves behind, told by content."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
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
NOT_COMPARED = {"units.RecentlyMade", "units.IdempotencyKey", "units.RateWindow", "sessions.Session", "units.ApiToken"}
OWN = {"id", "event_id", "digest", "hint", "dedupe_key", "object_id", "object_version", "payload", "last_login", "key"}
MADE_ANEW = {"rostering.RosterRevision", "rostering.Swap"}
# Each message has a link of its own, or leads to the row that its door has made.
LINK = re.compile(r"/(?:a|incidents)/[\w-]+/")


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
        user = getattr(cast, doors.who)
        left = [_left(woken, partial(send, user, doors, names)) for send in (_by_page, _by_api)]
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


def _left(woken: list[str], send: Callable[[], str]) -> list[Any]:
    """What the write has left, told by its content; nothing of it stays."""
    woken.clear()
    before = _rows()
    with transaction.atomic():
        outcome = send()
        rows = _rows()
        transaction.set_rollback(True)
    return [outcome, sorted(set(woken)), *sorted(LINK.sub("/…/", one) for one in rows - before)]


def _rows() -> set[str]:
    models = [
        model
        for model in apps.get_models()
        if model._meta.label not in NOT_COMPARED and model._meta.app_label in ("units", "rostering", "alerts")
    ]
    connection.ensure_connection()
    return {f"{model._meta.label} {_told(row)}" for model in models for row in model._base_manager.all()}


def _told(row: Any) -> dict[str, Any]:
    made = {field.name for field in row._meta.fields if field.primary_key}
    return {
        name: value
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
