"""The figures of a circular in the form of an official document."""

import pytest

from rostering.statistics.queries.circular_words import PHRASES, official, phrases
from rostering.statistics.queries.headlines import BY_CODE, Measure, Shown, Value, written


def shown(value: Value, measure: Measure, code: str = "incidents") -> Shown:
    return Shown(code, code, value, written(value, measure), measure)


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (9208.5, Measure.HOURS, "9208小时"),
        (32781.0, Measure.HOURS, "32781小时"),
        (11.25, Measure.MINUTES, "11.2分钟"),
        (27.1, Measure.POINTS, "27.1分"),
        (12, Measure.COUNT, "12"),
        (0.975, Measure.RATE, "97.5%"),
        (None, Measure.HOURS, "—"),
    ],
)
def test_units_follow_without_a_blank(value: Value, measure: Measure, text: str) -> None:
    assert official(shown(value, measure)) == text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("突发事件情况", 0, "未发生突发事件"),
        ("突发事件情况", 3, "发生突发事件3起"),
        ("紧急召集情况", 0, "未组织紧急召集"),
        ("空岗情况", 0, "无空岗席位"),
        ("查岗情况", 0, "未开展查岗"),
        ("工时情况", 9208.6, "减少在岗工时9209小时"),
        ("白天席位情况", -25, "白天增加在岗席位25个"),
        ("白天席位情况", 0, "白天在岗席位不变"),
        ("坐班情况", None, "—"),
    ],
)
def test_nothing_is_reported_as_zero_times(name: str, value: Value, text: str) -> None:
    code = next(phrase.code for phrase in PHRASES if phrase.name == name)
    figures = {phrase.code: shown(1, BY_CODE[phrase.code].measure, phrase.code) for phrase in PHRASES}

    assert phrases(figures | {code: shown(value, BY_CODE[code].measure, code)})[name] == text
