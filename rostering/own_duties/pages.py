"""我的: what I owe next, answering 收到, and what waits for a unit leader."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rostering.changes.queries.swaps import waiting_swaps
from rostering.covers.queries import waiting_covers
from rostering.fairness.queries.lost_seats import periods_to_repair
from rostering.on_duty.queries.own import answerable, coming_duties, past_duties, rosters_to_confirm, waiting_for_answer
from rostering.periods.queries.conflicts import conflicting_rosters
from rostering.permissions import check_have_duties
from rostering.rings.queries import waiting_rings
from rostering.seats.services.assignments import acknowledge
from units.people.queries import incomplete_people
from units.web.next_page import next_page
from units.web.offline import kept_offline
from units.web.reader import reader


@require_safe
@kept_offline
def my(request: HttpRequest) -> HttpResponse:
    """The phone's landing page."""
    user = reader(request)
    check_have_duties(user)
    now = timezone.now()
    coming = coming_duties(user.person, now) if user.person else []
    context = {
        "person": user.person,
        "first": coming[0] if coming else None,
        "coming": coming[1:],
        "unanswered": [duty for duty in coming if not duty.is_acknowledged],
        "past": past_duties(user.person, now) if user.person else None,
        "to_confirm": rosters_to_confirm(user),
        "waiting": waiting_for_answer(user, now),
        "swaps": waiting_swaps(user),
        "covers": waiting_covers(user, now),
        "rings": waiting_rings(user, now),
        "to_repair": periods_to_repair(user, now),
        "incomplete": incomplete_people(user, timezone.localdate(now)),
        "conflicts": conflicting_rosters(user, now),
    }
    return render(request, "rostering/own_duties/my.html", context)


@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """收到, for oneself or on somebody's behalf."""
    user = reader(request)
    check_have_duties(user)
    done = acknowledge(assignment=get_object_or_404(answerable(user), pk=pk), by=user)
    if done.person_id == user.person_id:
        messages.success(request, _("已答复收到。"))
    else:
        messages.success(request, _("已代 %(name)s 答复收到。") % {"name": done.person})
    return redirect(next_page(request, reverse("my:duties")))
