"""换班: whom one can ask, asking, and each swap on its way."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rostering.changes.forms import AskForm, PartForm
from rostering.changes.models import Swap
from rostering.changes.queries.repairs import conflicts_of
from rostering.changes.queries.swap_options import Option, exchanges, takers
from rostering.changes.queries.swaps import WAITING, SwapView, usual_parts, view_of
from rostering.changes.services.swap_requests import checked_part, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.enums import PeriodState, SwapKind
from rostering.labels import SWAP_KIND_LABELS
from rostering.on_duty.queries.own import answerable
from rostering.permissions import check_have_duties
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.permissions import check_ask_swap
from rostering.seats.queries.candidates import serving
from rostering.web.answers import done
from rostering.web.fetch import roster_reader
from units.consequences import seal
from units.errors import DomainError, InvalidInput
from units.models import CountySettings, User
from units.web.forms import refuse
from units.web.reader import other_parameters

PER_PAGE = 30


@require_safe
def swap_list(request: HttpRequest) -> HttpResponse:
    """What is under way, or all there were: the county's, the unit's or one's own."""
    user = roster_reader(request)
    check_have_duties(user)
    shows_all = request.GET.get("show") == "all"
    rows = Swap.objects.visible_to(user).with_seats()
    rows = rows if shows_all else rows.filter(state__in=WAITING)
    page = Paginator(rows.order_by("-requested_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "views": [view_of(swap, user) for swap in page],
        "shows_all": shows_all,
        "query": other_parameters(request),
        "sees_county": user.sees_whole_county,
    }
    return render(request, "rostering/changes/swaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Who could take the duty or exchange one for it; having chosen, the same page asks to confirm."""
    own = _own_duty(request, assignment_id)
    if request.method == "POST":
        return _ask(request, own)
    if "person" in request.GET:
        form = AskForm(initial=request.GET.dict(), data={**request.GET.dict(), "reason": ""})
        if not form.is_valid():
            raise InvalidInput("unknown_person", _("没有这个人员"), field="person")
        return _confirm(request, own, form)
    return _choose(request, own)


@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One swap: who, what, how far, and what this reader may do about it."""
    user = roster_reader(request)
    check_have_duties(user)
    found = get_object_or_404(_swaps(user), pk=pk)
    if request.method == "POST":
        return _act(request, found, user)
    view = view_of(found, user)
    return render(request, "rostering/changes/swap.html", {"view": view, "swap": found, **_conflicts(view)})


def _act(request: HttpRequest, found: Swap, user: User) -> HttpResponse:
    wanted, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    try:
        sentence = _done_about(found, user, wanted, reason, request.POST.getlist("agreed"))
    except DomainError as error:
        fresh = get_object_or_404(_swaps(user), pk=found.pk)
        context = {"view": view_of(fresh, user), "swap": fresh, "error": error, "reason": reason}
        context |= _conflicts(context["view"])
        return render(
            request, "rostering/changes/swap.html", context, status=400 if isinstance(error, InvalidInput) else 409
        )
    is_my_page = request.POST.get("page") == "my"
    return done(request, sentence, reverse("my:duties") if is_my_page else request.path)


def _conflicts(view: SwapView) -> dict[str, Any]:
    """What whoever answers or decides has to have seen; nothing for other readers."""
    found = conflicts_of(view.swap) if view.may_answer or view.may_decide else []
    return {"conflicts": found, "seal": seal(found)}


def _done_about(found: Swap, user: User, wanted: str, reason: str, agreed: list[str]) -> str:
    """Takes the step; the sentence for it. Raises InvalidInput for an unknown one."""
    if wanted == "accept":
        accept_swap(swap=found, by=user, agreed=agreed)
        return _("已同意，待单位负责人审批")
    if wanted == "decline":
        decline_swap(swap=found, by=user, reason=reason)
        return _("已答复不同意")
    if wanted == "approve":
        approve_swap(swap=found, by=user, agreed=agreed)
        return _("已复核") if found.kind == SwapKind.EMERGENCY_COVER else _("已批准，值班表已调整并报两办")
    if wanted == "reject":
        reject_swap(swap=found, by=user, reason=reason)
        return _("已答复不予批准")
    if wanted == "cancel":
        cancel_swap(swap=found, by=user, reason=reason)
        return _("已撤回")
    raise InvalidInput("unknown_action", _("请选择办理方式"), field="do")


def _own_duty(request: HttpRequest, assignment_id: UUID) -> Assignment:
    user = roster_reader(request)
    check_have_duties(user)
    rows = answerable(user).filter(shift__period__state=PeriodState.PUBLISHED).prefetch_related("shift__phases")
    own = get_object_or_404(
        rows.select_related("shift__period__policy", "shift__unit", "shift__roster", "person"), pk=assignment_id
    )
    check_ask_swap(user, own)
    if own.person is None:
        raise Http404
    return own


def _choose(request: HttpRequest, own: Assignment) -> HttpResponse:
    """A duty under way has no other way than 紧急顶班 for all that is left of it."""
    now = timezone.now()
    form = PartForm(request.GET if {"start", "end"} & set(request.GET) else None)
    part = form.part() if form.is_bound and form.is_valid() else {}
    is_emergency = not part and (request.GET.get("kind") == SwapKind.EMERGENCY_COVER or own.start <= now)
    error = None
    try:
        start, end = checked_part(own, now, **({"start": max(own.start, now)} if is_emergency else part))
    except InvalidInput as refused:
        start, end, error = own.start, own.end, refused
    whole = not part and not is_emergency
    context = {
        "own": own,
        "user": roster_reader(request),
        "form": form,
        "error": error,
        "start": start,
        "end": end,
        "part": part,
        "whole": whole,
        "begun": own.start <= now,
        "is_emergency": is_emergency,
        "may_be_emergency": own.start - CountySettings.of(own.shift.period.county_id).emergency_within <= now,
        "parts": usual_parts(own, now),
        "kind": SwapKind.EMERGENCY_COVER if is_emergency else SwapKind.SUBSTITUTION,
        **_sorted_out(
            [] if error else takers(own, start, end, urgent=is_emergency), exchanges(own, now) if whole else []
        ),
    }
    return render(request, "rostering/changes/swap_new.html", context, status=400 if error or form.errors else 200)


def _sorted_out(found: list[Option], offers: list[Option]) -> dict[str, Any]:
    """Those one can ask, and everybody one can't with why not."""
    return {
        "takers": [one for one in found if one.allowed],
        "offers": [one for one in offers if one.allowed],
        "refused": [one for one in (*offers, *found) if not one.allowed],
    }


def _confirm(
    request: HttpRequest, own: Assignment, form: AskForm, error: DomainError | None = None, status: int = 200
) -> HttpResponse:
    chosen = form.cleaned_data
    theirs = Assignment.objects.visible_to(roster_reader(request)).filter(person__isnull=False)
    counter = (
        get_object_or_404(theirs.select_related("shift", "person"), pk=chosen["theirs"]) if chosen["theirs"] else None
    )
    colleagues = serving(own.shift.unit_id, own.shift.day)
    context = {
        "own": own,
        "form": form,
        "error": error,
        "kind": chosen["kind"],
        "kind_label": SWAP_KIND_LABELS[chosen["kind"]],
        "is_emergency": chosen["kind"] == SwapKind.EMERGENCY_COVER,
        "taker": counter.person if counter else get_object_or_404(colleagues, pk=chosen["person"]),
        "counter": counter,
        "start": chosen["start"],
        "end": chosen["end"],
        "is_own": roster_reader(request).person_id == own.person_id,
    }
    return render(request, "rostering/changes/swap_confirm.html", context, status=status)


def _ask(request: HttpRequest, own: Assignment) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("invalid_swap", _("请重新选择换班对象"), field="person")
    try:
        made = request_swap(wanted=form.wanted(own.pk), by=roster_reader(request), reason=form.cleaned_data["reason"])
    except DomainError as error:
        refuse(form, error)
        return _confirm(request, own, form, error, 400 if isinstance(error, InvalidInput) else 409)
    if made.kind == SwapKind.EMERGENCY_COVER:
        sentence = _("紧急顶班已生效，待负责人复核")
    else:
        sentence = _("已提出，待%(name)s答复") % {"name": made.counterpart.name}
    return done(request, sentence, reverse("swaps:swap", args=[made.pk]))


def _swaps(user: User) -> Any:
    rows = Swap.objects.visible_to(user).with_seats()
    return rows.select_related("person", "counterpart", "unit", "period", "requested_by", "answered_by", "decided_by")
