"""Days as offices write them: 6月19日（星期五）, 6.19, 19日, 19-21日, serial numbers, with what surrounds them said beside.

Says what one cell may mean; what is missing is filled in by `days.DayLine`.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from units.imports.rules.layouts.grids import shown
from units.spelling.cells import EXCEL_DAYS, EXCEL_EPOCH, Cell

WEEKDAYS = "一二三四五六日"
NUMERALS = "一二三四五六七八九"
WEEKDAY = re.compile(r"(?:星期|周|礼拜)\s*([一二三四五六日天1-7])")
BARE_WEEKDAY = re.compile(r"^[\s（(]*(?:星期|周)?([一二三四五六日天])[\s)）]*$")
DASH = r"(?:至|到|[-—–－~～﹣‐‑―])+"
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
CLOCK = re.compile(
    r"(?:当日|当天|次日|第二天|翌日|上午|下午|早上?|晚上?)?\s*(?<!\d)(\d{1,2})\s*"
    r"(?:[:：]\s*(\d{2})(?!\d)(?::\d{2})?|[时点]\s*(?:(\d{1,2})\s*分)?整?)",
    re.ASCII,
)
MONTH = r"(?<!\d)(0?[1-9]|1[0-2])\s*(?:月份?|[./]|-(?!\s*\d{1,2}\s*[日号]))\s*"
TOKEN = re.compile(
    rf"(?:(?<!\d)(\d{{4}}|\d{{2}}(?=年))\s*[年./\-]\s*)?(?:{MONTH})?(?<!\d)(\d{{1,2}})(?!\d)(?:\s*[日号])?", re.ASCII
)
# 六月十九日, 廿一日; of 星期一 and 初一 only the words.
HAN_NUMBER = re.compile(r"(?<![星期周拜初第一二三四五六七八九十])([一二三四五六七八九十廿卅]{1,3})(?=\s*[月日号])")
# Where days and hours stood, while the rest is looked at.
DAY_HERE, HOUR_HERE = "\x00", "\x01"
FESTIVALS = re.compile(
    r"元旦|除夕|春节|清明|劳动|五一|端午|中秋|国庆|十一|初[一二三四五六七八九十]|正月|腊月|廿?[一二三四五六七八九十]+|假期?|节日?|当天|前夕|调休|上班|班|休|周末|双休|农历|法定|工作日"
)
PARTS = {
    "day": ("白班", "白天", "日班", "早班", "昼班"),
    "night": ("夜班", "夜间", "晚班", "晚上", "夜里", "通宵"),
    "am": ("上午", "早上", "午前"),
    "pm": ("下午", "午后"),
    "all": ("全天", "整天", "24小时", "全日", "昼夜", "二十四小时"),
}
PART_OF = {word: part for part, words in PARTS.items() for word in words}
PART = re.compile("|".join(PART_OF))


@dataclass(frozen=True, slots=True)
class Half:
    """A day with what of it was written: year and month None where they must come from elsewhere."""

    year: int | None
    month: int | None
    day: int
    # 6.2 may be 6.20 of which a spreadsheet kept no zero.
    maybe: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says of days: one, or a run from `first` to `last`, or several. Hours where it gives them."""

    halves: tuple[Half, ...] = ()
    is_run: bool = False
    weekdays: tuple[int, ...] = ()
    begins: time | None = None
    ends: time | None = None
    part: str = ""

    @property
    def is_day(self) -> bool:
        return bool(self.halves)


NOTHING = Said()


def read_days(cell: Cell) -> Said:
    """NOTHING for what is no day. Nothing is guessed: what is missing stays missing."""
    if isinstance(cell, datetime):
        return Said((Half(cell.year, cell.month, cell.day),), begins=cell.time() if cell.time() != time.min else None)
    if isinstance(cell, date):
        return Said((Half(cell.year, cell.month, cell.day),))
    if isinstance(cell, bool) or cell is None:
        return NOTHING
    if isinstance(cell, int | float):
        return _of_number(float(cell))
    return _of_text(shown(cell))


def _of_number(value: float) -> Said:
    """A serial number, 20260619, 6.19 that was taken for a number, or the day of a month."""
    if value.is_integer():
        number = int(value)
        if number in EXCEL_DAYS:
            day = EXCEL_EPOCH + timedelta(days=number)
            return Said((Half(day.year, day.month, day.day),))
        compact = COMPACT.fullmatch(str(number))
        if compact:
            return _one(*map(int, compact.groups()))
        return Said((Half(None, None, number),)) if 1 <= number <= 31 else NOTHING
    if value > EXCEL_DAYS.start:
        return _of_number(float(int(value)))
    month, _, rest = repr(value).partition(".")
    if not month.isdigit() or not 1 <= int(month) <= 12 or len(rest) > 2:
        return NOTHING
    maybe = int(rest) * 10 if len(rest) == 1 and int(rest) <= 3 else None
    return Said((Half(None, int(month), int(rest), maybe),)) if int(rest) <= 31 else NOTHING


