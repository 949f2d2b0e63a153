"""Reminders and digests in words, from plain JSON as they were gathered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.enums import ReminderKind
from alerts.outbox.services.duty_words import clock_text, day_text, duties_text
from rostering.policies.queries.published import zone

# Two days have to fit what a robot sends of a text (alerts/channels/robots.py).
LONGEST_DAY = 270
Seats = Sequence[Mapping[str, str]]


def reminder(params: dict[str, Any]) -> tuple[str, str]:
    units = groupby(params["duties"], key=lambda duty: duty["unit"])
    owed = _("；").join(_("%(unit)s%(duties)s") % {"unit": unit, "duties": duties_text(own)} for unit, own in units)
    if params["kind"] == ReminderKind.AHEAD:
        words = {"at": clock_text(params["start"]), "duties": owed}
        return _("即将值班"), _("您的值班%(at)s开始：%(duties)s。") % words
    return _("值班提醒"), _("提醒您按时到岗值班：%(duties)s。") % {"duties": owed}


def unit_tomorrow(params: dict[str, Any]) -> tuple[str, str]:
    words = {"day": day_text(params["day"]), "seats": _seats(params["seats"])}
    return _("明日值班"), _("明日%(day)s值班：%(seats)s。") % words


def weekly_gaps(params: dict[str, Any]) -> tuple[str, str]:
    lines = [_period(one) for one in params["periods"] if one["vacancies"] or one["unfiled"]]
    if params["unverified"]:
        count = params["unverified"]
        words = ngettext("%(count)d人的联系方式未验证", "%(count)d人的联系方式未验证", count)
        lines.append(words % {"count": count})
    return _("排班周报"), _("本周待办：%(lines)s。") % {"lines": _("；").join(lines)}


@translation.override(settings.LANGUAGE_CODE)
def day_of_county(days: Mapping[str, Seats]) -> str:
    """Each day on a line of its own, for a group to read: groups take short messages only, so that later units of a large
    county are counted."""
    return "\n".join(
        _("%(day)s值班：%(seats)s。") % {"day": day_text(day), "seats": _shortened(_units(seats))}
        for day, seats in days.items()
        if seats
    )


def _shortened(units: Sequence[str]) -> str:
    shown = [units[0]]
    for unit in units[1:]:
        if len(_("；").join([*shown, unit])) > LONGEST_DAY:
            more = len(units) - len(shown)
            shown.append(ngettext("另有%(count)d个单位", "另有%(count)d个单位", more) % {"count": more})
            break
        shown.append(unit)
    return _("；").join(shown)


def _period(one: Mapping[str, Any]) -> str:
    found = [_("“%(name)s”（%(day)s起）") % {"name": one["name"], "day": day_text(one["day"])}]
    if one["unfiled"]:
        words = ngettext("%(count)d个单位未报送", "%(count)d个单位未报送", one["unfiled"])
        found.append(words % {"count": one["unfiled"]})
    if one["vacancies"]:
        words = ngettext("空岗%(count)d个", "空岗%(count)d个", one["vacancies"])
        found.append(words % {"count": one["vacancies"]})
    return found[0] + _("，").join(found[1:])


def _seats(seats: Seats) -> str:
    """应急管理局带班领导李明、值班人员王强（20:00至08:30）；水利局……; hours where they are a part of the day's."""
    return _("；").join(_units(seats))


def _units(seats: Seats) -> list[str]:
    usual = _usual_hours(seats)
    units = groupby(seats, key=lambda seat: seat["unit"])
    return [unit + _("、").join(_seat(seat, usual) for seat in own) for unit, own in units]


def _seat(seat: Mapping[str, str], usual: tuple[str, str]) -> str:
    words = {"post": seat["post"], "name": seat["name"] or _("空岗")}
    hours = _hours(seat)
    if hours == usual:
        return _("%(post)s%(name)s") % words
    return _("%(post)s%(name)s（%(start)s至%(end)s）") % (words | {"start": hours[0], "end": hours[1]})


def _usual_hours(seats: Seats) -> tuple[str, str]:
    """The hours most of them have."""
    found = [_hours(seat) for seat in seats]
    return max(set(found), key=found.count)


def _hours(seat: Mapping[str, str]) -> tuple[str, str]:
    first, last = (datetime.fromisoformat(seat[name]).astimezone(zone()) for name in ("start", "end"))
    return f"{first:%H:%M}", f"{last:%H:%M}"
