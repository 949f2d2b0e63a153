"""谁能顶班: putting a duty up, asking those who may take it, and giving up when its time has come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.changes.models import SwapSeat
from rostering.changes.queries.swap_options import takers
from rostering.changes.services.swap_endings import move as move_swap
from rostering.covers.models import Cover, CoverAsk
from rostering.covers.permissions import check_keep_cover
from rostering.covers.rules import Standing, step
from rostering.covers.services.moving import fresh, instead_of, keep, move
from rostering.enums import CoverNews, PeriodState
from rostering.on_duty.queries.own import answerable
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.permissions import check_ask_swap
from rostering.seats.services.assignments import checked_reason
from rostering.seats.services.reseating import lock_seats
from rostering.signals import cover_moved
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import User

# A tick tends so many, each in its own transaction; the next one takes the rest.
TENDED_AT_ONCE = 200


@write
def open_cover(*, assignment_id: UUID, by: User, reason: str = "") -> Cover:
    """Puts a whole duty up; the first are asked at once, everybody when it is near.

    Raises InvalidInput `unknown_assignment`, NotAllowed unless it is one's own, of one's unit for its leader, or any for
    the office; RuleViolation `not_published`, `seat_vacant`, `duty_begun`, `swap_already_open`, `cover_already_open`.
    """
    reason, now = checked_reason(reason), timezone.now()
    own = _own(assignment_id, by, now)
    if own.person is None:
        raise RuleViolation("seat_vacant", _("该席位现为空岗，请直接调班"))
    cover = Cover.objects.create(
        assignment=own,
        unit=own.shift.unit,
        period=own.shift.period,
        person=own.person,
        reason=reason,
        requested_by=by,
        requested_at=now,
        expires_at=own.start,
        next_at=now,
    )
    audit.record(
        by=by,
        action="cover.opened",
        row=cover,
        county=cover.period.county_id,
        unit=cover.unit_id,
        after={"day": str(own.shift.day), "post": own.shift.post},
        reason=reason,
        on_behalf_of=instead_of(by, own.person),
        now=now,
    )
    _tend(cover, now)
    return cover


def _own(assignment_id: UUID, by: User, now: datetime) -> Assignment:
    """The seat under its locks, if it can be put up by this caller."""
    visible = answerable(by).filter(pk=assignment_id).first()
    if visible is None:
        raise InvalidInput("unknown_assignment", _("没有这个班次"), field="assignment")
    own = lock_seats([assignment_id], [visible.person_id] if visible.person_id else []).get(assignment_id)
    if own is None or own.person_id != visible.person_id:
        raise Stale("stale_version", _("该班次刚被他人修改，请刷新后再办理"))
    check_ask_swap(by, own)
    if own.shift.period.state != PeriodState.PUBLISHED:
        raise RuleViolation("not_published", _("只有已发布且未结束的值班表可以换班"))
    if own.start <= now:
        raise RuleViolation("duty_begun", _("值班已经开始，请办理紧急顶班"))
    if SwapSeat.objects.filter(assignment=own, is_open=True).exists():
        raise RuleViolation("swap_already_open", _("该班次已有换班在办"))
    return own


@write
def withdraw_cover(*, cover: Cover, by: User) -> Cover:
    """撤回 by whoever keeps it; whoever had taken it is told. Raises NotAllowed, RuleViolation `wrong_state`."""
    cover, now = locked(cover), timezone.now()
    check_keep_cover(by, cover)
    swap = cover.swap
    move(cover, "withdraw", by=by, now=now, on_behalf_of=instead_of(by, cover.person))
    if swap is not None and swap.is_open:
        move_swap(swap, "cancel", by=by, now=now, on_behalf_of=instead_of(by, cover.person))
    return cover


def tend_due(*, now: datetime) -> int:
    """Takes the next step of every cover whose time has come. Returns how many. Safe to run twice."""
    due = Cover.objects.due(now).order_by("next_at").values_list("pk", flat=True)[:TENDED_AT_ONCE]
    return sum(_tend_one(pk, now) for pk in due)


@write
def _tend_one(pk: UUID, now: datetime) -> bool:
    locked(Cover(pk=pk))
    cover = fresh(Cover.objects.due(now).filter(pk=pk)).first()
    if cover is None:
        return False
    if cover.expires_at <= now:
        move(cover, "expire", by=None, now=now)
    else:
        _tend(cover, now)
    return True


def _tend(cover: Cover, now: datetime) -> None:
    """Asks, reminds and gives up as the rules say."""
    asks = list(CoverAsk.objects.filter(cover=cover))
    silent = [ask.person_id for ask in asks if ask.declined_at is None]
    others = _not_asked(cover, {ask.person_id for ask in asks}, now)
    standing = Standing(
        cover.expires_at, cover.last_at, cover.waved_at, len(others), len(silent), cover.escalated_at is not None
    )
    found = step(standing, now)
    new = others[: found.ask]
    CoverAsk.objects.bulk_create(
        CoverAsk(cover=cover, person_id=person, order=len(asks) + place, asked_at=now)
        for place, person in enumerate(new)
    )
    cover.last_at, cover.next_at = now, found.next_at
    cover.waved_at = now if new else cover.waved_at
    cover.escalated_at = now if found.escalate else cover.escalated_at
    keep(cover, ("last_at", "next_at", "waved_at", "escalated_at"), now)
    _tell(cover, CoverNews.ASKED, new, now)
    _tell(cover, CoverNews.REMINDED, silent if found.remind else (), now)
    if found.escalate:
        cover_moved.send(sender=Cover, cover=cover, news=CoverNews.UNFILLED, person_ids=(), by=None, now=now)


def _tell(cover: Cover, news: CoverNews, people: Sequence[UUID], now: datetime) -> None:
    if people:
        cover_moved.send(sender=Cover, cover=cover, news=news, person_ids=people, by=None, now=now)


def _not_asked(cover: Cover, asked: set[UUID], now: datetime) -> list[UUID]:
    """Whom the rules allow as things stand now, the least burdened first."""
    own = Assignment.objects.select_related("shift__unit", "shift__roster", "shift__period__county", "person")
    seat = own.prefetch_related("shift__phases").get(pk=cover.assignment_id)
    found = takers(seat, seat.start, seat.end, urgent=False)
    return [one.person.pk for one in found if one.allowed and one.person.pk not in asked]


def locked(cover: Cover) -> Cover:
    """The cover as it is under the locks of its seat and people, whoever has taken it included."""
    known = Cover.objects.filter(pk=cover.pk).values_list("assignment_id", "person_id", "swap__counterpart_id").get()
    lock_seats([known[0]], [person for person in known[1:] if person])
    return fresh(Cover.objects.select_related("swap__person", "swap__counterpart")).get(pk=cover.pk)
