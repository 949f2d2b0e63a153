"""Rate limits of the API: a view names its bucket, the settings say how much a client may take from it per minute."""

import math
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from units.counties.models.token import ApiToken
from units.counties.services import wait_for

READS = ("GET", "HEAD", "OPTIONS")


class Bucket(StrEnum):
    """`answers`: acknowledgements and arrivals, never starved by anything else. `codes`: what sends or guesses codes."""

    READS = "reads"
    WRITES = "writes"
    ANSWERS = "answers"
    CODES = "codes"


class PerMinute(BaseThrottle):
    """Counts in the view's bucket. A limit of 0 counts nothing and costs no query."""

    left: int | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        bucket = Bucket.READS if request.method in READS else view.bucket
        limit = settings.API_RATE_LIMITS[bucket]
        if not limit:
            return True
        left = wait_for(client=client_of(request), bucket=bucket, limit=limit, now=timezone.now())
        self.left = None if left is None else max(math.ceil(left.total_seconds()), 1)
        return left is None

    def wait(self) -> float | None:
        """Seconds until the window is over."""
        return self.left


def client_of(request: Request) -> str:
    """A token counts for itself, a browser for its user."""
    return f"token:{request.auth.pk}" if isinstance(request.auth, ApiToken) else f"user:{request.user.pk}"
