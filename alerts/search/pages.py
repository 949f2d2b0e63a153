"""搜索."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alerts.search.queries import search
from alerts.web.fetch import reader


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """What `q` finds, kind by kind; the empty box where nothing is asked."""
    text = request.GET.get("q", "").strip()
    context = {"text": text, "kinds": search(reader(request), text, timezone.now())}
    return render(request, "alerts/search/search.html", context)
