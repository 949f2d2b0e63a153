"""What the roster workflow begins can be ended: every table walked through the services that move its rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from rostering.changes.services.swap_endings import expire_due
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.covers.services.answers import take_cover
from rostering.covers.services.asking import open_cover, tend_due, withdraw_cover
from rostering.enums import AbsenceKind, JobKind, Post, SwapKind
from rostering.fairness.services.absences import approve_absence, cancel_absence, record_absence, reject_absence
from rostering.generation.services import jobs
from rostering.models import (
    Absence,
    Assignment,
    Cover,
    DutyPeriod,
    Job,
    PolicyComment,
    PolicyRound,
    PolicyVersion,
    Ring,
    Swap,
)
from rostering.periods.services.filing import accept_roster, confirm_roster, return_roster
from rostering.periods.services.periods import close_period
from rostering.periods.services.publication import publish_period
from rostering.policy_lab.services.consultation import add_comment, answer_comment, close_round, open_round
from rostering.policy_lab.services.data import DraftChanges
from rostering.policy_lab.services.drafts import clone_policy, discard_draft, update_draft
from rostering.policy_lab.services.publication import publish_policy
from rostering.rings.services.answers import agree_ring, approve_ring, cancel_ring, decline_ring, reject_ring
from rostering.rings.services.finding import find_due
from rostering.rings.services.moving import expire_due as expire_rings
from rostering.rings.services.offers import offer_duty
from rostering.seats.services.assignments import Change, amend_period
from rostering.seats.services.laying_out import open_period
from rostering.transitions import MACHINES
from tests.factories import Cast, at, drafted, generated, make_person, published, roster_of, seat_of
from tests.walking import Step, Walk
from units.errors import RuleViolation
from units.models import Person

STAFF = Post.DEDICATED_STAFF
BEFORE, AFTER = at("2026-06-10 09:00"), at("2026-07-01 09:00")


@pytest.fixture(autouse=True)
def before_the_holiday() -> Iterator[None]:
    with time_machine.travel(BEFORE, tick=False):
        yield


@contextmanager
def days_later() -> Iterator[None]:
    with time_machine.travel(AFTER, tick=False):
        yield


def later(step: Step) -> Step:
    def run(row: Any) -> None:
        with days_later():
            step(row)

    return run


def amended(period: DutyPeriod, cast: Cast) -> None:
    """Whoever is on the routine unit's first seat gives way to somebody new."""
    seats = Assignment.objects.filter(shift__period=period, shift__unit=cast.routine).order_by("start")[:1]
    other = make_person(cast.routine, posts=[Post.DUTY_OFFICER])
    changes = [Change(seat.pk, other.pk, seat.version) for seat in seats]
    amend_period(period=period, changes=changes, reason="临时调整", by=cast.office)


def taken_over(swap: Swap, cast: Cast) -> None:
    """Somebody else is put on the duty that the swap is about."""
    seat_taken_over(Assignment.objects.get(swap_seats__swap=swap, swap_seats__order=0), cast)


def put_up(cast: Cast) -> Cover:
    seat = seat_of(published(cast), cast.emergency, STAFF)
    make_person(cast.emergency, posts=[STAFF])
    return open_cover(assignment_id=seat.pk, by=cast.leader)


def ring_found(cast: Cast) -> Ring:
    period = published(cast)
    for day in period.days:
        offer_duty(assignment_id=seat_of(period, cast.emergency, STAFF, day=day).pk, by=cast.leader, extra=50)
    assert find_due(now=timezone.now())
    return Ring.objects.get()


def all_agree(ring: Ring) -> None:
    for seat in ring.seats.all():
        agree_ring(ring=ring, person=seat.giver, by=None)


def first_asked(cover: Cover) -> Person:
    asked = cover.asks.filter(declined_at__isnull=True).first()
    if asked is None:
        raise RuleViolation("not_asked", "没有可征询的人")
    return asked.person


def swap_of(cover: Cover) -> Swap:
    if cover.swap is None:
        raise RuleViolation("not_taken", "无人应征")
    return cover.swap


def seat_taken_over(seat: Assignment, cast: Cast) -> None:
    seat = Assignment.objects.select_related("shift__period").get(pk=seat.pk)
    other = make_person(cast.emergency, posts=[STAFF])
    change = Change(seat.pk, other.pk, seat.version)
    amend_period(period=seat.shift.period, changes=[change], reason="临时调整", by=cast.office)


def asked(cast: Cast, kind: SwapKind) -> Swap:
    period = published(cast)
    own, other = (seat_of(period, cast.emergency, STAFF, day=day) for day in period.days[:2])
    if kind == SwapKind.SWAP:
        return request_swap(wanted=Wanted(kind, own.pk, counter_id=other.pk), by=cast.office)
    taker = make_person(cast.emergency, posts=[STAFF])
    with time_machine.travel(own.start - timedelta(hours=1), tick=False):
        # Whoever orders a cover doesn't review it.
        return request_swap(wanted=Wanted(kind, own.pk, counterpart_id=taker.pk), by=cast.leader)


def leave(cast: Cast, by: Any) -> Absence:
    assert cast.duty.person is not None
    return record_absence(
        person=cast.duty.person, kind=AbsenceKind.ANNUAL_LEAVE, start=at("2026-06-19 00:00"),
        end=at("2026-06-20 00:00"), by=by,
    )  # fmt: skip


def copied(cast: Cast) -> PolicyVersion:
    return clone_policy(county=cast.county, by=cast.office)


def commented(row: PolicyRound, cast: Cast) -> None:
    post = row.policy.posts.get(code=Post.LEADER, tier="emergency_response")
    add_comment(
        policy_round=row,
        unit=cast.emergency,
        tier=post.tier,
        post=post.code,
        field="seats",
        text="增配",
        by=cast.leader,
    )


