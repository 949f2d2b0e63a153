"""值班通讯录: whom to call in which unit now, for the phone and for paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alerts.board.queries.directory import duty_directory
from alerts.permissions import check_see_board
from units.web.offline import kept_offline
from units.web.reader import reader


@require_safe
@kept_offline
def directory(request: HttpRequest) -> HttpResponse:
    user, now = reader(request), timezone.now()
    check_see_board(user)
    context = {"tiers": duty_directory(user, now), "at": now}
    return render(request, "alerts/board/directory.html", context)
