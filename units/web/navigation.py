"""Where a role may go: groups of pages, in the order of its daily work. Addresses are checked by a test, not here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from units.counties.models.user import User
from units.enums import Role
from units.labels import Label

OFFICE = frozenset({Role.COUNTY_OFFICE})
LEADERS = frozenset({Role.COUNTY_OFFICE, Role.UNIT_LEADER})
CITY = frozenset({Role.CITY_OFFICE})
UNITS = frozenset({Role.UNIT_LEADER, Role.DUTY_PERSON})
ON_DUTY = LEADERS | UNITS
READERS = frozenset({Role.COUNTY_OFFICE, Role.AUDITOR})
EVERYBODY = ON_DUTY | READERS


@dataclass(frozen=True, slots=True)
class Place:
    """One page, offered to `roles`. `also`: beginnings of further addresses that belong to it."""

    label: Label
    icon: str
    path: str
    roles: frozenset[Role] = ON_DUTY
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Its name leads to the first of its places that the reader's role has."""

    label: Label
    places: tuple[Place, ...]


TODO = Place(_("待办"), "list-check", "/todo/")
NOW = Place(_("值班动态"), "layout-grid", "/", also=("/now/",))
MY_DUTY = Place(_("我的值班"), "user-check", "/my/")
ROSTERS = Place(pgettext_lazy("menu", "值班表"), "table", "/rosters/", also=("/roster-rules/",))
CHECKS = Place(pgettext_lazy("menu", "查岗"), "checks", "/checks/")
LOG = Place(pgettext_lazy("menu", "日志"), "file-text", "/log/")
AUDIT = Place(_("审计"), "shield-lock", "/audit/", READERS)
CALENDAR = Place(_("日历"), "calendar", "/calendar/", EVERYBODY)

COUNTIES = Place(_("各县"), "layout-grid", "/city/", CITY, also=("/city/counties/",))
CITY_FIGURES = Place(_("各县成效"), "chart-bar", "/city/figures/", CITY)

GROUPS: tuple[Group, ...] = (
    Group(_("全市"), (COUNTIES, CITY_FIGURES)),
    Group(
        _("此刻"),
        (
            NOW,
            TODO,
            MY_DUTY,
            Place(_("值班办理"), "clock", "/my/duty/", UNITS),
            Place(pgettext_lazy("menu", "消息"), "bell", "/messages/"),
        ),
    ),
    Group(
        _("排班"),
        (
            ROSTERS,
            Place(pgettext_lazy("menu", "换班"), "arrows-exchange", "/swaps/"),
            Place(pgettext_lazy("menu", "请假"), "calendar-event", "/leave/", LEADERS),
            Place(pgettext_lazy("menu", "负担"), "hourglass", "/fairness/", also=("/pairs/",)),
            CALENDAR,
            Place(pgettext_lazy("menu", "导入"), "upload", "/import/", LEADERS, also=("/wishes/",)),
        ),
    ),
    Group(
        _("应急"),
        (
            # What is logged in two clicks stands first.
            Place(pgettext_lazy("menu", "事件"), "alert-circle", "/incidents/"),
            Place(pgettext_lazy("menu", "召集"), "run", "/call-outs/"),
            Place(pgettext_lazy("menu", "吹哨"), "flag", "/whistles/"),
            Place(pgettext_lazy("menu", "任务"), "checks", "/tasks/"),
            Place(pgettext_lazy("menu", "预警"), "cloud-rain", "/warnings/"),
            Place(pgettext_lazy("menu", "处置卡"), "list-check", "/response-cards/"),
            Place(pgettext_lazy("menu", "快报"), "send", "/bulletins/", OFFICE),
            Place(pgettext_lazy("menu", "检查计划"), "calendar-event", "/inspections/"),
            Place(pgettext_lazy("menu", "督导"), "eye", "/supervision/"),
            Place(pgettext_lazy("menu", "升级令"), "alert-triangle", "/posture-orders/"),
            LOG,
            CHECKS,
        ),
    ),
    Group(
        _("制度"),
        (
            Place(pgettext_lazy("menu", "制度"), "list-check", "/policies/"),
            Place(_("调类"), "adjustments", "/reviews/", LEADERS),
            Place(_("分析"), "chart-bar", "/analysis/"),
            Place(pgettext_lazy("menu", "回溯"), "history", "/past/", LEADERS),
            Place(_("减负账"), "hourglass", "/burden-meter/"),
            Place(_("投诉建议"), "send", "/complaints/"),
            Place(pgettext_lazy("menu", "通报"), "printer", "/analysis/circulars/", OFFICE),
            AUDIT,
        ),
    ),
    Group(
        _("通讯录"),
        (
            Place(pgettext_lazy("menu", "值班通讯录"), "phone", "/contacts/directory/"),
            Place(pgettext_lazy("menu", "单位"), "building-community", "/units/"),
            Place(_("人员"), "users", "/people/", LEADERS),
            Place(_("联络准备"), "phone", "/contacts/readiness/", LEADERS),
        ),
    ),
    Group(
        _("设置"),
        (
            Place(pgettext_lazy("menu", "概况"), "settings", "/settings/", OFFICE),
            Place(_("建县清单"), "list-check", "/settings/setup/", OFFICE),
            Place(_("账号"), "id-badge-2", "/settings/accounts/", LEADERS),
            Place(_("县设置"), "building", "/settings/county/", OFFICE),
            Place(_("联络渠道"), "send", "/settings/channels/", OFFICE),
            Place(_("事件推送"), "bell", "/settings/webhooks/", OFFICE),
            Place(_("运行状态"), "history", "/engine/", OFFICE),
            Place(pgettext_lazy("menu", "联系方式"), "device-mobile", "/messages/contacts/", UNITS),
            Place(pgettext_lazy("menu", "订阅"), "calendar", "/my/feeds/", UNITS),
            Place(_("我的账号"), "user", "/my/account/", UNITS),
        ),
    ),
)

