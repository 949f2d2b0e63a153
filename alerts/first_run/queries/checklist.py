"""What a county still lacks before its first roster: counted, named, each with the way to where it is done."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.first_run.queries.channels import ways
from alerts.outbox.models import ContactRule
from rostering.enums import PeriodState
from rostering.labels import is_county_wide
from rostering.models import CalendarDay, DutyPeriod, RosterRevision
from rostering.policies.models import PolicyVersion
from rostering.policy_lab.services.county_import import post_options
from units.enums import Role
from units.labels import Label
from units.models import County, Person, Unit, UnitRole, User

NAMED = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is missing (or, not `is_needed`, advisable), by name, and the one button to where it is done."""

    text: str
    path: str
    action: str
    is_needed: bool = True
    names: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """The first names, and how many more there are."""
        shown = "、".join(self.names[:NAMED])
        more = len(self.names) - NAMED
        return _("%(names)s 等 %(count)d 个") % {"names": shown, "count": len(self.names)} if more > 0 else shown


@dataclass(frozen=True, slots=True)
class Step:
    """Done when nothing that is needed is missing. `note` says what is there; the button leads to its page at any time."""

    key: str
    title: Label
    note: str
    path: str
    action: str
    lines: tuple[Line, ...] = ()

    @property
    def is_done(self) -> bool:
        return not any(line.is_needed for line in self.lines)


@dataclass(frozen=True, slots=True)
class Checklist:
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)


def checklist(county: County, today: date) -> Checklist:
    """The steps in the order in which they are best taken. Thirteen queries, however large the county."""
    facts = _Facts(county, today)
    steps = (_units, _tiers, _people, _policy, _calendar, _channels, _accounts, _period)
    return Checklist(tuple(step(facts) for step in steps))


class _Facts:
    """What several steps look at, read once."""

    def __init__(self, county: County, today: date) -> None:
        self.county, self.today = county, today

    @cached_property
    def units(self) -> list[Unit]:
        units = Unit.objects.filter(county=self.county).active().with_tier_on(self.today)
        return list(units.in_protocol_order())

    @cached_property
    def people(self) -> list[Person]:
        people = Person.objects.filter(unit__in=[unit.pk for unit in self.units]).valid_on(self.today)
        return list(people.order_by("unit__protocol_order", "unit__code", "-rank", "name"))

    @cached_property
    def by_unit(self) -> dict[UUID, list[Person]]:
        found: dict[UUID, list[Person]] = defaultdict(list)
        for person in self.people:
            found[person.unit_id].append(person)
        return found

    @cached_property
    def posts(self) -> dict[str, list[tuple[str, str]]]:
        """(code, name) of the posts that units of a tier staff themselves."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for post in post_options(self.county):
            if not is_county_wide(post.code):
                found[post.tier].append((post.code, str(post.name)))
        return found


def _units(facts: _Facts) -> Step:
    lines = []
    if not facts.units:
        lines.append(
            Line(
                _("还没有单位，可用表格一次导入单位和人员"),
                f"{reverse('units:imports')}?kind=people",
                _("导入单位和人员"),
            )
        )
    elif facts.county.lead_office_id is None:
        lines.append(Line(_("没有指定牵头办公室，县领导带班无人编排"), reverse("units:county_settings"), _("指定")))
    note = _("%(count)d 个单位") % {"count": len(facts.units)}
    return Step("units", _("单位"), note, reverse("units:units"), _("查看单位"), tuple(lines))


def _tiers(facts: _Facts) -> Step:
    without = [unit for unit in facts.units if not unit.tier]  # type: ignore[attr-defined]  # annotated by with_tier_on
    lines = []
    if without or not facts.units:
        path = (
            reverse("units:unit_tier", args=[without[0].code]) if without else f"{reverse('units:imports')}?kind=people"
        )
        text = _("%(count)d 个单位没有值守类别") % {"count": len(without)} if without else _("先建单位，再定类别")
        lines.append(Line(text, path, _("确定类别"), names=_labels(without)))
    note = _("%(count)d 个单位已定类别") % {"count": len(facts.units) - len(without)}
    return Step("tiers", _("值守类别"), note, reverse("units:units"), _("查看类别"), tuple(lines))


def _people(facts: _Facts) -> Step:
    lines = [*_empty_units(facts), *_unstaffed(facts), *_without_phone(facts)]
    note = _("%(count)d 人") % {"count": len(facts.people)}
    return Step("people", _("人员"), note, reverse("units:people"), _("查看人员"), tuple(lines))


def _empty_units(facts: _Facts) -> Iterable[Line]:
    empty = [unit for unit in facts.units if not facts.by_unit[unit.pk]]
    if empty or not facts.units:
        text = _("%(count)d 个单位没有人员") % {"count": len(empty)} if empty else _("还没有人员")
        yield Line(text, f"{reverse('units:imports')}?kind=people", _("导入单位和人员"), names=_labels(empty))


def _unstaffed(facts: _Facts) -> Iterable[Line]:
    """Posts of units with people that none of them may hold."""
    found = []
    for unit in facts.units:
        people = facts.by_unit[unit.pk]
        able = {post for person in people for post in person.eligible_posts}
        missing = [name for code, name in facts.posts[unit.tier or ""] if people and code not in able]  # type: ignore[attr-defined]  # annotated by with_tier_on
        if missing:
            found.append((unit, f"{unit.label}（{'、'.join(missing)}）"))
    if found:
        path = f"{reverse('units:people')}?unit={found[0][0].code}"
        text = _("%(count)d 个单位有岗位无人可任") % {"count": len(found)}
        yield Line(text, path, _("去列入人选"), names=tuple(words for _unit, words in found))


def _without_phone(facts: _Facts) -> Iterable[Line]:
    without = [person for person in facts.people if not person.mobile and person.eligible_posts]
    if without:
        text = _("%(count)d 名值班人选没有手机号") % {"count": len(without)}
        path = reverse("units:person_edit", args=[without[0].pk])
        yield Line(text, path, _("补录手机号"), is_needed=False, names=tuple(person.name for person in without))


def _policy(facts: _Facts) -> Step:
    found = PolicyVersion.objects.filter(county=facts.county).published().order_by("-effective_from").first()
    lines: tuple[Line, ...] = ()
    if found is None:
        lines = (Line(_("没有已发布的值守制度"), reverse("policies:list"), _("去发布制度")),)
    note = _("“%(name)s”，可直接用，也可复制后修改") % {"name": found.name} if found else ""
    return Step("policy", _("值守制度"), note, reverse("policies:list"), _("查看或复制修改"), lines)


def _calendar(facts: _Facts) -> Step:
    """A year whose notice isn't out yet holds nothing up but its own holidays."""
    days = CalendarDay.objects.filter(county=facts.county, date__year__gte=facts.today.year)
    years = days.values("date__year").annotate(open=Count("pk", filter=Q(is_confirmed=False))).order_by("date__year")
    waiting = [row["date__year"] for row in years if row["open"]]
    known = [row["date__year"] for row in years if not row["open"]]
    lines = [
        Line(
            _("%(year)d 年放假安排尚未录入，节假日周期要等它") % {"year": year},
            reverse("calendar:notice"),
            _("录入"),
            is_needed=year == facts.today.year,
        )
        for year in waiting
    ]
    note = _("%(years)s 年已确认") % {"years": "、".join(map(str, known))} if known else ""
    return Step("calendar", _("日历"), note, reverse("calendar:this_year"), _("查看日历"), tuple(lines))


