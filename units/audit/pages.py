"""审计: who did what, for the county office and the auditor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from units.audit.forms import AuditFilter
from units.audit.queries import Wanted, trail
from units.audit.words import action_choices
from units.permissions import check_read_audit
from units.web.reader import other_parameters, reader


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    check_read_audit(user)
    chosen = AuditFilter(request.GET or None, actions=action_choices(), auto_id="filter-%s")
    wanted: dict[str, Any] = chosen.cleaned_data if chosen.is_valid() else {}
    context = {
        "filter": chosen,
        "trail": trail(user, Wanted(**wanted), after=request.GET.get("after", "")),
        "query": other_parameters(request, "after"),
        "is_first": "after" not in request.GET,
    }
    return render(request, "units/audit/audit.html", context)
