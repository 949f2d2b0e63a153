"""消息 as pages show it: one's own inbox, and the county's log of what was or would have been sent."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from alerts.channels.registry import usable_channels
from alerts.deadlines import DEAD_COUNTS_FOR
from alerts.enums import ChannelCode, Heard, NotificationState, Purpose, ReplyOutcome
from alerts.outbox.models import ContactRule, Notification, NotificationQuerySet, Reply
from rostering.enums import NoWay
from units.models import Person, Unit, User


def dead_letters(now: datetime) -> NotificationQuerySet:
    """Messages of the last day that reached nobody on any outside channel."""
    elsewhere = Notification.objects.filter(
        object_id=OuterRef("object_id"),
        purpose=OuterRef("purpose"),
        person_id=OuterRef("person_id"),
        level=OuterRef("level"),
    ).exclude(channel=ChannelCode.INBOX)
    dead = Notification.objects.dead().filter(settled_at__gte=now - DEAD_COUNTS_FOR, later_channels=[])
    return dead.exclude(Exists(elsewhere.filter(state=NotificationState.ACCEPTED)))


# Where a signed-in reader goes from a message; the link in the message itself is for its receiver only.
PATHS = {
    Purpose.CHECK: "/checks/{0}/",
    Purpose.CHECK_ESCALATED: "/checks/{0}/",
    Purpose.CHECK_ENDED: "/checks/{0}/",
    Purpose.SUMMONS: "/call-outs/answer/{0}/",
    Purpose.SUMMONS_ESCALATED: "/call-outs/answer/{0}/",
    Purpose.SUMMONS_OVERDUE: "/call-outs/answer/{0}/",
    Purpose.SUMMONS_RELEASED: "/call-outs/answer/{0}/",
    Purpose.WHISTLE: "/whistles/",
    Purpose.POSTURE_RAISED: "/my/",
    Purpose.POSTURE_LIFTED: "/my/",
    Purpose.DUTY_PUBLISHED: "/my/",
    Purpose.DUTY_CHANGED: "/my/",
    Purpose.DUTY_WITHDRAWN: "/my/",
    Purpose.DUTY_REMINDER: "/my/",
    Purpose.UNIT_TOMORROW: "/rosters/",
    Purpose.ROSTER_RETURNED: "/rosters/{0}/confirm/",
    Purpose.FILING_DUE: "/rosters/",
    Purpose.FILING_MOVED: "/rosters/",
    Purpose.FILING_URGED: "/rosters/",
    Purpose.TODO_DIGEST: "/todo/",
    Purpose.REVIEW_STEP: "/reviews/{0}/",
    Purpose.SWAP_REQUESTED: "/swaps/{0}/",
    Purpose.SWAP_TO_DECIDE: "/swaps/{0}/",
    Purpose.SWAP_MOVED: "/swaps/{0}/",
    Purpose.LEAVE_OPEN: "/my/duty/",
    Purpose.COVER_ASKED: "/covers/{0}/",
    Purpose.COVER_UNFILLED: "/covers/{0}/",
    Purpose.COVER_ENDED: "/covers/{0}/",
    Purpose.RING_PROPOSED: "/rings/{0}/",
    Purpose.RING_TO_DECIDE: "/rings/{0}/",
    Purpose.RING_ENDED: "/rings/{0}/",
}
# Their parameters name the page.
WITH_PATH = (
    Purpose.REPORT_DUE, Purpose.NOTICE, Purpose.DUTY_CONFLICT, Purpose.TIER_NEEDS, Purpose.WEEKLY_GAPS, Purpose.TASK_DUE,
    Purpose.TASK_OVERDUE, Purpose.STAFF_ORDERED,
)  # fmt: skip
HIDDEN = "••••••"


@dataclass(frozen=True)
class Shown:
    """A message and its parameters without what only its receiver may know: the key of its link, a code, an address."""

    row: Notification
    params: dict[str, Any]

    @property
    def path(self) -> str:
        """Where its object is shown, empty when it has no page."""
        if self.row.purpose in WITH_PATH:
            return str(self.row.params.get("path", ""))
        return PATHS.get(Purpose(self.row.purpose), "").format(self.row.object_id)

    @property
    def has_link(self) -> bool:
        return any(str(self.row.params.get(name, "")).startswith("/a/") for name in ("path", "link"))


def own_messages(user: User) -> QuerySet[Notification]:
    """The reader's inbox, the latest first; nothing for a login without a person."""
    rows = Notification.objects.filter(channel=ChannelCode.INBOX)
    if user.person_id is None:
        return rows.none()
    return rows.filter(person__in=Person.objects.same_as(user.person_id).values("pk")).order_by("-created_at", "pk")


def sent_messages(user: User) -> QuerySet[Notification]:
    """What went or would have gone out of the house, the latest first."""
    rows = Notification.objects.visible_to(user).exclude(channel=ChannelCode.INBOX)
    return rows.select_related("person", "unit").order_by("-created_at", "pk")


def dead_messages(user: User, now: datetime) -> QuerySet[Notification]:
    """Those of the last day that reached nobody: somebody has to phone."""
    rows = dead_letters(now).filter(pk__in=Notification.objects.visible_to(user).values("pk"))
    return rows.select_related("person", "unit").order_by("-settled_at")


def shown(row: Notification) -> Shown:
    """`row` for a page that more people read than the message is meant for."""
    secret = {"path", "link", "code", "address"} & row.params.keys()
    return Shown(row, row.params | dict.fromkeys(secret, HIDDEN))


