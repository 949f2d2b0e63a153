"""订阅日历: the file behind a secret address, and the page where one makes and ends such addresses."""

import re
from functools import partial
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.feeds import services as feeds
from alerts.feeds.calendar_file import calendar_file
from alerts.feeds.models import Feed
from alerts.feeds.queries import entries_of
from alerts.permissions import can_subscribe
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import reader
from alerts.webhooks.forms import FeedForm
from units.models import Unit, User

LANGUAGE = "zh-hans"
Answer = TypeVar("Answer", bound=HttpResponseBase)


@login_not_required
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The secret in the address is the authority, and what its owner may see now is what it shows."""
    feed = feeds.find_feed(secret)
    if feed is None:
        return _private(HttpResponse(_("没有这个日历"), status=404, content_type="text/plain; charset=utf-8"))
    with translation.override(LANGUAGE):
        name = feed.unit.label if feed.unit else feed.user.display_name
        title = _("%(name)s值班") % {"name": name}
        body = calendar_file(title, entries_of(feed, timezone.now()), domain=_domain(feed.user))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="duty.ics"'
    response["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    return _private(answer)


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's addresses. A new one is shown in full once, on the answer to making it."""
    user = reader(request)
    unit = _unit(request, user)
    form = FeedForm(request.POST if request.method == "POST" else None)
    made = submit(form, partial(feeds.create_feed, by=user, unit=unit)) if form.is_bound else None
    address = _address(request, made) if made else ""
    context = {
        "form": FeedForm() if made else form,
        "unit": unit,
        "may_subscribe": can_subscribe(user, unit),
        "feeds": Feed.objects.visible_to(user).usable().select_related("unit").order_by("-created_at"),
        "made": made,
        "address": address,
        # Phones open their calendar by this scheme, and ask before they subscribe.
        "webcal": re.sub(r"^https?", "webcal", address),
    }
    response = render(request, "alerts/feeds/feeds.html", context, status=status_of(form))
    return _private(response) if made else response


@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = reader(request)
    feeds.revoke_feed(feed=get_object_or_404(Feed.objects.visible_to(user), pk=pk), by=user)
    return done(request, _("订阅地址已停用"), reverse("alerts:feeds"))


def _unit(request: HttpRequest, user: User) -> Unit | None:
    code = request.GET.get("unit", "")
    return get_object_or_404(Unit.objects.visible_to(user), code=code) if code else None


def _address(request: HttpRequest, feed: Feed) -> str:
    path = reverse("alerts:feed", args=[feeds.secret_of(feed.pk)])
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _domain(user: User) -> str:
    return f"{user.county.code if user.county else 'county'}.duty"


def _private(response: Answer) -> Answer:
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
