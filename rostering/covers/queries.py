"""Duties up for cover as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from rostering.covers.models import Cover, CoverAsk
from rostering.covers.permissions import can_keep_cover, can_stand_for
from rostering.enums import CoverState
from units.models import User

MOST_WAITING = 30


@dataclass(frozen=True, slots=True)
class CoverView:
    """A cover with what this reader may do about it now. `own`: how they were asked themselves."""

    cover: Cover
    own: CoverAsk | None
    may_withdraw: bool
    sees_asked: bool
    stands_for: bool

    @property
    def may_answer(self) -> bool:
        return self.own is not None and self.own.declined_at is None and self.cover.state == CoverState.OPEN

    @property
    def is_unfilled(self) -> bool:
        """Nobody was found, and whoever may amend the roster has to."""
        return self.stands_for and self.cover.state == CoverState.OPEN and self.cover.escalated_at is not None

    @property
    def waits_for_reader(self) -> bool:
        return self.may_answer or self.is_unfilled


def shown(rows: "QuerySet[Cover]") -> "QuerySet[Cover]":
    """Loads what a page names: two queries however many there are."""
    asks = CoverAsk.objects.select_related("person")
    rows = rows.select_related(
        "person", "unit", "period", "requested_by", "assignment__shift__unit", "assignment__shift__period",
        "assignment__shift__roster", "swap__counterpart",
    )  # fmt: skip
    return rows.prefetch_related(Prefetch("asks", queryset=asks))


def view_of(cover: Cover, user: User) -> CoverView:
    """Costs no query where `shown`. The services decide again."""
    own = next((ask for ask in cover.asks.all() if user.person_id and ask.person_id == user.person_id), None)
    keeps = can_keep_cover(user, cover)
    return CoverView(cover, own, cover.is_open and keeps, keeps, can_stand_for(user, cover))


def waiting_covers(user: User, now: datetime) -> list[CoverView]:
    """What asks the reader for an answer, and what nobody has taken of their own or their unit's, their turn first: what
    somebody has taken waits as a substitution. Two queries."""
    if user.is_county_office and user.person_id is None:
        return []
    rows = Cover.objects.visible_to(user).filter(state=CoverState.OPEN, expires_at__gt=now)
    if user.is_county_office:
        rows = rows.filter(asks__person=user.person_id)
    found = [view_of(cover, user) for cover in shown(rows).order_by("expires_at")[:MOST_WAITING]]
    mine = [one for one in found if one.waits_for_reader or one.sees_asked]
    return sorted(mine, key=lambda one: not one.waits_for_reader)