def default_channels() -> list[str]:
    """The ways by which somebody is told who has verified none of their own: those of the installation that can send."""
    ready = set(usable_channels()) - {ChannelCode.INBOX}
    return [code for code in settings.ALERT_DEFAULT_CHANNELS if code in ready]


def verified_people(people: Collection[Person]) -> set[UUID]:
    """Those with a verified way that the installation can use. One query."""
    ready = [code for code in usable_channels() if code != ChannelCode.INBOX]
    rules = ContactRule.objects.filter(person__in=people, verified_at__isnull=False, channel__in=ready)
    return set(rules.values_list("person_id", flat=True))


def not_reached(people: Collection[Person]) -> dict[UUID, NoWay]:
    """Of `people`, those of whom nobody knows that a message reaches them, and why. One query."""
    verified, ways = verified_people(people), default_channels()
    return {person.pk: _why(person, bool(ways)) for person in people if person.pk not in verified}


def _why(person: Person, has_channel: bool) -> NoWay:
    if not has_channel:
        return NoWay.NO_CHANNEL
    return NoWay.UNVERIFIED if person.mobile else NoWay.NO_PHONE


def people_in_duty(units: Collection[Unit], day: date) -> QuerySet[Person]:
    """Those of the units who are there on `day` and may hold a post, in the order of units and theirs."""
    people = Person.objects.filter(unit__in=units).valid_on(day).exclude(eligible_posts=[])
    return people.select_related("unit").by_unit()


def replies_to(messages: Collection[Notification]) -> dict[UUID, list[Reply]]:
    """Message → what came back on it, the first on top. One query."""
    found: dict[UUID, list[Reply]] = defaultdict(list)
    for reply in Reply.objects.filter(notification__in=messages).order_by("received_at"):
        if reply.notification_id is not None:
            found[reply.notification_id].append(reply)
    return found


def puzzling_replies(user: User, now: datetime) -> QuerySet[Reply]:
    """Text messages of the last day that were no answer: somebody has to read them."""
    rows = Reply.objects.visible_to(user).filter(received_at__gte=now - DEAD_COUNTS_FOR, heard=Heard.TEXT)
    rows = rows.filter(outcome__in=(ReplyOutcome.UNCLEAR, ReplyOutcome.NO_QUESTION, ReplyOutcome.OVER))
    return rows.select_related("person", "unit").order_by("-received_at")


@dataclass(frozen=True, slots=True)
class Works:
    """When a message was last taken by the provider of a way, and when somebody last answered over it."""

    sent_at: datetime | None
    answered_at: datetime | None


def what_works(person: Person, channels: Collection[str]) -> dict[str, Works]:
    """Channel code → what is known of it for the person. Two queries for each channel."""
    sent = Notification.objects.filter(person=person, state=NotificationState.ACCEPTED).order_by("-created_at")
    answered = Reply.objects.filter(person=person).exclude(outcome=ReplyOutcome.NOT_AN_ANSWER).order_by("-received_at")
    return {
        code: Works(
            sent.filter(channel=code).values_list("settled_at", flat=True).first(),
            answered.filter(channel=code).values_list("received_at", flat=True).first(),
        )
        for code in channels
    }


@dataclass(frozen=True, slots=True)
class Prepared:
    """Somebody with the ways they have proved (channel codes), when a code last went out, and why nothing reaches them."""

    person: Person
    ways: tuple[str, ...]
    asked_at: datetime | None
    why: NoWay | None


@dataclass(frozen=True, slots=True)
class UnitReady:
    """A unit with its people who take part in duty."""

    unit: Unit
    people: tuple[Prepared, ...]

    @property
    def verified(self) -> int:
        return sum(1 for one in self.people if one.ways)

    @property
    def without(self) -> int:
        """Whom no message reaches for certain."""
        return sum(1 for one in self.people if one.why is not None)

    @property
    def by_channel(self) -> dict[str, int]:
        """Channel code → how many have proved it."""
        return dict(Counter(code for one in self.people for code in one.ways))


def readiness(user: User, now: datetime, *, code: str = "") -> list[UnitReady]:
    """Of every unit the reader keeps, or the one named: who has verified what. Four queries."""
    units = list(
        Unit.objects.visible_to(user).filter(user.led("pk")).active().in_protocol_order().select_related("county")
    )
    units = [unit for unit in units if not code or unit.code == code]
    people = list(people_in_duty(units, timezone.localdate(now)))
    ready = {code for code in usable_channels() if code != ChannelCode.INBOX}
    ways: dict[UUID, dict[str, None]] = defaultdict(dict)
    rules = (
        ContactRule.objects.filter(person__in=people)
        .order_by("order")
        .values_list("pk", "person_id", "channel", "verified_at")
    )
    whose = {}
    for pk, person_id, way, verified_at in rules:
        whose[pk] = person_id
        if verified_at is not None and way in ready:
            ways[person_id][way] = None
    asked = _last_asked(whose)
    has_channel = bool(default_channels())
    found: dict[UUID, list[Prepared]] = defaultdict(list)
    for one in people:
        own = tuple(ways[one.pk])
        found[one.unit_id].append(Prepared(one, own, asked.get(one.pk), None if own else _why(one, has_channel)))
    return [UnitReady(unit, tuple(found[unit.pk])) for unit in units]


def _last_asked(whose: Mapping[UUID, UUID]) -> dict[UUID, datetime]:
    """Person → when a code last went out to one of their ways (way → person)."""
    sent = Notification.objects.filter(object_id__in=list(whose), purpose=Purpose.CONTACT_PROOF)
    last: dict[UUID, datetime] = {}
    for pk, at in sent.order_by("due_at").values_list("object_id", "due_at"):
        last[whose[pk]] = at
    return last
