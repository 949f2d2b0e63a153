"""What a query of the API may name: a unit the caller sees, an instant."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.api.fields import InstantField, local_day
from units.api.inputs import Query
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.errors import InvalidInput


def chosen_unit(user: User, params: dict[str, Any]) -> Unit | None:
    """The unit the query names by `unit`, None when it names none. Out of scope is as unknown (400)."""
    if "unit" not in params:
        return None
    unit = Unit.objects.visible_to(user).filter(code=params["unit"]).first()
    if unit is None:
        raise InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field="unit")
    return unit


class AtQuery(Query):
    at = InstantField(required=False)


def day_asked(params: dict[str, Any]) -> Any:
    return local_day(params.get("at") or timezone.now())


def given_only(filters: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value is not None}
