"""粘贴通知: the text of a notice becomes a year of the calendar, looked at before it is taken."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rostering.calendar.forms import NoticeForm
from rostering.calendar.pages.year import county_of
from rostering.calendar.queries.preview import preview_of
from rostering.calendar.rules.notices.notice import read_notice
from rostering.calendar.services.notices import Accepted, accept_notice
from rostering.permissions import check_manage_calendar
from units.errors import DomainError
from units.models import User
from units.web.asking_back import asked_back
from units.web.forms import refuse
from units.web.reader import reader


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """Reads the text and shows what it would make of the calendar; `do=accept` takes it."""
    user = reader(request)
    check_manage_calendar(user)
    form = NoticeForm(request.POST or None, auto_id="notice-%s")
    context = {"form": form, "confirmed": request.POST.getlist("confirm"), "back": reverse("calendar:this_year")}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "accept" and (answer := _accept(request, form, user)):
            return answer
        text, year = form.cleaned_data["text"], form.cleaned_data["year"]
        context["preview"] = preview_of(county_of(request), text, read_notice(text, year=year))
    return render(request, "rostering/calendar/notice.html", context, status=400 if form.errors else 200)


def _accept(request: HttpRequest, form: NoticeForm, user: User) -> HttpResponse | None:
    """None where it is refused: the form says why, and the page shows the text again."""
    confirmed = request.POST.getlist("confirm")
    change = partial(accept_notice, county=county_of(request), by=user, confirm=confirmed, **form.values())
    try:
        question = asked_back(request, change, title=_("采用放假安排"), back=reverse("calendar:notice"))
        return question or _accepted(request, change())
    except DomainError as error:
        refuse(form, error)
        return None


def _accepted(request: HttpRequest, accepted: Accepted) -> HttpResponse:
    year, plan = accepted.notice.year, accepted.plan
    if not plan.changes:
        messages.info(request, _("日历已与通知一致，没有改动。"))
    else:
        count = len(plan.others)
        words = {"year": year, "count": count, "confirmed": plan.confirmed}
        said = ngettext(
            "%(year)s年放假安排已采用：改动 %(count)d 天，确认 %(confirmed)d 天。",
            "%(year)s年放假安排已采用：改动 %(count)d 天，确认 %(confirmed)d 天。",
            count,
        )
        messages.success(request, said % words)
    return redirect("calendar:year", year)
