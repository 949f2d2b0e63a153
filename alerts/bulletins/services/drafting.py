"""快报 as drafts: begun from an incident or by themselves, written on, given up, begun anew to correct one that was signed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.bulletins.models import Bulletin
from alerts.bulletins.queries import elements_of, final_of
from alerts.bulletins.rules import ELEMENTS
from alerts.enums import BulletinSeries, BulletinStage, BulletinState
from alerts.incidents.models import Incident
from alerts.instants import check_past
from alerts.labels import OUT_OF_ORDER_TEXTS
from alerts.permissions import check_command
from alerts.texts import required_text
from alerts.transitions import BULLETIN
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, User
from units.repeats.services.duplicates import one_a_minute

EDITABLE = ("series", "stage", "title", "recipients", *ELEMENTS)
MOST_RECIPIENTS = 20
NOT_A_DRAFT = RuleViolation("wrong_state", _("该期已经签发或作废，不能再改"))


def check_open(incident: Incident | None) -> None:
    """Raises RuleViolation `final_issued`: after the last report there is nothing more to write."""
    if final_of(incident) is not None:
        raise RuleViolation("final_issued", OUT_OF_ORDER_TEXTS["final_issued"])


@write
@one_a_minute(BulletinState.DRAFT)
def draft_bulletin(
    *,
    county: County,
    series: BulletinSeries,
    stage: BulletinStage,
    title: str,
    by: User,
    incident: Incident | None = None,
    recipients: list[str] | None = None,
    **elements: Any,
) -> Bulletin:
    """Kept as far as it is written; what is missing keeps it from being signed, not from being kept.

    Raises InvalidInput for times to come and for too many recipients, RuleViolation `final_issued`.
    """
    check_command(by)
    # Whoever signs the last report at this moment waits, or has: nobody writes on beside it.
    lock(f"bulletins:{county.pk}")
    check_open(incident)
    made = Bulletin(county=county, incident=incident, series=series, stage=stage, written_by=by)
    _fill(made, {"title": title, "recipients": recipients or [], **elements}, timezone.now())
    made.save()
    audit.record(by=by, action="bulletin.drafted", row=made, county=county, after={"title": made.title})
    return made


@write
def edit_bulletin(*, bulletin: Bulletin, by: User, expected_version: int | None = None, **given: Any) -> Bulletin:
    """Writes what is `given` of EDITABLE. Raises RuleViolation `wrong_state` once it is signed, Stale."""
    check_command(by)
    bulletin = held(bulletin, related=("county", "incident"), expected_version=expected_version)
    bulletin.state = BULLETIN.advance(bulletin.state, "edit", NOT_A_DRAFT)
    before = audit.snapshot(bulletin, EDITABLE)
    _fill(bulletin, given, timezone.now())
    bulletin.version += 1
    bulletin.save()
    audit.record(
        by=by, action="bulletin.edited", row=bulletin, county=bulletin.county_id, before=before,
        after=audit.snapshot(bulletin, EDITABLE),
    )  # fmt: skip
    return bulletin


@write
def discard_bulletin(*, bulletin: Bulletin, by: User) -> Bulletin:
    """A draft that is given up stays on record. Raises RuleViolation `wrong_state`."""
    check_command(by)
    bulletin = held(bulletin)
    bulletin.state = BULLETIN.advance(bulletin.state, "discard", NOT_A_DRAFT)
    bulletin.version += 1
    bulletin.save(update_fields=["state", "version"])
    audit.record(by=by, action="bulletin.discarded", row=bulletin, county=bulletin.county_id)
    return bulletin


@write
def begin_correction(*, bulletin: Bulletin, by: User) -> Bulletin:
    """A draft with the same words, to be put right and signed as a number of its own; asked again, the one there is.

    Raises RuleViolation `wrong_state` for what isn't in force.
    """
    check_command(by)
    lock(bulletin)
    bulletin = Bulletin.objects.select_related("county", "incident").get(pk=bulletin.pk)
    if not BULLETIN.allows(bulletin.state, "correct"):
        raise RuleViolation("wrong_state", _("只有已签发、未撤回的可以更正"))
    begun = bulletin.corrections.filter(state=BulletinState.DRAFT).first()
    if begun is not None:
        return begun
    made = Bulletin.objects.create(
        county=bulletin.county, incident=bulletin.incident, series=bulletin.series, stage=bulletin.stage,
        title=bulletin.title, recipients=bulletin.recipients, corrects=bulletin, written_by=by, **elements_of(bulletin),
    )  # fmt: skip
    audit.record(
        by=by, action="bulletin.correction_begun", row=made, county=bulletin.county_id, after={"title": made.title}
    )
    return made


def _fill(bulletin: Bulletin, given: Mapping[str, Any], now: datetime) -> None:
    for name in EDITABLE:
        if name in given:
            setattr(bulletin, name, given[name])
    bulletin.title = required_text(bulletin.title, "title", 120)
    if bulletin.occurred_at is not None:
        check_past(bulletin.occurred_at, now, "occurred_at")
    named = dict.fromkeys(name.strip() for name in bulletin.recipients if name.strip())
    if len(named) > MOST_RECIPIENTS or any(len(name) > 60 for name in named):
        raise InvalidInput("recipients_too_many", _("报送对象最多 20 个，每个不超过 60 字"), field="recipients")
    bulletin.recipients = list(named)
