"""How pages answer: a dialog for htmx and the same content as a page without it, and the way on after a write."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def dialog(
    request: HttpRequest, template: str, context: dict[str, Any], *, back: str, status: int = 200
) -> HttpResponse:
    """`template` in the page's dialog; as a page of its own, with a way `back`, for a plain request."""
    context = {**context, "back": back}
    if is_fragment(request):
        return render(request, template, context, status=status)
    return render(request, "rostering/periods/dialog_page.html", {**context, "content": template}, status=status)


def done(request: HttpRequest, sentence: str | Promise, path: str) -> HttpResponse:
    """On to `path`, where `sentence` stands above the page."""
    messages.success(request, str(sentence))
    if is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": path})
    return redirect(path)