@lru_cache(maxsize=5000)
def _of_text(text: str) -> Said:
    line = in_figures(text.replace("\n", " ").strip())
    weekdays = tuple(_weekday(found) for found in WEEKDAY.findall(line))
    bare = WEEKDAY.sub(" ", line)
    compact = COMPACT.fullmatch(bare.strip())
    if compact:
        return _one(*map(int, compact.groups()))
    if re.fullmatch(r"\d{5}", line, re.ASCII):
        return _of_number(float(line))
    part, bare = _part(bare)
    inner, bare = _brackets(bare)
    weekdays = weekdays or tuple(_weekday(found[1]) for part in inner if (found := BARE_WEEKDAY.match(part)))
    said = _tokens(bare) or _tokens(" ".join(inner))
    if said is None:
        return NOTHING
    return replace(said, weekdays=weekdays, part=part)


def in_figures(text: str) -> str:
    """六月十九日 → 6月19日; what is no number of a day or month stays."""
    return HAN_NUMBER.sub(lambda found: _figures(found[1]), text)


def _figures(word: str) -> str:
    digits = word.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = digits.partition("十")
    if not ten:
        return str(NUMERALS.index(digits) + 1) if len(digits) == 1 else word
    if len(tens) > 1 or len(ones) > 1:
        return word
    return str(10 * (NUMERALS.index(tens) + 1 if tens else 1) + (NUMERALS.index(ones) + 1 if ones else 0))


def _part(text: str) -> tuple[str, str]:
    """白班 beside a day; an hour after 上午 is the hour's."""
    line = CLOCK.sub(HOUR_HERE, text)
    found = PART.search(line)
    return (PART_OF[found[0]], text.replace(found[0], " ")) if found else ("", text)


def _brackets(text: str) -> tuple[list[str], str]:
    inner = re.findall(r"[(（\[【]([^)）\]】]*)[)）\]】]", text)
    return inner, re.sub(r"[(（\[【][^)）\]】]*[)）\]】]", " ", text)


def _tokens(text: str) -> Said | None:
    """None when anything stands there beside days, hours and words of days."""
    clocks = [_clock(found) for found in CLOCK.finditer(text)]
    line = CLOCK.sub(HOUR_HERE, text)
    found = [match for match in TOKEN.finditer(line) if match[3]]
    if not found or not any(_is_dated(line, match) for match in found):
        return None
    rest = FESTIVALS.sub(" ", TOKEN.sub(DAY_HERE, line))
    between = [part.replace(HOUR_HERE, " ").strip() for part in rest.split(DAY_HERE)]
    if any(part and not re.fullmatch(rf"{DASH}|[、,，;；和及/\s:：]*", part) for part in between):
        return None
    is_run = len(found) == 2 and bool(re.fullmatch(DASH, between[1] or " "))
    if len(found) > 1 and not is_run and any(re.fullmatch(DASH, part or " ") for part in between[1:-1]):
        return None
    halves = tuple(Half(_year(one[1]), int(one[2]) if one[2] else None, int(one[3])) for one in found)
    begins = clocks[0] if clocks else None
    return Said(halves, is_run, begins=begins, ends=clocks[-1] if len(clocks) > 1 else None)


def _is_dated(line: str, found: "re.Match[str]") -> bool:
    """A number is a day when a month or 日 stands with it, or when the cell holds nothing else."""
    return bool(found[2]) or "日" in found[0] or "号" in found[0] or found[0].strip() == line.strip()


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _clock(found: "re.Match[str]") -> time | None:
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    return time(hour % 24, minute) if hour <= 24 and minute <= 59 else None


def _one(year: int, month: int, day: int) -> Said:
    return Said((Half(year, month, day),))


def _weekday(text: str) -> int:
    """0 for Monday."""
    if text in "1234567":
        return int(text) - 1
    return 6 if text in "日天" else WEEKDAYS.index(text)


def read_weekday(cell: Cell) -> int | None:
    """五, 周五, 星期五, （五）; None for anything else."""
    text = shown(cell)
    found = WEEKDAY.search(text) or BARE_WEEKDAY.match(text.split("\n")[0])
    return _weekday(found[1]) if found else None
