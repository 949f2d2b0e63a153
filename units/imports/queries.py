"""The directory of a county as imports compare with it."""

from datetime import date

from django.db.models import Q

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.imports.rules.directory import KnownPerson, KnownUnit, People, Units
from units.people.models import Person
from units.spelling.pinyin import sounds


def known_units(county: County) -> Units:
    """Those in use. One query."""
    rows = Unit.objects.filter(county=county).active().in_protocol_order()
    return Units([KnownUnit(unit.pk, unit.code, unit.name, unit.short_name) for unit in rows], county.name)


def known_people(county: County, since: date) -> People:
    """Who was there on `since` or later. One query."""
    there = Q(valid_to__isnull=True) | Q(valid_to__gt=since)
    rows = Person.objects.filter(there, unit__county=county).order_by("-rank", "name", "pk")
    return People(
        [KnownPerson(one.pk, one.unit_id, one.name, one.mobile, one.office_phone, one.position) for one in rows], sounds
    )
