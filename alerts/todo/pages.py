"""待办: the queue, the bar above every page, the number in the navigation, and 催办."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from alerts.todo.queries.asked import asked_of
from alerts.todo.queries.lines import queue_of
from alerts.todo.services import urging
from alerts.web.answers import done
from alerts.web.fetch import commander, reader
from rostering.models import DutyPeriod, Roster
from rostering.on_duty.queries.own import coming_duties
from units.web.next_page import next_page

# Where a page has room for the number: the name of the group, the tab of a phone.
BADGES = ("nav", "tab")


@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """Where everybody but the office lands: what waits, and below it one's next duty."""
    user, now = reader(request), timezone.now()
    coming = coming_duties(user.person, now) if user.person else []
    return render(request, "alerts/todo/todo.html", {"queue": queue_of(user, now), "duty": next(iter(coming), None)})


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The bar, for the poll of every page: 204 while nothing has changed. One query."""
    found = asked_of(reader(request), timezone.now())
    if request.GET.get("v") == found.version:
        return HttpResponse(status=204)
    return render(request, "alerts/todo/_asked.html", {"asked": found})


@require_safe
def number(request: HttpRequest) -> HttpResponse:
    """How many lines wait, for the badge."""
    found = queue_of(reader(request), timezone.now())
    return render(request, "alerts/todo/_number.html", {"number": len(found), "places": BADGES})


@require_POST
def urge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """催办 one unit."""
    user = commander(request)
    roster = get_object_or_404(Roster.objects.visible_to(user).select_related("period"), pk=pk)
    urged = urging.urge(roster=roster, by=user)
    return done(request, _("已催办 %(unit)s") % {"unit": urged.unit.label}, next_page(request, reverse("alerts:todo")))


@require_POST
def urge_all(request: HttpRequest, pk: UUID) -> HttpResponse:
    """催办 every unit of the period that hasn't filed; who was left alone is named."""
    user = commander(request)
    period = get_object_or_404(DutyPeriod.objects.visible_to(user), pk=pk)
    return done(request, _of_all(urging.urge_all(period=period, by=user)), next_page(request, reverse("alerts:todo")))


def _of_all(urged: urging.Urged) -> str:
    told = ngettext("已催办 %(count)d 个单位", "已催办 %(count)d 个单位", len(urged.told)) % {"count": len(urged.told)}
    parts = [told]
    if urged.lately:
        parts.append(_("两小时内已提醒过的 %(count)d 个单位未重复催办") % {"count": len(urged.lately)})
    if urged.nobody:
        names = "、".join(unit.label for unit in urged.nobody)
        parts.append(_("没有可以通知的负责人，请电话催办：%(units)s") % {"units": names})
    return "；".join(parts)
