"""Proposals of a period side by side: what each comes to, goal by goal, and which seats it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from rostering.engine.problem import LEDGER_CLASSES, ONE_DUTY
from rostering.engine.tiers import Tier
from rostering.enums import JobState
from rostering.jobs.models import Job, JobTask
from rostering.labels import EMPHASIS_LABELS, OBJECTIVE_LABELS, Label
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.queries.moves import ShownStep
from units.models import Person, User

FAIRNESS = frozenset(klass.value for klass in LEDGER_CLASSES)
MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal by its `number` on the page."""

    number: int
    job: Job

    @property
    def emphasis(self) -> Label:
        return EMPHASIS_LABELS[self.job.parameters["emphasis"]]

    @property
    def is_ready(self) -> bool:
        return self.job.state == JobState.SUCCEEDED


@dataclass(frozen=True, slots=True)
class Score:
    """`amount` is None while the proposal isn't ready."""

    amount: float | None
    proven: bool = False
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """One row of the comparison, the seats as they stand first; `unit` is duties, points or nothing. Less is better."""

    label: Label
    unit: str
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The first MOST_LINES of `count` changes."""

    count: int
    lines: tuple[ShownStep, ...]


def present(found: Sequence[Offer]) -> Mapping[str, int] | None:
    """What the seats came to when the newest finished proposal was made; None when none is finished."""
    ready = [offer.job.result or {} for offer in found if offer.is_ready]
    return ready[-1] | ready[-1]["present"] if ready and ready[-1].get("present") else None


def offers(period: DutyPeriod, user: User) -> list[Offer]:
    """Oldest first. One query."""
    jobs = _proposals(user).filter(period=period).order_by("created_at", "pk")
    return [Offer(number, job) for number, job in enumerate(jobs, start=1)]


def find_offer(user: User, proposal_id: UUID) -> Job | None:
    return _proposals(user).select_related("period__county").filter(pk=proposal_id).first()


def goals(found: Sequence[Offer]) -> list[Goal]:
    """The engine's tiers in their order, those left out that are nothing in every proposal.

    Fairness is told as what people are away from their fair share on average (root of the mean square), in duties or points.
    """
    rows = [_goal(tier, found) for tier in Tier]
    return [row for row in rows if any(score.amount for score in row.scores)]


def changes(proposal: Job, user: User) -> Changes:
    """Seats that would have another holder than now, in the order of protocol and days. Three queries."""
    holders: dict[str, str | None] = {}
    for part in JobTask.objects.filter(job=proposal, holders__isnull=False).values_list("holders", flat=True):
        holders |= part or {}
    rows = Assignment.objects.visible_to(user).filter(shift__period=proposal.period_id)
    different = [pk for pk, person in rows.values_list("pk", "person_id") if _differs(holders, pk, person)]
    order = ("shift__unit__protocol_order", "shift__day", "shift__post_order", "shift__seat")
    shown = (
        rows.filter(pk__in=different)
        .select_related("shift__unit", "shift__roster", "person")
        .order_by(*order)[:MOST_LINES]
    )
    people = Person.objects.in_bulk([UUID(who) for seat in shown if (who := holders[str(seat.pk)])])
    lines = [ShownStep(seat, people[UUID(who)] if (who := holders[str(seat.pk)]) else None) for seat in shown]
    return Changes(len(different), tuple(lines))


def _proposals(user: User) -> "QuerySet[Job]":
    return Job.objects.visible_to(user).proposals()


def _differs(holders: Mapping[str, str | None], pk: UUID, person: UUID | None) -> bool:
    return str(pk) in holders and holders[str(pk)] != (str(person) if person else None)


def _goal(tier: Tier, found: Sequence[Offer]) -> Goal:
    scores = [_score_now(tier, found), *(_score(tier, offer.job) for offer in found)]
    amounts = [score.amount for score in scores[1:] if score.amount is not None]
    best = min(amounts) if len(set(amounts)) > 1 else None
    unit = "points" if tier == Tier.POINTS else "duties" if tier in FAIRNESS else ""
    return Goal(
        OBJECTIVE_LABELS[tier],
        unit,
        tuple(replace(score, is_best=number > 0 and score.amount == best) for number, score in enumerate(scores)),
    )


def _score_now(tier: Tier, found: Sequence[Offer]) -> Score:
    now = present(found)
    if now is None or tier == Tier.STABILITY:
        return Score(None)
    return Score(now["empty"] if tier == Tier.VACANCIES else _amount(tier, now[tier], now["people"]))


def _score(tier: Tier, job: Job) -> Score:
    result: dict[str, Any] = job.result or {}
    reached = next((one for one in result.get("tiers", ()) if one["name"] == tier), None)
    if job.state != JobState.SUCCEEDED or reached is None:
        return Score(None)
    value = result["vacancies"] if tier == Tier.VACANCIES else _amount(tier, reached["value"], result["people"])
    return Score(value, reached["proven"])


def _amount(tier: Tier, value: int, people: int) -> float:
    """As people read it: root of the mean square for fairness, in duties or points; a count for everything else."""
    return round(sqrt(value / max(people, 1)) / ONE_DUTY, 2) if tier in FAIRNESS else value
