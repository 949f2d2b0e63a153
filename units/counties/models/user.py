from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.enums import ROLE_SCOPES, Role, Scope
from units.labels import ROLE_LABELS
from units.rows.moving import moving
from units.rows.sealed import DigestOf, SealedField


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows at most. `unit_ids` None = every unit its user sees."""

    scopes: frozenset[str]
    unit_ids: frozenset[UUID] | None


UNIT_ROLES = (Role.UNIT_LEADER, Role.DUTY_PERSON)


def may_come_in(today: date, prefix: str = "") -> models.Q:
    """Of accounts (or of what names them by `prefix`), those that open anything: neither closed, nor of a person who has
    left, nor of one who has moved to another unit than the account's. Asked at every request."""
    person = f"{prefix}person"
    left = models.Q(**{f"{person}__valid_to__lte": today})
    moved = models.Q(**{f"{prefix}role__in": UNIT_ROLES, f"{person}__isnull": False}) & ~models.Q(
        **{f"{person}__unit_id": models.F(f"{prefix}unit_id")}
    )
    return models.Q(**{f"{prefix}is_active": True}) & ~left & ~moved


# Not when somebody has signed in, or chosen another password.
RIGHTS_CHANGED = """
    SELECT unnest(ARRAY[before.county_id, changed.county_id]) AS county_id FROM changed JOIN before USING (id)
    WHERE (before.role, before.county_id, before.unit_id, before.person_id, before.is_active, before.must_change_password)
        IS DISTINCT FROM
        (changed.role, changed.county_id, changed.unit_id, changed.person_id, changed.is_active, changed.must_change_password)
"""


