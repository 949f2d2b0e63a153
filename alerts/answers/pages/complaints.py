"""投诉建议 by the link of any message: who wrote it is whoever the link was sent to. The link stays good for its own matter."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts.answers.pages.answer import kept_secret, sorry, unknown
from alerts.complaints.forms import ComplaintForm
from alerts.complaints.services import write_complaint
from alerts.outbox.services.links import find_link, is_over
from alerts.web.answers import status_of, submit
from units.models import CountySettings


# As with answers: whoever can forge the form already has the key.
@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, key: str) -> HttpResponse:
    now = timezone.now()
    link = find_link(key)
    if link is None:
        return unknown(request, now)
    if is_over(link, now):
        return sorry(request, 410, _("链接已失效"), _("请登录后在“投诉建议”中填写，或致电县值班室。"), link)
    county = link.person.unit.county
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    made = form.is_bound and submit(form, partial(write_complaint, county=county, by=None, person=link.person))
    context = {
        "form": form,
        "made": made,
        "days": CountySettings.of(county.pk).complaint_days,
        "duty_room": county.lead_office,
        "key": key,
    }
    page = render(request, "alerts/answers/write_complaint.html", context, status=status_of(form))
    return kept_secret(page)
