"""A duty in a message: gathered as plain JSON when it is announced, worded when the message is written.

Whoever reads it learns the day, from when to when, what is owed by day and by night, and whose duty goes before.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from alerts.instants import moment
from rostering.enums import Posture
from rostering.labels import PLACE_LABELS, POST_LABELS, POSTURE_LABELS
from rostering.models import Assignment
from rostering.policies.queries.published import zone
from units.when import weekday

Facts = dict[str, Any]
Seat = tuple[datetime, UUID, str, int]
# Places that say nothing beyond being on site or at the phone.
NOT_SAID = frozenset({"post", ""})


# Kept in the county's language, whichever the reader of a page or the API wants.
@translation.override(settings.LANGUAGE_CODE)
def duty_facts(duties: Sequence[Assignment]) -> list[Facts]:
    """What a message says of each duty: `{day, post, post_name, start, end, owed: [{from, posture, place, minutes}],
    before}`, instants in ISO form with the county's offset. Two queries; `duties` have their shifts.

    `before` is the name of whoever holds the seat up to then, "" when nobody or the same person does.
    """
    prefetch_related_objects(list(duties), "shift__phases")
    before = _holders_before(duties)
    return [_facts(duty, before.get(_seat(duty, duty.start), (None, ""))) for duty in duties]


def _facts(duty: Assignment, before: tuple[UUID | None, str]) -> Facts:
    phases = [phase for phase in duty.shift.phases.all() if phase.start < duty.end and phase.end > duty.start]
    return {
        "day": str(duty.shift.day),
        "post": duty.shift.post,
        "post_name": str(duty.shift.post_name),
        "start": moment(duty.start),
        "end": moment(duty.end),
        "owed": [
            {
                "from": moment(max(phase.start, duty.start)),
                "posture": phase.posture,
                "place": phase.place_limit,
                "minutes": phase.response_minutes,
            }
            for phase in phases
        ],
        "before": "" if before[0] == duty.person_id else before[1],
    }


def _holders_before(duties: Sequence[Assignment]) -> dict[Seat, tuple[UUID | None, str]]:
    """Who holds each seat up to the instant at which a duty of `duties` begins."""
    units = {duty.shift.unit_id for duty in duties}
    held = Assignment.objects.in_force().filter(
        end__in={duty.start for duty in duties}, shift__unit__in=units, person__isnull=False
    )
    rows = held.values_list("end", "shift__unit", "shift__post", "shift__seat", "person", "person__name")
    return {(end, unit, post, seat): (person, name) for end, unit, post, seat, person, name in rows}


def _seat(duty: Assignment, at: datetime) -> Seat:
    return at, duty.shift.unit_id, duty.shift.post, duty.shift.seat


# --- In words ---------------------------------------------------------------------------------------------------------


def duties_text(duties: Iterable[Mapping[str, Any]]) -> str:
    """6月19日（星期五，接李明的班）带班领导，08:30至次日08:30，白天在岗，20:00起居家带班、不得离开县城; alike ones
    together, in the order of the first of each."""
    groups: dict[tuple[str, str], list[str]] = {}
    for duty in duties:
        groups.setdefault(_terms(duty), []).append(_day(duty))
    return _("；").join(
        _("%(days)s%(post)s，%(terms)s") % {"days": _("、").join(days), "post": post, "terms": terms}
        for (post, terms), days in groups.items()
    )


def seats_text(days: Sequence[str], posts: Sequence[str], parts: Sequence[Sequence[str] | None]) -> str:
    """6月19日（星期五）带班领导班次（20:00—次日08:30）: duties as things that pass from one person to another."""
    return _("、").join(
        _("%(day)s%(post)s班次%(part)s")
        % {"day": day_text(day), "post": POST_LABELS.get(post, post), "part": _part(part)}
        for day, post, part in zip(days, posts, parts, strict=True)
    )


def day_text(day: str, note: str = "") -> str:
    """6月19日（星期五）; `note` stands in the brackets too. `day` in ISO form."""
    value = date.fromisoformat(day)
    words = {"month": value.month, "day": value.day, "about": _("，").join(filter(None, (weekday(value), note)))}
    return _("%(month)d月%(day)d日（%(about)s）") % words


def _terms(duty: Mapping[str, Any]) -> tuple[str, str]:
    return duty["post_name"], _("%(hours)s，%(owed)s") % {
        "hours": _hours(duty["start"], duty["end"]),
        "owed": _owed(duty),
    }


def _day(duty: Mapping[str, Any]) -> str:
    return day_text(duty["day"], _("接%(name)s的班") % {"name": duty["before"]} if duty["before"] else "")


def _hours(start: str, end: str) -> str:
    first, last = (datetime.fromisoformat(text).astimezone(zone()) for text in (start, end))
    words = {"start": f"{first:%H:%M}", "end": f"{last:%H:%M}"}
    return (_("%(start)s至次日%(end)s") if last.date() > first.date() else _("%(start)s至%(end)s")) % words


def _part(part: Sequence[str] | None) -> str:
    """From when to when, where it isn't the whole duty."""
    return _("（%(hours)s）") % {"hours": _hours(*part)} if part else ""


def _owed(duty: Mapping[str, Any]) -> str:
    first, *later = duty["owed"] or [None]
    if first is None:
        return _("按值守要求执行")
    if not later:
        return _("全程%(owed)s") % {"owed": _obligation(first)}
    then = [_("%(at)s起%(owed)s") % {"at": clock_text(one["from"]), "owed": _obligation(one)} for one in later]
    return _("，").join([_obligation(first), *then])


def _obligation(owed: Mapping[str, Any]) -> str:
    said = [str(POSTURE_LABELS.get(owed["posture"], owed["posture"]))]
    if owed["posture"] != Posture.ON_SITE and owed["place"] not in NOT_SAID:
        said.append(str(PLACE_LABELS.get(owed["place"], owed["place"])))
    if owed["posture"] == Posture.PHONE_STANDBY and owed["minutes"]:
        said.append(_("接到通知%(minutes)d分钟内到岗") % {"minutes": owed["minutes"]})
    return _("、").join(said)


def clock_text(text: str) -> str:
    """20:00 of an instant in ISO form, by the clock of the county."""
    return datetime.fromisoformat(text).astimezone(zone()).strftime("%H:%M")


def instant_text(at: datetime) -> str:
    """11月29日（星期日）08:30, by the clock of the county."""
    local = at.astimezone(zone())
    return f"{day_text(str(local.date()))}{local:%H:%M}"


def days_text(params: dict[str, Any]) -> str:
    """The seats of a message's `days`, `posts` and, where duties are held in part, `parts`."""
    days = params["days"]
    return seats_text(days, params["posts"], params.get("parts") or [None] * len(days))


def until_text(text: str, params: dict[str, Any]) -> str:
    """With the time by which something is to be done; messages of earlier versions don't know it."""
    if "until" not in params:
        return text
    return f"{text.rstrip('。')}。" + _("时限：%(until)s。") % {"until": moment_text(params["until"])}


def moment_text(text: str) -> str:
    """11月29日（星期日）08:30 of an instant in ISO form."""
    return instant_text(datetime.fromisoformat(text))


def span_text(start: str, end: str) -> str:
    """From one instant to another, both in ISO form."""
    return _("%(start)s至%(end)s") % {"start": moment_text(start), "end": moment_text(end)}
