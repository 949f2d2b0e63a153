"""What of this app goes when it is old (units/retention): messages and the traces of sending them, never a matter itself."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alerts.enums import NotificationState
from alerts.models import (
    AnswerLink,
    CallOut,
    Check,
    Complaint,
    Digest,
    DutyReminder,
    Incident,
    Notification,
    PostureOrder,
    PublicWarning,
    Reply,
    Summons,
    Supervision,
    Task,
    WarningCall,
    WebhookDelivery,
    Whistle,
)
from alerts.transitions import (
    CALL_OUT,
    CHECK,
    COMPLAINT,
    INCIDENT,
    ORDER,
    SUMMONS,
    SUPERVISION,
    TASK,
    WARNING,
    WARNING_CALL,
    WHISTLE,
)
from units.retention.queries import KINDS, LOGS, SHORTEST, SIX_MONTHS, Kind
from units.retention.rules import Term

THREE_YEARS = 3 * 365 + 1
# Incidents are looked into, and the burden meter compares, over three years.
ACCOUNTABLE = _("事件倒查、减负账与类别核查须看近三年")
# What is still open may be asked what was said in it, however long it takes.
OPEN = (
    (Incident, INCIDENT),
    (CallOut, CALL_OUT),
    (Summons, SUMMONS),
    (Check, CHECK),
    (Task, TASK),
    (Supervision, SUPERVISION),
    (PublicWarning, WARNING),
    (WarningCall, WARNING_CALL),
    (Whistle, WHISTLE),
    (PostureOrder, ORDER),
    (Complaint, COMPLAINT),
)


def old_messages(before: datetime) -> QuerySet[Notification]:
    """Settled ones that nobody has answered on record and whose matter is over."""
    rows = Notification.objects.exclude(state=NotificationState.PENDING).filter(settled_at__lt=before)
    return rows.filter(replies__isnull=True).exclude(_about_open("object_id"))


def old_replies(before: datetime) -> QuerySet[Reply]:
    """Those to messages whose matter is over, or to none."""
    rows = Reply.objects.filter(received_at__lt=before)
    return rows.exclude(_about_open("notification__object_id"))


def _about_open(column: str) -> Q:
    found = Q()
    for model, machine in OPEN:
        found |= Q(**{f"{column}__in": model._base_manager.exclude(state__in=machine.ends).values("pk")})
    return found


OWN = (
    Kind(Term("replies", THREE_YEARS, SIX_MONTHS), _("短信、电话的答复"), ACCOUNTABLE, old_replies),
    Kind(Term("messages", THREE_YEARS, SIX_MONTHS), _("已办结的消息"), ACCOUNTABLE, old_messages),
    Kind(
        Term("answer_links", 90, 30), _("过期的应答链接"), SHORTEST,
        lambda before: AnswerLink.objects.filter(expires_at__lt=before),
    ),
    Kind(
        Term("reminders", 400, 60), _("已提醒过的值班"), SHORTEST,
        lambda before: DutyReminder.objects.filter(told_at__lt=before),
    ),
    Kind(
        Term("digests", 400, 60), _("已发出的定时通知"), SHORTEST,
        lambda before: Digest.objects.filter(written_at__lt=before),
    ),
    Kind(
        Term("deliveries", SIX_MONTHS, SIX_MONTHS), _("已推送的事件"), LOGS,
        lambda before: WebhookDelivery.objects.exclude(state=NotificationState.PENDING).filter(settled_at__lt=before),
    ),
)  # fmt: skip

for _kind in OWN:
    KINDS.register(_kind, name=_kind.term.code)
