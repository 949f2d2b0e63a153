"""Editing a draft: its own cells, its posts with their phases, the numbers of single units."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rostering.policies.models import PolicyVersion
from rostering.policies.rules.policy import POST_CELLS
from rostering.policy_lab.forms import (
    DraftForm,
    GeneralForm,
    PhaseFormSet,
    PostForm,
    StaffingFormSet,
    phase_initial,
    staffing_choices,
    staffing_of_rows,
)
from rostering.policy_lab.pages.versions import draft_for
from rostering.policy_lab.queries.versions import version_problems
from rostering.policy_lab.services.data import COPIED, DraftChanges, PostData
from rostering.policy_lab.services.drafts import post_data, update_draft
from rostering.web.fetch import roster_reader
from units.errors import DomainError
from units.web.forms import refuse

GENERAL = (*COPIED, "edits")


@require_http_methods(["GET", "HEAD", "POST"])
def general(request: HttpRequest, draft: int) -> HttpResponse:
    """Name, source, hours and weights."""
    version = draft_for(request, draft)
    form = GeneralForm(request.POST or None, initial={name: getattr(version, name) for name in GENERAL})
    if request.method == "POST" and form.is_valid():
        changes = form.changes(_posts(version), version.day_start)
        if _saved(request, version, changes, form):
            return redirect("policies:version", version.number)
    context = {"version": version, "form": form}
    return render(request, "rostering/policy_lab/general.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: HttpRequest, draft: int) -> HttpResponse:
    """Another post, at the end of its tier."""
    version = draft_for(request, draft)
    initial = {"edits": version.edits, "seats": 1, "exclusive": True, "tier": request.GET.get("tier", "")}
    form = PostForm(request.POST or None, is_new=True, initial=initial)
    first = [{"starts_at": version.day_start, "posture": "on_site", "response_minutes": 0}]
    phases = PhaseFormSet(request.POST or None, prefix="phases", initial=first)
    if request.method == "POST" and _is_valid(form, phases):
        written = form.post([row.phase() for row in phases if row.is_written])
        if _saved(request, version, DraftChanges(posts=[*_posts(version), written]), form):
            return redirect("policies:version", version.number)
    return _post_page(request, version, form, phases)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, draft: int, key: str) -> HttpResponse:
    """One post: who, how many, and what it owes from when to when."""
    version = draft_for(request, draft)
    posts = _posts(version)
    place = _place(posts, key)
    old = posts[place]
    own = ("tier", "code", *(cell.name for cell in POST_CELLS))
    form = PostForm(request.POST or None, initial={"edits": version.edits, **{n: getattr(old, n) for n in own}})
    phases = PhaseFormSet(request.POST or None, prefix="phases", initial=phase_initial(old))
    if request.method == "POST" and _is_valid(form, phases):
        written = form.post([row.phase() for row in phases if row.is_written])
        posts[place] = replace(written, tier_name=old.tier_name)
        if _saved(request, version, DraftChanges(posts=posts), form):
            return redirect("policies:version", version.number)
    return _post_page(request, version, form, phases, old)


@require_POST
def post_remove(request: HttpRequest, draft: int, key: str) -> HttpResponse:
    """Takes a post out of the draft."""
    version = draft_for(request, draft)
    posts = _posts(version)
    gone = posts.pop(_place(posts, key))
    update_draft(version=version, changes=DraftChanges(posts=posts), by=roster_reader(request))
    messages.success(request, _("已去掉岗位“%(name)s”") % {"name": gone.name})
    return redirect("policies:version", version.number)


@require_http_methods(["GET", "HEAD", "POST"])
def staffing(request: HttpRequest, draft: int) -> HttpResponse:
    """Units that staff a post with more or fewer people than their tier."""
    version = draft_for(request, draft)
    initial = [
        {"unit": str(row.unit_id), "post": row.post, "seats": row.seats}
        for row in version.unit_staffing.order_by("unit__protocol_order", "post")
    ]
    form = DraftForm(request.POST or None, initial={"edits": version.edits})
    rows = StaffingFormSet(request.POST or None, prefix="rows", initial=initial, form_kwargs=staffing_choices(version))
    is_sent = request.method == "POST" and _is_valid(form, rows)
    if is_sent and _saved(request, version, DraftChanges(staffing=staffing_of_rows(rows)), form):
        return redirect("policies:version", version.number)
    context = {"version": version, "form": form, "rows": rows}
    return render(request, "rostering/policy_lab/staffing.html", context, status=_status(form, rows))


def _posts(version: PolicyVersion) -> list[PostData]:
    return [post_data(row) for row in version.posts.all()]


def _place(posts: list[PostData], key: str) -> int:
    """Where the post named `tier.code` stands. Raises Http404."""
    for place, one in enumerate(posts):
        if f"{one.tier}.{one.code}" == key:
            return place
    raise Http404


def _is_valid(form: Any, rows: Any) -> bool:
    """Both are looked at, so that everything that is wrong shows at once."""
    return all([form.is_valid(), rows.is_valid()])


def _saved(request: HttpRequest, version: PolicyVersion, changes: DraftChanges, form: Any) -> bool:
    """False when the service refused, with its sentence on `form`; what was typed stays."""
    try:
        draft = update_draft(
            version=version, changes=changes, by=roster_reader(request), expected_edits=form.cleaned_data["edits"]
        )
    except DomainError as error:
        refuse(form, error)
        return False
    count = len(version_problems(draft))
    if count:
        messages.warning(request, _("已保存。草案还有 %(count)d 处问题，改好后才能发布。") % {"count": count})
    else:
        messages.success(request, _("已保存。"))
    return True


def _post_page(
    request: HttpRequest, version: PolicyVersion, form: PostForm, phases: Any, old: PostData | None = None
) -> HttpResponse:
    context = {"version": version, "form": form, "phases": phases, "old": old}
    return render(request, "rostering/policy_lab/post.html", context, status=_status(form, phases))


def _status(form: Any, rows: Any) -> int:
    return 400 if form.errors or any(rows.errors) or rows.non_form_errors() else 200
