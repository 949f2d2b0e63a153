"""Whether there is a county with an account of its office: asked of the database until the answer is yes, then never again."""

from dataclasses import dataclass

from units.counties.models.user import User
from units.enums import Role


@dataclass
class Known:
    """What this process has found out. Accounts are never deleted, so a yes stays true."""

    is_set_up: bool = False


KNOWN = Known()


def has_office() -> bool:
    """Whether some county's office has an account, in use or not: from then on accounts are made by accounts."""
    return User.objects.filter(role=Role.COUNTY_OFFICE, county__isnull=False).exists()


def is_set_up() -> bool:
    """As `has_office`; costs no query once it has been true."""
    if not KNOWN.is_set_up:
        KNOWN.is_set_up = has_office()
    return KNOWN.is_set_up
