"""What of a card was done on an incident: who, when (domain §12)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.incidents.models import Incident
from alerts.incidents.services.opening import hold_open
from alerts.permissions import check_act_for_unit, check_command
from alerts.response_cards.models import CardStep, CardTick
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput
from units.models import User


@write
def tick(*, incident: Incident, step: CardStep, by: User, note: str = "") -> CardTick:
    """Done, now, by `by`; twice is once. Raises RuleViolation `incident_closed`, InvalidInput for a line no card has any more."""
    _check_doer(incident, by)
    hold_open(incident)
    if not step.is_active or step.card.county_id != incident.county_id:
        raise InvalidInput("unknown_step", _("处置卡已改，请刷新后再办理"), field="step")
    done = CardTick.objects.filter(incident=incident, step=step, undone_at__isnull=True).first()
    if done is not None:
        return done
    words = f"{step.unit.label if step.unit else step.unit_name}：{step.text}" if step.part == "call" else step.text
    made = CardTick.objects.create(
        incident=incident,
        step=step,
        text=words.strip("：")[:300],
        note=note.strip()[:200],
        done_at=timezone.now(),
        done_by=by,
    )
    audit.record(by=by, action="card.ticked", row=incident, county=incident.county_id, after={"step": made.text})
    return made


@write
def untick(*, incident: Incident, step: CardStep, by: User) -> bool:
    """Taken back: it stays on record and the line is open again. False when it wasn't ticked."""
    _check_doer(incident, by)
    hold_open(incident)
    rows = CardTick.objects.filter(incident=incident, step=step, undone_at__isnull=True)
    if not rows.update(undone_at=timezone.now()):
        return False
    audit.record(by=by, action="card.unticked", row=incident, county=incident.county_id, after={"step": step.text})
    return True


def _check_doer(incident: Incident, by: User) -> None:
    """A unit's people on what involves their unit; the office on anything."""
    own = [pk for pk in incident.units.values_list("pk", flat=True) if by.unit_ids is not None and pk in by.unit_ids]
    if own:
        check_act_for_unit(by, own[0])
    else:
        check_command(by)
