"""What happened on duty, as dated figures of units: nobody fills anything in for them (domain §6, §7).

The figures of a call-out are dated by the moment it was sent out, so that all of one fall into the same range; those of a
check by the moment it was due. Drills are kinds of their own and never mix with the real thing.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.call_outs.models import ON_THE_WAY_STATES, Summons, Whistle
from alerts.checks.models import Check
from alerts.enums import CheckOutcome, CheckState, SummonsState
from alerts.incidents.models import Incident
from alerts.whistles.models import WhistleReply
from units.facts import Fact, Kind, Source, Summary

MINUTES = _("分钟")
CHECKED = (CheckState.ASKING, CheckState.ANSWERED, CheckState.WITH_OFFICE, CheckState.CLOSED)

KINDS = (
    Kind("incident", _("突发事件"), Summary.COUNT, is_shared=True),
    Kind("city_report", _("应报市事件"), Summary.COUNT, is_shared=True),
    Kind("city_report_in_time", _("按时报市事件"), Summary.COUNT, is_shared=True),
    Kind("call_out", _("紧急召集"), Summary.COUNT, is_shared=True),
    Kind("response_minutes", _("召集确认用时"), Summary.SPREAD, MINUTES),
    Kind("arrival_minutes", _("召集到岗用时"), Summary.SPREAD, MINUTES),
    Kind("missed", _("未按时到岗"), Summary.COUNT),
    Kind("drill", _("演练"), Summary.COUNT, is_shared=True),
    Kind("drill_response_minutes", _("演练确认用时"), Summary.SPREAD, MINUTES),
    Kind("drill_arrival_minutes", _("演练到岗用时"), Summary.SPREAD, MINUTES),
    Kind("drill_missed", _("演练未按时到岗"), Summary.COUNT),
    Kind("check_planned", _("计划查岗"), Summary.COUNT),
    Kind("check_made", _("实际查岗"), Summary.COUNT),
    Kind("check_missed", _("查岗未应答"), Summary.COUNT),
    Kind("whistle", _("应哨"), Summary.COUNT, is_shared=True),
    Kind("whistle_in_time", _("按时应哨"), Summary.COUNT),
    Kind("whistle_hours", _("应哨答复用时"), Summary.SPREAD, _("小时")),
)


def load(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """Five queries, however many units and rows."""
    yield from _incidents(unit_ids, start, end, timezone.now())
    yield from _call_outs(unit_ids, start, end, timezone.now())
    yield from _checks(unit_ids, start, end)
    yield from _whistles(unit_ids, start, end)


SOURCE = Source("alerts", KINDS, load)


def _incidents(unit_ids: Collection[UUID], start: datetime, end: datetime, now: datetime) -> Iterator[Fact]:
    """Each incident once for every unit it involves, when it happened; of those the city had to hear of whether it did in time,
    once that is settled."""
    involved = Incident.units.through.objects.filter(
        unit_id__in=unit_ids, incident__occurred_at__gte=start, incident__occurred_at__lt=end
    )
    rows = involved.values_list(
        "unit_id", "incident_id", "incident__occurred_at", "incident__title", "incident__level",
        "incident__city_due_at", "incident__city_reported_at",
    )  # fmt: skip
    for unit_id, pk, at, title, level, due, reported in rows:
        path, details = f"/incidents/{pk}/", {"title": title, "level": level}
        yield Fact(unit_id, at, "incident", path=path, details=details)
        if due is not None and (reported is not None or due <= now):
            yield Fact(unit_id, at, "city_report", path=path, details=details)
            if reported is not None and reported <= due:
                yield Fact(unit_id, at, "city_report_in_time", path=path, details=details)


class _Called(NamedTuple):
    """One person's part in a call-out, with what the call-out is."""

    unit_id: UUID
    state: str
    dispatched_at: datetime | None
    answer_by: datetime | None
    acknowledged_at: datetime | None
    arrive_minutes: int
    late_from: datetime | None
    arrived_at: datetime | None
    overdue_at: datetime | None
    call_out_id: UUID
    sent_at: datetime
    closed_at: datetime | None
    is_drill: bool
    matter: str


def _call_outs(unit_ids: Collection[UUID], start: datetime, end: datetime, now: datetime) -> Iterator[Fact]:
    rows = Summons.objects.filter(
        unit_id__in=unit_ids, call_out__dispatched_at__gte=start, call_out__dispatched_at__lt=end
    )
    named = rows.annotate(
        sent_at=F("call_out__dispatched_at"),
        closed_at=F("call_out__closed_at"),
        is_drill=F("call_out__is_drill"),
        matter=F("call_out__matter"),
    )
    counted: set[tuple[UUID, UUID]] = set()
    for row in named.values_list(*_Called._fields).order_by("call_out__dispatched_at", "level"):
        called = _Called(*row)
        if (called.call_out_id, called.unit_id) not in counted:
            counted.add((called.call_out_id, called.unit_id))
            yield _fact(called, "drill" if called.is_drill else "call_out")
        yield from _of_person(called, now)