# A phone's tab bar: the four that a role needs most, the rest is behind 更多.
TABS: dict[str, tuple[Place, ...]] = {
    Role.COUNTY_OFFICE: (NOW, TODO, ROSTERS, CHECKS),
    Role.UNIT_LEADER: (TODO, MY_DUTY, NOW, ROSTERS),
    Role.DUTY_PERSON: (TODO, MY_DUTY, NOW, LOG),
    Role.AUDITOR: (AUDIT, CALENDAR),
    Role.CITY_OFFICE: (COUNTIES, CITY_FIGURES),
}

HOME: dict[str, Place] = {Role.COUNTY_OFFICE: NOW, Role.AUDITOR: AUDIT, Role.CITY_OFFICE: COUNTIES}


@dataclass(frozen=True, slots=True)
class Link:
    """A place as one page shows it."""

    label: Label
    icon: str
    path: str
    is_here: bool

    @property
    def is_todo(self) -> bool:
        """Whether the number of what waits stands beside it."""
        return self.path == TODO.path


@dataclass(frozen=True, slots=True)
class GroupLinks:
    label: Label
    links: tuple[Link, ...]

    @property
    def path(self) -> str:
        return self.links[0].path

    @property
    def has_todo(self) -> bool:
        return any(link.is_todo for link in self.links)

    @property
    def is_here(self) -> bool:
        return any(link.is_here for link in self.links)


@dataclass(frozen=True, slots=True)
class Navigation:
    """All that a reader is offered from one page. Without tabs for somebody who has not signed in."""

    groups: tuple[GroupLinks, ...] = ()
    tabs: tuple[Link, ...] = ()

    @property
    def group(self) -> GroupLinks | None:
        """The present one; None on a page that belongs to none (help, one's own account)."""
        return next((group for group in self.groups if group.is_here), None)


def home_path(user: User | AnonymousUser) -> str:
    """Where somebody lands after signing in."""
    if not isinstance(user, User):
        return NOW.path
    return HOME.get(user.acting_role, TODO).path


def places_of(role: Role) -> list[Place]:
    """Every page offered to a role."""
    return [place for group in GROUPS for place in group.places if role in place.roles]


def navigation_for(user: User | AnonymousUser, here: str) -> Navigation:
    """What somebody is offered on the page at `here`; nothing to whoever has not signed in."""
    if not isinstance(user, User):
        return Navigation()
    role = user.acting_role
    found = _place_at(here, places_of(role))

    def links(places: Iterable[Place]) -> tuple[Link, ...]:
        return tuple(Link(one.label, one.icon, one.path, one is found) for one in places if role in one.roles)

    groups = (GroupLinks(group.label, links(group.places)) for group in GROUPS)
    return Navigation(tuple(group for group in groups if group.links), links(TABS[role]))


def _place_at(here: str, places: Iterable[Place]) -> Place | None:
    """The one with the longest beginning of the address: accounts lie below the settings, and have a place of their own."""
    begun = [(len(path), place) for place in places for path in (place.path, *place.also) if _is_at(path, here)]
    return max(begun, key=lambda one: one[0], default=(0, None))[1]


def _is_at(path: str, here: str) -> bool:
    return here == path if path == "/" else here.startswith(path)
