"""Numbered revisions of a published period, and what differs between two of them."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rostering.on_duty.queries.hours import named
from rostering.rosters.filters import period_for
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.shift import Shift
from rostering.seats.queries.revisions import SeatChange, remarks, revision_diff
from rostering.web.fetch import roster_reader
from units.models import User

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Change:
    """A seat before and after, names as they were, with their hours where several hold it."""

    shift: Shift
    before: str
    after: str


@require_safe
def revision_list(request: HttpRequest, period_id: UUID) -> HttpResponse:
    found = period_for(request, period_id)
    revisions = found.revisions.select_related("published_by").annotate(seats=Count("entries")).order_by("-number")
    page = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "rostering/periods/revisions.html", {"period": found, "page": page})


@require_safe
def revision(request: HttpRequest, period_id: UUID, number: int) -> HttpResponse:
    """Revision `number` against the one before, or against `?against=`."""
    found, user = period_for(request, period_id), roster_reader(request)
    shown = get_object_or_404(found.revisions.select_related("published_by"), number=number)
    against = _against(request, found, number)
    changes = _visible(revision_diff(found, number, against), user) if against else []
    context = {
        "period": found,
        "revision": shown,
        "against": against,
        "changes": changes,
        "numbers": range(1, number),
        "remarks": remarks(shown) if user.sees_whole_county else (),
    }
    return render(request, "rostering/periods/revision.html", context)


def _against(request: HttpRequest, found: DutyPeriod, number: int) -> int:
    """0 for the first revision, which has nothing before it."""
    wanted = request.GET.get("against", str(number - 1))
    if wanted == "0":
        return 0
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 8 and 0 < int(wanted) < number):
        raise Http404
    return get_object_or_404(found.revisions, number=int(wanted)).number


def _visible(changes: list[SeatChange], user: User) -> list[Change]:
    own = [change for change in changes if user.unit_ids is None or change.shift.unit_id in user.unit_ids]
    return [Change(one.shift, named(one.shift, one.before), named(one.shift, one.after)) for one in own]
