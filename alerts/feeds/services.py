"""订阅日历: making a calendar's secret address, finding it again, ending it."""

import base64
import hmac
import re
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import FeedLayout
from alerts.feeds.models import Feed
from alerts.permissions import can_subscribe, check_subscribe
from units.audit import services as audit
from units.counties.models.user import may_come_in
from units.counties.services import digest_of
from units.db import lock, write
from units.errors import NotAllowed, RuleViolation
from units.models import Unit, User
from units.repeats.services.duplicates import one_a_minute

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
HINT_LENGTH = 4
MOST_FEEDS = 20


def secret_of(feed_id: UUID) -> str:
    """Follows from the installation's pepper, so that it stands nowhere; the row keeps its digest."""
    key = hmac.new(settings.TOKEN_PEPPER.encode(), f"feed:{feed_id}".encode(), sha256).digest()
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


@write
@one_a_minute(None, state="revoked_at")
def create_feed(*, by: User, unit: Unit | None = None, layout: FeedLayout = FeedLayout.SHIFTS) -> Feed:
    """A calendar of `by`'s own duties, or of `unit`. Raises NotAllowed for a unit whose roster `by` doesn't see and for
    a login that belongs to nobody, RuleViolation `too_many_feeds`."""
    check_subscribe(by, unit)
    lock(f"feeds:{by.pk}")
    if Feed.objects.usable().filter(user=by).count() >= MOST_FEEDS:
        raise RuleViolation("too_many_feeds", _("订阅地址最多 20 个，请先停用不用的"))
    pk = uuid4()
    secret = secret_of(pk)
    feed = Feed.objects.create(
        id=pk, user=by, unit=unit, layout=layout, digest=digest_of(secret), hint=secret[-HINT_LENGTH:]
    )
    audit.record(by=by, action="feed.created", row=feed, county=by.county_id, unit=unit, after={"layout": str(layout)})
    return feed


def find_feed(secret: str) -> Feed | None:
    """None when it is unknown or revoked, and when its owner may no longer see what it shows. One query."""
    if not SECRET.fullmatch(secret):
        return None
    usable = Feed.objects.usable().filter(may_come_in(timezone.localdate(), "user__"), digest=digest_of(secret))
    feed = usable.select_related("user__person", "user__county", "unit").first()
    return feed if feed is not None and can_subscribe(feed.user, feed.unit) else None


@write
def revoke_feed(*, feed: Feed, by: User) -> Feed:
    """From the next request on the address leads nowhere. Twice is once. Raises NotAllowed for another's."""
    if feed.user_id != by.pk:
        raise NotAllowed("permission_denied", _("您没有办理此事的权限"))
    feed = Feed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if feed.revoked_at is None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        audit.record(by=by, action="feed.revoked", row=feed, county=by.county_id, unit=feed.unit_id)
    return feed
