"""多人换班: the board of what people would give and take, and the rings that were found on it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostering.enums import PeriodState
from rostering.on_duty.queries.own import answerable
from rostering.permissions import check_have_duties
from rostering.rings.forms import OfferForm
from rostering.rings.models import Ring, RingOffer
from rostering.rings.queries import board, days_to_choose, shown, view_of
from rostering.rings.services.answers import agree_ring, approve_ring, cancel_ring, decline_ring, reject_ring
from rostering.rings.services.offers import offer_duty, withdraw_offer
from rostering.rosters.permissions import check_ask_swap
from rostering.web.answers import done
from rostering.web.fetch import roster_reader
from units.errors import DomainError, InvalidInput
from units.models import User
from units.web.forms import refuse
from units.web.reader import other_parameters

PER_PAGE = 30
ANSWERS = {
    "agree": (agree_ring, _lazy("已同意")),
    "decline": (decline_ring, _lazy("已答复不同意")),
    "cancel": (cancel_ring, _lazy("已撤回")),
}


@require_safe
def ring_list(request: HttpRequest) -> HttpResponse:
    """The board, and the rings found on it, the latest first."""
    user = roster_reader(request)
    check_have_duties(user)
    rows = shown(Ring.objects.visible_to(user)).order_by("-found_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "views": [view_of(ring, user) for ring in page],
        "offers": board(user),
        "query": other_parameters(request),
    }
    return render(request, "rostering/rings/rings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Puts a duty on the board: for which days one would give it."""
    user = roster_reader(request)
    check_have_duties(user)
    rows = answerable(user).filter(shift__period__state=PeriodState.PUBLISHED)
    own = get_object_or_404(rows.select_related("shift__period", "shift__unit", "person"), pk=assignment_id)
    check_ask_swap(user, own)
    if own.person is None:
        raise Http404
    form = OfferForm(request.POST or None, days=days_to_choose(own, timezone.now()))
    if request.method == "POST" and form.is_valid():
        try:
            offer_duty(assignment_id=own.pk, by=user, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return done(request, _("已登记换班意向，找到合适的多人换班会征求您的同意"), reverse("rings:list"))
    context = {"own": own, "form": form}
    return render(request, "rostering/rings/offer.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes a duty off the board."""
    user = roster_reader(request)
    check_have_duties(user)
    withdraw_offer(offer=get_object_or_404(RingOffer.objects.visible_to(user).live(), pk=pk), by=user)
    return done(request, _("已撤回换班意向"), reverse("rings:list"))


@require_http_methods(["GET", "HEAD", "POST"])
def ring(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One ring: who gives what to whom, who has agreed, and what this reader may do about it."""
    user = roster_reader(request)
    check_have_duties(user)
    found, error, status = _fetch(user, pk), None, 200
    if request.method == "POST":
        try:
            sentence = _act(found, user, request.POST.get("do", ""), request.POST.get("reason", ""))
        except DomainError as refused:
            found, error, status = _fetch(user, pk), refused, 400 if isinstance(refused, InvalidInput) else 409
        else:
            return done(request, sentence, reverse("my:duties") if request.POST.get("page") == "my" else request.path)
    context = {"view": view_of(found, user), "ring": found, "error": error}
    return render(request, "rostering/rings/ring.html", context, status=status)


def _act(found: Ring, user: User, wanted: str, reason: str) -> str:
    """Takes the step; the sentence for it. Raises InvalidInput for an unknown one."""
    if wanted == "approve":
        approve_ring(ring=found, by=user)
        return _("已批准，值班表已调整并报两办")
    if wanted == "reject":
        reject_ring(ring=found, by=user, reason=reason)
        return _("已答复不予批准")
    if wanted in ANSWERS and user.person is not None:
        answer, sentence = ANSWERS[wanted]
        answer(ring=found, person=user.person, by=user)
        return str(sentence)
    raise InvalidInput("unknown_action", _("请选择办理方式"), field="do")


def _fetch(user: User, pk: UUID) -> Ring:
    return get_object_or_404(shown(Ring.objects.visible_to(user)), pk=pk)
