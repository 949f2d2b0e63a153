"""应答 by the link of a message, without signing in: the key in the address is the authority.

Looking changes nothing, so that a link preview answers for nobody. The pages are kept out of caches, and a wrong or
used key tells nothing but that.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts.answers import services as answers
from alerts.call_outs.forms import DeclineForm
from alerts.call_outs.models import COMING_STATES, WAITING_STATES, Summons
from alerts.call_outs.queries import called_of
from alerts.checks.models import ANSWERABLE_STATES, Check
from alerts.checks.queries import answer_ring
from alerts.enums import Purpose, SummonsState
from alerts.outbox.models import AnswerLink, ContactRule
from alerts.outbox.services import contacts
from alerts.outbox.services.links import find_link
from alerts.web.answers import is_poll, submit
from units.errors import RuleViolation

OF_CHECKS = (Purpose.CHECK, Purpose.CHECK_ESCALATED)
CHECK, SUMMONS, CONTACT = "check", "summons", "contact"
Act = Callable[[HttpRequest, AnswerLink], HttpResponse]


# No session stands behind the form: whoever can forge it already has the key.
@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind a message, and its one answer."""
    link = find_link(key)
    if link is None:
        return _sorry(request, 404, _("链接无效"), _("请核对链接是否完整，或登录后办理。"))
    if request.method != "POST":
        return _page(request, link)
    act = ACTS.get((_kind(link), request.POST.get("do", "")))
    if act is None:
        return _page(request, link, status=400)
    try:
        return act(request, link)
    except RuleViolation as error:
        return _sorry(request, 410 if error.code == "link_expired" else 409, _("没有再次提交"), str(error), link)


def _kind(link: AnswerLink) -> str:
    if link.purpose == Purpose.CONTACT_PROOF:
        return CONTACT
    return CHECK if link.purpose in OF_CHECKS else SUMMONS


def _confirm_contact(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    contacts.verify_by_link(link=link, now=timezone.now())
    return redirect(request.path)


def _answer_check(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    answers.answer_check(link=link, now=timezone.now())
    return redirect(request.path)


def _acknowledge(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    """On to a link of its own for the arrival."""
    return redirect("alerts:answer_link", answers.acknowledge_summons(link=link, now=timezone.now()))


def _decline(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    form = DeclineForm(request.POST)
    declined = submit(form, lambda reason: answers.decline_summons(link=link, reason=reason, now=timezone.now()))
    return redirect(request.path) if declined else _page(request, link, form=form, status=400)


def _arrive(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    answers.arrive(link=link, now=timezone.now())
    return redirect(request.path)


ACTS: dict[tuple[str, str], Act] = {
    (CONTACT, "confirm"): _confirm_contact,
    (CHECK, "answer"): _answer_check,
    (SUMMONS, "acknowledge"): _acknowledge,
    (SUMMONS, "decline"): _decline,
    (SUMMONS, "arrive"): _arrive,
}


def _page(
    request: HttpRequest, link: AnswerLink, *, form: DeclineForm | None = None, status: int = 200
) -> HttpResponse:
    show = {CHECK: _check_page, SUMMONS: _summons_page, CONTACT: _contact_page}[_kind(link)]
    return _kept_secret(show(request, link, form, status))


def _contact_page(request: HttpRequest, link: AnswerLink, _form: DeclineForm | None, status: int) -> HttpResponse:
    rule = ContactRule.objects.filter(pk=link.object_id).first()
    is_done = rule is not None and rule.verified_at is not None
    context = {
        "link": link,
        "rule": rule,
        "is_done": is_done,
        "can_confirm": bool(rule) and not is_done and _is_good(link),
    }
    return render(request, "alerts/answers/answer_contact.html", context, status=status)


def _check_page(request: HttpRequest, link: AnswerLink, _form: DeclineForm | None, status: int) -> HttpResponse:
    now = timezone.now()
    found = Check.objects.select_related("unit", "person", "assignment__shift", "answered_by").get(pk=link.object_id)
    is_open = found.state in ANSWERABLE_STATES
    context = {
        "check": found,
        "link": link,
        "ring": answer_ring(found, now),
        "can_answer": is_open and _is_good(link),
        "is_expired": is_open and not link.used_at and now >= link.expires_at,
    }
    return _shown(request, "alerts/answers/answer_check.html", context, found.state, status)


def _summons_page(request: HttpRequest, link: AnswerLink, form: DeclineForm | None, status: int) -> HttpResponse:
    now = timezone.now()
    found = Summons.objects.select_related("call_out", "unit", "person").get(pk=link.object_id)
    context = {
        "summons": found,
        "call_out": found.call_out,
        "link": link,
        "called": called_of(found, now),
        "can_acknowledge": found.state in WAITING_STATES and _is_good(link),
        "can_arrive": found.state == SummonsState.ACKNOWLEDGED and _is_good(link),
        "is_expired": found.state in COMING_STATES and not link.used_at and now >= link.expires_at,
        "form": form or DeclineForm(),
    }
    return _shown(request, "alerts/answers/answer_summons.html", context, found.state, status)


def _shown(request: HttpRequest, template: str, context: dict[str, Any], state: str, status: int) -> HttpResponse:
    """The page; for a poll of it nothing, or the order to load it anew once somebody has answered elsewhere."""
    asked = [name for name in ("can_answer", "can_acknowledge", "can_arrive") if context.get(name)]
    version = "-".join([state, *asked])
    if is_poll(request):
        return HttpResponse(status=204, headers={} if request.GET["v"] == version else {"HX-Refresh": "true"})
    return render(request, template, context | {"version": version, "may_change": bool(asked)}, status=status)


def _is_good(link: AnswerLink) -> bool:
    return link.used_at is None and timezone.now() < link.expires_at


def _sorry(
    request: HttpRequest, status: int, title: str, sentence: str, link: AnswerLink | None = None
) -> HttpResponse:
    context = {"title": title, "sentence": sentence, "link": link}
    return _kept_secret(render(request, "alerts/answers/answer_sorry.html", context, status=status))


def _kept_secret(response: HttpResponse) -> HttpResponse:
    """The address holds the key: it goes to no other site. Logs leave it out by units.web.logs."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
