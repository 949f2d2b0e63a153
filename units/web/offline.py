"""The site as an app on a phone: its manifest, its worker, and which pages the worker may keep.

A kept page lies on the device under a name made of the reader's session; the worker throws it away when they sign out or
somebody else is signed in. Pages with keys, passwords or typed secrets are never marked.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

Params = ParamSpec("Params")
Page = Callable[Concatenate[HttpRequest, Params], HttpResponse]
KEPT_FOR = "X-Kept-For"
WORKER = "js/worker.js"
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable-512.png", 512, "maskable"))


def kept_offline(page: Page[Params]) -> Page[Params]:
    """Marks what `page` shows as readable without a line, by this session alone. Answers to a poll aren't pages."""

    @wraps(page)
    def run(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        response = page(request, *args, **kwargs)
        key = request.session.session_key
        if key and response.status_code == 200 and not request.headers.get("HX-Request"):
            response[KEPT_FOR] = salted_hmac("kept offline", key).hexdigest()[:20]
        return response

    return run


@login_not_required
@require_safe
@cache_control(no_cache=True)
def worker(_request: HttpRequest) -> HttpResponse:
    """The worker, at the root because a worker sees only what lies below its own address."""
    path = finders.find(WORKER)
    if path is None:
        raise Http404
    script = Path(path).read_text(encoding="utf-8")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
@cache_control(max_age=3600)
def manifest(_request: HttpRequest) -> JsonResponse:
    """What a phone asks before it puts the site beside its apps."""
    icons = [
        {"src": static(f"img/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in ICONS
    ]
    content = {
        "id": "/",
        "name": _("柔性值守"),
        "short_name": _("值守"),
        "lang": "zh-Hans",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f6f9",
        "theme_color": "#0f3a6d",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@login_not_required
@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows for a page that it hasn't kept; lists those that it has."""
    return render(request, "offline.html")
