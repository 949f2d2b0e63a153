"""Where a form leads back to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_page(request: HttpRequest, wanted: str) -> str:
    """`wanted` if it is the address of a page here, from its root; empty for another site, and for a word, which `redirect`
    would take for the name of a view."""
    is_own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_own and wanted.startswith("/") else ""


def next_page(request: HttpRequest, otherwise: str) -> str:
    """The page the button stood on, as the form's `next` says it; `otherwise` when it names none or another site."""
    return own_page(request, request.POST.get("next", "")) or otherwise
