"""The headline figures of a statistic: named once for page, rows, spreadsheet and circular."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import Posture
from rostering.statistics.queries.statistics import Statistics
from rostering.statistics.queries.unit_facts import LATE, NOT_FILED, ON_TIME
from units.facts import kinds
from units.labels import Label

NOTHING = "—"


class Measure(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    HOURS = "hours"
    MINUTES = "minutes"
    POINTS = "points"
    RATE = "rate"


class Rows(StrEnum):
    """Which rows stand behind a figure."""

    # Each unit in each period, beside the uniform watch.
    LINES = "lines"
    BY_DAY = "by_day"
    BY_NIGHT = "by_night"
    SEATS = "seats"
    VACANT = "vacant"
    HELD = "held"
    INCIDENTS = "incidents"
    FACTS = "facts"


Value = float | int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` None = nothing was measured. `kind` names the facts behind it where `rows` is FACTS."""

    code: str
    label: Label
    measure: Measure
    rows: Rows
    value: Callable[[Statistics], Value]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of one statistic, as it is written."""

    code: str
    label: Label
    value: Value
    text: str
    measure: Measure
    kind: str = ""


def _of_filing(found: Statistics) -> Value:
    """Units that filed in time, of all that had to file."""
    on_time = found.count_of(ON_TIME)
    owed = on_time + found.count_of(LATE) + found.count_of(NOT_FILED)
    return on_time / owed if owed else None


def _of_city_reports(found: Statistics) -> Value:
    """Incidents the city heard of within its clock, of all whose clock ran and has been met or has run out."""
    owed = found.count_of("city_report")
    return found.count_of("city_report_in_time") / owed if owed else None


def _of_tasks(found: Statistics) -> Value:
    """Tasks done, of those given."""
    given = found.count_of("task_given")
    return found.count_of("task_closed") / given if given else None


def _of_hazards(found: Statistics) -> Value:
    """Hazards removed, of those found."""
    hazards = found.count_of("hazard_found")
    return found.count_of("hazard_cleared") / hazards if hazards else None


ON_SITE = Posture.ON_SITE
FIGURES: tuple[Figure, ...] = (
    Figure("units", _("值班单位数"), Measure.COUNT, Rows.LINES, lambda s: len(s.by_unit)),
    Figure("duty_days", _("值班天数"), Measure.COUNT, Rows.LINES, lambda s: s.days),
    Figure("uniform_seats", _("统一值守所需席位"), Measure.COUNT, Rows.LINES, lambda s: s.total.uniform.by_day),
    Figure("seats_by_day", _("白天在岗席位"), Measure.COUNT, Rows.BY_DAY, lambda s: s.total.now.by_day),
    Figure("seats_by_night", _("夜间在岗席位"), Measure.COUNT, Rows.BY_NIGHT, lambda s: s.total.now.by_night),
    Figure("saved_by_day", _("白天减少席位"), Measure.COUNT, Rows.LINES, lambda s: s.total.saving.seats_by_day),
    Figure("saved_by_night", _("夜间减少席位"), Measure.COUNT, Rows.LINES, lambda s: s.total.saving.seats_by_night),
    Figure("released", _("减少坐班人次"), Measure.COUNT, Rows.LINES, lambda s: s.total.saving.released),
    Figure("hours_on_site", _("在岗工时"), Measure.HOURS, Rows.SEATS, lambda s: float(s.total.now.hours(ON_SITE))),
    Figure("hours_saved", _("减少在岗工时"), Measure.HOURS, Rows.LINES, lambda s: float(s.total.saving.hours)),
    Figure("vacancies", _("空岗席位"), Measure.COUNT, Rows.VACANT, lambda s: s.total.vacant),
    Figure("warnings", _("预警叫应次数"), Measure.COUNT, Rows.FACTS, lambda s: s.count_of("warning"), "warning"),
    Figure(
        "warnings_in_time",
        _("预警按时应答率"),
        Measure.RATE,
        Rows.FACTS,
        lambda s: s.spread_of("warning_minutes").within.rate,
        "warning_minutes",
    ),
    Figure("extra_seats", _("增派席位数"), Measure.COUNT, Rows.FACTS, lambda s: s.count_of("extra_seat"), "extra_seat"),
    Figure("incidents", _("突发事件起数"), Measure.COUNT, Rows.INCIDENTS, lambda s: s.count_of("incident"), "incident"),
    Figure(
        "city_in_time",
        _("较大以上事件按时报市率"),
        Measure.RATE,
        Rows.FACTS,
        _of_city_reports,
        "city_report",
    ),
    Figure("met_on_site", _("事发时有人在岗"), Measure.RATE, Rows.INCIDENTS, lambda s: s.met.rate),
    Figure("call_outs", _("紧急召集次数"), Measure.COUNT, Rows.FACTS, lambda s: s.count_of("call_out"), "call_out"),
    Figure(
        "response_median",
        _("确认用时中位数"),
        Measure.MINUTES,
        Rows.FACTS,
        lambda s: s.spread_of("response_minutes").median,
        "response_minutes",
    ),
    Figure(
        "arrival_median",
        _("到岗用时中位数"),
        Measure.MINUTES,
        Rows.FACTS,
        lambda s: s.spread_of("arrival_minutes").median,
        "arrival_minutes",
    ),
    Figure(
        "arrival_worst",
        _("到岗最长用时"),
        Measure.MINUTES,
        Rows.FACTS,
        lambda s: s.spread_of("arrival_minutes").worst,
        "arrival_minutes",
    ),
    Figure(
        "arrival_within",
        _("按时到岗率"),
        Measure.RATE,
        Rows.FACTS,
        lambda s: s.spread_of("arrival_minutes").within.rate,
        "arrival_minutes",
    ),
    Figure("missed", _("未按时到岗人次"), Measure.COUNT, Rows.FACTS, lambda s: s.count_of("missed"), "missed"),
    Figure(
        "checks_planned",
        _("计划查岗次数"),
        Measure.COUNT,
        Rows.FACTS,
        lambda s: s.count_of("check_planned"),
        "check_planned",
    ),
    Figure(
        "checks_made", _("实际查岗次数"), Measure.COUNT, Rows.FACTS, lambda s: s.count_of("check_made"), "check_made"
    ),
    Figure("tasks", _("督办任务"), Measure.COUNT, Rows.FACTS, lambda s: s.count_of("task_given"), "task_given"),
    Figure("tasks_closed", _("任务办结率"), Measure.RATE, Rows.FACTS, _of_tasks, "task_closed"),
    Figure("tasks_late", _("任务超期"), Measure.COUNT, Rows.FACTS, lambda s: s.count_of("task_late"), "task_late"),
    Figure("hazards", _("排查隐患数"), Measure.COUNT, Rows.FACTS, lambda s: s.count_of("hazard_found"), "hazard_found"),
    Figure("hazards_cleared", _("隐患清零率"), Measure.RATE, Rows.FACTS, _of_hazards, "hazard_cleared"),
    Figure("filed_on_time", _("按时报送率"), Measure.RATE, Rows.FACTS, _of_filing, ON_TIME),
    Figure("people", _("参与值班人数"), Measure.COUNT, Rows.HELD, lambda s: s.burden.people),
    Figure("points_median", _("人均负担中位数"), Measure.POINTS, Rows.HELD, lambda s: s.burden.median),
    Figure("points_highest", _("个人最高负担"), Measure.POINTS, Rows.HELD, lambda s: s.burden.highest),
)
BY_CODE: Mapping[str, Figure] = {figure.code: figure for figure in FIGURES}


def shown(found: Statistics) -> dict[str, Shown]:
    """Every headline figure by its code, in the order of FIGURES."""
    return {figure.code: _shown(figure, found) for figure in FIGURES}


def _shown(figure: Figure, found: Statistics) -> Shown:
    value = figure.value(found)
    return Shown(figure.code, figure.label, value, written(value, figure.measure), figure.measure, figure.kind)


def written(value: Value, measure: str = Measure.COUNT) -> str:
    """12, 1,234.5 小时, 8.5 分钟, 97%; a dash where nothing was measured."""
    if value is None:
        return NOTHING
    if measure == Measure.RATE:
        return f"{value:.0%}" if value in (0, 1) else f"{value:.1%}"
    number = plain_number(value)
    units = {Measure.HOURS: _now("%(n)s 小时"), Measure.MINUTES: _now("%(n)s 分钟"), Measure.POINTS: _now("%(n)s 分")}
    pattern = units.get(Measure(measure))
    return pattern % {"n": number} if pattern else number


def plain_number(value: float) -> str:
    """At most one decimal, no trailing zero."""
    rounded = round(float(value), 1)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.1f}"


def rows_behind(code: str) -> tuple[Rows, str] | None:
    """(rows, kind of fact or "") behind a headline figure or a registered kind of fact; None for neither."""
    if code in BY_CODE:
        return BY_CODE[code].rows, BY_CODE[code].kind
    return (Rows.FACTS, code) if code in kinds() else None
