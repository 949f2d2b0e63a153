"""What a unit hasn't finished when it is to end: registered in `ready()` with units/units/obstacles.py."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext

from alerts.call_outs.models import Whistle
from alerts.duty_log.models import LogEntry
from alerts.enums import LogState, WhistleState
from alerts.followups.models import Task
from units.models import Unit
from units.units.obstacles import Obstacle


def unfinished(unit: Unit, _day: date) -> list[Obstacle]:
    """Matters of the log, whistles and tasks that nobody would see any more. Three queries."""
    found = []
    log = LogEntry.objects.filter(unit=unit, state=LogState.OPEN).count()
    if log:
        words = ngettext("值班日志还有 %(count)d 项待办", "值班日志还有 %(count)d 项待办", log)
        found.append(Obstacle(words % {"count": log}, f"{reverse('alerts:log')}?{urlencode({'unit': unit.code})}"))
    whistles = Whistle.objects.filter(unit=unit).exclude(state__in=(WhistleState.SOLVED, WhistleState.REJECTED))
    for whistle in whistles.order_by("requested_at"):
        text = _now("吹哨“%(matter)s”尚未办结") % {"matter": whistle.matter}
        found.append(Obstacle(text, reverse("alerts:whistle", args=[whistle.pk])))
    for task in Task.objects.filter(unit=unit).working().order_by("due_at"):
        text = _now("任务“%(matter)s”尚未办结") % {"matter": task.matter}
        found.append(Obstacle(text, reverse("alerts:task", args=[task.pk])))
    return found
