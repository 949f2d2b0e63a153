"""Every row of the product that names a person or their login, found by the models themselves: a new table needs nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from units.accounts.models import RecoveryCode
from units.counties.models.user import User
from units.labels import Label
from units.people.models import Person
from units.rows.ciphers import keyring

APPS = frozenset({"units", "rostering", "alerts"})
# Keys of locks, of links and of ours: they say nothing about anybody, and who has them can act with them.
SECRET = frozenset(
    {
        "password", "digest", "code", "session_key", "lease_token", "lease_until", "dedupe_key", "words", "key", "secret",
        "name_key", "known_in", "session_hash", "get_data", "post_data", "params", "later_channels", "content", "understood", "outcome",
    }
)  # fmt: skip
# What counts sign-ins names a login as it was typed, numbers by their digest (units/accounts/backends.py).
BY_NAME = (AccessAttempt, AccessLog)
# Of one table, for a file that somebody reads; what is left out is said.
MOST = 5000


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one table that name the person in one way, each as (label, value) pairs; `count` is how many there are."""

    table: str
    title: Label
    column: str
    rows: tuple[tuple[tuple[str, Any], ...], ...]
    count: int


def sections_of(person: Person) -> Iterator[Section]:
    """The entries of the person in every unit they were of first, then what names those, then what names their logins."""
    entries = list(Person.objects.same_as(person.pk).order_by("valid_from", "pk"))
    logins = list(User.objects.filter(person__in=entries))
    yield _section(Person, "id", Person.objects.filter(pk__in=[one.pk for one in entries]))
    yield _section(User, "id", User.objects.filter(pk__in=[one.pk for one in logins]))
    for target, rows in ((Person, entries), (User, logins)):
        for model, column in _naming(target):
            found = model._base_manager.filter(**{f"{column}__in": rows})
            if found.exists():
                yield _section(model, column, found)
    codes = RecoveryCode.objects.filter(factor__user__in=logins)
    if codes.exists():
        yield _section(RecoveryCode, "factor", codes)
    typed = {name for one in logins for name in _typed(one)}
    for model in BY_NAME:
        found = model._base_manager.filter(username__in=typed)
        if found.exists():
            yield _section(model, "username", found)


def _typed(login: User) -> Iterator[str]:
    yield login.username.lower()
    if login.login_phone:
        yield from keyring().digests(login.login_phone)


def _naming(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Tables of ours with a foreign key to `target`, and its name."""
    for relation in target._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model = relation.related_model
        if model._meta.app_label in APPS and not model._meta.proxy and model not in (Person, User):
            yield model, relation.field.name


def _section(model: type[models.Model], column: str, found: "models.QuerySet[Any]") -> Section:
    fields = [field for field in model._meta.concrete_fields if field.name not in SECRET]
    rows = tuple(
        tuple((str(field.verbose_name), _value(row, field)) for field in fields) for row in found.order_by("pk")[:MOST]
    )
    name = next((str(field.verbose_name) for field in fields if field.name == column), column)
    return Section(model._meta.label, model._meta.verbose_name or "", name, rows, found.count())


def _value(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    """As JSON has it: choices by their words, instants by the county's clock."""
    value = getattr(row, field.attname)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "Y-m-d H:i:s")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | dict):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)
