"""首次类别: all units in one table, decided at once or one by one."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from units.errors import DomainError
from units.first_tiers.forms import FirstTiersForm
from units.first_tiers.queries import sheet_of
from units.first_tiers.services import decide_first_tiers
from units.permissions import check_manage_county
from units.web.asking_back import asked_back
from units.web.forms import refuse
from units.web.reader import reader


@require_http_methods(["GET", "HEAD", "POST"])
def first_tiers(request: HttpRequest) -> HttpResponse:
    """Suggestions are chosen beforehand; a unit left open keeps what it has."""
    user = reader(request)
    if user.county is None:
        raise Http404
    check_manage_county(user, user.county)
    rows = sheet_of(user.county, timezone.now())
    form = FirstTiersForm(rows, request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["effective_from"]
        decide = partial(
            decide_first_tiers, county=user.county, decisions=form.decisions(), effective_from=day, by=user
        )
        try:
            back = reverse("units:first_tiers")
            question = asked_back(request, decide, title=_("记为首次类别"), back=back)
            if question is not None:
                return question
            count = len(decide())
        except DomainError as error:
            refuse(form, error)
        else:
            said = ngettext("已记下 %(count)d 个单位的首次类别。", "已记下 %(count)d 个单位的首次类别。", count)
            messages.success(request, said % {"count": count})
            return redirect("units:first_tiers")
    lines = form.lines()
    context = {
        "form": form,
        "rows": [(row, *lines.get(row.unit.code, (None, None))) for row in rows],
        "has_records": any(row.tally.has_records for row in rows),
        "left": sum(1 for row in rows if row.bar is None and not row.is_decided),
    }
    return render(request, "units/first_tiers/first_tiers.html", context, status=400 if form.errors else 200)
