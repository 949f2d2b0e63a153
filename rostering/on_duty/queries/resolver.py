"""Who is on duty at an instant and what they owe: the one resolver for page, API and everything later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from rostering.enums import Posture
from rostering.labels import EXTRA_LABELS, POST_LABELS
from rostering.on_duty.queries.hours import hours_within
from rostering.rosters.models.assignment import Assignment, AssignmentQuerySet
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import MAX_SHIFT
from units.kept import as_kept
from units.labels import TIER_LABELS, Label
from units.models import Unit, User
from units.rows.ciphers import keyring

LOOK_AHEAD = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """One assignment at an instant. `[since, until)` is how long this obligation holds for this person.

    `[held_from, held_to)` is what the person holds of the shift. `phone` is the mobile, None when this reader may not see it; `person_id` None is a vacancy.
    """

    assignment_id: UUID
    unit_id: UUID
    unit_code: str
    unit_name: str
    unit_label: str
    unit_phone: str
    tier: str
    post: str
    seat: int
    period_id: UUID
    period_name: str
    day: date
    person_id: UUID | None
    person_name: str
    person_position: str
    phone: str | None
    acknowledged: bool
    posture: str
    place_limit: str | None
    leaving_rule: str | None
    response_minutes: int | None
    exception: str
    since: datetime
    until: datetime
    shift_start: datetime
    shift_end: datetime
    held_from: datetime
    held_to: datetime
    is_next: bool = False
    policy_id: int | None = None
    extra: str = ""

    @property
    def post_name(self) -> Label:
        """As the policy of its period calls it; of a seat that an order added what it is there for."""
        return EXTRA_LABELS[self.extra] if self.extra else POST_LABELS.called_in(self.post, self.policy_id)

    @property
    def hours(self) -> str:
        """Which part of the duty this person holds, empty for all of it."""
        whole = None if self.extra else (self.shift_start, self.shift_end)
        return hours_within(self.day, whole, (self.held_from, self.held_to))


FIELDS = (
    "id",
    "start",
    "end",
    "person_id",
    "person__name",
    "person__position",
    "person__mobile",
    "acknowledged_at",
    "shift__unit_id",
    "shift__unit__code",
    "shift__unit__name",
    "shift__unit__short_name",
    "shift__unit__duty_phone",
    "shift__tier",
    "shift__post",
    "shift__seat",
    "shift__extra",
    "shift__day",
    "shift__start",
    "shift__end",
    "shift__period_id",
    "shift__period__name",
    "shift__period__policy_id",
    "shift__phases__start",
    "shift__phases__end",
    "shift__phases__posture",
    "shift__phases__place_limit",
    "shift__phases__leaving_rule",
    "shift__phases__response_minutes",
    "shift__phases__exception",
    "shift__unit__protocol_order",
    "shift__post_order",
    "words",
    "shift__roster__words",
)
DIRECTORY_ORDER = ("shift__unit__protocol_order", "shift__unit__code", "shift__post_order", "shift__seat", "id")
# What is this recent is the present: whoever is on duty then is reached by the number that holds now.
PRESENT = timedelta(minutes=1)


def on_duty_at(
    at: datetime,
    *,
    user: User,
    unit_code: str | None = None,
    tier: str | None = None,
    include_next: bool = False,
    now: datetime | None = None,
    with_numbers: bool = True,
) -> list[OnDuty]:
    """Everybody whose published duty contains `at`, tier by tier in protocol order; one query, two with the next.

    The directory is the county's, narrowed by a token's units; `phone` is filled where `user` may see contacts, and for
    those on duty now whom no duty phone reaches. Names, positions and units read as published, the phone as published for
    a past instant and as it is now for any other. A vacancy is a row without a person. With `include_next` the next duty
    of each seat follows, `is_next` set. `now`: when it is asked, for whoever asks what an earlier reader was told.
    Without `with_numbers` no `phone` is filled: what is read then may be shown to all of the directory.
    """
    now = now or timezone.now()
    directory = _directory(user, unit_code, tier)
    is_past = at < now - PRESENT
    phase_at = {"shift__phases__start__lte": at, "shift__phases__end__gt": at}
    now_rows = directory.on_duty_at(at).filter(**phase_at).values(*FIELDS)
    found = [_row(row, user, now, is_past=is_past, with_numbers=with_numbers) for row in _in_order(now_rows)]
    if include_next:
        coming = _in_order(_next_rows(directory, at))
        found += [_row(row, user, now, is_past=is_past, is_next=True, with_numbers=with_numbers) for row in coming]
    return found


def _in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tier by tier in protocol order, as the units were called and ordered when their rosters were published."""
    read = [as_kept(row) | {"live": row} for row in rows]
    return sorted(
        read,
        key=lambda row: (TIER_LABELS.position(row["shift__tier"]), *(row[name] for name in DIRECTORY_ORDER)),
    )


