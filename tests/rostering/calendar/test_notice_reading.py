"""Notices as published give the table that the library has; a damaged one is never read silently."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostering.calendar.rules.legal import legal_days
from rostering.calendar.rules.notices.notice import Notice, read_notice
from tests.rostering.calendar.notices import days_of, library, published, rendered, table

YEARS = range(2007, 2027)
# Where the library names the weekend beside a holiday (与周末连休) and the notice doesn't, or forgets the middle of a run.
WEEKENDS_OF_LIBRARY = {
    2014: {date(2014, 4, 6)},
    2019: {
        date(2019, 4, 6),
        date(2019, 4, 7),
        *(date(2019, 6, day) for day in (8, 9)),
        *(date(2019, 9, d) for d in (14, 15)),
    },
    2024: {date(2023, 12, 30), date(2023, 12, 31)},
}
FORGOTTEN_BY_LIBRARY = {2011: {date(2011, 6, 5)}, 2012: {date(2012, 6, 23)}}
# What later notices changed: nine days of spring in 2020, four of Labour Day in 2019, a day of its own in 2015.
CHANGED_LATER = {
    2015: {date(2015, 9, day) for day in (3, 4, 6)},
    2019: {date(2019, 4, 28), *(date(2019, 5, day) for day in (2, 3, 4, 5))},
    2020: {date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2)},
}


@pytest.mark.parametrize("year", YEARS)
def test_as_published_it_is_the_librarys_table(year: int) -> None:
    notice = read_notice(published(year))
    assert (notice.year, notice.is_whole, notice.findings) == (year, True, ())
    left_out = (
        WEEKENDS_OF_LIBRARY.get(year, set()) | FORGOTTEN_BY_LIBRARY.get(year, set()) | CHANGED_LATER.get(year, set())
    )
    assert _without(table(notice), left_out) == _without(library(year), left_out)
    assert all(day.weekday() >= 5 for day in WEEKENDS_OF_LIBRARY.get(year, set()))


def _without(days: dict[date, tuple[str, str]], left_out: set[date]) -> dict[date, tuple[str, str]]:
    return {day: said for day, said in days.items() if day not in left_out}


def test_a_notice_before_the_library_begins_is_read_as_well() -> None:
    notice = read_notice(published(2006))
    assert (notice.year, notice.findings, len(notice.days)) == (2006, (), 31)
    assert table(notice)[date(2005, 12, 31)] == ("work", "元旦")


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("2019_labour_day", {(2019, 4, 28): "work", (2019, 5, 1): "off", (2019, 5, 4): "off", (2019, 5, 5): "work"}),
        ("2015_victory_day", {(2015, 9, 3): "off", (2015, 9, 4): "off", (2015, 9, 5): "off", (2015, 9, 6): "work"}),
        ("2024_local_zhuang", {(2024, 4, 11): "off", (2024, 4, 12): "off"}),
        (
            "2011_local_liangshan",
            {(2011, 7, 24): "off", (2011, 7, 31): "work", (2011, 11, 26): "off", (2011, 10, 8): "off"},
        ),
    ],
)
def test_notices_of_one_holiday_and_local_ones(name: str, days: dict[tuple[int, int, int], str]) -> None:
    notice = read_notice(published(name))
    assert (notice.findings, notice.is_whole) == ((), "liangshan" in name)
    read = table(notice)
    assert {when: read[date(*when)][0] for when in days} == days


ONE = "关于2027年城隍庙会放假的通知\n"


@pytest.mark.parametrize(
    ("text", "name", "days"),
    [
        ("2027年城隍庙会3月3日放假1天", "城隍庙会", "03-03"),
        (f"{ONE}各单位：\n全县干部职工3月3日放假1天，不调休。", "城隍庙会", "03-03"),
        ("关于2027年3月3日城隍庙会放假的通知\n各单位：3月3日放假1天。", "城隍庙会", "03-03"),
        (
            f"{ONE}2027年3月3日（星期三）全县放假1天，3月6日（星期六）上班。\n县政府办公室\n2027年2月20日",
            "城隍庙会",
            "03-03 +03-06",
        ),
        ("2027年县庆：10月10日（周日）放假，10月11日（周一）补休。", "县庆", "10-10 10-11"),
        ("２０２７年元旦：１月１日（星期五）至３日（星期日）放假，\n共 ３ 天。", "元旦", "01-01 01-02 01-03"),
        ("2027年五一：五月一日至二日放假，共二天。", "劳动节", "05-01 05-02"),
        ("2027年端午节：6月9日（农历五月初五、星期三）放假1天。", "端午节", "06-09"),
        (
            "关于2027年国庆节放假的通知：10月1-3日放假，共3天。10月8日（周五）起正常上班。",
            "国庆节",
            "10-01 10-02 10-03",
        ),
        ("关于2027年国庆节放假的通知：自10月1日起放假至3日。", "国庆节", "10-01 10-02 10-03"),
        ("2027年国庆节放假时间：10月1日（星期五）至3日（星期日），共3天。", "国庆节", "10-01 10-02 10-03"),
        (
            "关于2027年国庆节放假的通知\n一、放假时间：10月1日至10月4日，共4天。\n二、补班时间：10月9日（星期六）。",
            "国庆节",
            "10-01 10-02 10-03 10-04 +10-09",
        ),
        ("2027年春节：2月5日至8日放假，2月14日（周日）起正常上班。", "春节", "02-05 02-06 02-07 02-08 +02-14"),
        ("关于2027年采茶节放假的通知：4月12日（农历三月初六）放假1天，与周末连休。", "采茶节", "04-12"),
    ],
)
def test_ways_of_writing(text: str, name: str, days: str) -> None:
    notice = read_notice(text)
    assert (notice.year, notice.names, notice.findings) == (2027, (name,), ())
    assert (
        " ".join(("+" if said == "work" else "") + f"{day:%m-%d}" for day, (said, _) in table(notice).items()) == days
    )


def test_every_day_knows_its_sentence() -> None:
    text = published(2026)
    notice = read_notice(text)
    said = {one.day: notice.sentences[one.sentence] for one in notice.days}
    place = said[date(2026, 10, 10)]
    assert text[place.start : place.end] == "9月20日（周日）、10月10日（周六）上班。"


def test_a_text_without_year_asks_for_it() -> None:
    text = "城隍庙会3月3日放假1天。"
    assert _codes(read_notice(text)) == ["no_year"]
    assert read_notice(text, year=2027).findings == ()
    assert _codes(read_notice(published(2026), year=2027)) == ["years_differ"]


DAMAGED = [
    ("十月的天气很好。", "", "nothing_read", ""),
    ("至3日（周六）放假", "至3日（周五）放假", "weekday_wrong", "1月1日（周四）至3日（周五）"),
    ("1月4日（周日）上班", "1月4日（周六）上班", "weekday_wrong", "1月4日（周六）上班"),
    ("共9天", "共8天", "count_wrong", "共8天"),
    ("2月28日（周六）", "2月30日（周六）", "impossible_date", "2月30日"),
    ("2月28日（周六）", "2月14日（周六）", "work_twice", "2月14日"),
    ("2月28日（周六）", "2月21日（周六）", "off_and_work", "2月21日"),
    ("2月28日（周六）", "3月7日（周六）", "works_far_away", "3月7日"),
    ("2月28日（周六）", "2月27日（周五）", "works_on_a_workday", "2月27日"),
    ("农历正月初七", "农历正月初八", "moon_wrong", "正月初八"),
    ("4月4日（周六）至6日（周一）", "4月6日（周一）至4日（周六）", "ends_before_it_begins", "4月6日"),
    ("三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n", "", "announced_but_missing", ""),
    ("三、清明节", "三、劳动节", "holiday_twice", "劳动节"),
    (
        "6月19日（周五）至21日（周日）放假，共3天",
        "6月26日（周五）至28日（周日）放假，共3天",
        "legal_days_missing",
        "6月26日",
    ),
    ("9月25日（周五）至27日（周日）放假", "9月30日（周三）至10月2日（周五）放假", "off_twice", "10月1日"),
    ("2月14日（周六）、2月28日（周六）上班。", "2月14日（周六）上班。", "works_too_few", ""),
    ("5月9日（周六）上班。", "5月9日（周六）上斑。", "unread", "上斑"),
    ("现将2026年", "现将2025年", "years_differ", ""),
    ("元旦：1月1日", "元旦：2024年1月1日", "other_year", "2024年1月1日"),
]


@pytest.mark.parametrize(("before", "after", "code", "said"), DAMAGED)
def test_a_damaged_notice_says_what_is_wrong_and_where(before: str, after: str, code: str, said: str) -> None:
    text = published(2026).replace(before, after) if before in published(2026) else before
    notice = read_notice(text)
    found = [one for one in notice.findings if one.code == code]
    assert found, notice.findings
    if said:
        place = notice.sentences[found[0].sentence or 0]
        assert said in text[place.start : place.end]


def test_last_years_weekdays_are_told_as_one_thing() -> None:
    notice = read_notice(published(2026).replace("2026年", "2027年"))
    found = next(one for one in notice.findings if one.code == "weekdays_of_another_year")
    assert found.words == {"year": 2027, "other": 2026}
    assert "weekday_wrong" not in _codes(notice)


@pytest.mark.parametrize("year", [2009, 2024, 2026])
def test_one_changed_word_never_passes_silently(year: int) -> None:
    text = published(year)
    before = table(read_notice(text))
    for changed in _changed(text):
        notice = read_notice(changed)
        if table(notice) != before and not (notice.refused or notice.doubts):
            assert _is_as_good(before, table(notice)), changed


def _changed(text: str) -> Iterator[str]:
    for found in re.finditer(r"\d+", text):
        for step in (1, -1, 7):
            yield text[: found.start()] + str(max(int(found[0]) + step, 0)) + text[found.end() :]
    for found in re.finditer(r"(?<=[周期])[一二三四五六日]|上班|放假|调休|至|、|元旦|春节|清明节|端午节|国庆节", text):
        for word in ("", "日", "上班", "中秋节"):
            yield text[: found.start()] + word + text[found.end() :]


def _is_as_good(before: dict[date, tuple[str, str]], after: dict[date, tuple[str, str]]) -> bool:
    """The weekend worked before a holiday instead of the one after it: another notice, in which nothing is wrong."""
    differing = [day for day in before.keys() | after.keys() if before.get(day) != after.get(day)]
    works = [(before.get(day) or after[day])[0] for day in differing]
    return works == ["work", "work"] and abs(differing[0] - differing[1]) == timedelta(days=7)


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, list[tuple[str, date, date, tuple[date, ...]]]]:
    """Any year with its legal holidays, each with days before and after it and any workdays near it."""
    year = draw(st.integers(2008, 2060))
    holidays = []
    taken: set[date] = set()
    for name, days in sorted(legal_days(year).items(), key=lambda one: one[1]):
        free = [days[0] - timedelta(days=back) for back in range(draw(st.integers(0, 3)) + 1)]
        first = next((day for day in reversed(free) if day not in taken), days[0])
        last = days[-1] + timedelta(days=draw(st.integers(0, 4)))
        run = {first + timedelta(days=step) for step in range((last - first).days + 1)}
        if run & taken:
            continue
        near = [first - timedelta(days=1), last + timedelta(days=2)]
        works = tuple(sorted(day for day in near if day not in taken and day.year == year and draw(st.booleans())))
        taken |= run | set(works)
        holidays.append((name, first, last, works))
    return year, holidays


@given(tables())
@settings(max_examples=60, deadline=None)
def test_any_table_printed_is_read_back(drawn: tuple[int, list[tuple[str, date, date, tuple[date, ...]]]]) -> None:
    year, holidays = drawn
    notice = read_notice(rendered(year, holidays))
    assert notice.year == year
    assert table(notice) == days_of(holidays)


def _codes(notice: Notice) -> list[str]:
    return [one.code for one in notice.findings]
