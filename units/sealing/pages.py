"""封存: whether the trail is as it was written, for the county office and the auditor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from units.permissions import check_read_audit
from units.sealing.queries import chain_state
from units.web.reader import reader


@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    check_read_audit(user)
    return render(request, "units/sealing/chain.html", {"chain": chain_state(user)})
