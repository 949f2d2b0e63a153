"""Where a role may go, in the order of its daily work. Addresses are checked by a test, not by this floor."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from units.counties.models.user import User
from units.enums import Role
from units.labels import Label

# A phone's tab bar holds four; the rest is in the menu.
TABS = 4


@dataclass(frozen=True, slots=True)
class Place:
    label: Label
    icon: str
    path: str


NOW = Place(_("此刻"), "layout-grid", "/")
MY_DUTY = Place(_("我的"), "user-check", "/my/")
ROSTERS = Place(_("排班"), "table", "/rosters/")
SWAPS = Place(pgettext_lazy("menu", "换班"), "arrows-exchange", "/swaps/")
CHECKS = Place(pgettext_lazy("menu", "查岗"), "checks", "/checks/")
INCIDENTS = Place(pgettext_lazy("menu", "事件"), "alert-circle", "/incidents/")
LOG = Place(pgettext_lazy("menu", "日志"), "file-text", "/log/")
MESSAGES = Place(pgettext_lazy("menu", "消息"), "bell", "/messages/")
UNITS = Place(_("单位"), "building-community", "/units/")
PEOPLE = Place(_("人员"), "users", "/people/")
CALENDAR = Place(_("日历"), "calendar", "/calendar/")
BURDEN = Place(pgettext_lazy("menu", "负担"), "hourglass", "/fairness/")
LEAVE = Place(pgettext_lazy("menu", "请假"), "calendar-event", "/leave/")
ANALYSIS = Place(_("分析"), "chart-bar", "/analysis/")
POLICIES = Place(pgettext_lazy("menu", "制度"), "list-check", "/policies/")
REVIEWS = Place(_("调类"), "adjustments", "/reviews/")
IMPORT = Place(pgettext_lazy("menu", "导入"), "upload", "/import/")
AUDIT = Place(_("审计"), "shield-lock", "/audit/")
ACCOUNTS = Place(_("账号"), "id-badge-2", "/settings/accounts/")
SETTINGS = Place(_("设置"), "settings", "/settings/")

PLACES: dict[str, tuple[Place, ...]] = {
    Role.COUNTY_OFFICE: (
        NOW,
        ROSTERS,
        CHECKS,
        INCIDENTS,
        SWAPS,
        MESSAGES,
        UNITS,
        PEOPLE,
        IMPORT,
        CALENDAR,
        REVIEWS,
        POLICIES,
        ANALYSIS,
        BURDEN,
        AUDIT,
        SETTINGS,
    ),
    Role.UNIT_LEADER: (
        MY_DUTY,
        ROSTERS,
        NOW,
        LOG,
        SWAPS,
        INCIDENTS,
        CHECKS,
        MESSAGES,
        PEOPLE,
        UNITS,
        CALENDAR,
        POLICIES,
        REVIEWS,
        ANALYSIS,
        BURDEN,
        LEAVE,
        IMPORT,
        ACCOUNTS,
    ),
    Role.DUTY_PERSON: (
        MY_DUTY,
        LOG,
        NOW,
        ROSTERS,
        SWAPS,
        INCIDENTS,
        MESSAGES,
        UNITS,
        CALENDAR,
        POLICIES,
        ANALYSIS,
        BURDEN,
    ),
    Role.AUDITOR: (AUDIT, CALENDAR),
}

HOME: dict[str, Place] = {Role.COUNTY_OFFICE: NOW, Role.AUDITOR: AUDIT}


@dataclass(frozen=True, slots=True)
class Link:
    """A place as one page shows it."""

    label: Label
    icon: str
    path: str
    is_here: bool
    in_more: bool


def home_path(user: User | AnonymousUser) -> str:
    """Where somebody lands after signing in."""
    if not isinstance(user, User):
        return NOW.path
    return HOME.get(user.acting_role, MY_DUTY).path


def my_duty_path(user: User | AnonymousUser) -> str:
    """Where somebody finds their own duty when the navigation of their role doesn't name it; "" for whoever has none."""
    if not isinstance(user, User) or user.person_id is None or user.is_auditor:
        return ""
    return "" if MY_DUTY in PLACES[user.acting_role] else MY_DUTY.path


def places_for(user: User | AnonymousUser, here: str) -> list[Link]:
    """Empty for somebody who has not signed in."""
    if not isinstance(user, User):
        return []
    # Accounts lie below the settings, and have a place of their own.
    found = max((place.path for place in PLACES[user.role] if _is_here(place.path, here)), key=len, default="")
    return [
        Link(place.label, place.icon, place.path, place.path == found, in_more=number >= TABS)
        for number, place in enumerate(PLACES[user.acting_role])
    ]


def _is_here(path: str, here: str) -> bool:
    return here == path if path == "/" else here.startswith(path)
