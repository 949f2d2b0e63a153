"""Trouble in the engine, as the office's board tells it: asked of the rows each time, for most of it is time that passes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Subquery

from alerts.health.models import Finding, Sweep
from alerts.health.queries import DUE_TOO_OLD, SWEEP_TOO_OLD
from alerts.outbox.models import Notification
from alerts.outbox.queries import dead_letters
from units.models import County


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the engine's health is judged by."""

    swept: datetime | None
    oldest_due: datetime | None
    has_dead: bool
    has_findings: bool

    def problems(self, now: datetime) -> Iterable[str]:
        """The codes of `EngineHealth.problems`."""
        if self.swept is None or now - self.swept > SWEEP_TOO_OLD:
            yield "sweeps_silent"
        if self.oldest_due is not None and now - self.oldest_due >= DUE_TOO_OLD:
            yield "messages_late"
        if self.has_dead:
            yield "dead_letters"
        if self.has_findings:
            yield "invariant_broken"

    def edges(self, now: datetime) -> Iterable[datetime]:
        """When silence or a message becomes too old."""
        ends = [self.swept + SWEEP_TOO_OLD] if self.swept else []
        ends += [self.oldest_due + DUE_TOO_OLD] if self.oldest_due else []
        return [end for end in ends if end > now]


def trouble_in(county_id: UUID, now: datetime) -> Trouble:
    """One query."""
    pending = Notification.objects.pending().order_by("due_at")
    found = (
        County.objects.filter(pk=county_id)
        .values_list(
            Subquery(Sweep.objects.order_by("-ran_at").values("ran_at")[:1]),
            Subquery(pending.values("due_at")[:1]),
            Exists(dead_letters(now).filter(county_id=county_id)),
            Exists(Finding.objects.all()),
        )
        .get()
    )
    return Trouble(*found)
