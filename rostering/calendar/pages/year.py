"""日历: the year as the county office keeps it."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rostering.calendar.forms import DaysForm
from rostering.calendar.queries.year import waiting_years, year_of
from rostering.calendar.services import set_days
from rostering.permissions import can_manage_calendar, check_manage_calendar
from units.errors import DomainError
from units.models import County
from units.web.asking_back import asked_back
from units.web.forms import refuse
from units.web.reader import reader

FIRST_YEAR, LAST_YEAR = 2004, 2100


@require_safe
def this_year(request: HttpRequest) -> HttpResponse:
    return _show(request, timezone.localdate().year)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """404 outside the years the calendar can hold."""
    return _show(request, _checked(year))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, year: int) -> HttpResponse:
    """Sets a run of days as the official notice says."""
    user = reader(request)
    check_manage_calendar(user)
    form = DaysForm(request.POST or None, initial=_asked_day(request, _checked(year)), auto_id="days-%s")
    if request.method == "POST" and form.is_valid():
        change = partial(set_days, county=county_of(request), by=user, **form.values())
        back = reverse("calendar:year", args=[year])
        try:
            question = asked_back(request, change, title=_("修改日期"), back=back)
            if question is not None:
                return question
            change()
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("日历已更新。"))
            return redirect("calendar:year", form.cleaned_data["first_day"].year)
    fragment = request.method != "POST" and request.headers.get("HX-Request")
    template = "rostering/calendar/_calendar_edit.html" if fragment else "rostering/calendar/calendar_edit.html"
    context = {"form": form, "year": year, "back": reverse("calendar:year", args=[year])}
    return render(request, template, context, status=400 if form.errors else 200)


def _show(request: HttpRequest, number: int) -> HttpResponse:
    user = reader(request)
    context = {
        "shown": year_of(county_of(request), number),
        "today": timezone.localdate(),
        "earlier": number - 1 if number > FIRST_YEAR else None,
        "later": number + 1 if number < LAST_YEAR else None,
        "can_edit": can_manage_calendar(user),
        "waiting": [year for year in waiting_years(user, timezone.localdate()) if year != number],
    }
    return render(request, "rostering/calendar/calendar.html", context)


def county_of(request: HttpRequest) -> County:
    """404 for whoever belongs to none."""
    county = reader(request).county
    if county is None:
        raise Http404
    return county


def _checked(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def _asked_day(request: HttpRequest, year: int) -> dict[str, object]:
    """The day that was pressed, otherwise nothing."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return {}
    return {"first_day": day, "last_day": day}
