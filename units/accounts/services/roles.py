"""Further units somebody leads or serves in."""

from django.utils.translation import gettext_lazy as _

from units.accounts.permissions import check_change_role
from units.accounts.services.accounts import check_place
from units.audit import services as audit
from units.counties.models.unit import Unit
from units.counties.models.unit_role import UnitRole
from units.counties.models.user import UNIT_ROLES, User
from units.db import held, lock, write
from units.enums import Role
from units.errors import InvalidInput, RuleViolation


@write
def add_role(*, account: User, unit: Unit, role: Role, by: User | None) -> UnitRole:
    """From the next request on. Raises NotAllowed, InvalidInput `unknown_unit`, `bad_role`, RuleViolation `role_exists`,
    `role_of_county`."""
    check_change_role(by, account)
    account = held(account, related=("county",))
    if account.role not in UNIT_ROLES or account.county is None:
        raise RuleViolation("role_of_county", _("两办和审计员的权限是全县的，不需要兼任单位"))
    if role not in UNIT_ROLES:
        raise InvalidInput("bad_role", _("兼任只能是单位负责人或值班人员"), field="role")
    check_place(account.county, role, unit)
    if unit.pk == account.unit_id:
        raise RuleViolation("role_exists", _("该账号在这个单位已有角色"), {"field": "unit"})
    row = UnitRole.objects.create(user=account, unit=unit, role=role)
    _recorded("account.role_added", row, by)
    return row


@write
def remove_role(*, row: UnitRole, by: User | None) -> None:
    """From the next request on. Raises NotAllowed."""
    check_change_role(by, row.user)
    lock(row.user)
    _recorded("account.role_removed", row, by)
    row.delete()


def _recorded(action: str, row: UnitRole, by: User | None) -> None:
    facts = {"role": str(row.role), "unit": row.unit.name}
    audit.record(
        by=by,
        action=action,
        row=row.user,
        county=row.user.county_id,
        unit=row.unit_id,
        **({"after": facts} if action.endswith("added") else {"before": facts}),
    )
