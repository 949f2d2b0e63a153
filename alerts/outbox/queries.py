"""消息 as pages show it: one's own inbox, and the county's log of what was or would have been sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from alerts.deadlines import DEAD_COUNTS_FOR
from alerts.enums import ChannelCode, NotificationState, Purpose
from alerts.outbox.models import Notification, NotificationQuerySet
from units.models import User


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
    Purpose.ROSTER_RETURNED: "/rosters/{0}/confirm/",
    Purpose.FILING_DUE: "/rosters/",
    Purpose.FILING_MOVED: "/rosters/",
    Purpose.REVIEW_STEP: "/reviews/{0}/",
    Purpose.SWAP_REQUESTED: "/swaps/{0}/",
    Purpose.SWAP_TO_DECIDE: "/swaps/{0}/",
    Purpose.SWAP_MOVED: "/swaps/{0}/",
}
# Their parameters name the page.
WITH_PATH = (Purpose.REPORT_DUE, Purpose.NOTICE, Purpose.DUTY_CONFLICT, Purpose.TIER_NEEDS)
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
        return str(self.row.params.get("path", "")).startswith("/a/")


def own_messages(user: User) -> QuerySet[Notification]:
    """The reader's inbox, the latest first; nothing for a login without a person."""
    rows = Notification.objects.filter(channel=ChannelCode.INBOX)
    return rows.filter(person_id=user.person_id).order_by("-created_at", "pk") if user.person_id else rows.none()


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
    secret = {"path", "code", "address"} & row.params.keys()
    return Shown(row, row.params | dict.fromkeys(secret, HIDDEN))
