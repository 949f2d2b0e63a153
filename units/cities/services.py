"""A city is founded, counties join it and leave it again. Only from the command line: no county decides over another."""

from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.city import City
from units.counties.models.county import County
from units.counties.models.user import User
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.spelling import cells
from units.spelling.cells import CellError
from units.spelling.names import tidy_name

LONGEST_NAME = 100


@write
def found_city(*, name: str, code: str, by: User | None) -> City:
    """A city without counties. Raises InvalidInput `bad_city_name`, `bad_city_code`, RuleViolation `city_exists`."""
    name, code = tidy_name(name), _checked_code(code)
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput("bad_city_name", _("市名须为 1 至 100 个字"), field="name")
    lock(f"city:{code}")
    if City.objects.filter(code=code).exists():
        raise RuleViolation("city_exists", _("代码“%(code)s”已有一个市使用，请换一个") % {"code": code})
    city = City.objects.create(code=code, name=name)
    audit.record(by=by, action="city.created", row=city, after={"name": name})
    return city


@write
def join_city(*, county: County, city: City, by: User | None) -> County:
    """From now on the city's office reads the county. Joining twice is joining once; it stands in the county's own trail.

    Raises RuleViolation `in_other_city`.
    """
    lock(county)
    county.refresh_from_db()
    if county.city_id not in (None, city.pk):
        raise RuleViolation("in_other_city", _("%(county)s已属另一个市，请先移出") % {"county": county.name})
    if county.city_id is None:
        county.city = city
        county.save(update_fields=["city"])
        audit.record(by=by, action="county.joined_city", row=county, county=county, after={"city": city.name})
    return county


@write
def leave_city(*, county: County, by: User | None) -> County:
    """From now on no city reads the county. Leaving twice is leaving once."""
    lock(county)
    county = County.objects.select_related("city").get(pk=county.pk)
    if county.city is not None:
        before, county.city = county.city.name, None
        county.save(update_fields=["city"])
        audit.record(by=by, action="county.left_city", row=county, county=county, before={"city": before})
    return county


def _checked_code(code: str) -> str:
    try:
        return str(cells.code(code))
    except CellError as error:
        raise InvalidInput("bad_city_code", _("市的代码用字母、数字、- 或 _，不超过 32 位"), field="code") from error
