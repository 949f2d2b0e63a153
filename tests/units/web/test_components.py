import re
from pathlib import Path

from django.template import Context, Template

LOAD = "{% load duty roster seats %}"


def draw(source: str, **context: object) -> str:
    return Template(LOAD + source).render(Context(context))


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    root = Path(__file__).resolve().parents[3]
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (root / "static/img/icons.svg").read_text()))
    named = {
        name
        for template in (root / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', template.read_text())
    }
    assert named
    assert named <= sprite


def test_a_tier_is_a_numeral_and_a_word() -> None:
    badge = draw('{% tier_badge "emergency_response" %}')
    assert "Ⅱ" in badge
    assert "应急响应类" in badge


def test_a_posture_is_colour_icon_and_word() -> None:
    pill = draw('{% posture_pill "on_site" then="home_standby" count=3 %}')
    assert "from-on_site" in pill
    assert "#building" in pill
    assert "在岗 · 20:00 转居家带班" in pill


def test_a_posture_that_stays_is_one_word() -> None:
    assert "转" not in draw('{% posture_pill "on_site" then="on_site" %}')


def test_names_are_escaped_everywhere() -> None:
    evil = "<script>"
    drawn = draw(
        '{% person n n n %}{% dial n n %}{% icon n n %}{% state "draft" n %}{% tick "done" n %}{% gap_pill n %}'
        '{% seat n "on_site" tail=n mark=n reason=n url=n html_id=n spoken=n %}',
        n=evil,
    )
    assert evil not in drawn


def test_a_vacancy_is_a_button_with_its_reason() -> None:
    cell = draw('{% seat "" "on_site" url="/seats/1/" reason="没有可排人员" %}')
    assert "seat--vacant" in cell
    assert "空岗" in cell
    assert 'title="没有可排人员"' in cell


def test_a_seat_without_address_is_not_a_button() -> None:
    assert "<button" not in draw('{% seat "陈国志" "on_site" %}')


def test_a_two_tone_seat_says_both_postures_aloud() -> None:
    cell = draw('{% seat "陈国志" "on_site" then="home_standby" %}')
    assert "seat--two" in cell
    assert "20:00 转居家带班" in cell


def test_days_off_and_makeup_days_are_marked() -> None:
    assert "休" in draw('{% day_tag "weekend" %}')
    assert "班" in draw('{% day_tag "makeup_workday" %}')
    assert draw('{% day_tag "workday" %}') == ""
    assert "未定" in draw('{% day_tag "workday" False %}')
