"""Signed one-use links: a key in the message, its digest in the database. Looking never uses one up; posting does."""

import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alerts.domain.enums import Purpose
from alerts.models import AnswerLink
from units.errors import RuleViolation


def make_link(*, purpose: Purpose, object_id: UUID, person_id: UUID, expires_at: datetime) -> str:
    """A new key for one answer of one person. Only its digest is kept."""
    key = secrets.token_urlsafe(24)
    AnswerLink.objects.create(
        digest=_digest(key), purpose=purpose, object_id=object_id, person_id=person_id, expires_at=expires_at
    )
    return key


def find_link(key: str) -> AnswerLink | None:
    """The link of `key` whether used or not, None when there never was one. Changes nothing."""
    return AnswerLink.objects.select_related("person__unit").filter(digest=_digest(key)).first()


def use_link(link: AnswerLink, *, now: datetime) -> None:
    """Uses it up. Raises RuleViolation `link_used` the second time, `link_expired` when it is too late."""
    if now >= link.expires_at:
        raise RuleViolation("link_expired", _("链接已过期，请登录后办理"))
    if not AnswerLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now):
        raise RuleViolation("link_used", _("您已应答，无需再次提交"))


def _digest(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"answer-link:{key}".encode(), hashlib.sha256).hexdigest()
