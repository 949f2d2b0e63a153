"""Which rows of each kind are old enough to go. Other apps add kinds of theirs to KINDS; what no kind names stays for good."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from units.accounts.models import AccountKey, KnownDevice, SecondFactor, SignIn
from units.hooks import Hook
from units.imports.models import SheetImport
from units.labels import Label
from units.repeats.models import IdempotencyKey, RecentlyMade
from units.retention.rules import Term, check_names

# 网络安全法第二十一条: logs of a network at least six months.
SIX_MONTHS = 183
# As long as the cookie lives by which a browser is known (units/accounts/middleware.py).
A_YEAR = 365
LOGS = _("网络安全法第二十一条：网络日志不少于六个月")
SHORTEST = _("个人信息保护法第十九条：不超过实现处理目的所必要的最短时间")


@dataclass(frozen=True, slots=True)
class Kind:
    """`rows` are those that were over before an instant; `why` is the law or the reason of the term."""

    term: Term
    label: Label
    why: Label
    rows: Callable[[datetime], QuerySet[Any]]


KINDS: Hook[Kind] = Hook("kinds of rows that go when they are old")


@dataclass(frozen=True, slots=True)
class Due:
    """A kind with its rows that may go at an instant."""

    kind: Kind
    days: int
    rows: QuerySet[Any]


def due(now: datetime) -> Iterator[Due]:
    """In the order of registration: what names other rows before those. Raises UnknownKind."""
    wanted = settings.RETENTION
    check_names(wanted, {kind.term.code for kind in KINDS})
    for kind in KINDS:
        yield Due(kind, kind.term.chosen(wanted), kind.rows(kind.term.before(now, wanted)))


OWN = (
    Kind(
        Term("sessions", 7, 0), _("失效的登录会话"), SHORTEST,
        lambda before: Session.objects.filter(expire_date__lt=before),
    ),
    Kind(
        Term("sign_ins", SIX_MONTHS, SIX_MONTHS), _("登录设备记录"), LOGS,
        lambda before: SignIn.objects.filter(used_at__lt=before),
    ),
    Kind(
        Term("known_devices", A_YEAR, 30), _("登录过的设备"), SHORTEST,
        lambda before: KnownDevice.objects.filter(used_at__lt=before),
    ),
    Kind(
        Term("second_factors", SIX_MONTHS, 30), _("停用账号的第二重验证和恢复码"), SHORTEST,
        lambda before: SecondFactor.objects.filter(user__is_active=False, created_at__lt=before).filter(
            Q(user__last_login__lt=before) | Q(user__last_login__isnull=True)
        ),
    ),
    Kind(
        Term("wrong_passwords", SIX_MONTHS, SIX_MONTHS), _("密码输错的记录"), LOGS,
        lambda before: AccessAttempt.objects.filter(attempt_time__lt=before),
    ),
    Kind(
        Term("accesses", SIX_MONTHS, SIX_MONTHS), _("登录、退出的记录"), LOGS,
        lambda before: AccessLog.objects.filter(attempt_time__lt=before),
    ),
    Kind(
        Term("account_links", 90, 30), _("用过或过期的账号链接"), SHORTEST,
        lambda before: AccountKey.objects.filter(expires_at__lt=before),
    ),
    Kind(
        Term("imports", 0, 0), _("导入的表格及其撤销信息（提交 30 天后）"), SHORTEST,
        lambda before: SheetImport.objects.filter(expires_at__lt=before),
    ),
    Kind(
        Term("repeats", 7, 7), _("防重复提交的应答"), _("接口约定：七天内重复提交得到同一应答"),
        lambda before: IdempotencyKey.objects.filter(claimed_at__lt=before),
    ),
    Kind(
        Term("recently_made", 1, 1), _("刚办理的事项"), SHORTEST,
        lambda before: RecentlyMade.objects.filter(made_at__lt=before),
    ),
)  # fmt: skip

for _kind in OWN:
    KINDS.register(_kind, name=_kind.term.code)
