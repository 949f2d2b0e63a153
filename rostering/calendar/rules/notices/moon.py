"""What a notice says of a day by the moon, and whether it is so: 农历除夕, 正月初七, 腊月二十八, 农历五月初五."""

import re
from datetime import date

from lunar_python import Solar

from rostering.calendar.rules.festivals import festivals
from rostering.calendar.rules.legal import legal_days

MONTHS = "正二三四五六七八九十冬腊"
TENS = {"初": 0, "十": 10, "廿": 20, "卅": 30}
ONES = "一二三四五六七八九十"
EVE = re.compile(r"(?:农历)?(?:大年)?(?:除夕|三十|年三十)(?:夜)?")
MOON_DAY = re.compile(
    r"(?:农历)?(?P<leap>闰)?(?:(?P<month>[正一二三四五六七八九十冬腊]|十一|十二)月|大年)?"
    r"(?P<day>初[一二三四五六七八九十]|[十廿卅][一二三四五六七八九]?|[二三]十[一二三四五六七八九]?)"
)
FESTIVALS = {
    "元旦": "元旦",
    "新年": "元旦",
    "春节": "春节",
    "清明": "清明节",
    "五一": "劳动节",
    "劳动节": "劳动节",
    "端午": "端午节",
    "中秋": "中秋节",
    "国庆": "国庆节",
    "十一": "国庆节",
}
FESTIVAL = re.compile(
    r"(?:农历)?(?:元旦|新年|春节|清明|五一|国际劳动节|劳动节|端午|中秋|国庆)(?:国际劳动节)?节?(?:当日|当天)?"
)


def moon_of(day: date) -> tuple[int, int]:
    """Month and day by the moon; a leap month counts as the month it repeats."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return abs(lunar.getMonth()), lunar.getDay()


def fits(day: date, remark: str) -> bool | None:
    """None where the remark says nothing about the moon or a festival."""
    said = remark.removeprefix("即").removeprefix("农历").removeprefix("夏历")
    if EVE.fullmatch(said):
        return day == festivals(day.year).eve
    if found := MOON_DAY.fullmatch(said):
        return _fits_moon(day, found)
    if FESTIVAL.fullmatch(said):
        name = next(name for word, name in FESTIVALS.items() if word in said)
        return day == festivals(day.year).spring if said == "春节" else day in legal_days(day.year).get(name, ())
    return None


def _fits_moon(day: date, found: "re.Match[str]") -> bool:
    month, number = moon_of(day)
    said = _month(found["month"]) if found["month"] else None
    # 初七 alone is of the month it falls in; 大年初七 is of the first.
    if said is None and "大年" in found[0]:
        said = 1
    return number == _day(found["day"]) and said in (None, month)


def _month(word: str) -> int:
    words = {"一": 1, "十一": 11, "十二": 12}
    return words[word] if word in words else MONTHS.index(word) + 1


def _day(word: str) -> int:
    """初七 7, 十五 15, 二十 and 廿 20, 廿八 and 二十八 28, 三十 30."""
    if word[0] in "二三" and len(word) > 1:
        return (20 if word[0] == "二" else 30) + (ONES.index(word[2]) + 1 if len(word) > 2 else 0)
    return TENS[word[0]] + (ONES.index(word[1]) + 1 if len(word) > 1 else 0)


def moon_text(day: date) -> str:
    """正月初七, 腊月二十八; 除夕 for the last day of the year."""
    if day == festivals(day.year).eve:
        return "除夕"
    month, number = moon_of(day)
    tens, ones = divmod(number, 10)
    if number in (10, 20, 30):
        word = {10: "初十", 20: "二十", 30: "三十"}[number]
    else:
        word = ("初", "十", "二十")[tens] + ONES[ones - 1]
    return f"{MONTHS[month - 1]}月{word}"
