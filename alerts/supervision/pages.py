"""值班督导: the rounds, and the one that runs."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alerts.supervision import services
from alerts.supervision.forms import StartForm, VisitForm
from alerts.supervision.models import Supervision
from alerts.supervision.permissions import can_supervise
from alerts.supervision.queries import running, visible_rounds, who_may_go
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import reader

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """Those the reader sees; who may begin one does so with a place and one press."""
    user = reader(request)
    people = who_may_go(user, timezone.now())
    form = StartForm(request.POST if request.method == "POST" else None, people=people)
    made = submit(form, partial(services.start, by=user)) if form.is_bound else None
    if made:
        return done(request, _("督导开始"), reverse("alerts:supervision", args=[made.pk]))
    rows = visible_rounds(user)
    context = {
        "form": form if people else None,
        "running": running(rows),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "alerts/supervision/rounds.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def one_round(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One round; while it runs, the next unit seen."""
    found, user = round_for(request, pk), reader(request)
    form = VisitForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and submit(form, partial(services.visit, supervision=found, by=user)):
        return done(request, _("已记录"), request.path)
    context = {
        "round": found,
        "visits": found.visits.select_related("unit", "task"),
        "form": form,
        "may_go_on": found.state == "under_way" and can_supervise(user, found.leader),
    }
    return render(request, "alerts/supervision/round.html", context, status=status_of(form))


@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.end(supervision=round_for(request, pk), by=reader(request))
    return done(request, _("督导已结束"), reverse("alerts:supervision", args=[pk]))


def round_for(request: HttpRequest, pk: UUID) -> Supervision:
    rows = Supervision.objects.visible_to(reader(request)).select_related("leader__unit", "unit", "recorded_by")
    return get_object_or_404(rows, pk=pk)
