"""Answers of those who were asked for a duty: the first who accepts has it, and the leader approves as of every substitution."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.changes.services.swap_endings import move as move_swap
from rostering.changes.services.swap_requests import create_swap
from rostering.covers.models import Cover, CoverAsk
from rostering.covers.permissions import check_answer_ask
from rostering.covers.services.moving import fresh, instead_of, keep, move
from rostering.enums import SwapKind
from rostering.seats.queries.moves import Move
from rostering.seats.services.reseating import check_takers, lock_seats
from rostering.states import advance
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, User


@write
def take_cover(*, cover: Cover, person: Person, by: User | None) -> Cover:
    """我来顶班 by somebody who was asked; `by` None by the link that was sent to them.

    Raises InvalidInput `not_asked`, NotAllowed for others, RuleViolation `wrong_state` when somebody was faster or it is
    over, `duty_begun`, `seat_changed`, `person_refused` with what speaks against it by now.
    """
    cover, ask = _asked(cover, person, by)
    now = timezone.now()
    advance(transitions.COVER, cover.state, "take")
    if cover.expires_at <= now:
        raise RuleViolation("duty_begun", _("值班已经开始，请办理紧急顶班"))
    seat = lock_seats([cover.assignment_id], ()).get(cover.assignment_id)
    if seat is None or seat.person_id != cover.person_id:
        raise RuleViolation("seat_changed", _("班次已变动，不再征询顶班"))
    moves = [Move(seat, ask.person, seat.start, seat.end)]
    check_takers(moves)
    swap = create_swap(SwapKind.SUBSTITUTION, moves, cover.reason, cover.requested_by, now)
    cover.swap = swap
    move(cover, "take", by=by, now=now, on_behalf_of=instead_of(by, ask.person))
    swap.answered_at, swap.answered_by = now, by
    move_swap(swap, "accept", by=by, now=now, on_behalf_of=instead_of(by, ask.person))
    return cover


@write
def decline_cover(*, cover: Cover, person: Person, by: User | None) -> Cover:
    """不能顶班. Answering twice is answering once; when nobody is left who hasn't, the next are asked at once."""
    cover, ask = _asked(cover, person, by)
    now = timezone.now()
    advance(transitions.COVER, cover.state, "take")
    if ask.declined_at is None:
        ask.declined_at = now
        ask.save(update_fields=["declined_at"])
        if not CoverAsk.objects.filter(cover=cover, declined_at__isnull=True).exists():
            cover.next_at = now
        keep(cover, ("next_at",), now)
        audit.record(
            by=by,
            action="cover.declined",
            row=cover,
            county=cover.period.county_id,
            unit=cover.unit_id,
            on_behalf_of=instead_of(by, ask.person),
            now=now,
        )
    return cover


def _asked(cover: Cover, person: Person, by: User | None) -> tuple[Cover, CoverAsk]:
    """Both as they are under the locks of the seat, its holder and whoever answers."""
    people: list[UUID] = [cover.person_id, person.pk]
    lock_seats([cover.assignment_id], people)
    cover = fresh(Cover.objects.select_related("requested_by")).get(pk=cover.pk)
    ask = CoverAsk.objects.select_related("person").filter(cover=cover, person=person).first()
    if ask is None:
        raise InvalidInput("not_asked", _("此人不在征询之列"), field="person")
    if by is not None:
        check_answer_ask(by, cover, person.pk)
    return cover, ask
