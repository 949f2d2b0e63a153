"""What a county decides for itself is changed by its office, and every change is in the trail.

What has begun keeps what held when it began: deadlines, caps and limits are written down with the row they hold for.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.county import County
from units.counties.models.settings import CountySettings
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import lock, write
from units.errors import InvalidInput, Stale
from units.permissions import check_manage_county
from units.spelling import cells
from units.spelling.cells import CellError
from units.units.services.units import set_lead_office

LONGEST_NAME = 100
MOST_SIGNATURES, LONGEST_SIGNATURE = 6, 12
FIELDS = tuple(field.name for field in CountySettings._meta.concrete_fields if field.name not in ("county", "version"))


def limits_of(name: str) -> tuple[int, int]:
    """The least and the most of a number among the FIELDS."""
    found = CountySettings._meta.get_field(name).validators  # type: ignore[union-attr]  # a column of our own
    least, most = (
        one.limit_value for kind in (MinValueValidator, MaxValueValidator) for one in found if type(one) is kind
    )
    return least, most


@write
def change_settings(
    *, county: County, by: User | None, changes: Mapping[str, Any], expected_version: int | None = None
) -> CountySettings:
    """Sets the given FIELDS and, when they are among them, the county's `name` and `lead_office` (a Unit).

    Raises NotAllowed for anybody but the county's office, Stale when somebody saved since `expected_version`, InvalidInput
    for a value out of its limits, quiet hours that leave no hour for checks, or lines that can't be printed.
    """
    check_manage_county(by, county)
    lock(county)
    county.refresh_from_db()
    row = CountySettings.of(county.pk)
    if expected_version is not None and row.version != expected_version:
        raise Stale("stale_version", _("县设置刚被他人修改，请刷新后再改"), {"version": row.version})
    given = dict(changes)
    _rename(county, given.pop("name", county.name), by)
    _lead(county, given.pop("lead_office", None), by)
    before = audit.snapshot(row, given)
    for name, value in given.items():
        setattr(row, name, value)
    _check(row)
    row.version += 1
    row.save()
    after = audit.snapshot(row, given)
    if before != after:
        audit.record(by=by, action="county.settings_changed", row=row, county=county, before=before, after=after)
    return row


def _rename(county: County, name: str, by: User | None) -> None:
    name = checked_county_name(name)
    if name == county.name:
        return
    before = {"name": county.name}
    county.name = name
    county.save(update_fields=["name"])
    audit.record(by=by, action="county.renamed", row=county, county=county, before=before, after={"name": name})


def _lead(county: County, office: Unit | None, by: User | None) -> None:
    if office is not None and office.pk != county.lead_office_id:
        set_lead_office(county=county, unit=office, by=by)


def _check(row: CountySettings) -> None:
    row.letterhead = checked_letterhead(row.letterhead)
    row.signatures = checked_signatures(row.signatures)
    try:
        row.clean_fields(exclude=["county"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput("bad_value", messages[0], field=field) from error
    if row.report_written_minutes < row.report_phone_minutes:
        raise InvalidInput("written_before_phone", _("书面首报的时限不能短于电话首报"), field="report_written_minutes")


def checked_county_name(name: str) -> str:
    """Raises InvalidInput `county_name_required`, `bad_county_name`."""
    if cells.is_blank(name):
        raise InvalidInput("county_name_required", _("请填写县名，如“大余县”"), field="name")
    try:
        return str(cells.text(LONGEST_NAME)(name))
    except CellError as error:
        raise InvalidInput("bad_county_name", _("县名含有不可见字符，或超过 100 个字"), field="name") from error


def checked_letterhead(text: str) -> str:
    """Empty stays empty. Raises InvalidInput `bad_letterhead`."""
    if cells.is_blank(text):
        return ""
    try:
        return str(cells.text(LONGEST_NAME)(text))
    except CellError as error:
        message = _("单位抬头含有不可见字符，或超过 100 个字")
        raise InvalidInput("bad_letterhead", message, field="letterhead") from error


def checked_signatures(text: str) -> str:
    """Names of lines to sign, each once. Raises InvalidInput `bad_signatures`."""
    names = [part for part in (cells.plain(text).replace("，", "、").replace(",", "、").split("、")) if part.strip()]
    names = list(dict.fromkeys(name.strip() for name in names))
    if len(names) > MOST_SIGNATURES or any(len(name) > LONGEST_SIGNATURE for name in names):
        words = {"most": MOST_SIGNATURES, "letters": LONGEST_SIGNATURE}
        message = _now("签署栏最多 %(most)d 项，每项不超过 %(letters)d 个字") % words
        raise InvalidInput("bad_signatures", message, field="signatures")
    return "、".join(names)
