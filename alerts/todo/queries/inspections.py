"""Lines about checks by other bodies: outside the plan, waiting for approval."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.inspections.queries import waiting_for_approval
from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line


def inspections(reader: Reader) -> Iterable[Line]:
    """The office's, whoever asked first. One query."""
    if not reader.is_office:
        return
    for one in waiting_for_approval(reader.user)[:MOST]:
        title = _("%(department)s申请计划外检查：%(subject)s") % {"department": one.department, "subject": one.subject}
        yield Line(Kind.INSPECTION, title, reverse("alerts:inspection", args=[one.pk]), _("去审批"))
