"""Accounts as pages and API show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from units.accounts.models import AccountKey, SecondFactor, SignIn
from units.accounts.rules import MOST_WRONG_CODES, WRONG_CODES_REST, device_of
from units.counties.models.county import County
from units.counties.models.token import ApiToken
from units.counties.models.unit import Unit
from units.counties.models.user import UNIT_ROLES, User
from units.enums import AccountState, Role
from units.people.models import Person
from units.rows.sealed import DigestOf
from units.spelling.names import tidy_name
from units.spelling.phones import mobile_number


def accounts_of(user: User) -> QuerySet[User]:
    """The county's for the office; for a leader those of duty persons of the units they lead; nobody's else."""
    if user.county_id is None:
        return User.objects.none()
    accounts = User.objects.filter(county_id=user.county_id)
    if user.sees_whole_county:
        return accounts
    return accounts.filter(role=Role.DUTY_PERSON, unit__in=user.led_unit_ids, is_superuser=False)


def with_state(accounts: QuerySet[User], now: datetime) -> QuerySet[User]:
    """Annotates `is_locked`, `has_left`, `has_moved`, `is_invited`, `has_factor`: what `state_of` reads. In the same query."""
    tried = now - timedelta(hours=float(settings.AXES_COOLOFF_TIME))
    failed = AccessAttempt.objects.filter(
        Q(username=Lower(OuterRef("username"))) | Q(username=DigestOf(OuterRef("login_phone"))),
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gte=tried,
    ).exclude(username="")
    wrong_codes = SecondFactor.objects.filter(
        user=OuterRef("pk"), failures__gte=MOST_WRONG_CODES, failed_at__gte=now - WRONG_CODES_REST
    )
    invited = AccountKey.objects.usable_at(now).filter(user=OuterRef("pk"))
    today = timezone.localdate(now)
    return accounts.annotate(
        is_locked=Exists(failed) | Exists(wrong_codes),
        has_factor=Exists(SecondFactor.objects.filter(user=OuterRef("pk"))),
        is_invited=Exists(invited),
        has_left=_true_if(Q(person__valid_to__lte=today)),
        has_moved=_true_if(Q(role__in=UNIT_ROLES, person__isnull=False) & ~Q(person__unit_id=F("unit_id"))),
    )


def _true_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def state_of(account: Any) -> AccountState:
    """Of an account with `with_state`: what matters most about it."""
    if not account.is_active:
        return AccountState.CLOSED
    if account.has_left:
        return AccountState.LEFT
    if account.has_moved:
        return AccountState.MOVED
    if account.is_locked:
        return AccountState.LOCKED
    return AccountState.WAITING if account.last_login is None else AccountState.IN_USE


STATES: Mapping[str, Q] = {
    AccountState.CLOSED: Q(is_active=False),
    AccountState.LEFT: Q(is_active=True, has_left=True),
    AccountState.MOVED: Q(is_active=True, has_left=False, has_moved=True),
    AccountState.LOCKED: Q(is_active=True, is_locked=True),
    AccountState.WAITING: Q(is_active=True, last_login__isnull=True, has_left=False, has_moved=False, is_locked=False),
    AccountState.IN_USE: Q(is_active=True, last_login__isnull=False, has_left=False, has_moved=False, is_locked=False),
}


def accounts_found(
    user: User, now: datetime, *, text: str = "", unit_code: str = "", role: str = "", state: str = ""
) -> QuerySet[User]:
    """With their state, the office's own first, then by unit and name."""
    accounts = with_state(accounts_of(user), now).select_related("unit", "person")
    if text:
        accounts = accounts.filter(_called(text))
    if unit_code:
        further = Q(unit_roles__unit__code=unit_code, unit_roles__unit__county_id=user.county_id)
        accounts = accounts.filter(pk__in=User.objects.filter(Q(unit__code=unit_code) | further).values("pk"))
    if role:
        accounts = accounts.filter(role=role)
    if state in STATES:
        accounts = accounts.filter(STATES[state])
    return accounts.order_by(F("unit__protocol_order").asc(nulls_first=True), "unit__code", "first_name", "pk")


def _called(text: str) -> Q:
    wanted = tidy_name(text)
    found = Q(username__icontains=wanted) | Q(first_name__icontains=wanted)
    found |= Q(person__in=Person.objects.found_by(wanted).values("pk"))
    number = mobile_number(wanted)
    return found | Q(login_phone=number) if number else found


@dataclass(frozen=True, slots=True)
class OwnSession:
    row: SignIn
    device: str
    is_here: bool


def own_sessions(user: User, session_key: str) -> list[OwnSession]:
    """Where `user` is signed in now, the present session first. Two queries."""
    rows = list(SignIn.objects.filter(user=user).order_by("-used_at"))
    alive = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now())
    keys = set(alive.values_list("session_key", flat=True))
    found = [
        OwnSession(row, device_of(row.agent), row.session_key == session_key) for row in rows if row.session_key in keys
    ]
    return sorted(found, key=lambda one: not one.is_here)


def usable_tokens(owner: User, reader: User) -> QuerySet[ApiToken]:
    """Keys of programs that act as `owner`, as far as `reader` sees them, the newest first."""
    tokens = ApiToken.objects.visible_to(reader).usable_at(timezone.now()).filter(user=owner)
    return tokens.order_by("-created_at", "pk")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about accounts."""

    name: str
    phone: str


def office_to_ask() -> Contact | None:
    """The lead office of the only county; None where there are several, or none has been named."""
    counties = list(County.objects.select_related("lead_office")[:2])
    office = counties[0].lead_office if len(counties) == 1 else None
    return Contact(office.name, office.duty_phone) if office is not None else None


def people_for_accounts(user: User, *, group: str, unit_code: str = "", today: Any = None) -> QuerySet[Person]:
    """Whom accounts may be made for at once: `leaders` (of section rank and above) or everybody who has duty."""
    units = Unit.objects.managed_by(user).active()
    if unit_code:
        units = units.filter(code=unit_code)
    people = Person.objects.valid_on(today or timezone.localdate()).filter(unit__in=units)
    people = people.filter(rank__gte=2) if group == "leaders" else people.exclude(eligible_posts=[])
    return people.select_related("unit__county").order_by("unit__protocol_order", "unit__code", "-rank", "name", "pk")
