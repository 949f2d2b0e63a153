"""What is asked of the reader at this moment: the bar on every page they open. Read once until the county moves
(docs/decisions/0019)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.urls import reverse

from alerts.call_outs.models import COMING_STATES, Summons
from alerts.checks.models import ANSWERABLE_STATES, Check
from alerts.deadlines import Ring
from alerts.duty_log.models import Handover
from alerts.enums import CallOutState, HandoverState, SummonsState
from alerts.warnings.models import UNANSWERED_STATES, WarningCall
from units.counties.remembered import Memory, version_of
from units.enums import Scope
from units.models import County, User

# Nobody answers more at once; the rest follows as these are done.
MOST = 5


class AskKind(StrEnum):
    """Most urgent first."""

    CALL_OUT = "call_out"
    WARNING = "warning"
    CHECK = "check"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `subject` is what or who it is about, `path` where it is shown; `post` answers it at once where one
    tap is all it wants. `due`: until when, None where nobody counts."""

    kind: AskKind
    subject: str
    path: str
    post: str = ""
    since: datetime | None = None
    due: datetime | None = None
    is_own: bool = True
    is_drill: bool = False
    is_answered: bool = False

    def ring(self, now: datetime) -> Ring | None:
        if self.due is None or self.since is None:
            return None
        return Ring(int((self.due - now).total_seconds()), int((self.due - self.since).total_seconds()))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the bar shows at an instant. `version` changes when any of it does."""

    asks: tuple[Ask, ...]
    now: datetime

    @property
    def rings(self) -> list[tuple[Ask, Ring | None]]:
        return [(ask, ask.ring(self.now)) for ask in self.asks]

    @property
    def version(self) -> str:
        return blake2b(repr(self.asks).encode(), digest_size=6).hexdigest() if self.asks else "0"


def can_be_asked(user: User) -> bool:
    """Somebody of the county's duty: a person, or who leads or serves in a unit."""
    in_duty = user.person_id is not None or bool(user.roles)
    return in_duty and user.county_id is not None and user.has_scope(Scope.ALERTS_READ)


_asks: Memory[tuple[Ask, ...]] = Memory()


def asked_of(user: User, now: datetime) -> Asked:
    """One query while nothing has moved, else two; none for who is never asked."""
    county_id = user.county_id
    if county_id is None or not can_be_asked(user):
        return Asked((), now)

    def build() -> tuple[tuple[Ask, ...], datetime]:
        # Time alone changes none of it.
        return _read(county_id, user), now + timedelta(days=1)

    kept = _asks.recall((user.pk, user.grant), version=version_of(county_id), now=now, build=build)
    return Asked(kept.value, now)


def _read(county_id: UUID, user: User) -> tuple[Ask, ...]:
    """One query."""
    found = (
        County.objects.filter(pk=county_id)
        .values(
            calls=ArraySubquery(_calls(user)),
            warnings=ArraySubquery(_warnings(user)),
            checks=ArraySubquery(_checks(user)),
            handovers=ArraySubquery(_handovers(user)),
        )
        .get()
    )
    # An array of rows that no reader like this could have is NULL, not empty.
    calls, warned, asked, handovers = (found[name] or () for name in ("calls", "warnings", "checks", "handovers"))
    return (*map(_call, calls), *map(_warning, warned), *map(_check(user), asked), *map(_handover, handovers))


def _calls(user: User) -> Any:
    rows = Summons.objects.filter(
        _own(user, "person"), state__in=COMING_STATES, call_out__state=CallOutState.DISPATCHED
    )
    return rows.order_by("answer_by", "pk")[:MOST].values(
        json=JSONObject(
            pk="pk", state="state", matter="call_out__matter", drill="call_out__is_drill",
            since="dispatched_at", answer_by="answer_by", late_from="late_from",
        )
    )  # fmt: skip


def _warnings(user: User) -> Any:
    rows = WarningCall.objects.filter(_own(user, "person"), state__in=UNANSWERED_STATES)
    return rows.order_by("answer_by", "pk")[:MOST].values(
        json=JSONObject(pk="pk", warning="warning_id", headline="warning__headline", since="asked_at", due="answer_by")
    )


def _checks(user: User) -> Any:
    """One's own, and for a leader those of the unit that the person hasn't answered."""
    whose = _own(user, "person") | Q(unit_id__in=user.led_unit_ids, level__gte=1)
    rows = Check.objects.filter(whose, state__in=ANSWERABLE_STATES)
    return rows.order_by("due_at", "pk")[:MOST].values(
        json=JSONObject(
            pk="pk", person="person_id", name="person__name", unit="unit__name", since="asked_at", due="escalate_at"
        )
    )


def _handovers(user: User) -> Any:
    whose = Q(incoming__isnull=True, unit_id__in=user.unit_ids or ()) | Q(unit_id__in=user.led_unit_ids)
    rows = Handover.objects.filter(state=HandoverState.OFFERED)
    if user.person_id:
        whose |= Q(incoming_id=user.person_id)
        rows = rows.exclude(outgoing__person_id=user.person_id)
    return (
        rows.filter(whose)
        .order_by("offered_at", "pk")[:MOST]
        .values(json=JSONObject(pk="pk", name="outgoing__person__name", unit="unit__name"))
    )


def _own(user: User, person: str) -> Q:
    """Of rows about a person, the reader's; none for a login that is nobody of the directory."""
    return Q(**{person: user.person_id}) if user.person_id else Q(pk__in=[])


def _call(row: Mapping[str, Any]) -> Ask:
    is_answered = row["state"] == SummonsState.ACKNOWLEDGED
    return Ask(
        AskKind.CALL_OUT,
        row["matter"],
        reverse("alerts:summons", args=[row["pk"]]),
        since=_instant(row["since"]),
        due=_instant(row["late_from"] if is_answered else row["answer_by"]),
        is_drill=row["drill"],
        is_answered=is_answered,
    )


def _warning(row: Mapping[str, Any]) -> Ask:
    return Ask(
        AskKind.WARNING,
        row["headline"],
        reverse("alerts:warning", args=[row["warning"]]),
        post=reverse("alerts:warning_answer", args=[row["pk"]]),
        since=_instant(row["since"]),
        due=_instant(row["due"]),
    )


def _check(user: User) -> Any:
    def ask(row: Mapping[str, Any]) -> Ask:
        is_own = row["person"] == str(user.person_id)
        return Ask(
            AskKind.CHECK,
            row["unit"] if is_own else " ".join(_known(row["unit"], row["name"])),
            reverse("alerts:check", args=[row["pk"]]),
            # On somebody's behalf one first looks at whom.
            post=reverse("alerts:check_answer", args=[row["pk"]]) if is_own else "",
            since=_instant(row["since"]),
            due=_instant(row["due"]),
            is_own=is_own,
        )

    return ask


def _handover(row: Mapping[str, Any]) -> Ask:
    subject = " ".join(_known(row["unit"], row["name"]))
    return Ask(
        AskKind.HANDOVER, subject, reverse("alerts:my_watch"), post=reverse("alerts:take_over", args=[row["pk"]])
    )


def _known(*words: str | None) -> Iterable[str]:
    return (word for word in words if word)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
