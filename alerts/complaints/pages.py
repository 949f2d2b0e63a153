"""投诉建议: what one has written or has to answer, and one of them."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alerts.complaints import services
from alerts.complaints.forms import ComplaintAnswerForm, ComplaintForm
from alerts.complaints.models import Complaint
from alerts.complaints.queries import listed
from alerts.enums import ComplaintState
from alerts.permissions import can_command
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import county_of, reader
from units.models import CountySettings

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def complaints(request: HttpRequest) -> HttpResponse:
    user, now = reader(request), timezone.now()
    county = county_of(user)
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (made := submit(form, partial(services.write_complaint, county=county, by=user))):
        return done(request, _("已提交，两办将按时答复"), reverse("alerts:complaint", args=[made.pk]))
    page = Paginator(listed(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(one, one.is_late(now)) for one in page],
        "days": CountySettings.of(county.pk).complaint_days,
        "may_answer": can_command(user),
    }
    return render(request, "alerts/complaints/complaints.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The office answers here."""
    user, now = reader(request), timezone.now()
    found = get_object_or_404(listed(user), pk=pk)
    form = ComplaintAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and submit(form, partial(services.answer, complaint=found, by=user, now=now)):
        return done(request, _("已答复"), request.path)
    is_open = found.state == ComplaintState.OPEN
    context = {
        "complaint": found,
        "is_late": found.is_late(now),
        "form": form if can_command(user) and is_open else None,
        "may_withdraw": services.is_own(found, user) and is_open,
    }
    return render(request, "alerts/complaints/complaint.html", context, status=status_of(form))


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = reader(request)
    found = get_object_or_404(Complaint.objects.visible_to(user), pk=pk)
    services.withdraw(complaint=found, by=user, now=timezone.now())
    return done(request, _("已撤回"), reverse("alerts:complaints"))
