"""Pages and JSON go over the wire compressed, without the length telling what stands in them."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = ("text/", "application/json", "application/problem+json")
SECRETS = ("no-store", "private")


class Compressed(GZipMiddleware):
    """Guessing a secret from lengths (BREACH) needs one that stands beside the guess in body after body. Here the CSRF token is
    masked anew and the form's token new each time, each body is filled up by a random length (Django's), and what no cache may
    keep (keys, passwords, full numbers) isn't compressed at all. What is packed already isn't either."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        control, kind = response.get("Cache-Control", ""), response.get("Content-Type", "")
        if not kind.startswith(COMPRESSED) or any(word in control for word in SECRETS):
            return response
        return super().process_response(request, response)
