"""Cursor pages: `{"next", "previous", "results"}`, by keyset over rows and by offset over lists."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request

from units.api.errors import QueryError

FORWARD, BACKWARD = "f", "b"


def page_of_rows(
    request: Request,
    rows: "QuerySet[Any, dict[str, Any]]",
    params: Mapping[str, Any],
    order: Sequence[str],
    shape: Callable[[list[dict[str, Any]]], list[Any]],
) -> dict[str, Any]:
    """One page of a values() queryset. `order` names columns without nulls, `-` for descending, the last one unique.

    One query; `shape` gets the page's rows and may look up what belongs to them.
    """
    salt = "rows:" + ",".join(order)
    size = params["page_size"]
    direction, position = _read(params, salt, [FORWARD, None])
    if position is not None and len(position) != len(order):
        raise _bad_cursor()
    back = direction == BACKWARD
    sought = [_turned(name) for name in order] if back else list(order)
    if position is not None:
        rows = rows.filter(_after(sought, position))
    found = list(rows.order_by(*sought)[: size + 1])
    more = len(found) > size
    found = found[:size][::-1] if back else found[:size]
    has_next, has_previous = (True, more) if back else (more, position is not None)
    return {
        "next": _link(request, params, salt, [FORWARD, _position(found[-1], order)]) if has_next and found else None,
        "previous": (
            _link(request, params, salt, [BACKWARD, _position(found[0], order)]) if has_previous and found else None
        ),
        "results": shape(found),
    }


def page_of_list(
    request: Request,
    items: Sequence[Any],
    params: Mapping[str, Any],
    shape: Callable[[Any], Any],
    *,
    pinned: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One page of something computed. `pinned` are parameters the links must carry, such as the instant asked for."""
    salt = "list"
    size = params["page_size"]
    _direction, offset = _read(params, salt, [FORWARD, 0])
    if not isinstance(offset, int):
        raise _bad_cursor()
    following, before = offset + size, max(offset - size, 0)
    return {
        "next": _link(request, params, salt, [FORWARD, following], pinned) if following < len(items) else None,
        "previous": _link(request, params, salt, [FORWARD, before], pinned) if offset else None,
        "results": [shape(item) for item in items[offset:following]],
    }


def _read(params: Mapping[str, Any], salt: str, start: list[Any]) -> list[Any]:
    if "cursor" not in params:
        return start
    try:
        cursor = signing.loads(params["cursor"], salt=salt)
    except signing.BadSignature:
        raise _bad_cursor() from None
    return list(cursor)


def _bad_cursor() -> QueryError:
    return QueryError({"cursor": [ErrorDetail(_("翻页标记无效，请从第一页重新开始。"), code="invalid_cursor")]})


def _link(
    request: Request, params: Mapping[str, Any], salt: str, cursor: list[Any], pinned: Mapping[str, str] | None = None
) -> str:
    query = request.query_params.copy()
    for name, value in (pinned or {}).items():
        query[name] = value
    query["cursor"] = signing.dumps(cursor, salt=salt)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _position(row: Mapping[str, Any], order: Sequence[str]) -> list[Any]:
    return [_plain(row[name.lstrip("-")]) for name in order]


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, int | str) else str(value)


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(order: Sequence[str], position: Sequence[Any]) -> Q:
    """Rows behind `position` in `order`: equal up to some column, then beyond it."""
    condition = Q()
    equal = Q()
    for name, value in zip(order, position, strict=True):
        column = name.lstrip("-")
        beyond = {f"{column}__{'lt' if name.startswith('-') else 'gt'}": value}
        condition |= equal & Q(**beyond)
        equal &= Q(**{column: value})
    return condition
