"""How dense the matrix stands: the reader's own setting, kept in a cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rostering.rosters.filters import period_for
from rostering.web.fetch import roster_reader, uuid_or_none
from units.web.once import may_repeat

DENSE_COOKIE = "matrix_dense"
A_YEAR = 365 * 24 * 3600


def is_dense(request: HttpRequest) -> bool:
    return request.COOKIES.get(DENSE_COOKIE) == "1"


@may_repeat
@require_POST
def density(request: HttpRequest) -> HttpResponse:
    """Back to the sheet it was asked from."""
    roster_reader(request)
    asked_from = uuid_or_none(request.POST.get("period", ""))
    period = period_for(request, asked_from) if asked_from else None
    response = redirect("rostering:period", period.pk) if period else redirect("rostering:rosters")
    dense = "1" if request.POST.get("dense") == "1" else "0"
    response.set_cookie(DENSE_COOKIE, dense, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response
