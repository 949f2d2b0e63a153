"""Listens to what the register and the subjects of this app announce, within its transaction, and to people signing in."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from rostering.changes.models import Swap
from rostering.changes.services import swap_endings
from rostering.covers.services import moving as covers
from rostering.fairness.services.moves import give_leave_back, take_leave_along
from rostering.generation.services import laying_anew
from rostering.on_duty.queries.own import session_limits
from rostering.rings.services import moving as rings
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RevisionEntry
from rostering.rosters.models.roster import Roster
from rostering.signals import period_closed, seats_moved, swap_moved, work_queued
from rostering.wakeup import wake_on_commit
from units.accounts.session_store import IDLE_SECONDS
from units.consequences import Consequence
from units.models import Person, Unit, User
from units.people.services.removals import has_history
from units.signals import facts_changed, move_taken_back, people_moved, person_leaves_register, tier_entered


@receiver(tier_entered, dispatch_uid="rostering.lay_out_by_tier")
def on_tier_entered(*, unit: Unit, effective_date: date, by: User | None, **_: Any) -> None:
    laying_anew.lay_out_by_tier(unit, effective_date, by)


@receiver(seats_moved, dispatch_uid="rostering.supersede_swaps")
def on_seats_moved(*, assignment_ids: Collection[UUID], by: User | None, now: datetime, **_: Any) -> None:
    swap_endings.supersede(assignment_ids=assignment_ids, by=by, now=now)
    covers.seats_moved(assignment_ids=assignment_ids, by=by, now=now)
    rings.seats_moved(assignment_ids=assignment_ids, by=by, now=now)


@receiver(swap_moved, dispatch_uid="rostering.covers_follow")
def on_swap_moved(*, swap: Swap, by: User | None, now: datetime, **_: Any) -> None:
    covers.follow_swap(swap, by=by, now=now)


@receiver(period_closed, dispatch_uid="rostering.expire_swaps")
def on_period_closed(*, period: DutyPeriod, by: User | None, now: datetime, **_: Any) -> None:
    swap_endings.expire_of_period(period, by=by, now=now)
    covers.expire_of_period(period, by=by, now=now)
    rings.expire_of_period(period, by=by, now=now)


@receiver(person_leaves_register, dispatch_uid="rostering.keep_who_was_published")
def on_person_leaves_register(*, person: Person, **_: Any) -> None:
    """A roster that named them once goes on naming them."""
    if RevisionEntry.objects.filter(holders__contains=[{"person": str(person.pk)}]).exists():
        raise has_history(person)


@receiver(people_moved, dispatch_uid="rostering.take_leave_along")
def on_people_moved(*, moves: Sequence[tuple[Person, Person]], day: date, **_: Any) -> None:
    take_leave_along(moves, day)


@receiver(move_taken_back, dispatch_uid="rostering.give_leave_back")
def on_move_taken_back(*, old: Person, new: Person, day: date, **_: Any) -> None:
    give_leave_back(old, new, day)


@receiver(user_logged_in, dispatch_uid="rostering.outlast_duty")
def on_signed_in(*, request: HttpRequest | None, user: User, **_: Any) -> None:
    """A duty lasts 24 hours, a session of the office half of that: whoever is on duty stays signed in to its end."""
    if request is not None and hasattr(request, "session"):
        limits = session_limits(user, timezone.now())
        request.session[IDLE_SECONDS] = limits.idle_seconds
        request.session.set_expiry(limits.until)


@receiver(facts_changed, dispatch_uid="rostering.rosters_show_conflicts")
def on_facts_changed(*, touched: list[Consequence], settled: list[Consequence], now: datetime, **_: Any) -> None:
    """Rosters show what is the matter with their seats: a copy of the list learns of it."""
    rosters = {one.roster_id for one in (*touched, *settled)}
    if rosters:
        Roster.objects.filter(pk__in=rosters, updated_at__lt=now).update(updated_at=now)


@receiver(work_queued, dispatch_uid="rostering.wake_workers")
def on_work_queued(*, divided: bool, **_: Any) -> None:
    wake_on_commit(f"rostering.tasks.wake_{'generation' if divided else 'jobs'}")
