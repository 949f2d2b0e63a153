"""调类: the list with the application, one review with its steps, and what may be done to it now."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.errors import InvalidInput, NotAllowed, RuleViolation, Stale
from units.permissions import check_apply_for_review
from units.reviews.downloads import as_download
from units.reviews.forms import ApplyForm, DismissalForm, DocumentForm
from units.reviews.models.evidence import FunctionTransfer
from units.reviews.models.review import TierReview
from units.reviews.models.suggestion import ReviewSuggestion
from units.reviews.pages.panels import PANELS, Desk
from units.reviews.permissions import can_add_evidence, check_see_reviews, sees_whole_review
from units.reviews.queries import reviews as reads
from units.reviews.queries.dossiers import earlier_rejection, sentence
from units.reviews.services import decisions, suggestions
from units.reviews.services import evidence as review_evidence
from units.reviews.services.evidence import RETRACTABLE
from units.units.requirements import review_needs
from units.web.forms import refuse
from units.web.reader import reader as signed_in

PER_PAGE = 20


def reader(request: HttpRequest) -> User:
    """Raises NotAllowed for who has no part in reviews."""
    user = signed_in(request)
    check_see_reviews(user)
    return user


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Open ones first. A leader finds the application on the same page: one press less."""
    user, now = reader(request), timezone.now()
    own = _own_unit(user)
    context = {
        "page": Paginator(reads.reviews_of(user), PER_PAGE).get_page(request.GET.get("page")),
        "now": now,
        "form": _apply_form(None, user, own)[0] if own else None,
        "own_unit": own,
        "suggestions": reads.suggestions_of(user).count() if user.is_county_office else 0,
        "may_start": user.is_county_office,
    }
    return render(request, "units/reviews/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """申请. After a rejection the new document is asked for on the same form."""
    user = reader(request)
    suggestion = _suggestion(request, user)
    chosen = _chosen_unit(request, user, suggestion)
    if chosen is not None:
        check_apply_for_review(user, chosen)
    data = request.POST if request.method == "POST" else None
    form, documents = _apply_form(data, user, chosen, files=request.FILES, suggestion=suggestion)
    forms_given: list[forms.Form] = [form, *([documents] if documents else [])]
    if request.method == "POST" and all(one.is_valid() for one in forms_given):
        evidence = documents.document() if documents else None
        service = partial(
            decisions.apply_for_review, by=user, evidence=evidence, suggestion=suggestion, **form.values()
        )
        made = _ran(form, service, documents)
        if made:
            messages.success(request, _("已提交申请，系统正在汇编历年值班记录。"))
            return redirect("units:review", made.pk)
    context = {"form": form, "documents": documents, "chosen": chosen, "suggestion": suggestion}
    status = 400 if any(one.is_bound and one.errors for one in forms_given) else 200
    return render(request, "units/reviews/review_apply.html", context, status=status)


@require_safe
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _desk(reader(request), _found(request, pk)))


@require_POST
def act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """One of the actions of the page; refused, the page comes back with the sentence at the form."""
    panel, desk = PANELS[action], _desk(reader(request), _found(request, pk))
    panel.check(desk)
    form = panel.build(desk, request.POST, request.FILES)
    if form.is_valid() and _ran(form, partial(panel.run, desk, form)):
        messages.success(request, str(panel.said))
        return redirect("units:review", pk)
    conflict = form.has_error(NON_FIELD_ERRORS)
    return _page(
        request, _desk(desk.user, _found(request, pk)), refused={action: form}, status=409 if conflict else 400
    )


@require_safe
def evidence_file(request: HttpRequest, pk: UUID, evidence: UUID) -> HttpResponseBase:
    return as_download(_transfer(reader(request), pk, evidence))


@require_POST
def evidence_retract(request: HttpRequest, pk: UUID, evidence: UUID) -> HttpResponse:
    user = reader(request)
    review_evidence.retract_transfer(transfer=_transfer(user, pk, evidence), by=user)
    messages.success(request, _("材料已撤下。"))
    return redirect("units:review", pk)


@require_safe
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """筛查建议: facts and figures; a person decides."""
    user = _office(request)
    page = Paginator(reads.suggestions_of(user), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "units/reviews/review_suggestions.html", {"page": page, "form": DismissalForm(auto_id=False)}
    )


@require_POST
def suggestion_dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _office(request)
    rows = ReviewSuggestion.objects.visible_to(user).select_related("unit")
    found = get_object_or_404(rows, pk=pk)
    form = DismissalForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("no_reason", _("请写明不采纳的理由"), field="reason")
    suggestions.dismiss_suggestion(suggestion=found, by=user, reason=form.cleaned_data["reason"])
    messages.success(request, _("已记录不采纳，同样的事实不再提示。"))
    return redirect("units:review_suggestions")


def _page(
    request: HttpRequest, desk: Desk, *, refused: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """Steps with their gates, evidence, the compiled record, rounds; forms for what this reader may do now."""
    now, found = timezone.now(), desk.review
    whole = sees_whole_review(desk.user, found)
    missing = reads.missing_of(desk.user, found, now, whole=whole)
    needs = review_needs(found, timezone.localdate(now)) if whole else []
    evidence = reads.evidence_of(desk.user, found.pk)
    context = {
        "review": found,
        "whole": whole,
        "stages": reads.stages_shown(found),
        "missing": [sentence(one) for one in missing],
        "holders": reads.holding_names(found, missing),
        "is_overdue": found.is_in_hand and found.step_due_at is not None and found.step_due_at < now,
        "documents": [one for one in evidence if isinstance(one, FunctionTransfer)],
        "opinions": [one for one in evidence if not isinstance(one, FunctionTransfer)],
        "rounds": desk.rounds,
        "record": reads.shown_record(found) if whole else None,
        "may_retract": found.stage in RETRACTABLE and can_add_evidence(desk.user, found),
        "open_round": desk.open_round,
        "needs": needs,
        "lacking": sum(1 for need in needs if need.lacking),
        "panels": _offered(desk) | (refused or {}),
        "refused": refused or {},
    }
    return render(request, "units/reviews/review.html", context, status=status)


def _offered(desk: Desk) -> dict[str, forms.Form]:
    return {name: panel.build(desk, None, None) for name, panel in PANELS.items() if panel.offered(desk)}


def _ran(form: forms.Form, service: Callable[[], Any], *others: forms.Form | None) -> Any:
    """What the service returns; None when it refuses, and then the form that has the field says why."""
    try:
        return service()
    except (InvalidInput, RuleViolation, Stale) as error:
        field = str(error.details.get("field", ""))
        refuse(next((one for one in others if one is not None and field in one.fields), form), error)
        return None


def _desk(user: User, found: TierReview) -> Desk:
    whole = sees_whole_review(user, found)
    return Desk(user, found, tuple(reads.rounds_of(found)) if whole else ())


def _found(request: HttpRequest, pk: UUID) -> TierReview:
    rows = TierReview.objects.visible_to(reader(request)).select_related("unit__county", "applicant", "decided_by")
    return get_object_or_404(rows, pk=pk)


def _transfer(user: User, pk: UUID, evidence: UUID) -> FunctionTransfer:
    rows = FunctionTransfer.objects.visible_to(user).standing().select_related("review__unit__county")
    return get_object_or_404(rows, pk=evidence, review=pk)


def _office(request: HttpRequest) -> User:
    user = reader(request)
    if not user.is_county_office:
        raise NotAllowed("permission_denied", _("筛查建议由两办处理"))
    return user


def _own_unit(user: User) -> Unit | None:
    """The leader's, unless a review of it is open already."""
    unit = user.speaking_unit
    return reads.applicable_units(user).filter(pk=unit.pk).first() if unit is not None else None


def _suggestion(request: HttpRequest, user: User) -> ReviewSuggestion | None:
    """The one the address names."""
    wanted = request.GET.get("suggestion")
    if not wanted:
        return None
    try:
        pk = UUID(wanted)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(reads.suggestions_of(user), pk=pk)


def _chosen_unit(request: HttpRequest, user: User, suggestion: ReviewSuggestion | None) -> Unit | None:
    if suggestion is not None:
        return suggestion.unit
    code = request.GET.get("unit") or request.POST.get("unit")
    if code:
        return get_object_or_404(Unit.objects.visible_to(user).select_related("county"), code=code)
    return user.speaking_unit if len(user.led_unit_ids) == 1 else None


def _apply_form(
    data: Any, user: User, chosen: Unit | None, *, files: Any = None, suggestion: ReviewSuggestion | None = None
) -> tuple[ApplyForm, DocumentForm | None]:
    """The application, and after a rejection of the unit the document that has to come with it."""
    units = [chosen] if chosen is not None else list(reads.applicable_units(user))
    now = timezone.now()
    current = chosen.tier_on(timezone.localdate(now)) if chosen is not None else None
    wanted = {"wanted_tier": suggestion.wanted_tier} if suggestion is not None and suggestion.wanted_tier else {}
    form = ApplyForm(data, units=units, chosen=chosen, current=current, initial=wanted, auto_id="apply-%s")
    unit = chosen
    if unit is None or earlier_rejection(unit, before=now) is None:
        return form, None
    return form, DocumentForm(data, files, user=user, unit=unit, auto_id="document-%s")
