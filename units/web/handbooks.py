"""Which section of which handbook explains a page."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from units.counties.models.user import User

OFFICE, UNIT, IMPORT, INSTALL = "office", "unit", "import", "install"
START = "start"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a handbook by the anchor its file gives it."""

    handbook: str
    anchor: str


# The longest beginning of an address counts. Addresses and anchors are checked by a test.
OFFICE_SECTIONS = {
    "/": "now",
    "/now/": "now",
    "/todo/": "now",
    "/search/": "now",
    "/setup/": "start",
    "/settings/": "settings",
    "/settings/setup/": "start",
    "/settings/accounts/": "accounts",
    "/my/": "my",
    "/my/account/": "accounts",
    "/city/": "city",
    "/rosters/": "periods",
    "/roster-rules/": "policies",
    "/swaps/": "swaps",
    "/covers/": "swaps",
    "/rings/": "swaps",
    "/checks/": "checks",
    "/call-outs/": "incidents",
    "/incidents/": "incidents",
    "/whistles/": "incidents",
    "/tasks/": "incidents",
    "/supervision/": "incidents",
    "/bulletins/": "incidents",
    "/response-cards/": "incidents",
    "/inspections/": "checks",
    "/posture-orders/": "orders",
    "/warnings/": "warnings",
    "/log/": "log",
    "/messages/": "messages",
    "/contacts/": "messages",
    "/units/": "units",
    "/people/": "people",
    "/import/": "import",
    "/wishes/": "import",
    "/pairs/": "fairness",
    "/leave/": "leave",
    "/fairness/": "fairness",
    "/calendar/": "calendar",
    "/policies/": "policies",
    "/reviews/": "reviews",
    "/analysis/": "analysis",
    "/burden-meter/": "analysis",
    "/complaints/": "analysis",
    "/past/": "past",
    "/audit/": "audit",
    "/engine/": "settings",
}
UNIT_SECTIONS = {
    "/": "now",
    "/now/": "now",
    "/todo/": "todo",
    "/search/": "now",
    "/settings/accounts/": "accounts",
    "/my/": "my",
    "/my/account/": "start",
    "/my/duty/": "log",
    "/my/feeds/": "my",
    "/rosters/": "confirm",
    "/roster-rules/": "people",
    "/swaps/": "swaps",
    "/covers/": "swaps",
    "/rings/": "swaps",
    "/checks/": "checks",
    "/call-outs/": "call-outs",
    "/incidents/": "incidents",
    "/whistles/": "incidents",
    "/tasks/": "incidents",
    "/supervision/": "incidents",
    "/inspections/": "checks",
    "/log/": "log",
    "/messages/": "messages",
    "/contacts/": "messages",
    "/units/": "people",
    "/people/": "people",
    "/import/": "import",
    "/wishes/": "import",
    "/pairs/": "people",
    "/leave/": "leave",
    "/fairness/": "fairness",
    "/calendar/": "calendar",
    "/policies/": "rules",
    "/reviews/": "rules",
    "/analysis/": "fairness",
    "/burden-meter/": "fairness",
    "/complaints/": "fairness",
    "/past/": "past",
}
SECTIONS = {OFFICE: OFFICE_SECTIONS, UNIT: UNIT_SECTIONS}


def section_for(path: str, *, of_office: bool) -> Section:
    """The section of the reader's handbook about the page at `path`; its beginning when no section is."""
    handbook = OFFICE if of_office else UNIT
    known = SECTIONS[handbook]
    begun = [beginning for beginning in known if path.startswith(beginning) and (beginning != "/" or path == "/")]
    return Section(handbook, known[max(begun, key=len)] if begun else START)


def is_of_office(user: User | AnonymousUser) -> bool:
    """Whether they read the offices' handbook, not the units'."""
    return isinstance(user, User) and (user.is_county_office or user.is_auditor or user.is_city_office)


def help_path(user: User | AnonymousUser, path: str) -> str:
    """Where the page at `path` is explained to this reader."""
    section = section_for(path, of_office=is_of_office(user))
    return f"/help/{section.handbook}/#{section.anchor}"
