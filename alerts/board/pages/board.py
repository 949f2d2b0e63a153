"""此刻: who is on duty now, or at another instant."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alerts.board.pages.knowing import known_of, tag_of
from alerts.board.pages.parts import Parts
from alerts.board.queries.board import board_at, unit_at
from alerts.board.queries.live import NOTHING_LIVE, live_of_unit
from alerts.board.queries.standing import shown_now
from alerts.permissions import can_command, check_see_board
from alerts.web.instants import JumpForm, parse_instant
from rostering.rosters.queries import has_started
from units.errors import InvalidInput
from units.models import Unit
from units.web.reader import reader

# Hours of the county's clock.
NIGHT_FROM, NIGHT_UNTIL = 20, 7


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The page, or for a poll the part that changes; what a poll knows already is answered before (`knowing`). With `wall` it
    is the duty room's television: the same, large, without anything to press but its sound."""
    user = reader(request)
    check_see_board(user)
    if "day" in request.GET:
        return _jump(request)
    asked = request.GET.get("at")
    if asked:
        return _past(request, parse_instant(asked))
    known = known_of(request)
    shown = shown_now(user, timezone.now(), known=known.version if known else None)
    is_wall = "wall" in request.GET
    context = {
        "board": shown.board,
        "live": shown.live,
        "parts": Parts(shown.board, user, shown.standing),
        "version": tag_of(shown, request),
        "is_poll": _is_poll(request),
        "may_command": can_command(user),
        "is_night": is_wall_night(shown.board.at),
    }
    if context["is_poll"]:
        return render(request, "alerts/board/_wall.html" if is_wall else "alerts/board/_board.html", context)
    if is_wall:
        return render(request, "alerts/board/wall.html", context)
    # Until the first roster is published the office lands on what is left to do.
    is_first_run = context["may_command"] and user.county_id is not None and not has_started(user.county_id)
    jump = {"jump": _jump_form(shown.board.at), "is_first_run": is_first_run}
    return render(request, "alerts/board/board.html", context | jump)


def _past(request: HttpRequest, at: datetime) -> HttpResponse:
    """Another instant than now: nothing runs beside the duty, and nothing polls."""
    user = reader(request)
    found = board_at(at, user=user)
    asked = at.isoformat()
    parts = Parts(found, user, asked=asked)
    context = {"board": found, "live": NOTHING_LIVE, "parts": parts, "asked": asked, "jump": _jump_form(at)}
    return render(request, "alerts/board/board.html", context)


def is_wall_night(at: datetime) -> bool:
    """Whether the duty room's screen shines in its dark colours: from eight in the evening until seven, by the county's clock."""
    hour = timezone.localtime(at).hour
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


@require_safe
def unit_now(request: HttpRequest, code: str) -> HttpResponse:
    """One unit of the directory: persons, what they owe until when, and who comes next."""
    user = reader(request)
    check_see_board(user)
    asked = request.GET.get("at")
    at = parse_instant(asked) if asked else timezone.now()
    day = timezone.localtime(at).date()
    unit = Unit.objects.in_directory_of(user).with_tier_on(day).filter(code=code).first()
    if unit is None:
        raise Http404
    template = "alerts/board/_unit_now.html" if request.headers.get("HX-Request") else "alerts/board/unit_now.html"
    live = NOTHING_LIVE if asked else live_of_unit(unit, at, user=user)
    found = unit_at(unit, at, user=user, live=live)
    context = {
        "unit": found.unit,
        "at": at,
        "asked": asked,
        "back": _board_path(asked),
        "found": found,
        "live": live,
        "may_command": can_command(user) and not asked,
    }
    return render(request, template, context)


def _is_poll(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request")) and "v" in request.GET


def _jump(request: HttpRequest) -> HttpResponse:
    form = JumpForm(request.GET)
    if not form.is_valid():
        raise InvalidInput("bad_time", _("请填写日期和时间，如 2026年6月19日 20:00"), field="day")
    return redirect(_board_path(form.instant().isoformat()))


def _jump_form(at: datetime) -> JumpForm:
    local = timezone.localtime(at)
    return JumpForm(initial={"day": local.date(), "time": local.time()}, auto_id="jump-%s")


def _board_path(asked: str | None) -> str:
    path = reverse("alerts:board")
    return f"{path}?{urlencode({'at': asked})}" if asked else path
