"""What the box in the head finds, each kind as its own list shows it to this reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.followups.models import Task
from alerts.incidents.models import Incident
from rostering.rosters.queries import readable_periods
from units.enums import Scope
from units.labels import Label
from units.models import Unit, User
from units.people.queries import people_found
from units.spelling.pinyin import initials
from units.when import month_day

MOST_OF_A_KIND = 5
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Found:
    title: str
    path: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    label: Label
    icon: str
    found: tuple[Found, ...]


def search(user: User, text: str, now: datetime) -> list[Kind]:
    """Kinds that have any, at most five of each; nothing for an empty text or a reader without a county. Five queries."""
    text = text.strip()[:LONGEST]
    if not text or user.county_id is None or user.is_auditor:
        return []
    today = timezone.localdate(now)
    kinds = (
        Kind(_("单位"), "building-community", tuple(_units(user, text))),
        Kind(_("人员"), "user", tuple(_people(user, text, today))),
        Kind(_("值班周期"), "table", tuple(_periods(user, text))),
        Kind(_("事件"), "alert-circle", tuple(_incidents(user, text))),
        Kind(_("任务"), "checks", tuple(_tasks(user, text))),
    )
    return [kind for kind in kinds if kind.found]


def _units(user: User, text: str) -> Iterable[Found]:
    """By a part of the name, the code, or the first letters of the pinyin, which no column keeps: a county has some dozens."""
    units = Unit.objects.visible_to(user).active().in_protocol_order()
    named = set(units.called(text).values_list("pk", flat=True))
    letters = text.lower()
    rows = units.values_list("pk", "code", "name", "short_name")
    found = [
        Found(name, reverse("units:unit", args=[code]), code)
        for pk, code, name, short in rows
        if pk in named or any(initials(one).startswith(letters) for one in (name, short) if one)
    ]
    return found[:MOST_OF_A_KIND]


def _people(user: User, text: str, today: date) -> Iterable[Found]:
    if not user.has_scope(Scope.ROSTER_READ):
        return
    for one in people_found(user, today, text=text)[:MOST_OF_A_KIND]:
        yield Found(one.name, reverse("units:person", args=[one.pk]), f"{one.unit.label} {one.position}")


def _periods(user: User, text: str) -> Iterable[Found]:
    rows = readable_periods(user).filter(name__icontains=text).order_by("-first_day")
    for one in rows[:MOST_OF_A_KIND]:
        days = f"{month_day(one.first_day)} – {month_day(one.last_day)}"
        yield Found(one.name, reverse("rostering:period", args=[one.pk]), days)


def _numbered(text: str) -> Q:
    """The row of that number, where `text` can be one."""
    return Q(number=int(text)) if text.isdecimal() and len(text) < len("1000000000") else Q(pk=None)


def _tasks(user: User, text: str) -> Iterable[Found]:
    wanted = Q(matter__icontains=text) | Q(place__icontains=text) | _numbered(text)
    rows = Task.objects.filter(pk__in=Task.objects.visible_to(user).values("pk")).filter(wanted).select_related("unit")
    for one in rows.order_by("-asked_at", "pk")[:MOST_OF_A_KIND]:
        note = f"{one.unit.label} {one.get_state_display()}"
        yield Found(one.matter, reverse("alerts:task", args=[one.pk]), note)


def _incidents(user: User, text: str) -> Iterable[Found]:
    wanted = Q(title__icontains=text) | Q(place__icontains=text) | _numbered(text)
    rows = Incident.objects.filter(pk__in=Incident.objects.visible_to(user).values("pk")).filter(wanted)
    for one in rows.order_by("-known_at", "pk")[:MOST_OF_A_KIND]:
        yield Found(one.title, reverse("alerts:incident", args=[one.pk]), f"{month_day(one.known_at)} {one.place}")