def _directory(user: User, unit_code: str | None, tier: str | None) -> AssignmentQuerySet:
    if user.county_id is None:
        return Assignment.objects.none()
    rows = Assignment.objects.filter(shift__period__county_id=user.county_id)
    if user.directory_unit_ids is not None:
        rows = rows.filter(shift__unit_id__in=user.directory_unit_ids)
    if unit_code:
        rows = rows.filter(*_called(user.county_id, unit_code))
    return rows.filter(shift__tier=tier) if tier else rows


def _called(county_id: UUID, code: str) -> tuple[Q, Q]:
    """Duty of the unit that has the code, or had it when the roster was published. Which units those may be is asked first: the
    condition by itself leaves no way but to read what all units of the county have on their rosters."""
    once = Roster.objects.filter(unit=OuterRef("pk"), words__unit__code=code)
    units = Unit.objects.filter(Q(code=code) | Exists(once), county=county_id)
    holds = Q(shift__unit__code=code) | Q(shift__roster__words__unit__code=code)
    return Q(shift__unit__in=units.values("pk")), holds


def _next_rows(directory: AssignmentQuerySet, at: datetime) -> Iterable[dict[str, Any]]:
    """The first assignment after `at` of each seat, be it a later part of the duty that runs, with its first phase."""
    coming = directory.in_force().filter(
        start__gt=at,
        shift__start__gt=at - MAX_SHIFT,
        shift__start__lte=at + LOOK_AHEAD,
        shift__phases__start__lte=F("start"),
        shift__phases__end__gt=F("start"),
    )
    seat = ("shift__unit_id", "shift__post", "shift__seat")
    first: Iterable[dict[str, Any]] = coming.order_by(*seat, "start").distinct(*seat).values(*FIELDS)
    return first


def _row(
    row: dict[str, Any], user: User, now: datetime, *, is_past: bool, with_numbers: bool, is_next: bool = False
) -> OnDuty:
    # What leads to somebody, numbers and the unit's code, is what holds now, unless the past is asked for.
    leading = row if is_past else row["live"]
    return OnDuty(
        assignment_id=row["id"],
        unit_id=row["shift__unit_id"],
        unit_code=leading["shift__unit__code"],
        unit_name=row["shift__unit__name"],
        unit_label=row["shift__unit__short_name"] or row["shift__unit__name"],
        unit_phone=leading["shift__unit__duty_phone"],
        tier=row["shift__tier"],
        post=row["shift__post"],
        seat=row["shift__seat"],
        extra=row["shift__extra"],
        period_id=row["shift__period_id"],
        period_name=row["shift__period__name"],
        policy_id=row["shift__period__policy_id"],
        day=row["shift__day"],
        person_id=row["person_id"],
        person_name=row["person__name"] or "",
        person_position=row["person__position"] or "",
        phone=_phone(leading, user, now) if with_numbers else None,
        acknowledged=row["acknowledged_at"] is not None,
        posture=row["shift__phases__posture"],
        place_limit=row["shift__phases__place_limit"] or None,
        leaving_rule=row["shift__phases__leaving_rule"] or None,
        response_minutes=row["shift__phases__response_minutes"],
        exception=row["shift__phases__exception"],
        since=max(row["shift__phases__start"], row["start"]),
        until=min(row["shift__phases__end"], row["end"]),
        shift_start=row["shift__start"],
        shift_end=row["shift__end"],
        held_from=row["start"],
        held_to=row["end"],
        is_next=is_next,
    )


def _phone(row: dict[str, Any], user: User, now: datetime) -> str | None:
    """The mobile: of one's own people, and of everybody who is on duty now where no duty phone reaches them (domain §9)."""
    if user.may_see_contacts_of(row["shift__unit_id"]):
        return _number(row)
    on_duty_now = row["start"] <= now < row["end"]
    is_out = row["shift__phases__posture"] != Posture.ON_SITE or not row["shift__unit__duty_phone"]
    return _number(row) if on_duty_now and is_out and user.may_see_duty_numbers else None


def _number(row: dict[str, Any]) -> str | None:
    """As the row has it, or sealed, as it keeps it of when it was published."""
    number: str | None = row["person__mobile"]
    return keyring().open(number) if number else number