def answered(row: PolicyRound, cast: Cast) -> None:
    commented(row, cast)
    answer_comment(comment=PolicyComment.objects.latest("created_at"), text="已增配", by=cast.office)


def worked(succeeds: bool) -> Step:
    def run(row: Job) -> None:
        def handler(_job: Job, _progress: Any) -> dict[str, Any]:
            if not succeeds:
                raise RuleViolation("impossible", "不能完成")
            return {}

        jobs.HANDLERS.told[JobKind.SIMULATION] = handler
        jobs.run_job(job_id=row.pk, token=row.lease_token or uuid4())

    return run


WAYS: dict[str, Callable[[Cast], Any]] = {
    "duty_period": drafted,
    "roster": lambda cast: roster_of(generated(cast), cast.emergency),
    "swap": lambda cast: asked(cast, SwapKind.SWAP),
    "emergency_cover": lambda cast: asked(cast, SwapKind.EMERGENCY_COVER),
    "cover": put_up,
    "ring": ring_found,
    "absence": lambda cast: leave(cast, cast.duty),
    "absence entered by the leader": lambda cast: leave(cast, cast.leader),
    "policy": copied,
    "policy_round": lambda cast: open_round(version=copied(cast), by=cast.office),
    "job": lambda cast: jobs.start_job(county=cast.county, kind=JobKind.SIMULATION, by=cast.office, parameters={}),
}


def steps(cast: Cast) -> dict[str, dict[str, Step]]:
    office, leader = cast.office, cast.leader
    decided: dict[str, Step] = {
        "approve": lambda row: approve_swap(swap=row, by=office),
        "reject": lambda row: reject_swap(swap=row, reason="人手不够", by=office),
    }
    return {
        "duty_period": {
            "open": lambda row: open_period(period=row, by=office),
            "publish": lambda row: publish_period(period=row, by=office, exception_reason="人员未定"),
            "amend": lambda row: amended(row, cast),
            "close": later(lambda row: close_period(period=row, by=office, reason="建错")),
        },
        "roster": {
            "confirm": lambda row: confirm_roster(roster=row, by=leader),
            "return": lambda row: return_roster(roster=row, reason="请核对", by=office),
            "accept": lambda row: accept_roster(roster=row, by=office),
        },
        "swap": {
            "accept": lambda row: accept_swap(swap=row, by=office),
            "decline": lambda row: decline_swap(swap=row, by=office),
            "cancel": lambda row: cancel_swap(swap=row, by=office),
            "expire": later(lambda row: expire_due(now=timezone.now())),
            "supersede": lambda row: taken_over(row, cast),
            **decided,
        },
        "emergency_cover": decided,
        "cover": {
            "take": lambda row: take_cover(cover=row, person=first_asked(row), by=office),
            "approve": lambda row: approve_swap(swap=swap_of(row), by=office),
            "reopen": lambda row: reject_swap(swap=swap_of(row), reason="人手不够", by=office),
            "withdraw": lambda row: withdraw_cover(cover=row, by=leader),
            "expire": later(lambda row: (tend_due(now=timezone.now()), expire_due(now=timezone.now()))),
            "void": lambda row: seat_taken_over(row.assignment, cast),
        },
        "ring": {
            "agree": all_agree,
            "decline": lambda row: decline_ring(ring=row, person=row.seats.all()[0].giver, by=office),
            "cancel": lambda row: cancel_ring(ring=row, person=row.seats.all()[0].giver, by=office),
            "approve": lambda row: approve_ring(ring=row, by=leader),
            "reject": lambda row: reject_ring(ring=row, reason="人手不够", by=leader),
            "expire": later(lambda row: expire_rings(now=timezone.now())),
            "void": lambda row: seat_taken_over(row.seats.all()[0].assignment, cast),
        },
        "absence": {
            "approve": lambda row: approve_absence(absence=row, by=leader),
            "reject": lambda row: reject_absence(absence=row, by=leader, reason="人手不够"),
            "withdraw": lambda row: cancel_absence(absence=row, by=leader),
        },
        "policy": {
            "edit": lambda row: update_draft(version=row, changes=DraftChanges({"name": "修订稿"}), by=office),
            "publish": lambda row: publish_policy(
                version=row, effective_from=(BEFORE + timedelta(days=60)).date(), by=office
            ),
            "discard": lambda row: discard_draft(version=row, by=office),
        },
        "policy_round": {
            "comment": lambda row: commented(row, cast),
            "answer": lambda row: answered(row, cast),
            "close": lambda row: close_round(policy_round=row, summary="小结", by=office),
        },
        "job": {
            "start": lambda row: jobs.claim_jobs(now=timezone.now()),
            "finish": worked(succeeds=True),
            "fail": worked(succeeds=False),
            "cancel": lambda row: jobs.cancel_job(job=row, by=office),
        },
    }


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.HANDLERS, "told", dict(jobs.HANDLERS.told))


@pytest.mark.parametrize("name", MACHINES)
def test_every_step_of_the_table_is_taken_by_services_and_every_state_has_a_way_to_an_end(
    cast: Cast, name: str
) -> None:
    taken: set[tuple[str, str]] = set()
    for way, begin in WAYS.items():
        if way.split()[0] == name:
            with transaction.atomic():
                walked = Walk(MACHINES[name], begin(cast), steps(cast)[name]).run()
                assert (way, walked.stuck) == (way, set())
                taken |= walked.taken
                transaction.set_rollback(True)
    assert taken == set(MACHINES[name].table)
