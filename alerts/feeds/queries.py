"""What a calendar feed shows: published duties as entries, with those that have been taken away kept as cancelled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.deadlines import FEEDS_REACH_BACK
from alerts.enums import FeedLayout
from alerts.feeds.models import Feed
from alerts.orders.models import PostureOrder
from rostering.labels import PLACE_LABELS, POSTURE_LABELS
from rostering.models import Assignment, RevisionEntry, Shift
from rostering.on_duty.queries.hours import hours_of
from rostering.policies.rules.policy import Phase, clip
from units.kept import as_kept
from units.models import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """One calendar entry. `uid` stays the same for as long as the shift exists, `sequence` only rises."""

    uid: str
    sequence: int
    changed_at: datetime
    start: datetime
    end: datetime
    title: str
    text: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A shift, or one person's part of it, as it goes into the calendar; `names` only in a unit's."""

    shift: Shift
    start: datetime
    end: datetime
    names: str = ""
    is_cancelled: bool = False
    number: int = 1


def entries_of(feed: Feed, now: datetime) -> list[Entry]:
    """In order of time; a constant number of queries. Call it in the language the calendar is to be in."""
    since = now - FEEDS_REACH_BACK
    parts = _parts(feed, since)
    revisions = _revisions({part.shift.pk for part in parts})
    # Orders change what is owed without a revision: each one issued or ended raises the number of every entry.
    raised = PostureOrder.objects.filter(county=feed.user.county).aggregate(sum=Sum("version"))["sum"] or 0
    entries = [
        entry
        for part in parts
        for entry in _entries(part, feed.layout == FeedLayout.PHASES, revisions[part.shift.pk], raised)
    ]
    return sorted(entries, key=lambda entry: (entry.start, entry.uid))


def _shifts() -> Any:
    return Shift.objects.select_related("unit", "period", "roster").prefetch_related("phases")


def _parts(feed: Feed, since: datetime) -> list[_Part]:
    if feed.unit_id is not None:
        return _parts_of_unit(feed.unit_id, since)
    if feed.user.person_id is None:
        return []
    entries = Person.objects.same_as(feed.user.person_id).values_list("pk", flat=True)
    return [part for person_id in entries for part in _parts_of_person(person_id, since)]


def _parts_of_person(person_id: UUID, since: datetime) -> list[_Part]:
    """What they hold, and what a revision once gave them and a later one took away."""
    held = Assignment.objects.in_force().filter(person_id=person_id, end__gte=since).order_by("start")
    own: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for shift_id, start, end in held.values_list("shift_id", "start", "end"):
        own[shift_id].append((start, end))
    lost = _lost(person_id, since, own)
    shifts = {shift.pk: shift for shift in _shifts().filter(pk__in=[*own, *lost])}
    parts = [
        _Part(shifts[pk], start, end, number=number)
        for pk, spans in own.items()
        for number, (start, end) in enumerate(spans, start=1)
    ]
    return parts + [_Part(shifts[pk], start, end, is_cancelled=True) for pk, (start, end) in lost.items()]


def _lost(person_id: UUID, since: datetime, own: Iterable[UUID]) -> dict[UUID, tuple[datetime, datetime]]:
    """Shifts that a revision named the person on and that are theirs no more, with the span they last had."""
    named = RevisionEntry.objects.filter(shift__end__gte=since, holders__contains=[{"person": str(person_id)}]).exclude(
        shift_id__in=list(own)
    )
    lost: dict[UUID, tuple[datetime, datetime]] = {}
    for shift_id, holders in named.order_by("revision__number").values_list("shift_id", "holders"):
        spans = [holder for holder in holders if holder["person"] == str(person_id)]
        lost[shift_id] = (
            min(datetime.fromisoformat(span["start"]) for span in spans),
            max(datetime.fromisoformat(span["end"]) for span in spans),
        )
    return lost


def _parts_of_unit(unit_id: UUID, since: datetime) -> list[_Part]:
    """Every published shift, whoever holds it."""
    held = Assignment.objects.in_force().filter(shift__unit_id=unit_id, shift__end__gte=since)
    holders: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in held.order_by("start").values("shift_id", "person_id", "person__name", "words", "start", "end"):
        holders[row["shift_id"]].append(as_kept(row))
    shifts = _shifts().filter(pk__in=holders)
    return [_Part(shift, shift.start, shift.end, names=_names(shift, holders[shift.pk])) for shift in shifts]


def _names(shift: Shift, holders: Iterable[dict[str, Any]]) -> str:
    """Each with their hours where several share the duty."""
    parts = (f"{hours_of(shift, held['start'], held['end'])} {held['person__name'] or _('空岗')}" for held in holders)
    return _("、").join(part.strip() for part in parts)


def _revisions(shift_ids: Iterable[UUID]) -> dict[UUID, tuple[int, datetime]]:
    """The latest revision of each shift: its number and when it was published."""
    rows = RevisionEntry.objects.filter(shift_id__in=list(shift_ids)).values("shift_id")
    latest = rows.annotate(number=Max("revision__number"), at=Max("revision__published_at"))
    return {row["shift_id"]: (row["number"], row["at"]) for row in latest}


def _entries(part: _Part, by_phase: bool, revision: tuple[int, datetime], raised: int) -> Iterator[Entry]:
    number, changed_at = revision
    phases = clip(part.shift.as_phases(), part.start, part.end)
    uid = f"{part.shift.pk}" if part.number == 1 else f"{part.shift.pk}-{part.number}"
    pieces = (
        [(f"{uid}-p{index}", phase.start, phase.end, [phase]) for index, phase in enumerate(phases, start=1)]
        if by_phase
        else [(uid, part.start, part.end, list(phases))]
    )
    for own_uid, start, end, owed in pieces:
        yield Entry(
            uid=own_uid,
            sequence=number - 1 + raised,
            changed_at=changed_at,
            start=start,
            end=end,
            title=_title(part, owed),
            text=_text(part, owed),
            is_cancelled=part.is_cancelled,
        )


def _title(part: _Part, owed: list[Phase]) -> str:
    post = str(part.shift.post_name)
    who = part.names or part.shift.unit.label
    first = str(POSTURE_LABELS[owed[0].obligation.posture]) if len(owed) == 1 else ""
    return " ".join(filter(None, (who, post, first)))


def _text(part: _Part, owed: list[Phase]) -> str:
    """One line per stretch: from when, in which posture, within which bounds. Never a phone number."""
    lines = [part.shift.period.name, part.shift.unit.name]
    return "\n".join([*lines, *(_line(phase) for phase in owed)])


def _line(phase: Phase) -> str:
    owed = phase.obligation
    parts = [str(POSTURE_LABELS[owed.posture])]
    if owed.place_limit:
        parts.append(str(PLACE_LABELS[owed.place_limit]))
    if owed.response_minutes:
        parts.append(_("%(minutes)d 分钟内到岗") % {"minutes": owed.response_minutes})
    return f"{_clock(phase.start)}—{_clock(phase.end)} " + _("，").join(parts)


def _clock(at: datetime) -> str:
    return timezone.localtime(at, timezone.get_default_timezone()).strftime("%H:%M")