def _channels(facts: _Facts) -> Step:
    lines: list[Line] = []
    ready = [way for way in ways() if way.reaches_all]
    if not ready:
        text = _("没有可用的默认渠道：没有登记联系方式的人，发布、召集、查岗只有登录后才看得到")
        lines.append(Line(text, reverse("alerts:channels"), _("查看怎样开通")))
    on_duty = [person for person in facts.people if person.eligible_posts]
    verified = set(
        ContactRule.objects.filter(person__in=[person.pk for person in on_duty], verified_at__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    silent = [person.name for person in on_duty if person.pk not in verified]
    if silent:
        text = _("%(count)d 名值班人选没有验证过联系方式") % {"count": len(silent)}
        path = reverse("alerts:readiness")
        lines.append(Line(text, path, _("联络准备"), is_needed=False, names=tuple(silent)))
    note = "、".join(str(way.label) for way in ready)
    return Step("channels", _("联络渠道"), note, reverse("alerts:channels"), _("发测试消息"), tuple(lines))


def _accounts(facts: _Facts) -> Step:
    own = User.objects.filter(county=facts.county, role=Role.UNIT_LEADER, is_active=True)
    further = UnitRole.objects.filter(unit__county=facts.county, role=Role.UNIT_LEADER, user__is_active=True)
    led = {*own.values_list("unit_id", flat=True), *further.values_list("unit_id", flat=True)}
    without = [unit for unit in facts.units if unit.pk not in led]
    lines = []
    if without:
        text = _("%(count)d 个单位没有负责人账号，须由两办代为报送") % {"count": len(without)}
        lines.append(Line(text, reverse("units:accounts"), _("建立账号"), is_needed=False, names=_labels(without)))
    note = _("%(count)d 个单位有负责人账号") % {"count": len(facts.units) - len(without)}
    return Step("accounts", _("账号"), note, reverse("units:accounts"), _("查看账号"), tuple(lines))


def _period(facts: _Facts) -> Step:
    new = reverse("rostering:period_new")
    found = DutyPeriod.objects.filter(county=facts.county).annotate(
        is_published=Exists(RosterRevision.objects.filter(period=OuterRef("pk")))
    )
    # What has been published once is the first roster, whatever lies open beside it.
    found = found.filter(Q(is_published=True) | ~Q(state=PeriodState.CLOSED))
    period = found.order_by("-is_published", "first_day").first()
    if period is None:
        line = Line(_("还没有值班周期"), new, _("新建值班周期"))
        return Step("period", _("首个值班周期"), "", new, _("新建值班周期"), (line,))
    path = reverse("rostering:period", args=[period.pk])
    lines: tuple[Line, ...] = ()
    if not vars(period)["is_published"]:
        words = _("“%(name)s”尚未发布") % {"name": period.name}
        lines = (Line(words, path, _("去排班发布")),)
    return Step("period", _("首个值班周期"), period.name, path, _("查看周期"), lines)


def _labels(units: Sequence[Unit]) -> tuple[str, ...]:
    return tuple(unit.label for unit in units)
