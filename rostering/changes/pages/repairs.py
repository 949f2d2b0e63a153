"""调班建议: what to change when somebody can't come, shown before it is done, done in one press."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rostering.changes.queries.repairs import Proposal, shown_steps
from rostering.changes.services.apply_repair import repair
from rostering.fairness.queries.lost_seats import Lost
from rostering.permissions import check_repair
from rostering.rosters.filters import period_for
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.queries.moves import ShownStep
from rostering.seats.queries.reach import Unreached, by_reason, unreached_among
from rostering.seats.services.assignments import LONGEST_REASON, Change, amend_period
from rostering.web.answers import done
from rostering.web.fetch import roster_reader
from units.errors import DomainError, InvalidInput
from units.models import User


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A proposal with the lines of its difference."""

    lines: list[ShownStep]
    unfilled: int
    is_smallest: bool


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The seats that have lost their holder and the ways to fill them; POST takes one of them."""
    found, user = period_for(request, period_id), roster_reader(request)
    check_repair(user)
    if request.method == "POST":
        return _apply(request, found, user)
    return _page(request, found, user)


def _apply(request: HttpRequest, period: DutyPeriod, user: User) -> HttpResponse:
    """One amendment for all of it. What has changed meanwhile brings new proposals."""
    changes = [_change(text) for text in request.POST.getlist("change")]
    if not changes:
        raise InvalidInput("no_changes", _("请选择一个方案"), field="change")
    try:
        amend_period(period=period, changes=changes, reason=request.POST.get("reason", ""), by=user)
    except DomainError as error:
        return _page(request, period, user, error)
    sentence = ngettext("已调整 %(count)d 个席位", "已调整 %(count)d 个席位", len(changes)) % {"count": len(changes)}
    return done(request, sentence, reverse("rostering:period", args=[period.pk]))


def _page(request: HttpRequest, period: DutyPeriod, user: User, error: DomainError | None = None) -> HttpResponse:
    found = repair(
        period=period, by=user, now=timezone.now(), person_id=_named(request, "person"), seat_id=_named(request, "seat")
    )
    proposals = [_shown(proposal, user) for proposal in found.proposals]
    unreached = _unreached(proposals)
    context = {
        "reasons": by_reason(unreached),
        "count": len(unreached),
        "period": period,
        "found": found,
        "proposals": proposals,
        "reason": _reason(found.lost),
        "error": error,
    }
    return render(request, "rostering/changes/repair.html", context, status=409 if error else 200)


def _unreached(proposals: Iterable[ShownProposal]) -> tuple[Unreached, ...]:
    """Of those whose seats the proposals move, or who would take one: whom no message about it reaches."""
    lines = [line for proposal in proposals for line in proposal.lines]
    people = {person.pk for line in lines for person in (line.seat.person, line.person) if person is not None}
    return unreached_among(people, timezone.localdate())


def _shown(proposal: Proposal, user: User) -> ShownProposal:
    return ShownProposal(shown_steps(proposal, user), proposal.unfilled, proposal.is_smallest)


def _reason(lost: tuple[Lost, ...]) -> str:
    """Who can't come, once each; why stays out of what every unit reads."""
    names = dict.fromkeys(one.assignment.person.name for one in lost if one.assignment.person)
    if not names:
        return _("补空岗")
    return (_("%(names)s不能到岗") % {"names": "、".join(names)})[:LONGEST_REASON]


def _named(request: HttpRequest, field: str) -> UUID | None:
    try:
        return UUID(request.GET[field]) if field in request.GET else None
    except ValueError as error:
        words = {"person": _("没有这个人员"), "seat": _("没有这个班次")}
        raise InvalidInput(f"unknown_{field}", words[field], field=field) from error


def _change(text: str) -> Change:
    """`assignment:version:person`, person empty for nobody."""
    try:
        assignment, version, person = text.split(":")
        return Change(UUID(assignment), UUID(person) if person else None, int(version))
    except ValueError as error:
        raise InvalidInput("unknown_change", _("方案无法识别，请刷新后重试"), field="change") from error
