"""The figures of a circular as an official document writes them: no blank before a unit, whole hours, and nothing
reported as zero times."""

from collections.abc import Mapping
from dataclasses import dataclass

from rostering.statistics.queries.headlines import NOTHING, Measure, Shown, plain_number


@dataclass(frozen=True, slots=True)
class Phrase:
    """A figure with the words around it, which change with the figure; `{n}` is its amount. `fewer` None = never below 0."""

    name: str
    code: str
    some: str
    none: str
    fewer: str | None = None


# What a county writes to its units is Chinese, whatever language its writer reads the pages in: nothing to translate.
PHRASES: tuple[Phrase, ...] = (
    Phrase(
        "白天席位情况",
        "saved_by_day",
        "白天减少在岗席位{n}个",
        "白天在岗席位不变",
        "白天增加在岗席位{n}个",
    ),
    Phrase(
        "夜间席位情况",
        "saved_by_night",
        "夜间减少在岗席位{n}个",
        "夜间在岗席位不变",
        "夜间增加在岗席位{n}个",
    ),
    Phrase("坐班情况", "released", "减少坐班{n}人次", "坐班人次不变", "增加坐班{n}人次"),
    Phrase("工时情况", "hours_saved", "减少在岗工时{n}", "在岗工时不变", "增加在岗工时{n}"),
    Phrase("预警情况", "warnings", "叫应预警{n}次", "无预警叫应"),
    Phrase("增派情况", "extra_seats", "按升级令增派{n}人次", "未增派人员"),
    Phrase("突发事件情况", "incidents", "发生突发事件{n}起", "未发生突发事件"),
    Phrase("紧急召集情况", "call_outs", "组织紧急召集{n}次", "未组织紧急召集"),
    Phrase("到岗情况", "missed", "未按时到岗{n}人次", "无未按时到岗情况"),
    Phrase("空岗情况", "vacancies", "空岗席位{n}个", "无空岗席位"),
    Phrase("督办情况", "tasks", "督办任务{n}件", "无督办任务"),
    Phrase("超期情况", "tasks_late", "超期{n}件", "无超期"),
    Phrase("隐患情况", "hazards", "排查隐患{n}处", "未排查出隐患"),
    Phrase("查岗情况", "checks_made", "实际查岗{n}次", "未开展查岗"),
)


def official(shown: Shown) -> str:
    """9209小时, 5.5分钟, 27.1分, 97%, 12; a dash where nothing was measured."""
    if shown.value is None:
        return NOTHING
    units = {Measure.MINUTES: "分钟", Measure.POINTS: "分"}
    if shown.measure == Measure.HOURS:
        return _hours(shown.value)
    return f"{plain_number(shown.value)}{units[shown.measure]}" if shown.measure in units else shown.text


def phrases(figures: Mapping[str, Shown]) -> dict[str, str]:
    """Every phrase by its name; a dash where its figure was not measured. `figures` by code."""
    return {phrase.name: _phrase_text(phrase, figures[phrase.code]) for phrase in PHRASES}


def _phrase_text(phrase: Phrase, shown: Shown) -> str:
    if shown.value is None:
        return NOTHING
    if round(shown.value) == 0:
        return phrase.none
    words = phrase.fewer if shown.value < 0 and phrase.fewer else phrase.some
    amount = abs(shown.value)
    return words.format(n=_hours(amount) if shown.measure == Measure.HOURS else plain_number(amount))


def _hours(value: float) -> str:
    return f"{round(value)}小时"
