"""值守回溯: who owed what at an instant, as it was known then or later, and the sheet of it."""

import json
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alerts.past.forms import RetraceForm
from alerts.past.permissions import check_retrace, check_see_past
from alerts.past.queries import retrace
from alerts.past.services import public_keys, sign_sheet
from alerts.web.answers import status_of, submit
from alerts.web.fetch import reader
from units.past.queries import remembered_since
from units.web.attachment import attachment


@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """A form with errors shows nothing beside it."""
    user, now = reader(request), timezone.now()
    check_see_past(user)
    form = RetraceForm(request.GET, user=user, now=now)
    context = _beside(form)
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        check_retrace(user, unit)
        found = retrace(form.instant("valid"), form.instant("known"), user=user, unit=unit)
        since = context["since"]
        context |= {"found": found, "unit": unit, "is_early": since is None or found.known < since}
    return render(request, "alerts/past/past.html", context, status=status_of(form))


@require_POST
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet as a file; a form that is refused is the page again."""
    user, now = reader(request), timezone.now()
    check_see_past(user)
    form = RetraceForm(request.POST, user=user, now=now)
    made = submit(form, partial(_signed, form=form, by=user, now=now))
    if made is None:
        return render(request, "alerts/past/past.html", _beside(form), status=status_of(form))
    name = _("值守回溯凭单") + f"-{timezone.localtime(form.instant('valid')):%Y%m%d-%H%M}.json"
    return attachment(
        json.dumps(made, ensure_ascii=False, indent=1).encode(), kind="application/json; charset=utf-8", name=name
    )


def _beside(form: RetraceForm) -> dict[str, Any]:
    """Keys in groups of eight, so that they break on a phone and are copied without a slip."""
    keys = [" ".join(key[first : first + 8] for first in range(0, len(key), 8)) for key in public_keys()]
    return {"form": form, "since": remembered_since(), "keys": keys}


def _signed(*, form: RetraceForm, by: Any, now: Any, unit: Any, **_days: Any) -> dict[str, Any]:
    return sign_sheet(valid=form.instant("valid"), known=form.instant("known"), unit=unit, by=by, now=now)
