"""快报 as pages, papers and the next draft read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from alerts.bulletins.models import STANDING, Bulletin, BulletinSending
from alerts.bulletins.rules import ELEMENTS, missing
from alerts.enums import BulletinStage, BulletinState
from alerts.incidents.models import Incident
from rostering.policies.queries.published import zone
from units.models import County, CountySettings, User


def bulletins_of(user: User) -> QuerySet[Bulletin]:
    """Drafts first, then the latest."""
    is_draft = Case(When(state=BulletinState.DRAFT, then=Value(0)), default=Value(1))
    rows = Bulletin.objects.visible_to(user).select_related("incident").prefetch_related("sendings")
    return rows.order_by(is_draft, "-issued_at", "-created_at", "pk")


def elements_of(bulletin: Bulletin) -> dict[str, Any]:
    return {name: getattr(bulletin, name) for name in ELEMENTS}


def missing_of(bulletin: Bulletin) -> tuple[str, ...]:
    return missing(bulletin.stage, elements_of(bulletin))


def standing_on(bulletin: Bulletin) -> list[str]:
    """The stages that stand on its incident beside it; of one that corrects another, without that one. One query."""
    if bulletin.incident_id is None:
        return [] if bulletin.stage == BulletinStage.INITIAL else [BulletinStage.INITIAL]
    rows = Bulletin.objects.filter(incident=bulletin.incident_id, state__in=STANDING).exclude(pk=bulletin.pk)
    if bulletin.corrects_id:
        rows = rows.exclude(pk=bulletin.corrects_id)
    return list(rows.values_list("stage", flat=True))


def final_of(incident: Incident | None) -> Bulletin | None:
    """The 终报 that stands: nothing follows it but its correction, or what comes once it is retracted. One query."""
    if incident is None:
        return None
    return incident.bulletins.filter(state__in=STANDING, stage=BulletinStage.FINAL).first()


def next_stage(incident: Incident) -> BulletinStage:
    """What is to be written next on the incident. One query."""
    has_initial = incident.bulletins.filter(state__in=STANDING, stage=BulletinStage.INITIAL).exists()
    if not has_initial:
        return BulletinStage.INITIAL
    return BulletinStage.FINAL if incident.closed_at else BulletinStage.FOLLOW_UP


def beginning(county: County, incident: Incident | None) -> dict[str, Any]:
    """What a new draft begins with: the incident's facts as they are now, what its reports said, and to whom it goes."""
    usual = CountySettings.of(county.pk)
    reporter = usual.letterhead or (county.lead_office.name if county.lead_office else county.name)
    common = {"recipients": usual.bulletin_recipient_list, "reporter": reporter}
    if incident is None:
        return common
    losses = [incident.casualties and _("伤亡：%(said)s") % {"said": incident.casualties}]
    losses += [incident.losses and _("损失：%(said)s") % {"said": incident.losses}]
    last = incident.bulletins.filter(state__in=STANDING).order_by("-issued_at").first()
    # What goes on being so until somebody says otherwise; the outlook never does.
    lasting = {name: getattr(last, name) for name in ("scope", "measures", "reporter", "recipients")} if last else {}
    return common | lasting | {
        "title": incident.title, "stage": next_stage(incident), "occurred_at": incident.occurred_at,
        "place": incident.place, "source": incident.source, "casualties": "；".join(filter(None, losses)),
        "matter": "\n".join(_said(incident, last)),
    }  # fmt: skip


def _said(incident: Incident, last: Bulletin | None) -> list[str]:
    """What its reports say that no bulletin has told yet, each text once: of a first report the same is often written twice."""
    made = incident.reports.filter(reported_at__isnull=False).order_by("number")
    if last is not None:
        made = made.filter(reported_at__gt=last.issued_at)
    return list(dict.fromkeys(made.values_list("text", flat=True)))[:5]


