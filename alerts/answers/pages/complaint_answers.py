"""The answer to a complaint or suggestion, read by the link of its message."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alerts.answers.pages.kind import Kind, Shown
from alerts.complaints.models import Complaint
from alerts.outbox.models import AnswerLink


def _page(link: AnswerLink, _now: datetime) -> Shown:
    found = Complaint.objects.select_related("answered_by").get(pk=link.object_id, person=link.person_id)
    return Shown({"complaint": found}, asks=False)


COMPLAINT = Kind(name=_("投诉建议答复"), template="alerts/answers/answer_complaint.html", shown=_page, acts={})
