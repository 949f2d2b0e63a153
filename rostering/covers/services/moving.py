"""One step of a cover along its table, and how it follows its swap and its seat."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.changes.models import Swap
from rostering.covers.models import Cover, CoverAsk
from rostering.enums import CoverNews, CoverState, SwapState
from rostering.rosters.models.period import DutyPeriod
from rostering.signals import cover_moved
from rostering.states import advance
from units.audit import services as audit
from units.errors import RuleViolation
from units.models import Person, User

ENDINGS = frozenset(CoverState) - {CoverState.OPEN, CoverState.TAKEN}


def move(cover: Cover, action: str, *, by: User | None, now: datetime, on_behalf_of: str = "") -> None:
    """One step, with its trail and its announcement. `cover` was read under the lock of its seat.

    Raises RuleViolation `wrong_state`, or `busy` when somebody else has taken a step since it was read.
    """
    before, state = cover.state, advance(transitions.COVER, cover.state, action)
    cover.state = state
    cover.ended_at = now if state in ENDINGS else None
    keep(cover, ("state", "ended_at", "swap", "next_at"), now)
    audit.record(
        by=by,
        action=f"cover.{'reopened' if action == 'reopen' else state}",
        row=cover,
        county=cover.period.county_id,
        unit=cover.unit_id,
        before={"state": before},
        after={"state": state},
        on_behalf_of=on_behalf_of,
        now=now,
    )
    news = CoverNews.ENDED if state in ENDINGS else CoverNews.TAKEN if state == CoverState.TAKEN else CoverNews.REOPENED
    cover_moved.send(sender=Cover, cover=cover, news=news, person_ids=(), by=by, now=now)


def keep(cover: Cover, fields: Collection[str], now: datetime) -> None:
    """Writes `fields` unless somebody has changed the cover since it was read."""
    values = {name: getattr(cover, name) for name in fields}
    same = Cover.objects.filter(pk=cover.pk, version=cover.version)
    if not same.update(**values, version=F("version") + 1, updated_at=now):
        raise RuleViolation("busy", _("其他人正在修改，请稍后再试"))
    cover.version += 1


def follow_swap(swap: Swap, *, by: User | None, now: datetime) -> None:
    """What the substitution has come to is what the cover has. Refused or taken back, it is open again, without that
    person. Within the transaction of the swap's step."""
    cover = fresh(Cover.objects.filter(swap=swap, state=CoverState.TAKEN)).first()
    if cover is None:
        return
    if swap.state == SwapState.APPROVED:
        move(cover, "approve", by=by, now=now)
    elif swap.state in (SwapState.REJECTED, SwapState.CANCELLED):
        CoverAsk.objects.filter(cover=cover, person=swap.counterpart_id).update(declined_at=now)
        cover.swap, cover.next_at = None, now
        move(cover, "reopen", by=by, now=now)
    elif swap.state in (SwapState.EXPIRED, SwapState.SUPERSEDED):
        move(cover, "expire" if swap.state == SwapState.EXPIRED else "void", by=by, now=now)


def seats_moved(*, assignment_ids: Collection[UUID], by: User | None, now: datetime) -> None:
    """Their seats have changed hands some other way. Within the amending transaction, under its locks."""
    for cover in fresh(Cover.objects.filter(assignment__in=assignment_ids, state=CoverState.OPEN)):
        move(cover, "void", by=by, now=now)


def expire_of_period(period: DutyPeriod, *, by: User | None, now: datetime) -> None:
    """Within the closing transaction, under its lock."""
    for cover in fresh(Cover.objects.filter(period=period, state=CoverState.OPEN)):
        move(cover, "expire", by=by, now=now)


def fresh(rows: "QuerySet[Cover]") -> "QuerySet[Cover]":
    return rows.select_related("period", "unit", "person", "assignment__shift__period", "assignment__shift__unit")


def instead_of(by: User | None, person: Person) -> str:
    """The name for the trail unless they act themselves; by a link nobody else is there to be named."""
    return "" if by is not None and by.person_id == person.pk else person.name
