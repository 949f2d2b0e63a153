"""The county that a command is about, and who leads units."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.management.base import CommandError
from django.db.models import Q

from units.counties.models.county import County
from units.counties.models.unit_role import UnitRole
from units.counties.models.user import UNIT_ROLES, User, may_come_in
from units.enums import Role

# How long the county office goes on being able to sign in.
NOBODY, FOR_NOW, FOR_GOOD = range(3)

NONE_YET = (
    "There is no county yet: `import_county FILE.xlsx --county CODE --county-name NAME --apply` makes one,"
    " `seed_demo` the demo county."
)


def county_named(code: str | None) -> County:
    """The county of `code`, or the only one. Raises CommandError with the codes there are."""
    known = list(County.objects.order_by("code"))
    if not known:
        raise CommandError(NONE_YET if code is None else f"There is no county {code!r}. {NONE_YET}")
    codes = ", ".join(county.code for county in known)
    if code is None and len(known) > 1:
        raise CommandError(f"There are several counties: name one with --county CODE, one of {codes}.")
    found = next((county for county in known if code in (None, county.code)), None)
    if found is None:
        raise CommandError(f"There is no county {code!r}: choose one of {codes}.")
    return found


def office_stays(county_id: UUID, *, today: date) -> int:
    """`FOR_GOOD` with an account of the county office that opens the county and whose person has no day on which they leave
    the service, `FOR_NOW` with one that opens it today, else `NOBODY`. Whoever moves takes the account along. Two queries."""
    office = User.objects.filter(may_come_in(today), county=county_id, role=Role.COUNTY_OFFICE)
    staying = Q(person__valid_to__isnull=True) | Q(
        person__moved_to__valid_to__isnull=True, person__moved_to__isnull=False
    )
    if office.filter(staying).exists():
        return FOR_GOOD
    return FOR_NOW if office.exists() else NOBODY


def people_leading(unit_ids: Collection[UUID], *, today: date) -> list[tuple[UUID, UUID]]:
    """(unit, person) for every account that leads one of the units and belongs to somebody who is there. One query."""
    own = User.objects.filter(may_come_in(today), role=Role.UNIT_LEADER, unit__in=unit_ids, person__isnull=False)
    further = UnitRole.objects.filter(
        may_come_in(today, "user__"),
        role=Role.UNIT_LEADER,
        unit__in=unit_ids,
        user__role__in=UNIT_ROLES,
        user__person__isnull=False,
    )
    pairs = own.values_list("unit_id", "person_id").union(further.values_list("unit_id", "user__person_id"))
    return [(unit, person) for unit, person in pairs.order_by("unit_id", "person_id") if unit and person]
