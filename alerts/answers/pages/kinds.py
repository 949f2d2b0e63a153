"""The one list of what answer links are for: a purpose without an entry doesn't exist."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from alerts.answers.pages import changes, complaint_answers, duties, safety, tasks, warnings
from alerts.answers.pages.kind import Kind
from alerts.enums import LinkPurpose
from alerts.labels import Label
from alerts.outbox.models import AnswerLink

KINDS: Mapping[str, Kind] = {
    LinkPurpose.CHECK: safety.CHECK,
    LinkPurpose.CHECK_ESCALATED: safety.CHECK,
    LinkPurpose.SUMMONS: safety.SUMMONS,
    LinkPurpose.CONTACT_PROOF: safety.CONTACT,
    LinkPurpose.DUTY: duties.DUTY,
    LinkPurpose.SWAP_REQUESTED: duties.SWAP,
    LinkPurpose.HANDOVER: duties.HANDOVER,
    LinkPurpose.LEAVE_POST: duties.LEAVE,
    LinkPurpose.DUTY_LOG: duties.LOG,
    LinkPurpose.COVER_ASKED: changes.COVER,
    LinkPurpose.RING_PROPOSED: changes.RING,
    LinkPurpose.WARNING: warnings.WARNING,
    LinkPurpose.TASK: tasks.TASK,
    LinkPurpose.COMPLAINT: complaint_answers.COMPLAINT,
}


def also_waiting(link: AnswerLink, now: datetime) -> list[tuple[Label, int]]:
    """What else is asked of the same person now: (kind, how many). Kinds and counts alone, each has a link of its own."""
    rows = AnswerLink.objects.filter(person=link.person_id, used_at__isnull=True, expires_at__gt=now)
    asked: dict[str, set[UUID]] = defaultdict(set)
    for purpose, object_id in rows.exclude(object_id=link.object_id).values_list("purpose", "object_id").distinct():
        asked[purpose].add(object_id)
    found: dict[str, int] = defaultdict(int)
    labels: dict[str, Label] = {}
    for purpose, ids in asked.items():
        kind = KINDS[purpose]
        labels[kind.template] = kind.name
        found[kind.template] += len(set(kind.waits(ids, link.person, now)))
    return [(labels[template], count) for template, count in found.items() if count]
