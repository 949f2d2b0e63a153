"""SMS and voice carry registered texts: a code and bounded parameters."""

from dataclasses import replace
from typing import Any

import pytest

from alerts.channels.registered import NotRegistered, registered
from tests.alerts.channels.conftest import MESSAGE, TEMPLATES


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("县政府办", "县政府办"),
        (10, "10"),
        ("2026-06-19", "6月19日"),
        ("2026-06-19T12:30:00+00:00", "20:30"),
        (["2026-06-19", "2026-06-20"], "6月19日、6月20日"),
        ("大余县人民政府办公室值班室", "大余县人民政府办公室…"),
        ("【通知】\r\n请回复", "[通知] 请回复"),
        ("", "无"),
        ("2026-99-99", "2026-99-99"),
        ("𠮷𬱖", "𠮷𬱖"),
    ],
)
def test_a_parameter_is_short_plain_text(value: Any, told: str) -> None:
    templates = {"check": {"code": "T1", "params": ["asker"]}}

    text = registered(templates, replace(MESSAGE, params={"asker": value}), most=11)

    assert (text.code, text.values) == ("T1", {"asker": told})


def test_parameters_keep_the_order_of_the_template() -> None:
    text = registered(TEMPLATES, MESSAGE, most=12)

    assert list(text.values.items()) == [("asker", "县政府办"), ("minutes", "10"), ("key", "k3y")]


def test_a_link_is_never_cut() -> None:
    templates = {"check": {"code": "T1", "params": ["link"]}}

    with pytest.raises(NotRegistered, match="link is longer than 12"):
        registered(templates, MESSAGE, most=12)


def test_a_drill_never_goes_out_under_the_real_template() -> None:
    summons = replace(MESSAGE, template="summons", params={"matter": "防汛", "place": "河堤", "is_drill": True})

    assert registered(TEMPLATES, summons, most=12).code == "TPL-DRILL"
    with pytest.raises(NotRegistered, match="summons_drill"):
        registered({"summons": TEMPLATES["summons"]}, summons, most=12)


@pytest.mark.parametrize("templates", [{}, {"check": {}}, {"check": {"code": "", "params": []}}])
def test_a_purpose_without_a_template_is_not_sent(templates: dict[str, Any]) -> None:
    with pytest.raises(NotRegistered, match="no template registered for check"):
        registered(templates, MESSAGE, most=12)


def test_a_parameter_the_message_lacks_is_named() -> None:
    with pytest.raises(NotRegistered, match="no parameter place"):
        registered({"check": {"code": "T1", "params": ["place"]}}, MESSAGE, most=12)
