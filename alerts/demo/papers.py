"""What the demo county has at hand and has sent: its response cards, and the bulletin on the larger of its incidents."""

from datetime import datetime, timedelta
from random import Random

from alerts.bulletins.models import Bulletin, BulletinSending
from alerts.enums import BulletinSeries, BulletinStage, BulletinState, CardPart, IncidentLevel, SendingWay
from alerts.incidents.models import Incident
from alerts.incidents.services.opening import city_deadline
from alerts.response_cards.models import CardTick, ResponseCard
from alerts.response_cards.services.cards import install_cards
from units.models import County, CountySettings, User

CITY = ("市委值班室", "市政府值班室")


def add_papers(county: County, rng: Random, now: datetime) -> list[str]:
    """Nothing in a county that has cards or bulletins of its own."""
    if ResponseCard.objects.filter(county=county).exists() or Bulletin.objects.filter(county=county).exists():
        return []
    office = User.objects.get(county=county, username="office")
    cards = install_cards(county=county, by=office)
    larger = Incident.objects.filter(county=county, level=IncidentLevel.LARGER).order_by("known_at")
    for number, incident in enumerate(larger, start=1):
        _sent(incident, number, office)
        ticked(incident, office, rng)
    return [f"{len(cards)} response cards, {len(larger)} bulletins sent to the city"]


def _sent(incident: Incident, number: int, office: User) -> None:
    """Signed an hour after it occurred, sent some minutes later, well before the city's deadline."""
    signed = incident.occurred_at + timedelta(minutes=65)
    made = Bulletin.objects.create(
        county=incident.county, incident=incident, series=BulletinSeries.DUTY, stage=BulletinStage.INITIAL,
        year=signed.year, number=number, title=incident.title, occurred_at=incident.occurred_at, place=incident.place,
        source=incident.source, matter="受上游强降雨影响，城东堤段水位超警戒0.3米，低洼处进水。", casualties="无人员伤亡",
        scope="城东堤段沿线低洼处3个居民小组", measures="县防指已启动响应，水利、消防、应急到场巡堤，转移安置群众46人。",
        trend="上游降雨减弱，预计两小时内水位回落。", reporter=CountySettings.of(incident.county_id).letterhead or "县委办值班室",
        recipients=list(CITY), signer="县委办主任", signed_by=office, issued_at=signed, written_by=office, is_sent=True,
        state=BulletinState.ISSUED, due_at=city_deadline(incident),
    )  # fmt: skip
    for minutes, recipient in enumerate(CITY, start=6):
        BulletinSending.objects.create(
            bulletin=made, recipient=recipient, way=SendingWay.FAX, sent_at=signed + timedelta(minutes=minutes),
            note="值班员已签收", sent_by=office,
        )  # fmt: skip
    incident.city_due_at, incident.city_reported_at = made.due_at, signed + timedelta(minutes=6)
    incident.save(update_fields=["city_due_at", "city_reported_at"])


def ticked(incident: Incident, office: User, rng: Random) -> None:
    """The first lines of its card, one after the other."""
    card = ResponseCard.objects.filter(county=incident.county, kinds__contains=[incident.kind]).first()
    if card is None:
        return
    at = incident.known_at
    for step in card.steps.filter(is_active=True, part=CardPart.FIRST):
        at += timedelta(seconds=rng.randint(40, 200))
        CardTick.objects.create(incident=incident, step=step, text=step.text, done_at=at, done_by=office)
