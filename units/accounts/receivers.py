"""Listens to Django's own signal of signing in, by whatever door."""

from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from units.accounts.middleware import DEVICE_COOKIE, NEW_DEVICE, note_now
from units.accounts.services.devices import note_device
from units.accounts.services.factors import must_set_up
from units.accounts.services.locks import unlock_quietly
from units.accounts.services.sessions import note_sign_in
from units.api.authentication import FACTOR_DUE
from units.counties.models.user import User
from units.web.client_address import client_address

LONGEST_KEY = 64


@receiver(user_logged_in, dispatch_uid="units.note_sign_in")
def on_signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    now = timezone.now()
    if not request.session.session_key:
        request.session.save()
    key = request.session.session_key
    if key:
        agent = request.META.get("HTTP_USER_AGENT", "")
        note_sign_in(user=user, session_key=key, agent=agent, address=client_address(request), now=now)
        note_now(key)
    # A session made without a browser's request has no device to know again.
    if request.META:
        setattr(request, NEW_DEVICE, _device(request, user, now))
    unlock_quietly(user)
    if must_set_up(user):
        request.session[FACTOR_DUE] = True


def _device(request: HttpRequest, user: User, now: datetime) -> str:
    known_by = request.COOKIES.get(DEVICE_COOKIE, "")[:LONGEST_KEY]
    return note_device(user=user, key=known_by, agent=request.META.get("HTTP_USER_AGENT", ""), now=now)
