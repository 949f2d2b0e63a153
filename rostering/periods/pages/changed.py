"""What comes back when seats of the matrix have changed: their cells, and what stands above the matrix."""

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rostering.periods.pages.context import sheet_context
from rostering.periods.queries.periods import find_sheet
from rostering.seats.queries import matrix
from rostering.web.fetch import roster_reader


def changed_seats(
    request: HttpRequest, period_id: UUID, shift_ids: Collection[UUID], sentence: str, *, is_stacked: bool
) -> HttpResponse:
    """Parts for whoever has just changed the shifts, in a period they may open. As many queries as the matrix."""
    user = roster_reader(request)
    sheet = find_sheet(user, period_id)
    if sheet is None:
        raise AssertionError("a seat one may change is in a period one may open")
    loaded = matrix.load(sheet.period, user)
    context = {
        **sheet_context(sheet, loaded),
        "changed": matrix.shifts_among(loaded, shift_ids),
        "is_stacked": is_stacked,
        "sentence": sentence,
    }
    return render(request, "rostering/periods/_seats_changed.html", context)
