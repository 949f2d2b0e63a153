"""How these pages answer: a form's service with its refusals at the fields, a dialog, and the way on after a write."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rostering.web.answers import done, is_fragment
from units.errors import InvalidInput, RuleViolation
from units.web.forms import refuse

__all__ = ["dialog", "done", "is_fragment", "is_poll", "status_of", "submit"]


def submit(form: forms.Form, service: Callable[..., Any]) -> Any:
    """What `service` returns for the valid form's `cleaned_data`; None when the form or the service refuses, and then
    the form says why."""
    if not form.is_valid():
        return None
    try:
        return service(**form.cleaned_data)
    except (InvalidInput, RuleViolation) as error:
        refuse(form, error)
        return None


def status_of(*asked: forms.Form) -> int:
    """400 when one of the page's forms has been refused."""
    return 400 if any(form.is_bound and form.errors for form in asked) else 200


def is_poll(request: HttpRequest) -> bool:
    return is_fragment(request) and "v" in request.GET


def dialog(
    request: HttpRequest, template: str, context: dict[str, Any], *, back: str, status: int = 200
) -> HttpResponse:
    """`template` in the page's dialog; as a page of its own, with a way `back`, for a plain request."""
    context = {**context, "back": back}
    if is_fragment(request):
        return render(request, template, context, status=status)
    return render(request, "alerts/dialog_page.html", {**context, "content": template}, status=status)
