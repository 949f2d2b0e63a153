"""Every form carries a token that is good for one effect; this is the one place that checks it.

A double click, the way back and a second sending get the first one's answer. Two tabs have two tokens: there services
recognise the repeat (units/repeats/services/duplicates.py).
"""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from units.counties.models.user import User
from units.errors import DomainError
from units.repeats.services.duplicates import PAGE, over_the_network
from units.repeats.services.forms import send_once
from units.repeats.services.keys import Answer, KeyReused
from units.web import errors

FIELD = "form_token"
TOKEN = re.compile(r"[0-9a-f-]{36}")
KEPT_HEADERS = ("Location", "Content-Type")
View = TypeVar("View", bound=Callable[..., Any])


def may_repeat(view: View) -> View:
    """Marks a view that makes nothing but the reader's own session or cookies: its cookies must be set each time."""
    view.may_repeat = True  # type: ignore[attr-defined]
    return view


class OneUseForms:
    """Sends a form once. Below the sign-in and the CSRF check, so that only what they let pass uses a token up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with over_the_network(PAGE):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None for what carries no token: the view goes on as usual."""
        if request.method != "POST" or request.path_info.startswith("/api/") or hasattr(view, "may_repeat"):
            return None
        token = request.POST.get(FIELD, "")
        if not TOKEN.fullmatch(token):
            return None
        try:
            return _sent(request, token, lambda: view(request, *args, **kwargs))
        except KeyReused as error:
            return errors.form_sent(request, str(error), [] if request.FILES else _fields(request))
        except DomainError as error:
            return errors.refusal(request, error)


def _sent(request: HttpRequest, token: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    def send() -> HttpResponse:
        for _name, files in request.FILES.lists():
            for file in files:
                file.seek(0)
        return view()

    sent = send_once(client=_client(request), token=token, request_hash=_request_hash(request), send=send, keep=_kept)
    return _shown_again(request, sent) if isinstance(sent, Answer) else sent


def _client(request: HttpRequest) -> str:
    """Whoever signed in; behind an answer link nobody has, and the address is the authority."""
    return f"form:{request.user.pk}" if isinstance(request.user, User) else "form"


def _request_hash(request: HttpRequest) -> str:
    files = [(name, list(map(_digest, request.FILES.getlist(name)))) for name in sorted(request.FILES)]
    content = json.dumps([sorted(_fields(request)), files])
    return sha256(f"{request.get_full_path()}\n{content}".encode()).hexdigest()


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What the reader typed and pressed."""
    lists = [(name, values) for name, values in request.POST.lists() if name not in (FIELD, "csrfmiddlewaretoken")]
    return [(name, str(value)) for name, values in lists for value in values]


def _digest(file: "UploadedFile[Any]") -> str:
    file.seek(0)
    return f"{file.name}:{sha256(file.read()).hexdigest()}"


def _kept(response: HttpResponse) -> Answer | None:
    """Nothing of a refusal; of what no cache may keep (secrets, full phone numbers) only that it was given."""
    is_text = response.get("Content-Type", "text/").startswith("text/")
    if response.status_code >= 400 or response.streaming or not is_text:
        return None
    control = response.get("Cache-Control", "")
    if "no-store" in control or "private" in control:
        return Answer(409, "")
    names = [name for name in response.headers if name in KEPT_HEADERS or name.startswith("HX-")]
    return Answer(response.status_code, response.content.decode(), {name: response[name] for name in names})


def _shown_again(request: HttpRequest, answer: Answer) -> HttpResponse:
    if answer.status == 409:
        raise DomainError("shown_once", _("已经办理过。密钥、完整号码等内容只在办理时显示一次，如未记下请重新办理"))
    if answer.headers.keys() & {"Location", "HX-Redirect"}:
        messages.info(request, _("这份表单此前已提交，只办理一次，以下为办理结果"))
    if "Location" in answer.headers:
        return redirect(answer.headers["Location"])
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
