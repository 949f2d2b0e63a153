"""The first steps on an empty database: the county, then the first account of its office. Each saves by itself."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.policy_lab.services.counties import create_county
from units.accounts.services.accounts import create_account
from units.county_settings.services import change_settings
from units.db import lock, write
from units.enums import Role
from units.errors import RuleViolation
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
