from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.counties.models.county import County
from units.enums import ROLE_SCOPES, Role, Scope
from units.labels import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows at most. `unit_ids` None = every unit its user sees."""

    scopes: frozenset[str]
    unit_ids: frozenset[UUID] | None


UNIT_ROLES = (Role.UNIT_LEADER, Role.DUTY_PERSON)


class User(AbstractUser):
    """Signs in. Sees a county or a unit by role; a token's `grant` narrows that for one request."""

    county = models.ForeignKey(
        "units.County", on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("县")
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("单位")
    )
    person = models.OneToOneField(
        "units.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("人员")
    )
    role = models.CharField(_("角色"), max_length=20, choices=list(ROLE_LABELS.items()), default=Role.DUTY_PERSON)

    # Digits of the number by which they may sign in as well; a username is never one, because it is shown and kept.
    login_phone = models.CharField(_("登录手机号"), max_length=20, blank=True, default="", editable=False)
    # The password was given by somebody else: nothing but changing it is possible (`units.web.middleware.OwnPasswordFirst`).
    must_change_password = models.BooleanField(default=False, editable=False)

    grant: Grant | None = None

    class Meta:
        verbose_name = _("用户")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(role__in=[*UNIT_ROLES]) | models.Q(unit__isnull=False),
                name="user_unit_role_has_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True) | models.Q(county__isnull=False), name="user_unit_has_county"
            ),
            models.UniqueConstraint(
                fields=["login_phone"],
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

    @property
    def leads_unit(self) -> bool:
        return self.role == Role.UNIT_LEADER

    def leads(self, unit_id: UUID | None) -> bool:
        """Whether they lead that unit, as far as the request's token goes."""
        return unit_id is not None and unit_id in self.led_unit_ids

    @property
    def led_unit_ids(self) -> frozenset[UUID]:
        """The units they lead, as far as the request's token goes."""
        return (self.unit_ids or frozenset()) if self.leads_unit else frozenset()

    @property
    def is_duty_person(self) -> bool:
        return self.role == Role.DUTY_PERSON

    @property
    def is_auditor(self) -> bool:
        return self.role == Role.AUDITOR

    @property
    def scopes(self) -> frozenset[str]:
        """Scopes of the role, narrowed by the token if the request came with one."""
        by_role: frozenset[str] = frozenset(ROLE_SCOPES[Role(self.role)])
        return by_role if self.grant is None else by_role & self.grant.scopes

    def has_scope(self, scope: Scope) -> bool:
        return scope in self.scopes

    @cached_property
    def _role_unit_ids(self) -> frozenset[UUID] | None:
        if self.role in (Role.COUNTY_OFFICE, Role.AUDITOR):
            return None
        return frozenset({self.unit_id} if self.unit_id else ())

    @property
    def unit_ids(self) -> frozenset[UUID] | None:
        """Units whose rows this request may see; None = all of the county."""
        granted = self.grant.unit_ids if self.grant else None
        if granted is None:
            return self._role_unit_ids
        return granted if self._role_unit_ids is None else granted & self._role_unit_ids

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
        """Phone numbers: only with the scope, only of units one sees."""
        if not self.has_scope(Scope.CONTACTS_READ):
            return False
        return self.unit_ids is None or unit_id in self.unit_ids
