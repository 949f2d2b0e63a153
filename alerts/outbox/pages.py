"""消息: one's own inbox and ways to be reached; for the office the county's log."""

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.enums import NotificationState, Purpose
from alerts.labels import NOTIFICATION_STATE_LABELS, PURPOSE_LABELS
from alerts.outbox.forms import ChoiceForm, CodeForm, ContactForm
from alerts.outbox.models import ContactRule, Notification
from alerts.outbox.queries import (
    Shown,
    dead_messages,
    default_channels,
    own_messages,
    puzzling_replies,
    readiness,
    replies_to,
    sent_messages,
    shown,
    what_works,
)
from alerts.outbox.services import contacts, inbox, muting
from alerts.outbox.services import readiness as asking
from alerts.outbox.services.wording import as_written, wording
from alerts.permissions import can_command
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import commander, county_of, keeper, reader
from alerts.who_answers import unreached_units
from units.errors import InvalidInput
from units.models import Unit
from units.web.asking_back import asked_back
from units.web.reader import other_parameters

PER_PAGE = 30
DEAD_SHOWN = 50


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The inbox. Looking marks nothing as read."""
    user = reader(request)
    rows = own_messages(user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "worded": [_worded(row) for row in page],
        "unread": rows.filter(read_at__isnull=True).count(),
        "person": user.person,
        "may_command": can_command(user),
    }
    return render(request, "alerts/outbox/messages.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Marks all of one's own, or the one named."""
    wanted = request.POST.get("message", "")
    ids = None if not wanted else [_uuid(wanted)]
    inbox.mark_read(by=reader(request), now=timezone.now(), ids=ids)
    return done(request, _("已标为已读"), reverse("alerts:messages"))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What went out or, in the demo, would have: dead letters on top, because somebody has to phone."""
    user, now = commander(request), timezone.now()
    rows = sent_messages(user)
    state, purpose = request.GET.get("state", ""), request.GET.get("purpose", "")
    if state in NOTIFICATION_STATE_LABELS:
        rows = rows.filter(state=state)
    if purpose in PURPOSE_LABELS:
        rows = rows.filter(purpose=purpose)
    page: Page[Notification] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    replies = replies_to(list(page))
    context = {
        "page": page,
        "worded": [(*_worded(row), replies[row.pk]) for row in page],
        "puzzling": puzzling_replies(user, now)[:DEAD_SHOWN],
        "dead": [_worded(row) for row in dead_messages(user, now)[:DEAD_SHOWN]],
        "unreached": unreached_units(user.county) if user.is_county_office and user.county else (),
        "states": [(code, NOTIFICATION_STATE_LABELS[code]) for code in NotificationState],
        "purposes": [(code, PURPOSE_LABELS[code]) for code in Purpose],
        "state": state,
        "purpose": purpose,
        "query": other_parameters(request),
    }
    return render(request, "alerts/outbox/message_log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_contacts(request: HttpRequest) -> HttpResponse:
    """Ways to reach oneself; a way counts once its code has come back."""
    user = reader(request)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_bound and user.person is None:
        form.add_error(None, _("本账号未对应到具体人员，不能登记联系方式"))
    elif form.is_bound and user.person and submit(form, partial(contacts.add_rule, person=user.person, by=user)):
        return done(request, _("验证码已发出，请在收到后填写"), reverse("alerts:contacts"))
    return render(
        request, "alerts/outbox/contacts.html", _contacts_context(request) | {"form": form}, status=status_of(form)
    )


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Which reminders go to the phone."""
    user, form = reader(request), ChoiceForm(request.POST)
    if user.person is None:
        raise InvalidInput("person_required", _("本账号未对应到具体人员，不能登记联系方式"))
    if submit(form, partial(muting.choose, person=user.person, by=user)):
        return done(request, _("已保存"), reverse("alerts:contacts"))
    context = _contacts_context(request) | {"form": ContactForm(), "choices": form}
    return render(request, "alerts/outbox/contacts.html", context, status=400)


@require_POST
def verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    rule = _own_rule(request, pk)
    form = CodeForm(request.POST, auto_id=f"code-{pk}-%s")
    if submit(form, partial(contacts.verify_rule, rule=rule, by=reader(request))):
        return done(request, _("联系方式已验证"), reverse("alerts:contacts"))
    context = _contacts_context(request) | {"form": ContactForm(), "bad": pk, "bad_form": form}
    return render(request, "alerts/outbox/contacts.html", context, status=400)


