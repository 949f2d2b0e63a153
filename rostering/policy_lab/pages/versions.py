"""制度: the versions, one version as a table, its publication."""

from collections import Counter
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostering.enums import PolicyState
from rostering.generation.services.laying_anew import reached_by
from rostering.permissions import (
    can_comment_policies,
    can_draft_policies,
    can_publish_policies,
    check_draft_policies,
    check_publish_policies,
)
from rostering.policies.models import PolicyVersion
from rostering.policy_lab.forms import PublishForm
from rostering.policy_lab.models import PolicyComment, PolicyRound
from rostering.policy_lab.queries.versions import policy_table, present_version, version_problems
from rostering.policy_lab.queries.words import problem_sentence
from rostering.policy_lab.services.drafts import clone_policy, discard_draft
from rostering.policy_lab.services.publication import earliest_date, publish_policy
from rostering.web.fetch import county_of, roster_reader
from units.errors import DomainError
from units.web.asking_back import asked_back
from units.web.forms import refuse


def version_for(request: HttpRequest, number: int) -> PolicyVersion:
    """With its rules: three queries."""
    versions = (
        PolicyVersion.objects.visible_to(roster_reader(request)).with_rules().select_related("county", "cloned_from")
    )
    return get_object_or_404(versions, number=number)


def draft_for(request: HttpRequest, number: int) -> PolicyVersion:
    """A version that this reader may edit; a published one is refused by the service. Raises NotAllowed."""
    version = version_for(request, number)
    check_draft_policies(roster_reader(request))
    return version


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Newest first, the one in force marked."""
    user = roster_reader(request)
    rows = PolicyVersion.objects.visible_to(user).annotate(
        round_count=Count("rounds", distinct=True),
        is_consulted=Count("rounds", filter=Q(rounds__state="open"), distinct=True),
    )
    context = {
        "versions": rows.order_by("-number"),
        "present": present_version(county_of(user)),
        "may_draft": can_draft_policies(user),
    }
    return render(request, "rostering/policy_lab/versions.html", context)


@require_POST
def clone(request: HttpRequest) -> HttpResponse:
    """A draft from the version in force; on to it."""
    user = roster_reader(request)
    draft = clone_policy(county=county_of(user), by=user)
    messages.success(request, _("已起草第 %(number)d 版，与现行制度相同，可逐项修改。") % {"number": draft.number})
    return redirect("policies:version", draft.number)


@require_safe
def version(request: HttpRequest, draft: int) -> HttpResponse:
    """The table, beside the version in force; what is wrong with a draft stands first."""
    user, found = roster_reader(request), version_for(request, draft)
    present = present_version(found.county)
    comments = PolicyComment.objects.visible_to(user).filter(round__policy=found)
    counts = Counter(comments.values_list("tier", "post", "field"))
    is_draft = found.state == PolicyState.DRAFT
    running = PolicyRound.objects.visible_to(user).open().filter(policy=found).first() if is_draft else None
    may_draft = can_draft_policies(user)
    problems = version_problems(found) if is_draft and may_draft else []
    context = {
        "version": found,
        "present": present,
        "is_present": present is not None and present.pk == found.pk,
        "is_draft": is_draft,
        "table": policy_table(found, present, counts),
        "staffing": found.unit_staffing.select_related("unit").order_by("unit__protocol_order", "post"),
        "problems": [(problem, problem_sentence(problem)) for problem in problems],
        "running": running,
        "origins": found.origins.all(),
        "may_edit": is_draft and may_draft,
        "may_publish": is_draft and can_publish_policies(user),
        "may_simulate": may_draft and found.state != PolicyState.DISCARDED,
        "may_comment": running is not None and can_comment_policies(user, next(iter(user.led_unit_ids), None)),
    }
    return render(request, "rostering/policy_lab/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, draft: int) -> HttpResponse:
    """Asks for the day, names what stands in the way, and says what will follow."""
    found, user = version_for(request, draft), roster_reader(request)
    check_publish_policies(user)
    earliest = earliest_date(found, timezone.localdate())
    form = PublishForm(request.POST or None, initial={"edits": found.edits, "effective_from": earliest})
    if request.method == "POST" and form.is_valid():
        change = partial(
            publish_policy,
            version=found,
            effective_from=form.cleaned_data["effective_from"],
            by=user,
            expected_edits=form.cleaned_data["edits"],
        )
        try:
            question = asked_back(
                request, change, title=_("发布值守制度"), back=reverse("policies:version", args=[draft])
            )
            if question is not None:
                return question
            change()
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已发布第 %(number)d 版") % {"number": found.number})
            return redirect("policies:version", found.number)
    problems = [problem_sentence(problem) for problem in version_problems(found)]
    context: dict[str, Any] = {
        "version": found,
        "form": form,
        "earliest": earliest,
        "problems": problems,
        "reached": reached_by(found, earliest),
    }
    return render(request, "rostering/policy_lab/publish.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    found = draft_for(request, draft)
    check_draft_policies(roster_reader(request))
    if request.method == "POST":
        discard_draft(version=found, by=roster_reader(request))
        messages.success(request, _("已放弃第 %(number)d 版草案") % {"number": found.number})
        return redirect("policies:list")
    return render(request, "rostering/policy_lab/discard.html", {"version": found})


def _status(form: PublishForm) -> int:
    return 400 if form.errors else 200
