"""Signed one-use links: a key in the message, its digest in the database. Looking never uses one up; posting does."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alerts.enums import Purpose
from alerts.outbox.models import AnswerLink
from units.errors import RuleViolation


def make_link(*, purpose: Purpose, object_id: UUID, person_id: UUID, expires_at: datetime) -> str:
    """A new key for one answer of one person. Only its digest is kept."""
    return make_links(purpose=purpose, wanted=[(object_id, person_id)], expires_at=expires_at)[0]


def make_links(*, purpose: Purpose, wanted: Iterable[tuple[UUID, UUID]], expires_at: datetime) -> list[str]:
    """A new key for each (object, person), in the same order; as few statements for thousands as for one."""
    made = [(secrets.token_urlsafe(24), object_id, person_id) for object_id, person_id in wanted]
    AnswerLink.objects.bulk_create(
        (
            AnswerLink(
                digest=_digest(key), purpose=purpose, object_id=object_id, person_id=person_id, expires_at=expires_at
            )
            for key, object_id, person_id in made
        ),
        batch_size=1000,
    )
    return [key for key, _object_id, _person_id in made]


def link_path(key: str) -> str:
    """The address of the page that answers (alerts.page_urls); short, for it has to fit a text message."""
    return f"/a/{key}/"


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
