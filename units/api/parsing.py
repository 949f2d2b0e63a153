"""JSON in, strictly: one object, no NaN, no NUL, no lone surrogates, no duplicate names, bounded in size and depth."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from units.api.errors import BodyTooLarge

# Nothing we take is nested deeper than an amendment's list of changes.
DEEPEST = 20


def refuse_oversized(request: Request, limit: int | None = None) -> None:
    """Before anything of the body is read. `limit` in bytes, None = the one of the settings."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise ParseError from None
    if length > (settings.API_BODY_LIMIT if limit is None else limit):
        raise BodyTooLarge


def has_unstorable(text: str) -> bool:
    """NUL and lone surrogates: Postgres and UTF-8 have no place for them."""
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Raises ParseError with a sentence for everything that is not a plain JSON object."""
        try:
            data = json.loads(
                stream.read().decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_duplicates
            )
        except UnicodeDecodeError:
            raise ParseError(_("内容不是 UTF-8 编码。")) from None
        except RecursionError:
            raise ParseError(_("内容层次过深。")) from None
        except ValueError:
            raise ParseError(_("内容不是合格的 JSON。")) from None
        if not isinstance(data, dict):
            raise ParseError(_("内容须是一个 JSON 对象。"))
        _check_values(data, DEEPEST)
        return data


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _check_values(value: Any, depth: int) -> None:
    if depth < 0:
        raise ParseError(_("内容层次过深。"))
    if isinstance(value, str) and has_unstorable(value):
        raise ParseError(_("内容含有无法保存的字符。"))
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ParseError(_("数值超出范围。"))
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_values(name, depth - 1)
            _check_values(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            _check_values(inner, depth - 1)
