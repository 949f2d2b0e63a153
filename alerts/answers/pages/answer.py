"""应答 by the link of a message, without signing in: the key in the address is the authority.

Looking changes nothing, so that a link preview answers for nobody. The pages are kept out of caches, and a wrong or
used key tells nothing but that. What each kind of link is for: kinds.py.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts.answers.pages.kind import Shown
from alerts.answers.pages.kinds import KINDS, also_waiting
from alerts.answers.queries.earlier import said_before
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import find_link, is_over
from alerts.web.answers import is_poll
from units.counties.services import wait_for
from units.errors import InvalidInput, RuleViolation
from units.web.client_address import client_address
from units.web.forms import refuse

# A key has 192 bits; the limit spares the database. Right keys aren't counted: an office behind one address answers.
WRONG_PER_MINUTE = 20


# No session stands behind the form: whoever can forge it already has the key.
@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind a message, and its one answer."""
    now = timezone.now()
    link = find_link(key)
    if link is None:
        return unknown(request, now)
    return _answered(request, link, now, key) if request.method == "POST" else _page(request, link, now)


def _answered(request: HttpRequest, link: AnswerLink, now: datetime, key: str) -> HttpResponse:
    act = KINDS[link.purpose].acts.get(request.POST.get("do", ""))
    if act is None:
        return _page(request, link, now, status=400)
    form = act.form(request.POST) if act.form else None
    if form is not None and not form.is_valid():
        return _page(request, link, now, form=form, status=400)
    try:
        onward = act.do(link=link, now=now, **(form.cleaned_data if form else {}))
    except InvalidInput as error:
        if form is None:
            raise
        refuse(form, error)
        return _page(request, link, now, form=form, status=400)
    except RuleViolation as error:
        status = 410 if error.code == "link_expired" else 409
        already = said_before(link, now) if error.code == "link_used" else ""
        return sorry(request, status, _("没有再次提交"), already or str(error), link)
    return redirect("alerts:answer_link", onward or key)


def _page(
    request: HttpRequest, link: AnswerLink, now: datetime, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    kind = KINDS[link.purpose]
    if _has_ended(link, now):
        return sorry(request, status, _("链接已失效"), _("该事项已结束或链接已过期，请登录后办理，或致电县值班室。"))
    shown = kind.shown(link, now)
    version = _version(shown, link)
    if is_poll(request):
        return HttpResponse(status=204, headers={} if request.GET["v"] == version else {"HX-Refresh": "true"})
    visible = form if form is not None and kind.form and isinstance(form, type(kind.form())) else None
    waiting = also_waiting(link, now)
    context: dict[str, Any] = {
        **shown.context,
        "link": link,
        "duty_room": link.person.unit.county.lead_office,
        "earlier": "" if shown.asks else said_before(link, now),
        "waiting": waiting,
        "waiting_count": sum(count for _kind, count in waiting),
        "form": visible or (kind.form() if kind.form else None),
        "version": version,
        "may_change": shown.asks,
        # Last on the page: nobody has to look past it for what is asked.
        "complain_path": f"{request.path}complaint/",
    }
    return kept_secret(render(request, kind.template, context, status=status))


def _has_ended(link: AnswerLink, now: datetime) -> bool:
    """Whether the page says no more than that: its person has left, or its time is over and it was never used."""
    if not is_over(link, now):
        return False
    return now < link.expires_at or not (link.used_at or KINDS[link.purpose].tells_end)


def _version(shown: Shown, link: AnswerLink) -> str:
    """Changes when somebody has answered elsewhere."""
    return f"{shown.state}-{shown.asks}-{link.used_at is not None}"


def unknown(request: HttpRequest, now: datetime) -> HttpResponse:
    client = client_address(request) or "unknown"
    if wait_for(client=client, bucket="answer-links", limit=WRONG_PER_MINUTE, now=now):
        return sorry(request, 429, _("请稍后再试"), _("请核对链接是否完整，或登录后办理。"))
    return sorry(request, 404, _("链接无效"), _("请核对链接是否完整，或登录后办理。"))


def sorry(request: HttpRequest, status: int, title: str, sentence: str, link: AnswerLink | None = None) -> HttpResponse:
    context = {"title": title, "sentence": sentence, "link": link}
    return kept_secret(render(request, "alerts/answers/answer_sorry.html", context, status=status))


def kept_secret(response: HttpResponse) -> HttpResponse:
    """The address holds the key: it goes to no other site. Logs leave it out by units.web.logs."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
