"""Rows that a request names: in a filter, unknown and out of scope are the same 400; in an address, the same 404."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.queries import readable_periods
from rostering.web.fetch import roster_reader
from units.api.choosing import chosen_unit
from units.errors import InvalidInput
from units.models import Person, User


def chosen_rows(user: User, params: dict[str, Any]) -> dict[str, Any]:
    """The rows that `period`, `unit` and `person` name, by those names; only what the query names."""
    chosen: dict[str, Any] = {}
    unit = chosen_unit(user, params)
    if unit is not None:
        chosen["unit"] = unit.pk
    if "period" in params:
        chosen["period"] = _known(DutyPeriod.objects.visible_to(user), params["period"], "period")
    if "person" in params:
        chosen["person"] = _known(Person.objects.visible_to(user), params["person"], "person")
    return chosen


def _known(rows: QuerySet[Any, Any], pk: Any, name: str) -> Any:
    if not rows.filter(pk=pk).exists():
        raise InvalidInput(f"unknown_{name}", _("没有这个 %(name)s，或不在您的范围内") % {"name": name}, field=name)
    return pk


def person_named(user: User, pk: Any, name: str) -> Person:
    """Raises InvalidInput at the field for somebody unknown or out of scope."""
    person = Person.objects.visible_to(user).select_related("unit").filter(pk=pk).first()
    if person is None:
        raise InvalidInput("unknown_person", _("没有这个人员"), field=name)
    return person


def period_for(request: HttpRequest, period_id: UUID) -> DutyPeriod:
    return get_object_or_404(readable_periods(roster_reader(request)).select_related("county"), pk=period_id)
