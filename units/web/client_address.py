"""Who asks, by address: what wrong passwords are counted by, and what stands in the record of sign-ins."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Where the connection to the outermost of our own proxies came from; without proxies who connects to us. None when that is
    no address, as over a unix socket.

    Each proxy appends who has asked it, so PROXY_COUNT entries from the end are ours and whatever stands before them is hearsay.
    """
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted = said[-settings.PROXY_COUNT].strip() if 0 < settings.PROXY_COUNT <= len(said) else ""
    found = trusted or request.META.get("REMOTE_ADDR", "")
    try:
        validate_ipv46_address(found)
    except ValidationError:
        return None
    return str(found)
