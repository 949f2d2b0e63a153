"""What hangs on an incident and ends with it: call-outs with everybody still on the way, and reports no longer owed."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from alerts.call_outs.models import CallOut
from alerts.call_outs.services.endings import drop_call_out, end_call_out
from alerts.enums import CallOutState
from alerts.incidents.models import Incident
from alerts.outbox.services.endings import fall_silent
from units.models import User


def end_what_hangs_on(incident: Incident, *, by: User, now: datetime) -> None:
    """Called within the transaction that closes `incident`, under its lock: no call-out can begin meanwhile.

    An initial report whose time hadn't run out is owed no more; one that was missed stays on record as missed.
    """
    fall_silent(list(incident.reports.values_list("pk", flat=True)), now=now)
    incident.reports.filter(reported_at__isnull=True, due_at__gt=now).delete()
    # What is stored is read by others later: in the county's language, not the writer's.
    with translation.override(settings.LANGUAGE_CODE):
        outcome = _("事件已办结，召集随之结束")
    for call_out in CallOut.objects.filter(incident=incident, state=CallOutState.DISPATCHED).order_by("pk"):
        end_call_out(call_out, outcome=outcome, by=by, now=now)
    for call_out in CallOut.objects.filter(incident=incident, state=CallOutState.DRAFT).order_by("pk"):
        drop_call_out(call_out, by=by, now=now)
