"""How times, days and references look on the wire, in both directions."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from units.api.instants import FIRST_YEAR, LAST_YEAR, NotAnInstant, NoYearOfOurs, read_instant, with_plus
from units.labels import TIER_LABELS

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class TierField(serializers.RegexField):
    """A tier by its code: those that ship and those a policy has added, so the contract lists none."""

    default_error_messages = serializers.ChoiceField.default_error_messages

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^[a-z][a-z0-9_]{0,31}$", **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in TIER_LABELS:
            self.fail("invalid_choice", input=data)
        return data


# The years of units/api/instants.py, as JSON Schema says them.
YEARS = r"^(19|[2-8]\d)\d\d-"
DAY_OR_INSTANT = {"anyOf": [{"type": "string", "format": form, "pattern": YEARS} for form in ("date", "date-time")]}


@extend_schema_field({"type": "string", "format": "date-time", "pattern": YEARS})
class InstantField(serializers.Field[datetime, Any, str, Any]):
    """RFC 3339 with offset, cut to microseconds; a time without an offset is refused."""

    default_error_messages = {
        "invalid": _("请按 RFC 3339 填写时间并注明时区，如 2026-06-19T20:00:00+08:00。"),
        "out_of_range": _("时间超出可处理的范围。"),
    }

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return read_instant(with_plus(data) if self.context.get("in_query") else data)
        except NoYearOfOurs:
            self.fail("out_of_range")
        except NotAnInstant:
            self.fail("invalid")

    def to_representation(self, value: datetime) -> str:
        return instant_text(value)


@extend_schema_field({"type": "string", "format": "date", "pattern": YEARS})
class DayField(serializers.Field[date, Any, str, Any]):
    """A calendar day, `2026-06-19`."""

    default_error_messages = {
        "invalid": _("请按 2026-06-19 的格式填写日期。"),
        "out_of_range": _("日期超出可处理的范围。"),
    }

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not DAY.fullmatch(data):
            self.fail("invalid")
        try:
            day = date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail("out_of_range")
        return day

    def to_representation(self, value: date) -> str:
        return value.isoformat()


@extend_schema_field(DAY_OR_INSTANT)
class DayOrInstantField(InstantField):
    """A day, or an instant; what a day stands for is the reader's matter."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and DAY.fullmatch(data):
            return DayField().to_internal_value(data)
        return super().to_internal_value(data)


@extend_schema_field(DAY_OR_INSTANT)
class InstantOrDayField(DayOrInstantField):
    """A day, or an instant of which the day by the county's clock counts."""

    def to_internal_value(self, data: Any) -> Any:
        found = super().to_internal_value(data)
        return local_day(found) if isinstance(found, datetime) else found


def instant_text(value: datetime) -> str:
    """With the county's offset."""
    return timezone.localtime(value, timezone.get_default_timezone()).isoformat()


def optional_instant(value: datetime | None) -> str | None:
    return None if value is None else instant_text(value)


def local_day(instant: datetime) -> date:
    return timezone.localtime(instant, timezone.get_default_timezone()).date()


def unit_ref(code: str, name: str) -> dict[str, str]:
    return {"code": code, "name": name}


def user_name(row: Mapping[str, Any], relation: str) -> str | None:
    """As User.display_name, of the `values()` of a related user; None for nobody or the system."""
    name: str | None = row[f"{relation}__first_name"] or row[f"{relation}__username"]
    return name


def person_ref(pk: UUID | str | None, name: str | None, position: str | None) -> dict[str, Any] | None:
    """None when there is nobody."""
    return None if pk is None else {"id": str(pk), "name": name, "position": position}


def period_ref(pk: UUID, name: str) -> dict[str, str]:
    return {"id": str(pk), "name": name}
