"""Before the installation is set up, every page leads to where it is done."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from units.api.errors import plain_problem
from units.setup.queries import is_set_up

API = "/api/"
SETUP = "/setup/"
# Probes and files, and the switches that stand on the setup pages themselves.
ALWAYS_OPEN = (SETUP, "/static/", "/livez", "/readyz", "/enginez", "/metrics", "/language/", "/text-size/")
SENTENCE = _("系统尚未启用：请系统管理员用浏览器打开本系统，按提示建立县和第一个账号。")


class SetUpFirst:
    """Pages are sent to /setup/, the API answers 503 `not_set_up`, until a county's office has an account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(ALWAYS_OPEN) or _may_pass():
            return self.get_response(request)
        if path.startswith(API):
            return plain_problem(503, "not_set_up", SENTENCE)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": SETUP})
        return redirect(SETUP)


def _may_pass() -> bool:
    """Set up; or the database can't say: then whatever is asked for says what the installation lacks."""
    try:
        return is_set_up()
    except DatabaseError:
        return True
