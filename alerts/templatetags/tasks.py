"""Tasks where they come from, and their figures."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.followups.models import OPEN_STATES
from alerts.followups.queries.tasks import visible_tasks
from alerts.permissions import can_act_for_unit, can_command
from alerts.whistles.queries import calls_of
from units.models import Unit

register = template.Library()

NOTHING = "—"
MOST = 10


@register.inclusion_tag("alerts/followups/_of_source.html", takes_context=True)
def followups(context: Context, source: str, row: Any) -> dict[str, Any]:
    """Tasks that came of a row, and for the office the button that gives another, for a unit the one that registers a hazard found
    there; `source`: incident, whistle, unanswered. One query."""
    user = context["request"].user
    return {
        "tasks": visible_tasks(user).filter(**{source: row.pk}).order_by("asked_at", "pk"),
        "source": source,
        "row": row,
        "may_give": can_command(user),
        "may_report_hazard": source == "incident" and user.unit_id and can_act_for_unit(user, user.unit_id),
    }


@register.inclusion_tag("alerts/followups/_of_unit.html", takes_context=True)
def open_matters(context: Context, unit: Unit) -> dict[str, Any]:
    """Tasks and whistles that wait for a unit, as far as the reader sees them. Two queries."""
    user = context["request"].user
    tasks = visible_tasks(user).filter(unit=unit, state__in=OPEN_STATES).order_by("due_at", "pk")
    return {"tasks": tasks[:MOST], "whistles": calls_of(unit, user)[:MOST]}


@register.filter
def share(value: float | None) -> str:
    """85%, — where nothing is measured."""
    return NOTHING if value is None else f"{value:.0%}"


@register.filter
def as_hours(value: float | None) -> str:
    """Hours below two days, days from then on."""
    if value is None:
        return NOTHING
    if value < 48:
        return ngettext("%(count)d 小时", "%(count)d 小时", round(value)) % {"count": round(value)}
    return _("%(days).1f 天") % {"days": value / 24}
