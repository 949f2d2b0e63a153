"""设置: where everything is that the office sets up, the checklist before the first roster, and the channels."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alerts.first_run.forms import ChannelTestForm
from alerts.first_run.queries.channels import ways
from alerts.first_run.queries.checklist import checklist
from alerts.first_run.services import try_channel
from alerts.labels import RECEIPT_LABELS
from alerts.web.answers import is_fragment, status_of, submit
from alerts.web.fetch import commander, county_of
from rostering.rosters.queries import has_started


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What the office sets up, each with its page."""
    user = commander(request)
    return render(request, "alerts/first_run/settings.html", {"has_started": has_started(county_of(user).pk)})


@never_cache
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """The steps from an empty county to its first roster; on the landing page as a fragment, until there is one."""
    county = county_of(commander(request))
    started = has_started(county.pk)
    if is_fragment(request) and started:
        return HttpResponse("")
    found = checklist(county, timezone.localdate())
    template = "alerts/first_run/_checklist.html" if is_fragment(request) else "alerts/first_run/setup.html"
    return render(request, template, {"checklist": found, "has_started": started})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """What is set up, what the rest lacks, and a test message; how it ended stands on the answer."""
    user = commander(request)
    found = ways()
    form = ChannelTestForm(request.POST if request.method == "POST" else None, ways=found)
    tested = submit(form, partial(try_channel, county=county_of(user), by=user)) if form.is_bound else None
    context = {
        "ways": found,
        "can_test": any(way.can_test for way in found),
        "has_default": any(way.reaches_all for way in found),
        "form": form,
        "tested": tested,
        "outcome": RECEIPT_LABELS[tested.receipt.status] if tested else "",
    }
    return render(request, "alerts/first_run/channels.html", context, status=status_of(form))
