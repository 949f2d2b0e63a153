"""领导排序: in which order people are named in their unit, and units in their county."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import lock, write
from units.errors import InvalidInput
from units.people.models import Person
from units.people.queries import people_to_order
from units.people.rules import ORDER_STEP, listed_first
from units.permissions import check_manage_county, check_manage_people


@write
def order_people(*, unit: Unit, order: Sequence[Any], by: User) -> list[Person]:
    """`order`: ids of people of the unit, the first on top; whoever isn't named follows as they stood.

    Within one rank only: nobody stands above a higher rank by it. Raises NotAllowed, InvalidInput `unknown_person`.
    """
    check_manage_people(by, unit)
    lock(f"people-order:{unit.pk}")
    people = {person.pk: person for person in people_to_order(unit, timezone.localdate())}
    if set(order) - people.keys():
        raise InvalidInput("unknown_person", _("名单中有不在本单位的人员，请刷新后重试"), field="people")
    before = [person.name for person in people.values()]
    found = [people[pk] for pk in listed_first(list(people), order)]
    _number(found)
    found.sort(key=lambda person: -person.rank)
    Person.objects.bulk_update(found, ["protocol_order"], batch_size=500)
    audit.record(
        by=by,
        action="unit.people_ordered",
        row=unit,
        county=unit.county_id,
        unit=unit,
        before={"people": before},
        after={"people": [person.name for person in found]},
    )
    return found


@write
def order_units(*, county: County, order: Sequence[Any], by: User) -> list[Unit]:
    """`order`: ids of units in use, the first on top; whichever isn't named follows as it stood.

    Raises NotAllowed, InvalidInput `unknown_unit`.
    """
    check_manage_county(by, county)
    lock(f"units-order:{county.pk}")
    units = {unit.pk: unit for unit in Unit.objects.filter(county=county).active().in_protocol_order()}
    if set(order) - units.keys():
        raise InvalidInput("unknown_unit", _("名单中有不在用的单位，请刷新后重试"), field="units")
    before = [unit.label for unit in units.values()]
    found = [units[pk] for pk in listed_first(list(units), order)]
    _number(found)
    Unit.objects.bulk_update(found, ["protocol_order"], batch_size=500)
    audit.record(
        by=by,
        action="county.units_ordered",
        row=county,
        county=county,
        before={"units": before},
        after={"units": [unit.label for unit in found]},
    )
    return found


def _number(rows: Iterable[Person | Unit]) -> None:
    for number, row in enumerate(rows, start=1):
        row.protocol_order = number * ORDER_STEP
