"""吹哨事项: the county's catalogue, begun from what ships, edited row by row."""

from collections.abc import Iterable, Sequence

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from alerts.enums import WhistleKind
from alerts.permissions import check_command
from alerts.texts import required_text
from alerts.whistles.models import WhistleTopic
from alerts.whistles.rules import SHIPPED
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, Unit, User

LONGEST_HOURS = 720


@write
def lay_out(*, county: County, by: User | None) -> list[WhistleTopic]:
    """The shipped catalogue with the units a county has by these names. Raises RuleViolation `catalogue_exists`."""
    if by is not None:
        check_command(by)
    lock(f"whistle-topics:{county.pk}")
    if county.whistle_topics.exists():
        raise RuleViolation("catalogue_exists", _("本县已有吹哨事项清单"))
    units = list(Unit.objects.filter(county=county).active().in_protocol_order())
    topics = [
        WhistleTopic(
            county=county, kind=one.kind, name=one.name, hours=one.hours, order=order, lead=_named(units, one.lead)
        )
        for order, one in enumerate(SHIPPED, start=1)
    ]
    WhistleTopic.objects.bulk_create(topics)
    through = WhistleTopic.called.through
    through.objects.bulk_create(
        through(whistletopic=topic, unit=unit)
        for topic, one in zip(topics, SHIPPED, strict=True)
        for unit in dict.fromkeys(filter(None, (_named(units, name) for name in (one.lead, *one.called))))
    )
    audit.record(by=by, action="whistle_topics.laid_out", row=county, county=county)
    return topics


@write
def save_topic(
    *,
    county: County,
    name: str,
    kind: WhistleKind,
    hours: int,
    called: Iterable[Unit],
    by: User,
    lead: Unit | None = None,
    is_active: bool = True,
    topic: WhistleTopic | None = None,
    expected_version: int | None = None,
) -> WhistleTopic:
    """Adds one, or changes `topic`. Raises InvalidInput, RuleViolation `topic_exists`, Stale."""
    check_command(by)
    if not 1 <= hours <= LONGEST_HOURS:
        raise InvalidInput("hours_out_of_range", _("时限须在 1 至 720 小时之间"), field="hours")
    row = _new(county) if topic is None else held(topic, expected_version=expected_version)
    row.name, row.kind, row.hours = required_text(name, "name", 100), kind, hours
    row.lead, row.is_active, row.version = lead, is_active, row.version + (topic is not None)
    row.save()
    row.called.set([*called, *([lead] if lead else [])])
    audit.record(by=by, action="whistle_topic.saved", row=row, county=county, after={"name": row.name})
    return row


def _new(county: County) -> WhistleTopic:
    last = county.whistle_topics.aggregate(last=Max("order"))["last"] or 0
    return WhistleTopic(county=county, order=last + 1)


def _named(units: Sequence[Unit], name: str) -> Unit | None:
    return next((unit for unit in units if name in unit.name), None)
