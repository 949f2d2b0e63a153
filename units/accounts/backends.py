"""Who signs in: by a name or a mobile number, and only who may still come in at this very request."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from units.counties.models.user import User
from units.counties.services import find_user
from units.rows.ciphers import keyring
from units.spelling.names import tidy_name
from units.spelling.phones import mobile_number


class Accounts(ModelBackend):
    """Django's, with the mobile number as a second login name."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """None for a login that nobody has, after as long as one that somebody has."""
        name = username if username is None else _username_of(username)
        found = super().authenticate(request, username=name, password=password, **kwargs)
        return found if isinstance(found, User) else None

    def get_user(self, user_id: int) -> User | None:
        """Asked at every request: a closed account, or one of a person who has left or moved, ends here."""
        return find_user(user_id, today=timezone.localdate())

    def user_can_authenticate(self, user: Any) -> bool:
        return find_user(user.pk, today=timezone.localdate()) is not None


def counted_as(_request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """By what axes counts wrong passwords (settings.AXES_USERNAME_CALLABLE): one count for every spelling of a login, or a
    blank more would be eight guesses more."""
    typed = tidy_name(str((credentials or {}).get("username") or _request.POST.get("username", "")))
    number = mobile_number(typed)
    # Digests, for whoever reads that table needs no numbers.
    return keyring().digests(number)[0] if number else typed.lower().replace("\x00", "")[:255]


def _username_of(typed: str) -> str:
    """The username of a mobile number in any spelling; any other text as typed."""
    phone = mobile_number(tidy_name(typed))
    owner = User.objects.filter(login_phone=phone).values_list("username", flat=True).first() if phone else None
    return owner or typed
