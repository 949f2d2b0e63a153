"""签发, 撤回 and what was sent: from here on a bulletin says what it says (domain §12)."""

from datetime import datetime

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alerts.bulletins.models import SIGNED, Bulletin, BulletinSending
from alerts.bulletins.queries import missing_of, standing_on, unsent_of
from alerts.bulletins.rules import out_of_order
from alerts.enums import BulletinStage, BulletinState, SendingWay
from alerts.incidents.models import Incident
from alerts.instants import check_past
from alerts.labels import ELEMENT_LABELS, OUT_OF_ORDER_TEXTS
from alerts.outbox.services.endings import fall_silent
from alerts.permissions import check_command
from alerts.texts import required_text
from alerts.transitions import BULLETIN
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import User


@write
def issue_bulletin(*, bulletin: Bulletin, signer: str, by: User) -> Bulletin:
    """签发: numbered within its series and year, and never changed again. One that corrects another takes its place.

    Raises RuleViolation `elements_missing` naming them, `recipients_missing`, `initial_missing`, `initial_issued`,
    `final_issued`, `wrong_state`.
    """
    check_command(by)
    signer = required_text(signer, "signer", 60)
    # One at a time in a county: numbers run on, and no two first reports on one incident are signed.
    lock(f"bulletins:{bulletin.county_id}")
    bulletin = held(bulletin, related=("county", "incident", "corrects"))
    state = BULLETIN.advance(bulletin.state, "issue", RuleViolation("wrong_state", _("该期已经签发或作废")))
    if bulletin.corrects is not None:
        bulletin.recipients = _with_receivers_of(bulletin.corrects, bulletin.recipients)
    _check_complete(bulletin)
    now = timezone.now()
    bulletin.year = timezone.localdate(now).year
    bulletin.number = _next_number(bulletin)
    bulletin.signer, bulletin.signed_by, bulletin.issued_at, bulletin.state = signer, by, now, state
    if bulletin.incident is not None and bulletin.stage == BulletinStage.INITIAL:
        bulletin.due_at = bulletin.incident.city_due_at
    bulletin.version += 1
    bulletin.save()
    if bulletin.corrects is not None:
        _take_the_place_of(bulletin.corrects, by)
    audit.record(
        by=by, action="bulletin.issued", row=bulletin, county=bulletin.county_id,
        after={"number": bulletin.number, "signer": signer, "title": bulletin.title},
    )  # fmt: skip
    return bulletin


@write
def retract_bulletin(*, bulletin: Bulletin, reason: str, by: User) -> Bulletin:
    """撤回: it stays with its number and its reason, and what it told the city no longer counts. Everybody who had received it
    is to be told. Raises RuleViolation
    `wrong_state`."""
    check_command(by)
    reason = required_text(reason, "reason")
    bulletin = held(bulletin, related=("incident",))
    not_in_force = RuleViolation("wrong_state", _("只有已签发、未撤回的可以撤回"))
    bulletin.state = BULLETIN.advance(bulletin.state, "retract", not_in_force)
    bulletin.retracted_at, bulletin.retracted_reason = timezone.now(), reason
    # Whoever has got it hears that it no longer holds: it waits to be sent again, with what it says now.
    bulletin.is_sent = not unsent_of(bulletin)
    bulletin.version += 1
    bulletin.save()
    _tell_incident(bulletin.incident)
    audit.record(by=by, action="bulletin.retracted", row=bulletin, county=bulletin.county_id, reason=reason)
    return bulletin


@write
def record_sending(
    *, bulletin: Bulletin, recipient: str, way: SendingWay, by: User, sent_at: datetime | None = None, note: str = ""
) -> BulletinSending:
    """That it has gone out; of one retracted, that its receiver has been told so. Raises RuleViolation `wrong_state` for a draft
    or what was corrected, InvalidInput for a time to come, before it was signed or before it was retracted."""
    check_command(by)
    recipient = required_text(recipient, "recipient", 60)
    bulletin = held(bulletin, related=("incident",))
    bulletin.state = BULLETIN.advance(bulletin.state, "send", RuleViolation("wrong_state", _("只有已签发的可以发送")))
    now = timezone.now()
    at = sent_at or now
    check_past(at, now, "sent_at")
    # People write minutes: one that is sent in the minute it was signed in is no mistake.
    since = bulletin.retracted_at or bulletin.issued_at
    if since is not None and at < since.replace(second=0, microsecond=0):
        sentence = _("告知撤回的时间不能早于撤回时间") if bulletin.retracted_at else _("发送时间不能早于签发时间")
        raise InvalidInput("sent_before_signed", sentence, field="sent_at")
    made = BulletinSending.objects.create(
        bulletin=bulletin, recipient=recipient, way=way, sent_at=at, note=note.strip()[:200], sent_by=by
    )
    bulletin.is_sent = not unsent_of(bulletin)
    bulletin.version += 1
    bulletin.save(update_fields=["version", "is_sent"])
    _tell_incident(bulletin.incident)
    if bulletin.incident_id is not None:
        fall_silent([bulletin.incident_id], now=now)
    audit.record(
        by=by, action="bulletin.sent", row=bulletin, county=bulletin.county_id,
        after={"recipient": recipient, "way": way},
    )  # fmt: skip
    return made


def _check_complete(bulletin: Bulletin) -> None:
    lacking = missing_of(bulletin)
    if lacking:
        words = "、".join(str(ELEMENT_LABELS[name]) for name in lacking)
        sentence = _now("签发前请补齐：%(elements)s。尚不清楚的写“正在核实”。") % {"elements": words}
        raise RuleViolation("elements_missing", sentence, {"elements": list(lacking)})
    if not bulletin.recipients:
        raise RuleViolation("recipients_missing", _("签发前请填写报送对象"))
    against = out_of_order(bulletin.stage, standing_on(bulletin))
    if against:
        raise RuleViolation(against, OUT_OF_ORDER_TEXTS[against])


def _with_receivers_of(old: Bulletin, named: list[str]) -> list[str]:
    """Whoever had received what is corrected gets the correction too, whether it names them or not."""
    return list(dict.fromkeys([*named, *old.sendings.values_list("recipient", flat=True)]))


def _next_number(bulletin: Bulletin) -> int:
    """A number that was retracted is not given again."""
    of_series = Bulletin.objects.filter(county=bulletin.county_id, series=bulletin.series, year=bulletin.year)
    last: int | None = of_series.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _take_the_place_of(old: Bulletin, by: User) -> None:
    old = held(old)
    gone = RuleViolation("wrong_state", _("被更正的一期已经撤回或更正过"))
    old.state = BULLETIN.advance(old.state, "correct", gone)
    old.version += 1
    old.save(update_fields=["state", "version"])
    audit.record(by=by, action="bulletin.corrected", row=old, county=old.county_id)


def _tell_incident(incident: Incident | None) -> None:
    """When the city first heard of it: by what was sent and not retracted. One that was corrected did tell it."""
    if incident is None:
        return
    lock(incident)
    told = BulletinSending.objects.filter(bulletin__incident=incident, bulletin__state__in=SIGNED).exclude(
        bulletin__state=BulletinState.RETRACTED
    )
    Incident.objects.filter(pk=incident.pk).update(city_reported_at=told.aggregate(first=Min("sent_at"))["first"])
