"""Who may change units and people: `can_x` answers, `check_x` raises NotAllowed. `by` None is the system itself."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Scope
from units.errors import NotAllowed

if TYPE_CHECKING:
    from units.people.models import Person

# Of a token: whoever may change rosters, or keeps the directory alone (a personnel system).
KEEPS_DIRECTORY = (Scope.ROSTER_WRITE, Scope.DIRECTORY_WRITE)


def can_manage_county(user: User | None, county: County) -> bool:
    """Add and change its units: the county's own office."""
    if user is None:
        return True
    return user.sees_whole_county and user.county_id == county.pk and _keeps_directory(user)


def check_manage_county(user: User | None, county: County) -> None:
    if not can_manage_county(user, county):
        refuse()


def can_manage_people(user: User | None, unit: Unit) -> bool:
    """Add and change people of a unit: the county's office and the unit's leader."""
    if user is None or can_manage_county(user, unit.county):
        return True
    return user.leads(unit.pk) and _keeps_directory(user)


def check_manage_people(user: User | None, unit: Unit) -> None:
    if not can_manage_people(user, unit):
        refuse()


def can_export_person(user: User, person: "Person") -> bool:
    """Everything about somebody in one file: the office, and the person themselves. Never by a token: the file holds more
    than any scope gives. Needs `person.unit.county`."""
    if user.grant is not None:
        return False
    return user.person_id == person.pk or can_manage_county(user, person.unit.county)


def check_export_person(user: User, person: "Person") -> None:
    if not can_export_person(user, person):
        raise NotAllowed("permission_denied", _("个人数据由两办或本人导出"))


def _keeps_directory(user: User) -> bool:
    return any(user.has_scope(scope) for scope in KEEPS_DIRECTORY)


def refuse() -> None:
    raise NotAllowed("permission_denied", _("您没有办理此事的权限"))


def can_see_directory(user: User) -> bool:
    """Open pages of units and people; the auditor reads the trail, without phone numbers."""
    return not user.is_auditor and user.has_scope(Scope.ROSTER_READ)


def check_see_directory(user: User) -> None:
    if not can_see_directory(user):
        refuse()


def can_read_counties(user: User) -> bool:
    """A city's office: boards, statistics and reports of its counties."""
    return user.is_city_office and user.has_scope(Scope.COUNTIES_READ)


def check_read_counties(user: User) -> None:
    if not can_read_counties(user):
        refuse()


def can_read_audit(user: User) -> bool:
    return user.has_scope(Scope.AUDIT_READ)


def check_read_audit(user: User) -> None:
    if not can_read_audit(user):
        refuse()


def acts_as_office(user: User | None, county_id: UUID, unit_id: UUID) -> bool:
    if user is None or not user.is_county_office or user.county_id != county_id:
        return False
    return user.has_scope(Scope.REVIEWS_WRITE) and (user.unit_ids is None or unit_id in user.unit_ids)


def leads(user: User | None, unit_id: UUID) -> bool:
    """Speaks for the unit in reviews."""
    return user is not None and user.leads(unit_id) and user.has_scope(Scope.REVIEWS_WRITE)


def can_apply_for_review(user: User | None, unit: Unit) -> bool:
    """The unit applies, or the county office starts it."""
    return acts_as_office(user, unit.county_id, unit.pk) or leads(user, unit.pk)


def check_apply_for_review(user: User | None, unit: Unit) -> None:
    if not can_apply_for_review(user, unit):
        raise NotAllowed("permission_denied", _("申请类别调整由本单位负责人或两办办理"))