def usual_signer(county: County) -> str:
    """Who signed last; "" before anybody has."""
    signed = Bulletin.objects.filter(county=county).signed().order_by("-issued_at")
    return signed.values_list("signer", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One recipient with what was sent to them; none yet: it still waits."""

    recipient: str
    sendings: tuple[BulletinSending, ...]


def sent_of(bulletin: Bulletin) -> list[Sent]:
    """Every recipient named, then whoever else got it. No query when its sendings are loaded."""
    rows = list(bulletin.sendings.all())
    names = dict.fromkeys([*bulletin.recipients, *(row.recipient for row in rows)])
    return [Sent(name, tuple(row for row in rows if row.recipient == name)) for name in names]


def unsent_of(bulletin: Bulletin) -> list[str]:
    """Whom it still has to reach: everybody it names; once retracted, whoever had got it and hasn't heard that."""
    since = bulletin.retracted_at
    if since is None:
        return [one.recipient for one in sent_of(bulletin) if not one.sendings]
    return [one.recipient for one in sent_of(bulletin) if one.sendings and not _heard_since(one, since)]


def _heard_since(sent: Sent, since: datetime) -> bool:
    """People write minutes: what was sent in the minute of the retraction tells of it."""
    return any(
        row.sent_at >= since.replace(second=0, microsecond=0) and row.created_at > since for row in sent.sendings
    )


def first_sent(bulletin: Bulletin) -> datetime | None:
    return min((row.sent_at for row in bulletin.sendings.all()), default=None)


@dataclass(frozen=True, slots=True)
class Section:
    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A bulletin as Word, PDF and page show it: in the county's own words, whatever language its reader has."""

    masthead: str
    issue: str
    letterhead: str
    day: str
    signer: str
    title: str
    stage: str
    sections: Sequence[Section]
    reporter: str
    recipients: str
    printed: str
    mark: str


def paper_of(bulletin: Bulletin) -> Paper:
    """Costs the county's settings, and the bulletin it corrects."""
    local = (bulletin.issued_at or bulletin.created_at).astimezone(zone())
    usual = CountySettings.of(bulletin.county_id)
    office = usual.letterhead or bulletin.county.name
    return Paper(
        masthead=bulletin.get_series_display(),
        issue=issue_words(bulletin),
        letterhead=office,
        day=f"{local.year}年{local.month}月{local.day}日",
        signer=bulletin.signer,
        title=f"关于{bulletin.title}的{_word_of(bulletin)}",
        stage=bulletin.get_stage_display(),
        sections=tuple(_sections(bulletin)),
        reporter=bulletin.reporter,
        recipients="、".join(bulletin.recipients),
        printed=f"{office} {local.year}年{local.month}月{local.day}日{local:%H}时{local:%M}分印发",
        mark=_mark(bulletin),
    )


def issue_words(bulletin: Bulletin) -> str:
    """〔2026〕第3期; of a draft that it is one."""
    return f"〔{bulletin.year}〕第{bulletin.number}期" if bulletin.number else "（草稿）"


def _word_of(bulletin: Bulletin) -> str:
    return {BulletinStage.INITIAL: "报告", BulletinStage.FOLLOW_UP: "续报", BulletinStage.FINAL: "终报"}[
        BulletinStage(bulletin.stage)
    ]


def _sections(bulletin: Bulletin) -> Iterable[Section]:
    happened = []
    if bulletin.occurred_at:
        local = bulletin.occurred_at.astimezone(zone())
        happened.append(f"{local.year}年{local.month}月{local.day}日{local:%H}时{local:%M}分")
    happened += [bulletin.place] if bulletin.place else []
    first = "，".join([*happened, bulletin.matter]) if bulletin.matter else "，".join(happened)
    source = f"（信息来源：{bulletin.source}）" if bulletin.source else ""
    rows = (
        ("基本情况", f"{first}{source}"),
        ("人员伤亡和损失", bulletin.casualties),
        ("影响范围", bulletin.scope),
        ("已采取的措施", bulletin.measures),
        ("趋势研判", bulletin.trend),
    )
    written = [(head, text) for head, text in rows if text]
    for number, (head, text) in zip("一二三四五", written, strict=False):
        yield Section(f"{number}、{head}", text)


def _mark(bulletin: Bulletin) -> str:
    if bulletin.state == BulletinState.RETRACTED:
        return f"本期已撤回：{bulletin.retracted_reason}"
    if bulletin.state == BulletinState.CORRECTED:
        return "本期已更正，以更正后的一期为准"
    if bulletin.corrects is not None:
        return f"本期更正{issue_words(bulletin.corrects)}，以本期为准"
    return ""


@dataclass(frozen=True, slots=True)
class Owed:
    """An incident of which the city has not been told. `to_send`: the key of the latest bulletin on it that is signed and has gone
    to nobody, None where one has yet to be written."""

    incident: Incident
    to_send: UUID | None


def owed_to_city(user: User, most: int) -> list[Owed]:
    """Of the reader's county, the most urgent first. Two queries."""
    rows = list(Incident.objects.visible_to(user).owed_to_city().order_by("city_due_at", "pk")[:most])
    signed = Bulletin.objects.filter(incident__in=rows, state__in=STANDING).order_by("issued_at")
    latest = dict(signed.values_list("incident_id", "pk"))
    return [Owed(one, latest.get(one.pk)) for one in rows]
