"""What a post owes and how far a roster is, as words, icons and colours. Values are the domain's plain strings."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from rostering.changes.models import SwapSeat
from rostering.engine.problem import Reason
from rostering.enums import CoverState, DayKind, PeriodState, Posture, RingState, RosterState, SwapKind, SwapState
from rostering.fairness.models.absence import Absence
from rostering.fairness.queries.leave import leave_days as span_words
from rostering.labels import (
    COVER_STATE_LABELS,
    DAY_KIND_LABELS,
    JOB_STATE_LABELS,
    LEAVING_LABELS,
    PERIOD_KIND_LABELS,
    PERIOD_STATE_LABELS,
    PLACE_LABELS,
    POST_LABELS,
    POSTURE_LABELS,
    RING_STATE_LABELS,
    ROSTER_STATE_LABELS,
    STEP_LABELS,
    SWAP_KIND_LABELS,
    SWAP_STATE_LABELS,
    Label,
    is_county_wide,
)
from rostering.on_duty.queries.hours import hours_of, part_of
from rostering.policies.rules.policy import PHASE_CELLS
from rostering.policy_lab.queries.words import field_label
from rostering.reasons import reason_text
from rostering.rosters.models.assignment import Assignment
from units.templatetags.duty import icon, state

register = template.Library()


@register.filter
def leave_days(absence: Absence) -> str:
    """2026年6月19日下午至6月21日"""
    return span_words(absence.start, absence.end)


POSTURE_ICONS = {Posture.ON_SITE: "building", Posture.HOME_STANDBY: "home", Posture.PHONE_STANDBY: "phone"}

PERIOD_ICONS = {
    PeriodState.DRAFT: "pencil",
    PeriodState.OPEN: "hourglass",
    PeriodState.PUBLISHED: "circle-check",
    PeriodState.CLOSED: "lock",
}
# A draft is what the office waits for, so it looks like waiting.
ROSTER_LOOKS = {
    RosterState.DRAFT: ("waiting", "clock"),
    RosterState.SUBMITTED: ("submitted", "send"),
    RosterState.RETURNED: ("returned", "arrow-back-up"),
    RosterState.ACCEPTED: ("accepted", "circle-check"),
}

SWAP_LOOKS = {
    SwapState.REQUESTED: ("waiting", "clock"),
    SwapState.ACCEPTED: ("submitted", "send"),
    SwapState.IN_EFFECT: ("submitted", "run"),
    SwapState.APPROVED: ("accepted", "circle-check"),
    SwapState.DECLINED: ("returned", "circle-x"),
    SwapState.REJECTED: ("returned", "circle-x"),
    SwapState.CANCELLED: ("closed", "arrow-back-up"),
    SwapState.EXPIRED: ("closed", "clock"),
    SwapState.SUPERSEDED: ("closed", "ban"),
}
COVER_LOOKS = {
    CoverState.OPEN: ("waiting", "clock"),
    CoverState.TAKEN: ("submitted", "send"),
    CoverState.APPROVED: ("accepted", "circle-check"),
    CoverState.WITHDRAWN: ("closed", "arrow-back-up"),
    CoverState.EXPIRED: ("closed", "clock"),
    CoverState.VOID: ("closed", "ban"),
}
RING_LOOKS = {
    RingState.PROPOSED: ("waiting", "clock"),
    RingState.AGREED: ("submitted", "send"),
    RingState.APPROVED: ("accepted", "circle-check"),
    RingState.DECLINED: ("returned", "circle-x"),
    RingState.CANCELLED: ("closed", "arrow-back-up"),
    RingState.REJECTED: ("returned", "circle-x"),
    RingState.EXPIRED: ("closed", "clock"),
    RingState.VOID: ("closed", "ban"),
}
# Of an emergency cover the review is what is decided.
REVIEW_LABELS = {SwapState.APPROVED: _lazy("已复核"), SwapState.REJECTED: _lazy("复核不认可")}

DAYS_OFF = frozenset({DayKind.WEEKEND, DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE})


@register.filter
def posture_label(posture: str) -> Label:
    return POSTURE_LABELS.get(posture, "")


@register.filter
def posture_icon(posture: str) -> str:
    return POSTURE_ICONS.get(Posture(posture), "") if posture else ""


@register.filter
def post_label(post: str) -> Label:
    """A county's policy may name posts of its own; they are shown as written."""
    return POST_LABELS.get(post, post)


@register.filter
def stands_for_county(post: str) -> bool:
    """Staffed once for the county, whichever office seats it."""
    return is_county_wide(post)


@register.filter
def hours(held: Assignment) -> str:
    """12:00–20:00 for somebody who holds a part of a duty, empty for the whole. Needs `shift` loaded."""
    return part_of(held)


@register.filter
def swap_hours(held: SwapSeat) -> str:
    """As `hours`, of what a swap hands over."""
    return hours_of(held.assignment.shift, held.start, held.end)


@register.filter
def place_label(place: str) -> Label:
    return PLACE_LABELS.get(place, "")


@register.filter
def leaving_label(rule: str) -> Label:
    return LEAVING_LABELS.get(rule, "")


@register.filter
def day_kind_label(kind: str) -> Label:
    return DAY_KIND_LABELS.get(kind, "")