class User(AbstractUser):
    """Signs in. Sees a county or a unit by role; a token's `grant` narrows that for one request."""

    county = models.ForeignKey(
        "units.County", on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("县")
    )
    # Of the city's office, which belongs to no county.
    city = models.ForeignKey(
        "units.City", on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("市")
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("单位")
    )
    person = models.OneToOneField(
        "units.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("人员")
    )
    role = models.CharField(_("角色"), max_length=20, choices=list(ROLE_LABELS.items()), default=Role.DUTY_PERSON)

    # Digits of the number by which they may sign in as well; a username is never one, because it is shown and kept.
    login_phone = SealedField(_("登录手机号"), max_length=20, blank=True, default="", editable=False)
    # The password was given by somebody else: nothing but changing it is possible (`units.web.middleware.OwnPasswordFirst`).
    must_change_password = models.BooleanField(default=False, editable=False)

    grant: Grant | None = None
    # What `further_roles` annotates, where the account was read with it.
    roles_read: Any = None

    class Meta:
        verbose_name = _("用户")
        triggers = moving(update=RIGHTS_CHANGED)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(role__in=[*UNIT_ROLES]) | models.Q(unit__isnull=False),
                name="user_unit_role_has_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True) | models.Q(county__isnull=False), name="user_unit_has_county"
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.CITY_OFFICE, city__isnull=False, county__isnull=True, person__isnull=True)
                | (~models.Q(role=Role.CITY_OFFICE) & models.Q(city__isnull=True)),
                name="user_city_office_has_city_alone",
            ),
            models.UniqueConstraint(
                DigestOf("login_phone"),
                condition=~models.Q(login_phone=""),
                name="user_login_phone_once",
                violation_error_message=_("这个手机号已用于另一个账号登录"),
                violation_error_code="login_taken",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A superuser made without a unit (`createsuperuser` asks for none) is the office of the only county."""
        if self.is_superuser and self.unit_id is None and self.role in UNIT_ROLES:
            self.role = Role.COUNTY_OFFICE
            counties = list(County.objects.all()[:2])
            self.county = self.county or (counties[0] if len(counties) == 1 else None)
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        return self.first_name or self.username

    @property
    def is_county_office(self) -> bool:
        return self.role == Role.COUNTY_OFFICE

    @cached_property
    def further_roles(self) -> dict[UUID, Role]:
        """Roles in units beside the account's own. No query where they were read with the account (`roles_read`)."""
        if self.role not in UNIT_ROLES:
            return {}
        if self.roles_read is not None:
            return {UUID(one["unit"]): Role(one["role"]) for one in self.roles_read}
        return {unit: Role(role) for unit, role in self.unit_roles.values_list("unit_id", "role")} if self.pk else {}

    @property
    def roles(self) -> dict[UUID, Role]:
        """The role in each unit; empty for the office and the auditor, whose role is the county's."""
        if self.role not in UNIT_ROLES or self.unit_id is None:
            return {}
        return {**self.further_roles, self.unit_id: Role(self.role)}

    def leads(self, unit_id: UUID | None) -> bool:
        """Whether they lead that unit, as far as the request's token goes."""
        return unit_id is not None and unit_id in self.led_unit_ids

    @property
    def led_unit_ids(self) -> frozenset[UUID]:
        """The units they lead, as far as the request's token goes."""
        led = frozenset(unit for unit, role in self.roles.items() if role == Role.UNIT_LEADER)
        granted = self.grant.unit_ids if self.grant else None
        return led if granted is None else led & granted

    @property
    def leads_unit(self) -> bool:
        """Whether they lead any. Which one decides: ask `leads` wherever a unit is at hand."""
        return bool(self.led_unit_ids)

    @property
    def is_duty_person(self) -> bool:
        """Serves in units and leads none."""
        return self.role in UNIT_ROLES and not self.leads_unit

    @property
    def acting_role(self) -> Role:
        """The role by which pages are offered: a leader's to whoever leads any unit."""
        return Role.UNIT_LEADER if self.leads_unit else Role(self.role)

    def led(self, unit: str) -> models.Q:
        """Of rows of units, the county's for the office, those of the units they lead for leaders, none for anybody else.
        `unit` names the column."""
        if self.is_county_office:
            return models.Q() if self.unit_ids is None else models.Q(**{f"{unit}__in": self.unit_ids})
        return models.Q(**{f"{unit}__in": self.led_unit_ids})

    def whose(self, unit: str, person: str) -> models.Q:
        """Of rows about people, the county's for the office, for everybody else those of the units they lead and their
        own, none for the auditor. `unit` and `person` name the columns that hold the ids."""
        led = self.led(unit)
        if self.person_id is None or self.role not in UNIT_ROLES:
            return led
        return led | models.Q(**{person: self.person_id, f"{unit}__in": self.unit_ids or ()})

    def sees(self, unit: str) -> models.Q:
        """Of rosters and what stands on them: the county's for whoever sees it, else those of one's own units and of units
        below the ones they lead; a token that names its units goes no further. `unit` names the column."""
        if self.unit_ids is None:
            return models.Q()
        if self.directory_unit_ids is not None or not self.led_unit_ids:
            return models.Q(**{f"{unit}__in": self.unit_ids})
        # One list of units, not two conditions: the rows are found by their index.
        units = Unit.objects.filter(models.Q(pk__in=self.unit_ids) | models.Q(parent__in=self.led_unit_ids))
        return models.Q(**{f"{unit}__in": units.values("pk")})

    @property
    def is_auditor(self) -> bool:
        return self.role == Role.AUDITOR

    @property
    def is_city_office(self) -> bool:
        return self.role == Role.CITY_OFFICE

    @property
    def scopes(self) -> frozenset[str]:
        """Scopes of the role, narrowed by the token if the request came with one."""
        held = {Role(self.role), *self.further_roles.values()}
        by_role: frozenset[str] = frozenset(scope for role in held for scope in ROLE_SCOPES[role])
        return by_role if self.grant is None else by_role & self.grant.scopes

    def has_scope(self, scope: Scope) -> bool:
        return scope in self.scopes

    @property
    def _role_unit_ids(self) -> frozenset[UUID] | None:
        return None if self.role in (Role.COUNTY_OFFICE, Role.AUDITOR) else frozenset(self.roles)

    @property
    def unit_ids(self) -> frozenset[UUID] | None:
        """Units whose rows this request may see; None = all of the county."""
        granted = self.grant.unit_ids if self.grant else None
        if granted is None:
            return self._role_unit_ids
        return granted if self._role_unit_ids is None else granted & self._role_unit_ids

    @property
    def managed_unit_ids(self) -> frozenset[UUID] | None:
        """Units they speak for, as the office or as a leader; None = all of the county."""
        return self.unit_ids if self.is_county_office else self.led_unit_ids

    @property
    def speaking_unit(self) -> Any:
        """The unit a leader speaks for where nobody asks which: the account's own, else the first they lead; else None."""
        if self.leads(self.unit_id):
            return self.unit
        led = self.unit_roles.filter(unit__in=self.led_unit_ids).select_related("unit").order_by("pk").first()
        return led.unit if led else None

    @property
    def directory_unit_ids(self) -> frozenset[UUID] | None:
        """Units whose names in the public duty directory this request may see; only a token narrows it."""
        return self.grant.unit_ids if self.grant else None

    @property
    def sees_whole_county(self) -> bool:
        return self.is_county_office and self.unit_ids is None

    @property
    def may_see_duty_numbers(self) -> bool:
        """Whom one may have to ring who is on duty at home (domain §9): everybody with the duty directory, a token only
        with the scope."""
        if not self.has_scope(Scope.ROSTER_READ) or self.is_auditor:
            return False
        return self.grant is None or Scope.CONTACTS_READ in self.grant.scopes

    def may_see_contacts_of(self, unit_id: UUID) -> bool:
        """Phone numbers: only with the scope, only of units one leads, or sees as the office."""
        if not self.has_scope(Scope.CONTACTS_READ):
            return False
        if self.is_county_office:
            return self.unit_ids is None or unit_id in self.unit_ids
        return self.leads(unit_id)
