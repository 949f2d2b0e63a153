"""征求意见: the rounds of a draft, units' comments on its cells, answers, summaries."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostering.permissions import can_comment_policies, can_draft_policies, check_comment_policies, check_draft_policies
from rostering.policies.models import PolicyVersion
from rostering.policy_lab.forms import AnswerForm, CommentForm, SummaryForm
from rostering.policy_lab.models import PolicyComment, PolicyRound
from rostering.policy_lab.pages.versions import draft_for, version_for
from rostering.policy_lab.queries.words import cell_label
from rostering.policy_lab.services import consultation
from rostering.web.fetch import roster_reader
from units.errors import DomainError, RuleViolation
from units.web.forms import refuse


@require_safe
def rounds(request: HttpRequest, draft: int) -> HttpResponse:
    """Latest first; comments by cell, those without an answer marked."""
    return _page(request, version_for(request, draft))


@require_POST
def open_next(request: HttpRequest, draft: int) -> HttpResponse:
    """Asks the units from now on."""
    version = draft_for(request, draft)
    opened = consultation.open_round(version=version, by=roster_reader(request))
    messages.success(
        request, _("第 %(number)d 轮征求意见已开始，各单位负责人可逐格提意见。") % {"number": opened.number}
    )
    return redirect("policies:rounds", version.number)


@require_POST
def close(request: HttpRequest, draft: int, pk: UUID) -> HttpResponse:
    """The summary is kept as typed when something is missing."""
    version, user = version_for(request, draft), roster_reader(request)
    found = get_object_or_404(PolicyRound.objects.visible_to(user).select_related("policy"), pk=pk, policy=version)
    check_draft_policies(user)
    form = SummaryForm(request.POST)
    if form.is_valid():
        try:
            consultation.close_round(policy_round=found, summary=form.cleaned_data["summary"], by=user)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("第 %(number)d 轮征求意见已结束") % {"number": found.number})
            return redirect("policies:rounds", version.number)
    return _page(request, version, summary=form, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, draft: int) -> HttpResponse:
    """A unit's leader about one cell; `cell` in the address chooses it."""
    version, user = version_for(request, draft), roster_reader(request)
    running = PolicyRound.objects.visible_to(user).open().select_related("policy").filter(policy=version).first()
    unit = user.speaking_unit
    check_comment_policies(user, unit.pk if unit else None)
    if running is None:
        raise RuleViolation("no_open_round", _("本草案现在没有征求意见"))
    form = CommentForm(request.POST or None, version=version, initial={"cell": request.GET.get("cell", "")})
    if request.method == "POST" and form.is_valid():
        tier, post, field = form.where()
        try:
            consultation.add_comment(
                policy_round=running,
                unit=unit,
                tier=tier,
                post=post,
                field=field,
                text=form.cleaned_data["text"],
                by=user,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("意见已提交，两办答复后可在本页看到。"))
            return redirect("policies:rounds", version.number)
    context = {"version": version, "round": running, "form": form, "unit": unit}
    return render(request, "rostering/policy_lab/comment.html", context, status=400 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, draft: int, pk: UUID) -> HttpResponse:
    """The office's answer; what was typed stays when it is refused."""
    version, user = version_for(request, draft), roster_reader(request)
    comments = PolicyComment.objects.visible_to(user).select_related("round__policy")
    found = get_object_or_404(comments, pk=pk, round__policy=version)
    check_draft_policies(user)
    form = AnswerForm(request.POST, prefix=str(found.pk))
    if form.is_valid():
        try:
            consultation.answer_comment(comment=found, text=form.cleaned_data["answer"], by=user)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已答复。"))
            return redirect("policies:rounds", version.number)
    return _page(request, version, answers={found.pk: form}, status=400)


def _page(
    request: HttpRequest,
    version: PolicyVersion,
    *,
    summary: SummaryForm | None = None,
    answers: dict[UUID, AnswerForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = roster_reader(request)
    may_answer = can_draft_policies(user)
    comments = (
        PolicyComment.objects.visible_to(user).select_related("unit").order_by("tier", "post", "field", "created_at")
    )
    found = list(
        PolicyRound.objects.visible_to(user)
        .filter(policy=version)
        .order_by("-number")
        .prefetch_related(Prefetch("comments", queryset=comments, to_attr="seen"))
    )
    names = {(post.tier, post.code): post.name for post in version.posts.all()}
    running = next((one for one in found if one.state == "open"), None)
    context: dict[str, Any] = {
        "version": version,
        "rounds": [(one, _lines(one, names, answers or {}, may_answer)) for one in found],
        "running": running,
        "waiting": _waiting(running),
        "summary_form": summary or SummaryForm(),
        "may_answer": may_answer,
        "may_open": may_answer and version.state == "draft" and running is None,
        "may_comment": running is not None and can_comment_policies(user, next(iter(user.led_unit_ids), None)),
    }
    return render(request, "rostering/policy_lab/rounds.html", context, status=status)


def _waiting(running: Any) -> int:
    """Comments of the open round without an answer, of those the reader sees."""
    return len([line for line in running.seen if not line.is_answered]) if running is not None else 0


def _lines(
    one: Any, names: dict[tuple[str, str], str], answers: dict[UUID, AnswerForm], may_answer: bool
) -> list[dict[str, Any]]:
    """Comments of a round with the name of their cell and, where the reader may answer, the form for it."""
    return [
        {
            "comment": line,
            "cell": cell_label(line.tier, line.post, line.field, names),
            "form": (answers.get(line.pk) or AnswerForm(prefix=str(line.pk), initial={"answer": line.answer}))
            if may_answer and one.state == "open"
            else None,
        }
        for line in one.seen
    ]