@register.filter
def period_kind_label(kind: str) -> Label:
    return PERIOD_KIND_LABELS.get(kind, "")


@register.filter
def job_state_label(job_state: str) -> Label:
    return JOB_STATE_LABELS.get(job_state, "")


@register.filter
def reason_words(reason: Reason) -> str:
    return reason_text(reason)


def _counted(words: str, count: int) -> SafeString:
    """A figure with the noun it counts behind it."""
    return format_html(" " + words, n=format_html('<span class="num">{}</span>', count))


@register.simple_tag
def posture_pill(posture: str, *, then: str = "", at: str = "20:00", count: int | None = None) -> SafeString:
    """Posture now, in its colour with icon and word; `then` is the posture from `at` on, `count` how many people."""
    words = POSTURE_LABELS[posture]
    if then and then != posture:
        words = _("%(now)s · %(at)s 转%(then)s") % {"now": words, "at": at, "then": POSTURE_LABELS[then]}
    number = "" if count is None else _counted(ngettext("{n} 人", "{n} 人", count), count)
    return format_html(
        '<span class="posture from-{}">{}<span>{}{}</span></span>', posture, icon(posture_icon(posture)), words, number
    )


@register.simple_tag
def gap_pill(words: str = "", *, count: int | None = None) -> SafeString:
    """Act now: a vacancy, a missed answer. `count`: how many seats are vacant."""
    number = "" if count is None else _counted(ngettext("{n} 个", "{n} 个", count), count)
    return format_html(
        '<span class="posture posture--gap">{}<span>{}{}</span></span>',
        icon("alert-triangle"),
        words or _("空岗"),
        number,
    )


@register.simple_tag
def period_state(value: str) -> SafeString:
    return state(value, PERIOD_STATE_LABELS[value], PERIOD_ICONS[PeriodState(value)])


@register.simple_tag
def roster_state(value: str) -> SafeString:
    kind, drawing = ROSTER_LOOKS[RosterState(value)]
    return state(kind, ROSTER_STATE_LABELS[value], drawing)


@register.simple_tag
def roster_tick(value: str) -> SafeString:
    """How far a unit's roster is, as one line of a list."""
    kind, drawing = ROSTER_LOOKS[RosterState(value)]
    return format_html('<span class="tick tick--{}">{}{}</span>', kind, icon(drawing), ROSTER_STATE_LABELS[value])


@register.simple_tag
def duty_pill(posture: str, *, then: str = "", at: str = "") -> SafeString:
    """What a seat owes over its duty day in a few words: 24 小时在岗, or 20:00 前在岗 with the rest spoken."""
    now = POSTURE_LABELS[posture]
    words = _("%(at)s 前%(now)s") % {"at": at, "now": now} if then else _("24 小时%(now)s") % {"now": now}
    rest = _("，之后%(then)s") % {"then": POSTURE_LABELS[then]} if then else ""
    return format_html(
        '<span class="posture from-{}" title="{}{}">{}<span>{}<span class="visually-hidden">{}</span></span></span>',
        posture,
        words,
        rest,
        icon(posture_icon(posture)),
        words,
        rest,
    )


@register.simple_tag
def day_tag(kind: str, confirmed: bool = True) -> SafeString:
    """休 on days off, 班 on make-up workdays, 未定 where the year's notice isn't known; nothing on workdays."""
    if not confirmed:
        look, word = "unconfirmed", _("未定")
    elif kind in DAYS_OFF:
        look, word = "rest", _("休")
    elif kind == DayKind.MAKEUP_WORKDAY:
        look, word = "work", _("班")
    else:
        return SafeString("")
    return format_html(
        '<span class="day-tag day-tag--{}" title="{}">{}</span>', look, DAY_KIND_LABELS.get(kind, ""), word
    )


@register.filter
def step_label(kind: str) -> Label:
    return STEP_LABELS[kind]


@register.filter
def swap_kind_label(kind: str) -> Label:
    return SWAP_KIND_LABELS.get(kind, "")


@register.simple_tag
def swap_state(kind: str, value: str) -> SafeString:
    """How far a swap is, in its box; an emergency cover is reviewed, not approved."""
    looks, drawing = SWAP_LOOKS[SwapState(value)]
    own = REVIEW_LABELS.get(SwapState(value)) if kind == SwapKind.EMERGENCY_COVER else None
    return state(looks, own or SWAP_STATE_LABELS[value], drawing)


@register.simple_tag
def cover_state(value: str) -> SafeString:
    """How far a duty that is up for cover is, in its box."""
    looks, drawing = COVER_LOOKS[CoverState(value)]
    return state(looks, COVER_STATE_LABELS[value], drawing)


@register.simple_tag
def ring_state(value: str) -> SafeString:
    """How far a ring is, in its box."""
    looks, drawing = RING_LOOKS[RingState(value)]
    return state(looks, RING_STATE_LABELS[value], drawing)


@register.simple_tag
def policy_column(place: int) -> str:
    """The head of a column of the table of phases, for its cards on a phone."""
    return field_label(PHASE_CELLS[place].name)


@register.filter
def is_same(one: object, other: object) -> bool:
    return one == other
