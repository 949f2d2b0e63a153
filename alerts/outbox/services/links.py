"""Signed one-use links: a key in the message, its digest in the database. Looking never uses one up; posting does."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import LinkPurpose
from alerts.outbox.models import AnswerLink
from units.errors import RuleViolation


class Asked(NamedTuple):
    """Who is to answer about what, and until when."""

    object_id: UUID
    person_id: UUID
    expires_at: datetime


def make_link(*, purpose: LinkPurpose, object_id: UUID, person_id: UUID, expires_at: datetime) -> str:
    """A new key for one answer of one person. Only its digest is kept."""
    return make_links(purpose=purpose, wanted=[Asked(object_id, person_id, expires_at)])[0]


def make_links(*, purpose: LinkPurpose, wanted: Iterable[Asked]) -> list[str]:
    """A new key for each of `wanted`, in the same order; as few statements for thousands as for one."""
    made = [(secrets.token_urlsafe(24), one) for one in wanted]
    AnswerLink.objects.bulk_create(
        (
            AnswerLink(
                digest=_digest(key),
                purpose=purpose,
                object_id=one.object_id,
                person_id=one.person_id,
                expires_at=one.expires_at,
            )
            for key, one in made
        ),
        batch_size=1000,
    )
    return [key for key, _one in made]


def link_path(key: str) -> str:
    """The address of the page that answers (alerts.page_urls); short, for it has to fit a text message."""
    return f"/a/{key}/"


def find_link(key: str) -> AnswerLink | None:
    """The link of `key` whether used or not, None when there never was one. Changes nothing."""
    rows = AnswerLink.objects.select_related("person__unit__county__lead_office")
    return rows.filter(digest=_digest(key)).first()


def is_over(link: AnswerLink, now: datetime) -> bool:
    """Whether it opens nothing any more: its time is over, or its person has left or moved to another unit."""
    return now >= link.expires_at or has_left(link, now)


def has_left(link: AnswerLink, now: datetime) -> bool:
    """Whether its person has left or moved to another unit."""
    left = link.person.valid_to
    return left is not None and timezone.localdate(now) >= left


def use_link(link: AnswerLink, *, now: datetime) -> None:
    """Uses it up. Raises RuleViolation `link_used` the second time, `link_expired` when it is too late."""
    if is_over(link, now):
        raise RuleViolation("link_expired", _("链接已过期，请登录后办理"))
    if not AnswerLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now):
        raise RuleViolation("link_used", _("您已应答，无需再次提交"))


def _digest(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"answer-link:{key}".encode(), hashlib.sha256).hexdigest()
