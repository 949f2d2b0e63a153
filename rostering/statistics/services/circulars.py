"""通报: drafted from the statistic of a range, edited, every saved text kept with its figures."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.calendar.rules.festivals import holiday_title
from rostering.enums import PeriodKind
from rostering.permissions import check_write_circulars
from rostering.rosters.models.period import DutyPeriod
from rostering.statistics.models import Circular, CircularVersion
from rostering.statistics.queries.circular_words import PHRASES
from rostering.statistics.queries.circulars import figures_of, known_names
from rostering.statistics.queries.headlines import NOTHING
from rostering.statistics.rules import names_in, unknown_names
from units.audit import services as audit
from units.db import held, write
from units.errors import InvalidInput, RuleViolation
from units.models import AuditEvent, County, CountySettings, User
from units.plausible import check_day
from units.repeats.services.duplicates import one_a_minute

FIELDS = ("title", "document_number", "addressees", "issuer", "issued_on", "body")
AUDITED = ("document_number", "issued_on", "first_day", "last_day", "version")
LONGEST = 3660
# Circulars sum up what is on record, the longest ten years of it.
YEARS_BACK, YEARS_AHEAD = 20, 1
# The document itself, so no sentence to translate: what a county office sends to its units.
TITLE = "关于{days}值班值守工作情况的通报"
ADDRESSEES = "县直各单位"
ISSUER = "中共{county}委办公室　{county}人民政府办公室"
# Each sentence in clauses: one that has nothing to report, or whose figure was not measured, is left out of the first text.
# Points of burden are for the office's eyes: what goes to the units names none.
PARAGRAPHS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("{起始日期}至{截止日期}，全县{值班单位数}个单位按值守类别实行分类值守",),
        ("现将有关情况通报如下",),
    ),
    (("一、总体情况",),),
    (
        ("对照统一24小时值守", "{白天席位情况}", "{夜间席位情况}", "{坐班情况}", "{工时情况}"),
        ("参与值班{参与值班人数}人",),
    ),
    (("二、应急处置",),),
    (
        ("{预警情况}", "按时应答率{预警按时应答率}", "{增派情况}"),
        ("期间{突发事件情况}",),
        ("较大以上突发事件按时报市的占{较大以上事件按时报市率}",),
        ("事发时有人在岗的占{事发时有人在岗}",),
        ("{紧急召集情况}", "{到岗情况}"),
        ("确认用时中位数{确认用时中位数}",),
        ("到岗用时中位数{到岗用时中位数}", "最长{到岗最长用时}", "按时到岗率{按时到岗率}"),
    ),
    (("三、值守纪律",),),
    (
        ("按时报送率{按时报送率}",),
        ("{空岗情况}",),
        ("{查岗情况}",),
        ("{督办情况}", "办结率{任务办结率}", "{超期情况}"),
        ("{隐患情况}", "清零率{隐患清零率}"),
    ),
    (("四、工作要求",),),
    (
        ("各单位要严格按类别落实值守方式，保持通信畅通，遇紧急任务在规定时限内到岗",),
        ("人员有变动的，及时调班报备",),
    ),
)
# That nothing happened is worth reporting of an incident and of a vacant seat.
WORTH_SAYING = frozenset({"突发事件情况", "空岗情况"})


@write
@one_a_minute()
def draft_circular(*, county: County, first_day: date, last_day: date, by: User) -> Circular:
    """A first text about the days, both included. Raises InvalidInput `days_out_of_order` or `range_too_long`."""
    check_write_circulars(by)
    for field, day in (("first_day", first_day), ("last_day", last_day)):
        check_day(day, field=field, today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)
    if last_day < first_day:
        raise InvalidInput("days_out_of_order", _("止日不得早于起日"), field="last_day")
    if (last_day - first_day).days > LONGEST:
        raise InvalidInput("range_too_long", _("通报最长涵盖十年"), field="last_day")
    circular = Circular(
        county=county,
        title=TITLE.format(days=_days_text(county, first_day, last_day)),
        addressees=ADDRESSEES,
        issuer=CountySettings.of(county.pk).letterhead or ISSUER.format(county=county.name),
        first_day=first_day,
        last_day=last_day,
    )
    figures = figures_of(circular, by)
    circular.body = first_text(figures)
    circular.save()
    _keep(circular, figures, by)
    audit.record(by=by, action="circular.drafted", row=circular, county=county, after=audit.snapshot(circular, AUDITED))
    return circular


@write
def edit_circular(*, circular: Circular, by: User, expected_version: int, **given: Any) -> Circular:
    """Saves another text as the next version. `given` are FIELDS.

    Raises Stale when somebody saved since `expected_version`, InvalidInput `unknown_figure` for a name in braces that is
    no figure.
    """
    check_write_circulars(by)
    circular = held(circular, expected_version=expected_version)
    _refuse_unknown(given.get("body", circular.body))
    check_day(given.get("issued_on"), field="issued_on", today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)
    before = audit.snapshot(circular, AUDITED)
    for name in FIELDS:
        setattr(circular, name, given.get(name, getattr(circular, name)))
    circular.version += 1
    circular.save()
    _keep(circular, figures_of(circular, by), by)
    audit.record(
        by=by,
        action="circular.edited",
        row=circular,
        county=circular.county_id,
        before=before,
        after=audit.snapshot(circular, AUDITED),
    )
    return circular


@write
def delete_circular(*, circular: Circular, by: User) -> None:
    """Of a draft that nobody has sent out. Raises RuleViolation `circular_issued` once it has ever been dated."""
    check_write_circulars(by)
    circular = held(circular)
    if circular.is_issued or _was_issued(circular):
        raise RuleViolation("circular_issued", _("通报已填成文日期，作为发文留存，不能删除"))
    before = audit.snapshot(circular, AUDITED)
    audit.record(by=by, action="circular.deleted", row=circular, county=circular.county_id, before=before)
    # First the circular: the database lets its kept texts go only with it.
    Circular.objects.filter(pk=circular.pk)._raw_delete(DEFAULT_DB_ALIAS)
    CircularVersion.objects.filter(circular_id=circular.pk)._raw_delete(DEFAULT_DB_ALIAS)


def _was_issued(circular: Circular) -> bool:
    dated = AuditEvent.objects.filter(object_id=str(circular.pk), after__has_key="issued_on")
    return dated.exclude(after__issued_on=None).exists()


def first_text(figures: Mapping[str, str]) -> str:
    """PARAGRAPHS as far as `figures` have something to say; a sentence that only names what it compares with goes too."""
    empty = {NOTHING, "0", *(phrase.none for phrase in PHRASES if phrase.name not in WORTH_SAYING)}
    lines = []
    for sentences in PARAGRAPHS:
        is_heading = len(sentences) == 1 and sentences[0][0][1] == "、"
        said = [_sentence(clauses, figures, empty) for clauses in sentences]
        lines.append(said[0].removesuffix("。") if is_heading else "".join(said))
    return "\n".join(line for line in lines if line)


def _sentence(clauses: Sequence[str], figures: Mapping[str, str], empty: Collection[str]) -> str:
    kept = [clause for clause in clauses if all(figures.get(name) not in empty for name in names_in(clause))]
    says_anything = any(names_in(clause) for clause in kept) or not any(names_in(clause) for clause in clauses)
    return "，".join(kept) + "。" if kept and says_anything else ""


def _refuse_unknown(body: str) -> None:
    unknown = unknown_names(body, known_names())
    if unknown:
        named = "、".join(unknown[:5])
        raise InvalidInput(
            "unknown_figure", _("没有名为“%(names)s”的数据，请从下方的名称中选用") % {"names": named}, field="body"
        )


def _keep(circular: Circular, figures: Mapping[str, str], by: User) -> None:
    CircularVersion.objects.create(
        circular=circular,
        number=circular.version,
        title=circular.title,
        body=circular.body,
        figures=dict(figures),
        saved_at=timezone.now(),
        saved_by=by,
    )


def _days_text(county: County, first_day: date, last_day: date) -> str:
    """2026年春节 when the days are those of a holiday's roster, else the days."""
    rosters = DutyPeriod.objects.in_force().filter(county=county, kind=PeriodKind.HOLIDAY)
    holiday = rosters.filter(first_day=first_day, last_day=last_day).first()
    if holiday is not None:
        return holiday_title(holiday.published_name)
    return f"{_day_text(first_day)}至{_day_text(last_day)}"


def _day_text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
