"""Below /api/ nobody gets a page: what Django itself refuses is problem+json too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from units.api.errors import PROBLEM_JSON, plain_problem

API = "/api/"
SAFE = ("GET", "HEAD", "OPTIONS")


class ProblemsUnderApi:
    """Rewords error pages (unknown address, refused host, failure) of /api/ as problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        if request.method not in SAFE and not request.path_info.endswith("/"):
            # A redirect to the address with the slash would lose the body.
            return plain_problem(404)
        response = self.get_response(request)
        if response.status_code < 400 or _is_problem(response):
            return response
        return plain_problem(response.status_code)


def _is_problem(response: HttpResponseBase) -> bool:
    return isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith(PROBLEM_JSON)
