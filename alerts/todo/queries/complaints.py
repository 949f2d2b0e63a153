"""Lines about 投诉建议: the office owes an answer to each."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.complaints.models import Complaint
from alerts.enums import ComplaintState
from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line


def complaints(reader: Reader) -> Iterable[Line]:
    """One query, of the office alone."""
    if not reader.is_office:
        return
    rows = Complaint.objects.visible_to(reader.user).filter(state=ComplaintState.OPEN)
    for one in rows.order_by("due_at", "pk")[:MOST]:
        title = _("%(kind)s待答复：%(text)s") % {"kind": one.get_kind_display(), "text": one.text[:40]}
        yield Line(Kind.COMPLAINT, title, reverse("alerts:complaint", args=[one.pk]), _("去答复"), due=one.due_at)
