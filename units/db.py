"""One transaction per service: locks in order, retries where Postgres asks for it, constraint names as sentences."""

from collections.abc import Callable, Collection, Iterable
from functools import wraps
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from units.errors import RuleViolation, Stale
from units.trouble import sqlstate

Params = ParamSpec("Params")
Result = TypeVar("Result")
Row = TypeVar("Row", bound=models.Model)

ATTEMPTS = 4
LOCK_TIMEOUT_MS = 5000
PRUNED_AT_ONCE = 100
_RETRIED = {"40001", "40P01"}
_LOCK_NOT_AVAILABLE = "55P03"


def write(service: Callable[Params, Result]) -> Callable[Params, Result]:
    """Runs `service` in one transaction.

    Deadlocks and serialization failures are retried when this is the outermost transaction. A violated constraint
    becomes the RuleViolation its definition words; a lock that doesn't come within five seconds becomes `busy`.
    """

    @wraps(service)
    def run(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        attempts = 1 if connection.in_atomic_block else ATTEMPTS
        for attempt in range(1, attempts + 1):
            try:
                with transaction.atomic():
                    _limit_lock_waits()
                    return service(*args, **kwargs)
            except OperationalError as error:
                state = sqlstate(error)
                if state == _LOCK_NOT_AVAILABLE:
                    raise RuleViolation("busy", _("其他人正在修改，请稍后再试")) from error
                if state not in _RETRIED or attempt == attempts:
                    raise
            except IntegrityError as error:
                raise _as_violation(error) from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    return run


def lock(*keys: object, patience_ms: int = 0) -> None:
    """Takes transaction-wide advisory locks in one fixed order, so that two writers never wait for each other.

    `keys` are model instances or strings; None is skipped. `patience_ms` is how long this and what follows waits, until
    a service of its own begins; without it, as long as every service does.
    """
    if patience_ms:
        _limit_lock_waits(patience_ms)
    numbers = sorted({lock_number(key) for key in keys if key is not None})
    if numbers:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(k) FROM unnest(%s::bigint[]) AS k", [numbers])


def lock_keys(table: type[models.Model], keys: Iterable[object]) -> Iterable[str]:
    """What `lock` takes for rows of a table, by their keys: hundreds of them needn't become instances for it."""
    return (f"{table._meta.label_lower}:{key}" for key in keys)


def held(row: Row, *beside: object, related: Collection[str] = (), expected_version: int | None = None) -> Row:
    """`row` as it is now, under its lock and those of `beside` until the transaction ends: what is checked of it afterwards
    still holds when it is written. Raises Stale when its version is another than `expected_version` (None = any).
    """
    lock(row, *beside)
    rows = type(row)._default_manager.all()
    fresh: Row = (rows.select_related(*related) if related else rows).get(pk=row.pk)
    if expected_version is not None and (version := fresh.serializable_value("version")) != expected_version:
        sentence = _("该%(what)s刚被他人修改，请刷新后再办理") % {"what": row._meta.verbose_name}
        raise Stale("stale_version", sentence, {"version": version})
    return fresh


def prune(rows: "models.QuerySet[Any, Any]") -> None:
    """Deletes some of `rows`, which nobody needs any more, without waiting for another who is doing the same."""
    due = rows.select_for_update(skip_locked=True).values("pk")[:PRUNED_AT_ONCE]
    rows.model._base_manager.filter(pk__in=[row["pk"] for row in due]).delete()


def analyze(*tables: type[models.Model]) -> None:
    """Freshens the planner's statistics after a bulk write, within the same transaction: of the columns by which rows are
    looked up, for every column more is another thirty thousand values to sort.

    Until the server does so by itself, a minute later, it plans for the table as it was: with loops over every row.
    """
    quote = connection.ops.quote_name
    named = (f"{quote(table._meta.db_table)} ({', '.join(map(quote, _looked_up_by(table)))})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(named)}")


def _looked_up_by(table: type[models.Model]) -> list[str]:
    """Columns of keys and indexes."""
    indexed = {name.lstrip("-") for index in table._meta.indexes for name in index.fields}
    fields = (
        field for field in table._meta.concrete_fields if field.is_relation or field.unique or field.name in indexed
    )
    return [str(field.column) for field in fields]


def _limit_lock_waits(milliseconds: int = LOCK_TIMEOUT_MS) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(milliseconds)])


def lock_number(key: object) -> int:
    name = f"{key._meta.label_lower}:{key.pk}" if isinstance(key, models.Model) else str(key)
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def _as_violation(error: IntegrityError) -> Exception:
    """The RuleViolation for a constraint that has a wording, else the error itself."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in _constraints():
        if constraint.name == name and constraint.violation_error_code:
            return RuleViolation(constraint.violation_error_code, constraint.violation_error_message)
    return error


def _constraints() -> Iterable[models.BaseConstraint]:
    return (constraint for model in apps.get_models() for constraint in model._meta.constraints)
