"""The same thing asked for twice within a minute by the same user is one thing, by whatever door it comes.

A double post, a client that tries again, two tabs: the second gets what the first has made. Decided under a lock by what
was asked for. Only what comes over the network comes twice without being meant twice: doors say so by `over_the_network`;
the engine, commands and imports call a service as often as they mean to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import wraps
from hashlib import sha256
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import models
from django.utils import timezone

from units.db import lock, prune
from units.repeats.models import RecentlyMade

Params = ParamSpec("Params")
Made = TypeVar("Made")

WINDOW = timedelta(minutes=1)
KEPT = timedelta(hours=1)
PAGE, PROGRAM = "page", "program"
DOORS = (PAGE, PROGRAM)
_door = ContextVar("door", default="")


@contextmanager
def over_the_network(door: str) -> Iterator[None]:
    """What is called within has been asked for by a request through PAGE or PROGRAM."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


def one_a_minute(
    *live: str | None,
    state: str = "state",
    doors: Sequence[str] = DOORS,
    when: Callable[..., bool] = lambda **_: True,
) -> Callable[[Callable[Params, Made]], Callable[Params, Made]]:
    """Below `@write`, on a service that makes a row, or several of one model, for a user.

    An equal call of the same user within a minute gets the rows of the first as they are now, as long as they exist and
    `state` is one of `live` (any, where none is named). `now` is no difference. What is done for nobody (`by=None`), what
    comes by none of `doors` and what `when` leaves out is done each time.
    """

    def decorate(service: Callable[Params, Made]) -> Callable[Params, Made]:
        takes = signature(service).parameters

        @wraps(service)
        def run(*args: Params.args, **kwargs: Params.kwargs) -> Made:
            given: dict[str, Any] = {name: _kept(value) for name, value in kwargs.items()}
            if _door.get() not in doors or given.get("by") is None or not when(**given):
                return service(*args, **given)
            asked = {name: value for name, value in given.items() if not _goes_without_saying(takes, name, value)}
            asked["grant"] = given["by"].unit_ids
            digest = sha256(f"{service.__module__}.{service.__name__} {_plain(asked)}".encode()).hexdigest()
            lock(f"made:{digest}")
            now = timezone.now()
            made: Made | None = _made(digest, now, state, live)
            if made is None:
                made = service(*args, **given)
                _remember(digest, made, now)
            return made

        return run

    return decorate


def _goes_without_saying(takes: Mapping[str, Parameter], name: str, value: Any) -> bool:
    return name == "now" or (name in takes and value == takes[name].default)


def _made(digest: str, now: datetime, state: str, live: Iterable[str | None]) -> Any:
    recent = RecentlyMade.objects.filter(pk=digest, made_at__gt=now - WINDOW, made_at__lte=now).first()
    if recent is None:
        return None
    rows = apps.get_model(recent.model)._base_manager.filter(pk__in=recent.keys)
    found = [row for row in rows if not live or getattr(row, state) in live]
    if len(found) != len(recent.keys):
        return None
    return found if recent.is_list else found[0]


def _remember(digest: str, made: Any, now: datetime) -> None:
    rows = made if isinstance(made, list) else [made]
    if not rows:
        return
    values = {
        "model": rows[0]._meta.label,
        "keys": [str(row.pk) for row in rows],
        "is_list": made is rows,
        "made_at": now,
    }
    RecentlyMade.objects.update_or_create(pk=digest, defaults=values)
    prune(RecentlyMade.objects.filter(made_at__lt=now - KEPT))


def _kept(value: Any) -> Any:
    """What can be looked at twice."""
    if isinstance(value, str | bytes | Mapping | models.Model) or not isinstance(value, Iterable):
        return value
    return list(value)


def _plain(value: Any) -> Any:
    """What says the same, says it in the same words: blanks around a text, the order of units, nothing and empty."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return sorted((name, _plain(one)) for name, one in value.items() if one not in (None, "", []))
    if isinstance(value, Iterable) and not isinstance(value, str | models.Model):
        return sorted(map(_plain, value), key=str)
    return _word(value)


def _word(value: Any) -> Any:
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, datetime):
        return value.timestamp()
    return str(value.value if isinstance(value, Enum) else value).strip()
