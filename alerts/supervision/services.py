"""值班督导 in under a minute: begun, a unit seen with one press, what was found becomes a task, ended."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import SupervisionState, TaskKind
from alerts.followups.services.giving import hand_out
from alerts.one_by_one import handle_each
from alerts.supervision.models import Supervision, Visit
from alerts.supervision.permissions import check_supervise, is_county_leader
from alerts.texts import required_text
from alerts.transitions import SUPERVISION
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, Unit, User
from units.repeats.services.duplicates import one_a_minute

# Nobody is on a round longer than a duty's day; one that nobody has ended is over then.
LONGEST = timedelta(hours=12)


@write
@one_a_minute(SupervisionState.UNDER_WAY)
def start(*, leader: Person, route: str, by: User) -> Supervision:
    """Raises InvalidInput for somebody who isn't a county leader, RuleViolation `already_on_a_round`."""
    check_supervise(by, leader)
    if not is_county_leader(leader):
        raise InvalidInput("not_a_county_leader", _("值班督导由带班县领导开展"), field="leader")
    # Of two who begin it at once, the second finds the first.
    lock(f"supervision:{leader.pk}")
    if Supervision.objects.filter(leader=leader, state=SupervisionState.UNDER_WAY).exists():
        raise RuleViolation("already_on_a_round", _("督导正在进行，请先结束"))
    row = Supervision.objects.create(
        county_id=leader.unit.county_id, unit=leader.unit, leader=leader, started_at=timezone.now(), recorded_by=by,
        route=required_text(route, "route", 200),
    )  # fmt: skip
    audit.record(by=by, action="supervision.started", row=row, county=row.county_id, unit=row.unit_id)
    return row


@write
def visit(*, supervision: Supervision, unit: Unit, by: User, found: str = "", follow_up: bool = False) -> Visit:
    """A unit seen. Raises RuleViolation `round_over`, InvalidInput when nothing is said of what is to be followed up."""
    row = _held(supervision, by)
    if row.state != SupervisionState.UNDER_WAY:
        raise RuleViolation("round_over", _("督导已结束"))
    found = found.strip()[:300]
    if follow_up and not found:
        raise InvalidInput("text_required", _("请写明须整改的问题"), field="found")
    task = None
    if follow_up:
        task = hand_out(unit=unit, kind=TaskKind.ROUND, matter=found, by=by, asker=row.leader, place=row.route)
    made = Visit.objects.create(supervision=row, unit=unit, at=timezone.now(), found=found, task=task)
    row.version += 1
    row.save(update_fields=["version"])
    audit.record(by=by, action="supervision.visited", row=row, county=row.county_id, unit=unit)
    return made


@write
def end(*, supervision: Supervision, by: User) -> Supervision:
    """Twice is once."""
    row = _held(supervision, by)
    return row if row.state == SupervisionState.ENDED else _end(row, "end", by, timezone.now())


def end_due(*, now: datetime) -> int:
    """Those that nobody has ended. Returns how many. Safe to run twice."""
    due = Supervision.objects.filter(state=SupervisionState.UNDER_WAY, started_at__lte=now - LONGEST)

    @write
    def expire(row: Supervision) -> bool:
        fresh = held(row)
        return fresh.state == SupervisionState.UNDER_WAY and bool(_end(fresh, "expire", None, now))

    return handle_each(due[:500], expire)


def _held(supervision: Supervision, by: User) -> Supervision:
    row = held(supervision, related=("leader__unit", "county", "unit"))
    check_supervise(by, Person.objects.select_related("unit").get(pk=row.leader_id))
    return row


def _end(row: Supervision, action: str, by: User | None, now: datetime) -> Supervision:
    row.state = SUPERVISION.advance(row.state, action, RuleViolation("round_over", _("督导已结束")))
    row.ended_at, row.version = now, row.version + 1
    row.save()
    audit.record(by=by, action="supervision.ended", row=row, county=row.county_id, unit=row.unit_id, now=now)
    return row
