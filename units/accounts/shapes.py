"""Accounts as the API gives them: never a number in full, never a password."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from units.accounts.queries import state_of
from units.api.fields import InstantField, optional_instant, unit_ref
from units.api.inputs import Body, PageQuery
from units.api.shapes import UnitRef
from units.enums import AccountState, Role
from units.spelling.phones import mask_phone

ACTIONS = ("deactivate", "reactivate", "unlock", "end_sessions", "invite")


class AccountsQuery(PageQuery):
    q = serializers.CharField(required=False, max_length=60)
    unit = serializers.CharField(required=False, max_length=32)
    role = serializers.ChoiceField(required=False, choices=list(Role))
    state = serializers.ChoiceField(required=False, choices=list(AccountState))


class NewAccountBody(Body):
    """Without `login` one is made up. The account has no password yet: `invite` sends a link to choose one."""

    role = serializers.ChoiceField(choices=list(Role))
    unit = serializers.CharField(required=False, max_length=32)
    person = serializers.UUIDField(required=False)
    name = serializers.CharField(required=False, max_length=60)
    login = serializers.CharField(required=False, max_length=150)
    invite = serializers.BooleanField(required=False, default=False)


class ActBody(Body):
    action = serializers.ChoiceField(choices=ACTIONS)
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True)


class RoleShape(serializers.Serializer[Any]):
    unit = UnitRef()
    role = serializers.ChoiceField(choices=list(Role))


class AccountShape(serializers.Serializer[Any]):
    """`login_phone` is masked. `further` are units beside the account's own."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    login_phone = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=list(Role))
    unit = UnitRef(allow_null=True)
    further = RoleShape(many=True)
    person = serializers.UUIDField(allow_null=True)
    state = serializers.ChoiceField(choices=list(AccountState))
    last_login = InstantField(allow_null=True)


def account_shape(account: Any) -> Mapping[str, Any]:
    """Wants `with_state`, the unit, and `unit_roles` prefetched with theirs."""
    unit = account.unit
    return {
        "id": account.pk,
        "username": account.username,
        "login_phone": mask_phone(account.login_phone),
        "name": account.display_name,
        "role": account.role,
        "unit": unit_ref(unit.code, unit.name) if unit else None,
        "further": [
            {"unit": unit_ref(one.unit.code, one.unit.name), "role": one.role} for one in account.unit_roles.all()
        ],
        "person": str(account.person_id) if account.person_id else None,
        "state": str(state_of(account)),
        "last_login": optional_instant(account.last_login),
    }
