"""Below /api/ nobody gets a page: what Django itself refuses is problem+json too."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from units.api.errors import PROBLEM_JSON, plain_problem

API = "/api/"
SAFE = ("GET", "HEAD", "OPTIONS")
WRONG_HOST = _("本系统不在这个网址上提供服务，请改用单位通知的网址；系统管理员须把要用的主机名写入 ALLOWED_HOSTS。")


class ProblemsUnderApi:
    """Rewords error pages (unknown address, refused host, failure) of /api/ as problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            return plain_problem(400, "wrong_host", WRONG_HOST)
        if request.method not in SAFE and not request.path_info.endswith("/"):
            # A redirect to the address with the slash would lose the body.
            return plain_problem(404)
        response = self.get_response(request)
        if response.status_code < 400 or _is_problem(response):
            return response
        return plain_problem(response.status_code)


def _is_problem(response: HttpResponseBase) -> bool:
    return isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith(PROBLEM_JSON)