@require_POST
def resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    contacts.resend_code(rule=_own_rule(request, pk), by=reader(request))
    return done(request, _("新的验证码已发出"), reverse("alerts:contacts"))


@require_POST
def put_first(request: HttpRequest, pk: UUID) -> HttpResponse:
    contacts.move_rule(rule=_own_rule(request, pk), place=1, by=reader(request))
    return done(request, _("已设为首选"), reverse("alerts:contacts"))


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    removed = partial(contacts.remove_rule, rule=_own_rule(request, pk), by=reader(request))
    question = asked_back(request, removed, title=_("删除联系方式"), back=reverse("alerts:contacts"))
    if question is not None:
        return question
    removed()
    return done(request, _("联系方式已删除"), reverse("alerts:contacts"))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """联络准备: by unit who has verified what; the office the county's, a leader their unit's."""
    user = keeper(request)
    shown_units = readiness(user, timezone.now())
    context = {
        "units": shown_units,
        "people": sum(len(unit.people) for unit in shown_units),
        "verified": sum(unit.verified for unit in shown_units),
        "without": sum(unit.without for unit in shown_units),
        "has_channel": bool(default_channels()),
        "county": user.county if user.sees_whole_county else None,
        "demo": settings.DEMO,
    }
    return render(request, "alerts/outbox/readiness.html", context)


@require_POST
def ask_to_verify(request: HttpRequest) -> HttpResponse:
    """Codes to a unit (`unit`), or to everybody the reader keeps."""
    user, code = keeper(request), request.POST.get("unit", "")
    kept = Unit.objects.visible_to(user).filter(user.led("pk")).active().in_protocol_order().select_related("county")
    units = [get_object_or_404(kept, code=code)] if code else list(kept)
    found = asking.ask_to_verify(units=units, by=user)
    sentence = ngettext("已向 %(count)d 人发出验证码", "已向 %(count)d 人发出验证码", found.sent) % {
        "count": found.sent
    }
    if found.waiting:
        words = ngettext("%(count)d 人一天内已发过", "%(count)d 人一天内已发过", found.waiting)
        sentence = f"{sentence}；{words % {'count': found.waiting}}"
    if found.without:
        words = ngettext("%(count)d 人未登记手机，无法发送", "%(count)d 人未登记手机，无法发送", found.without)
        sentence = f"{sentence}；{words % {'count': found.without}}"
    return done(request, sentence, reverse("alerts:readiness"))


@require_POST
def reach_rule(request: HttpRequest) -> HttpResponse:
    """Warning or gap at publication."""
    user = commander(request)
    asking.set_reach_rule(county=county_of(user), is_gap=request.POST.get("rule") == "gap", by=user)
    return done(request, _("已保存"), reverse("alerts:readiness"))


def _contacts_context(request: HttpRequest) -> dict[str, Any]:
    person = reader(request).person
    rules = list(ContactRule.objects.filter(person=person).order_by("order")) if person else []
    works = what_works(person, {rule.channel for rule in rules if rule.verified_at}) if person else {}
    choices = ChoiceForm(initial={"wanted": muting.wanted_of(person)}) if person else None
    return {
        "person": person,
        "rules": [(rule, works.get(rule.channel)) for rule in rules],
        "demo": settings.DEMO,
        "choices": choices,
    }


def _own_rule(request: HttpRequest, pk: UUID) -> ContactRule:
    user = reader(request)
    rows = ContactRule.objects.filter(person_id=user.person_id) if user.person_id else ContactRule.objects.none()
    return get_object_or_404(rows.select_related("person__unit"), pk=pk)


def _worded(row: Notification) -> tuple[Shown, str, str]:
    """A message with its title and text, without what only its receiver may read."""
    one = shown(row)
    if row.purpose == Purpose.CONTACT_PROOF:
        return one, *wording(row.purpose, one.params)
    return one, *as_written(row.purpose, row.params, row.words)


def _uuid(text: str) -> UUID:
    """An id that belongs to nothing for what isn't one."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
