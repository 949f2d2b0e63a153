"""The first steps on an empty database: the county, then the first account of its office. Each saves by itself."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.policy_lab.services.counties import create_county
from units.accounts.services.accounts import create_account
from units.county_settings.services import change_settings
from units.db import lock, prune, write
from units.enums import Role
from units.errors import RuleViolation
from units.imports.models import LONGEST_NAME, WORKBOOK, SheetImport
from units.models import County, User
from units.setup.services import proven_code, refuse_when_set_up, use_up


@write
def save_county(*, code_id: int, county: County | None, name: str, letterhead: str, code: str = "") -> County:
    """A new county, or another name and letterhead for the one that is being set up.

    Raises RuleViolation `already_set_up`, `code_ended`, what `create_county` and `change_settings` raise.
    """
    lock("founding")
    refuse_when_set_up()
    if proven_code(code_id, timezone.now()) is None:
        raise RuleViolation("code_ended", _("建县码已失效，请重新取码后再试"))
    if county is None:
        return create_county(name=name, code=code, letterhead=letterhead, by=None)
    change_settings(county=county, by=None, changes={"name": name, "letterhead": letterhead})
    return county


@write
def open_office(*, code_id: int, county: County, login: str, display_name: str, password: str) -> User:
    """The first account of a county's office; the code is used up with it. Of two at once one is refused.

    Raises RuleViolation `already_set_up`, `code_ended`, InvalidInput for a login, name or password that can't be taken.
    """
    use_up(code_id=code_id, now=timezone.now())
    made = create_account(
        county=county,
        role=Role.COUNTY_OFFICE,
        by=None,
        login=login,
        display_name=display_name,
        password=password,
        must_change=False,
    )
    return made.user


# How long a workbook that was looked at waits to be accepted.
KEPT_FOR = timedelta(hours=1)


@write
def keep_workbook(*, content: bytes, name: str, county: County, by: User) -> str:
    """Holds a workbook that was looked at until it is accepted; returns the key to it."""
    now = timezone.now()
    expired = SheetImport.objects.filter(kind=WORKBOOK, expires_at__lte=now)
    prune(expired.order_by("expires_at"))
    kept = SheetImport.objects.create(
        county=county,
        kind=WORKBOOK,
        file_name=name[:LONGEST_NAME],
        content=content,
        created_by=by,
        expires_at=now + KEPT_FOR,
    )
    return str(kept.pk)


def kept_workbook(held: str, *, by: User) -> tuple[bytes, str] | None:
    """Content and name, None when it has been accepted, is too old, or is somebody else's."""
    kept = _kept(held, by).filter(expires_at__gt=timezone.now()).first()
    return None if kept is None else (bytes(kept.content), kept.file_name)


@write
def drop_workbook(held: str, *, by: User) -> None:
    _kept(held, by).delete()


def _kept(held: str, by: User) -> "QuerySet[SheetImport]":
    try:
        key = UUID(held)
    except ValueError:
        return SheetImport.objects.none()
    return SheetImport.objects.filter(pk=key, kind=WORKBOOK, created_by=by)
