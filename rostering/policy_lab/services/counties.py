"""A county with what it needs to begin rostering: its row, the policy that ships, its calendar."""

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.calendar.services import seed_calendar
from rostering.policies.models import PolicyVersion
from rostering.policy_lab.services.standard import dayu_data, install_policy
from units.audit import services as audit
from units.counties.models.settings import CountySettings
from units.counties.services import take_in
from units.county_settings.services import checked_county_name, checked_letterhead
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, User
from units.spelling import cells
from units.spelling.cells import CellError
from units.spelling.pinyin import readings

# The years whose official notices the calendar library knows begin well before; duty by tiers began in 2023.
FIRST_CALENDAR_YEAR = 2024
LATEST_KNOWN_YEAR = 2026
# 大余县 → dayu: what kind of place it is says nothing.
PLACE = re.compile(r"(自治县|自治旗|县|市|区|旗)$")


@write
def create_county(*, name: str, by: User | None, code: str = "", letterhead: str = "", reason: str = "") -> County:
    """A county with the policy "Dayu" and its calendar. Without `code` its name is spelt.

    Raises InvalidInput for a name, code or letterhead that can't be taken, RuleViolation `county_exists`.
    """
    name = checked_county_name(name)
    code = checked_county_code(code or code_from(name))
    lock(f"county:{code}")
    if County.objects.filter(code=code).exists():
        raise RuleViolation("county_exists", _("代码“%(code)s”已有一个县使用，请换一个") % {"code": code})
    county = found_county(code=code, name=name, by=by, reason=reason, today=timezone.localdate())
    if letterhead:
        CountySettings.objects.create(county=county, letterhead=checked_letterhead(letterhead))
    return county


def found_county(*, code: str, name: str, by: User | None, reason: str, today: date) -> County:
    """The row of a checked code and name, made ready. Called within the caller's transaction."""
    county = County.objects.create(code=code, name=name)
    audit.record(by=by, action="county.created", row=county, county=county, after={"name": name}, reason=reason)
    take_in(county=county)
    make_ready(county, by, today)
    return county


def make_ready(county: County, by: User | None, today: date) -> None:
    """Policy and calendar, where it lacks them."""
    if not PolicyVersion.objects.filter(county=county).published().exists():
        install_policy(county=county, data=dayu_data(), by=by)
    seed_calendar(county=county, years=calendar_years(today), by=by)


def calendar_years(today: date) -> range:
    """The years known, and at least the next one, which is unconfirmed until its notice comes."""
    return range(FIRST_CALENDAR_YEAR, max(LATEST_KNOWN_YEAR, today.year) + 2)


def code_from(name: str) -> str:
    """大余县 → dayu. Empty where nothing of the name can be spelt."""
    return "".join(readings(PLACE.sub("", name.strip()) or name))[:32]


def checked_county_code(code: str) -> str:
    try:
        return str(cells.code(code))
    except CellError as error:
        raise InvalidInput("bad_county_code", _("县的代码用字母、数字、- 或 _，不超过 32 位"), field="code") from error
