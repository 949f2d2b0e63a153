"""Accounts as the API gives them: never a number in full, never a password."""

from typing import Any

from rest_framework import serializers

from units.accounts.queries import state_of
from units.api.fields import InstantField
from units.api.inputs import Body, PageQuery
from units.api.objects import ObjectShape
from units.api.rows import MaskedPhoneField
from units.api.shapes import UnitRef
from units.counties.models.user import User
from units.enums import AccountState
from units.labels import COUNTY_ROLE_LABELS

ACTIONS = ("deactivate", "reactivate", "unlock", "end_sessions", "invite")


class AccountsQuery(PageQuery):
    q = serializers.CharField(required=False, max_length=60)
    unit = serializers.CharField(required=False, max_length=32)
    role = serializers.ChoiceField(required=False, choices=list(COUNTY_ROLE_LABELS))
    state = serializers.ChoiceField(required=False, choices=list(AccountState))


class NewAccountBody(Body):
    """Without `login` one is made up. The account has no password yet: `invite` sends a link to choose one."""

    role = serializers.ChoiceField(choices=list(COUNTY_ROLE_LABELS))
    unit = serializers.CharField(required=False, max_length=32)
    person = serializers.UUIDField(required=False)
    name = serializers.CharField(required=False, max_length=60)
    login = serializers.CharField(required=False, max_length=150)
    invite = serializers.BooleanField(required=False, default=False)


class ActBody(Body):
    action = serializers.ChoiceField(choices=ACTIONS)
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True)


class RoleShape(ObjectShape):
    unit = UnitRef()
    role = serializers.ChoiceField(choices=list(COUNTY_ROLE_LABELS))


# Wants `with_state`, the unit, and `unit_roles` prefetched with theirs.
class AccountShape(ObjectShape):
    """`login_phone` is masked. `further` are units beside the account's own."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    login_phone = MaskedPhoneField()
    name = serializers.CharField(source="display_name")
    role = serializers.ChoiceField(choices=list(COUNTY_ROLE_LABELS))
    unit = UnitRef(allow_null=True)
    further = RoleShape(many=True)
    person = serializers.UUIDField(allow_null=True, source="person_id")
    state = serializers.ChoiceField(choices=list(AccountState))
    last_login = InstantField(allow_null=True)

    @staticmethod
    def read_further(account: User) -> list[dict[str, Any]]:
        return RoleShape.each(account.unit_roles.all())

    @staticmethod
    def read_state(account: User) -> str:
        return str(state_of(account))
