"""停用与合并: a unit ends on a day, by itself or because another one takes it in. Its history stays under its name."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.consequences import Scope, watched
from units.counties.models.unit import Unit
from units.counties.models.user import UNIT_ROLES, User
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.people.models import Person
from units.people.queries import people_to_order
from units.people.services.transfers import transfer_people
from units.permissions import check_manage_county
from units.plausible import check_day
from units.units.obstacles import Obstacle, obstacles_to

# Entered when it is decided, or late, when the paper took its time.
YEARS_BACK, YEARS_AHEAD = 1, 2
LONGEST_REASON = 500


@write
def close_unit(*, unit: Unit, day: date, by: User | None, reason: str = "") -> Unit:
    """`day` is the first one without it. Refused while it holds people or owes something.

    Raises NotAllowed, RuleViolation `unit_still_owes` naming everything that stands in the way, `already_closed`.
    """
    return _end(unit, day, by, reason, action="unit.closed")


@write
def merge_unit(*, unit: Unit, into: Unit, day: date, by: User | None, reason: str = "") -> list[Person]:
    """`unit` goes into `into`: its people go on there from `day` on, with their posts where they have them too.

    Raises as `close_unit`, InvalidInput `same_unit`, `unit_closed`. Returns the people as `into` has them.
    """
    if unit.pk == into.pk or unit.county_id != into.county_id:
        raise InvalidInput("same_unit", _("请选择另一个单位"), field="into")
    check_manage_county(by, unit.county)
    lock(unit, into)
    into.refresh_from_db()
    scope = Scope(unit.county_id, unit_ids=frozenset({unit.pk, into.pk}))
    with watched(scope, by=by):
        people = list(people_to_order(unit, day).select_related("unit__county"))
        moved = transfer_people(people=people, to=into, day=day, by=by, reason=reason) if people else []
        _end(unit, day, by, reason, action="unit.merged", into=into)
    return moved


@write
def reopen_unit(*, unit: Unit, by: User | None, reason: str = "") -> Unit:
    """As if it had not been closed: from the next period on that is opened it takes part again. People and logins that have
    gone stay where they are. Raises RuleViolation `not_closed`."""
    check_manage_county(by, unit.county)
    lock(unit)
    unit.refresh_from_db()
    if unit.is_active and unit.closed_from is None:
        raise RuleViolation("not_closed", _("该单位在用，不需恢复"))
    before = _state(unit)
    unit.is_active, unit.closed_from, unit.merged_into = True, None, None
    with watched(Scope(unit.county_id, unit_ids=frozenset({unit.pk})), by=by):
        unit.save(update_fields=["is_active", "closed_from", "merged_into"])
    _record("unit.reopened", unit, before, by, reason)
    return unit


@write
def put_into_effect(*, now: datetime) -> int:
    """Units whose last day has passed. Called by a task. Returns how many."""
    due = Unit.objects.filter(is_active=True, closed_from__lte=timezone.localdate(now)).select_related("county")
    rows = list(due.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    for unit in rows:
        _is_over(unit)
    return len(rows)


def _end(unit: Unit, day: date, by: User | None, reason: str, *, action: str, into: Unit | None = None) -> Unit:
    check_manage_county(by, unit.county)
    today = timezone.localdate()
    check_day(day, field="day", today=today, back=YEARS_BACK, ahead=YEARS_AHEAD)
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason_too_long", _("事由不超过 500 字"), field="reason")
    lock(unit)
    unit.refresh_from_db()
    if not unit.is_active or unit.closed_from is not None:
        raise RuleViolation("already_closed", _("该单位已停用或已定停用日期，请先恢复"))
    refuse_obstacles(unit, obstacles_to(unit, day, merging=into is not None))
    before = _state(unit)
    unit.closed_from, unit.merged_into = day, into
    with watched(Scope(unit.county_id, unit_ids=frozenset({unit.pk})), by=by):
        unit.save(update_fields=["closed_from", "merged_into"])
        if day <= today:
            _is_over(unit)
    _record(action, unit, before, by, reason)
    return unit


def refuse_obstacles(unit: Unit, found: Sequence[Obstacle]) -> None:
    if found:
        texts = [one.text for one in found]
        raise RuleViolation(
            "unit_still_owes",
            _now("%(unit)s还不能停用：%(texts)s") % {"unit": unit.name, "texts": "；".join(texts)},
            {"obstacles": [{"text": one.text, "path": one.path} for one in found]},
        )


def _is_over(unit: Unit) -> None:
    """Whoever signs in for a unit that isn't there any more has nothing to sign in for; the login stays on record. The
    county office's and the auditor's accounts are the county's, whatever unit they stand in."""
    unit.is_active = False
    unit.save(update_fields=["is_active"])
    # Who goes on elsewhere takes the login along, once the last duty has ended.
    staying = User.objects.filter(unit=unit, is_active=True, person__moved_to__isnull=True, unit_roles__isnull=True)
    for user in staying.filter(role__in=UNIT_ROLES).select_for_update(of=("self",)).order_by("pk"):
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record(
            by=None, action="unit.login_ended", row=unit, county=unit.county_id, unit=unit,
            before={"login": user.username},
        )  # fmt: skip


def _state(unit: Unit) -> dict[str, object]:
    return audit.snapshot(unit, ["is_active", "closed_from", "merged_into"])


def _record(action: str, unit: Unit, before: dict[str, object], by: User | None, reason: str) -> None:
    audit.record(
        by=by, action=action, row=unit, county=unit.county_id, unit=unit, before=before, after=_state(unit),
        reason=reason,
    )  # fmt: skip
