"""方案比选: several proposals for an open period side by side, of which one may be taken.

A proposal is a generation that keeps its plan instead of saving it; taking it is a generation that saves that plan.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import Emphasis, JobKind, JobState
from rostering.generation.services.start import queue_pieces, start_generation
from rostering.jobs.models import Job
from rostering.permissions import check_manage_periods
from rostering.rosters.models.period import DutyPeriod
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import User

MOST_PROPOSALS = 6


@write
def start_proposals(
    *, period: DutyPeriod, emphases: Iterable[Emphasis], by: User, seed: int | None = None
) -> list[Job]:
    """Queues a proposal for each emphasis. Without a `seed` each gets one that no earlier proposal of its kind had.

    Raises InvalidInput `emphasis_required`, RuleViolation `too_many_proposals`, and what `start_generation` raises.
    """
    check_manage_periods(by)
    wanted = list(dict.fromkeys(emphases))
    if not wanted:
        raise InvalidInput("emphasis_required", _("请选择侧重"), field="emphases")
    # Two requests at once would count the same proposals and together go beyond the most.
    lock(period)
    period.refresh_from_db()
    there = list(period.jobs.proposals())
    if len(there) + len(wanted) > MOST_PROPOSALS:
        raise RuleViolation(
            "too_many_proposals", _now("最多保留 %(most)d 个方案，请先删除不用的") % {"most": MOST_PROPOSALS}
        )
    return [
        queue_pieces(
            period=period,
            by=by,
            kind=JobKind.PROPOSAL,
            seed=_next_seed(there, emphasis) if seed is None else seed,
            parameters={"emphasis": emphasis.value, "keep_shown": True},
        )
        for emphasis in wanted
    ]


@write
def adopt_proposal(*, proposal: Job, by: User) -> Job:
    """Queues the job that puts the proposal on the seats, piece by piece, each held against the rules once more.

    Raises RuleViolation `proposal_unfinished`, `generation_running`, and what `start_generation` raises.
    """
    check_manage_periods(by)
    period = _period(proposal)
    lock(period)
    proposal.refresh_from_db()
    if proposal.state != JobState.SUCCEEDED:
        raise RuleViolation("proposal_unfinished", _("方案尚未排好，不能采用"))
    if period.jobs.generations().running().exists():
        raise RuleViolation("generation_running", _("正在排班，请等待完成或先取消"))
    return start_generation(period=period, by=by, seed=proposal.seed, more={"proposal": str(proposal.pk)})


@write
def discard_proposal(*, proposal: Job, by: User) -> None:
    """Throws it away, finished or not. One that is just being taken stays: RuleViolation `proposal_in_use`."""
    check_manage_periods(by)
    period = _period(proposal)
    lock(period)
    if period.jobs.generations().running().filter(parameters__proposal=str(proposal.pk)).exists():
        raise RuleViolation("proposal_in_use", _("正在采用此方案"))
    audit.record(
        by=by,
        action="period.proposal_discarded",
        row=period,
        county=period.county_id,
        before={"emphasis": proposal.parameters["emphasis"]},
    )
    Job.objects.proposals().filter(pk=proposal.pk).delete()


def _period(proposal: Job) -> DutyPeriod:
    if proposal.period is None or proposal.kind != JobKind.PROPOSAL:
        raise AssertionError("a proposal has a period")
    return proposal.period


def _next_seed(there: Iterable[Job], emphasis: Emphasis) -> int:
    return max((job.seed for job in there if job.parameters.get("emphasis") == emphasis), default=0) + 1
