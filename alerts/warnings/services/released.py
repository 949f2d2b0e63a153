"""Who need not answer any more: somebody of their unit has, or another round has begun."""

from datetime import datetime

from django.db.models import F, QuerySet

from alerts.outbox.services.endings import fall_silent
from alerts.transitions import WARNING_CALL
from alerts.warnings.models import PublicWarning, WarningCall


def release_earlier(warning: PublicWarning, now: datetime) -> None:
    """Whoever was asked by an earlier round is asked anew by the next."""
    _release(WarningCall.objects.filter(warning=warning), now)


def release_beside(answered: WarningCall, now: datetime) -> None:
    """The others of the unit."""
    of_unit = WarningCall.objects.filter(warning=answered.warning_id, round=answered.round, unit=answered.unit_id)
    _release(of_unit.exclude(pk=answered.pk), now)


def _release(calls: QuerySet[WarningCall], now: datetime) -> None:
    """Until nobody is left: whoever was passed on to while this waited for a row of theirs is seen only by the next turn."""
    release = WARNING_CALL.step("release")
    while waiting := list(calls.filter(state__in=release.before).values_list("pk", flat=True)):
        WarningCall.objects.filter(pk__in=waiting, state__in=release.before).update(
            state=release.after, version=F("version") + 1
        )
        fall_silent(waiting, now=now)
