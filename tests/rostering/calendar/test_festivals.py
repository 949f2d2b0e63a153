"""Holidays on paper are called as the notice of the State Council calls them."""

import pytest

from rostering.calendar.rules.festivals import holiday_title


@pytest.mark.parametrize(
    ("period", "title"),
    [
        ("2027年元旦假期", "2027年元旦"),
        ("2027年元旦节假期", "2027年元旦"),
        ("2026年春节假期", "2026年春节"),
        ("2026年清明假期", "2026年清明节"),
        ("2026年五一假期", "2026年劳动节"),
        ("2026年劳动节假期", "2026年劳动节"),
        ("2026年端午假期", "2026年端午节"),
        ("2026年中秋节放假", "2026年中秋节"),
        ("2025年国庆、中秋假期", "2025年国庆节、中秋节"),
        ("国庆假期", "国庆节"),
        ("2027年三月三假期", "2027年三月三假期"),
        ("12月5日周末", "12月5日周末"),
        ("日常值班（11月26日—12月9日）", "日常值班（11月26日—12月9日）"),
        ("防汛专项", "防汛专项"),
    ],
)
def test_a_period_is_named_as_in_the_notice(period: str, title: str) -> None:
    assert holiday_title(period) == title