def _of_person(called: _Called, now: datetime) -> Iterator[Fact]:
    apart = "drill_" if called.is_drill else ""
    # Someone who answers on the page before the message went out has been called all the same.
    since = called.dispatched_at or called.sent_at
    if called.acknowledged_at is not None:
        yield _fact(
            called, f"{apart}response_minutes", _minutes(since, called.acknowledged_at), is_kept=_answered(called)
        )
    if called.arrived_at is not None:
        yield _fact(called, f"{apart}arrival_minutes", _minutes(since, called.arrived_at), is_kept=_came(called))
    if _is_missed(called, now):
        yield _fact(called, f"{apart}missed")


def _answered(called: _Called) -> bool:
    """Within the time to answer that held then. Whoever answers before the clock starts is in time."""
    return called.acknowledged_at is not None and (
        called.answer_by is None or called.acknowledged_at <= called.answer_by
    )


def _came(called: _Called) -> bool:
    """Within the time that held then. "At once" is kept by whoever answers at the post in time and then comes as anybody would."""
    if called.late_from is not None and called.arrived_at is not None and called.arrived_at > called.late_from:
        return False
    return called.arrive_minutes > 0 or _answered(called)


def _is_missed(called: _Called, now: datetime) -> bool:
    """The time given ran out without an arrival. Whoever was released, or said no, before that hasn't missed it."""
    if called.overdue_at is not None:
        return True
    if called.late_from is None:
        return False
    if called.arrived_at is not None:
        return not _came(called)
    if called.state == SummonsState.RELEASED:
        return called.closed_at is not None and called.closed_at > called.late_from
    return called.state in ON_THE_WAY_STATES and called.late_from <= now


def _fact(called: _Called, kind: str, value: float = 1.0, *, is_kept: bool | None = None) -> Fact:
    path = f"/call-outs/{called.call_out_id}/"
    return Fact(called.unit_id, called.sent_at, kind, value, path, {"title": called.matter}, is_kept)


def _minutes(start: datetime, end: datetime) -> float:
    """Never below zero: an answer may come while the message is still being settled."""
    return max((end - start).total_seconds() / 60, 0.0)


def _checks(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """Somebody who had just proved reachable counts as checked; a check called off as neither planned nor made."""
    rows = Check.objects.filter(unit_id__in=unit_ids, due_at__gte=start, due_at__lt=end)
    live = rows.exclude(state=CheckState.CANCELLED)
    for pk, unit_id, at, plan_id, state, outcome in live.values_list(
        "pk", "unit_id", "due_at", "plan_id", "state", "outcome"
    ):
        for kind in _kinds_of_check(plan_id, state, outcome):
            yield Fact(unit_id, at, kind, path=f"/checks/{pk}/", details={"outcome": outcome})


def _kinds_of_check(plan_id: Any, state: str, outcome: str) -> Iterator[str]:
    if plan_id is not None:
        yield "check_planned"
    if state in CHECKED and outcome != CheckOutcome.NOT_SENT:
        yield "check_made"
    if outcome == CheckOutcome.NO_ANSWER:
        yield "check_missed"


def _whistles(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """Of each unit called, by when the whistle was blown: that it was, and how long its first answer took."""
    called = Whistle.wanted_units.through.objects.filter(
        unit_id__in=unit_ids, whistle__requested_at__gte=start, whistle__requested_at__lt=end
    ).exclude(whistle__call_out=None)
    columns = ("unit_id", "whistle_id", "whistle__requested_at", "whistle__matter", "whistle__answer_by")
    rows = list(called.values_list(*columns))
    replies = WhistleReply.objects.filter(whistle__in={row[1] for row in rows}, round=1)
    said = {(whistle, unit): at for whistle, unit, at in replies.values_list("whistle_id", "unit_id", "at")}
    for unit_id, pk, blown, matter, answer_by in rows:
        path, details = f"/whistles/{pk}/", {"title": matter}
        yield Fact(unit_id, blown, "whistle", path=path, details=details)
        at = said.get((pk, unit_id))
        if at is None:
            continue
        yield Fact(unit_id, blown, "whistle_hours", (at - blown).total_seconds() / 3600, path, details)
        if answer_by is None or at <= answer_by:
            yield Fact(unit_id, blown, "whistle_in_time", path=path, details=details)
