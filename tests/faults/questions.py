"""Questions that somebody answers by link, text message or key: asked of many people without waiting for any provider."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from alerts.enums import (
    AnsweredBy,
    CallOutState,
    ChannelCode,
    CheckState,
    LinkPurpose,
    NotificationState,
    SummonsState,
    WarningCallState,
    WarningKind,
    WarningLevel,
    WarningState,
)
from alerts.models import CallOut, Check, Notification, PublicWarning, Summons, WarningCall
from alerts.outbox.services import links
from tests.faults.county import Place
from units.models import Person

HOUR = timedelta(hours=1)
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Asked:
    """One person's question: its row, the page of its link, the number a text message comes from, the two messages."""

    object_id: UUID
    path: str
    mobile: str
    text_id: UUID
    voice_id: UUID


@dataclass(frozen=True, slots=True)
class Question:
    """`presses`: what the page posts for yes and no; `can_decline`: the ways that have a no; `events`: what the trail calls an
    answer. `make(place, people)` gives a row for each person, `came_of(ids)` what each row says now."""

    purpose: LinkPurpose
    presses: Mapping[bool, Mapping[str, str]]
    can_decline: frozenset[str]
    events: frozenset[str]
    make: Callable[[Place, Sequence[Person]], list[UUID]]
    came_of: Callable[[Sequence[UUID]], dict[UUID, str]]

    def ask(self, place: Place, people: Sequence[Person]) -> list[Asked]:
        """Both messages of each are out, and carry the same link."""
        ids = self.make(place, people)
        until = timezone.now() + HOUR
        wanted = [links.Asked(pk, person.pk, until) for pk, person in zip(ids, people, strict=True)]
        paths = [links.link_path(key) for key in links.make_links(purpose=self.purpose, wanted=wanted)]
        asked = [
            Asked(pk, path, person.mobile, uuid4(), uuid4())
            for pk, path, person in zip(ids, paths, people, strict=True)
        ]
        rows = [
            row
            for one, person in zip(asked, people, strict=True)
            for row in (
                self._sent(one, one.text_id, ChannelCode.ALIYUN_SMS, person, place),
                self._sent(one, one.voice_id, ChannelCode.VOICE, person, place),
            )
        ]
        Notification.objects.bulk_create(rows, batch_size=1000)
        return asked

    def meant(self, is_yes: bool, way: str) -> str:
        """What the row says after this answer. Of a warning it is the way."""
        return way if self.purpose == LinkPurpose.WARNING else YES if is_yes else NO

    def _sent(self, one: Asked, pk: UUID, channel: ChannelCode, person: Person, place: Place) -> Notification:
        now = timezone.now()
        return Notification(
            id=pk, county=place.cast.county, unit_id=person.unit_id, person=person, purpose=self.purpose,
            object_id=one.object_id, params={"path": one.path}, channel=channel, dedupe_key=str(pk), due_at=now,
            expires_at=now + HOUR, state=NotificationState.ACCEPTED, first_sent_at=now, settled_at=now,
        )  # fmt: skip


def _summonses(place: Place, people: Sequence[Person]) -> list[UUID]:
    now = timezone.now()
    call_out = CallOut.objects.create(
        county=place.cast.county, matter="演练", place="体育场", required=1, is_drill=True,
        state=CallOutState.DISPATCHED, dispatched_at=now,
    )  # fmt: skip
    made = Summons.objects.bulk_create(
        Summons(
            county=place.cast.county, call_out=call_out, unit_id=person.unit_id, person=person,
            state=SummonsState.CALLED, dispatched_at=now, answer_by=now + HOUR, arrive_by=now + HOUR,
        )
        for person in people
    )  # fmt: skip
    return [one.pk for one in made]


def _checks(place: Place, people: Sequence[Person]) -> list[UUID]:
    now = timezone.now()
    made = Check.objects.bulk_create(
        Check(
            county=place.cast.county, unit_id=person.unit_id, period=place.period, person=person, reason="抽查",
            due_at=now, asked_at=now, escalate_at=now + HOUR, state=CheckState.ASKING,
        )
        for person in people
    )  # fmt: skip
    return [one.pk for one in made]


def _warning_calls(place: Place, people: Sequence[Person]) -> list[UUID]:
    """A warning for each: the first answer of a unit would end the asking of all others."""
    now = timezone.now()
    warnings = PublicWarning.objects.bulk_create(
        PublicWarning(
            county=place.cast.county, kind=WarningKind.RAINSTORM, level=WarningLevel.RED, headline="暴雨红色预警",
            start=now, state=WarningState.CALLING, received_at=now, round=1, signed_by=place.cast.office, signed_at=now,
        )
        for _person in people
    )  # fmt: skip
    made = WarningCall.objects.bulk_create(
        WarningCall(
            county=place.cast.county, warning=warning, unit_id=person.unit_id, person=person, round=1,
            state=WarningCallState.ASKED, asked_at=now, answer_by=now + HOUR, was_reached=True,
        )
        for warning, person in zip(warnings, people, strict=True)
    )  # fmt: skip
    return [one.pk for one in made]


def _of_summonses(ids: Sequence[UUID]) -> dict[UUID, str]:
    said = {SummonsState.ACKNOWLEDGED: YES, SummonsState.DECLINED: NO}
    rows = Summons.objects.filter(pk__in=ids).values_list("pk", "state")
    return {pk: said.get(SummonsState(state), state) for pk, state in rows}


def _of_checks(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Who can't answer has been reached, and the check goes on to the unit."""
    rows = Check.objects.filter(pk__in=ids).values_list("pk", "state", "outcome")
    said = {(CheckState.ANSWERED, "reached"): YES, (CheckState.ASKING, "reached"): NO}
    return {pk: said.get((CheckState(state), outcome), state) for pk, state, outcome in rows}


def _of_warning_calls(ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = WarningCall.objects.filter(pk__in=ids).values_list("pk", "state", "answered_how")
    return {pk: how if state == WarningCallState.ANSWERED else state for pk, state, how in rows}


WITHOUT_A_SCREEN = frozenset({AnsweredBy.TEXT, AnsweredBy.KEY})
QUESTIONS = (
    Question(
        LinkPurpose.SUMMONS,
        {True: {"do": "acknowledge"}, False: {"do": "decline", "reason": "在外地"}},
        WITHOUT_A_SCREEN | {AnsweredBy.LINK},
        frozenset({"summons.acknowledged", "summons.declined"}),
        _summonses,
        _of_summonses,
    ),
    Question(
        LinkPurpose.CHECK,
        {True: {"do": "answer"}},
        WITHOUT_A_SCREEN,
        frozenset({"check.answered", "check.unable"}),
        _checks,
        _of_checks,
    ),
    Question(
        LinkPurpose.WARNING,
        {True: {"do": "answer"}},
        frozenset(),
        frozenset({"warning.answered"}),
        _warning_calls,
        _of_warning_calls,
    ),
)
