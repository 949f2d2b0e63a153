"""Days as offices write them: 6月19日（星期五）, 6.19, 19日, 19-21日, serial numbers, with what surrounds them said beside.

`read_days` says what one cell may mean; `DayLine` puts cells of one table in order, fills in months and years from what
stands before, and names what doesn't fit: a weekday, the order, a year nobody wrote.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from units.imports.rules.layouts.grids import DOUBT, NOTE, WRONG, Mark, shown
from units.spelling.cells import EXCEL_DAYS, EXCEL_EPOCH, Cell

ONE_DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"
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
# Where days and hours stood, while the rest is looked at.
DAY_HERE, HOUR_HERE = "\x00", "\x01"
FESTIVALS = re.compile(
    r"元旦|除夕|春节|清明|劳动|五一|端午|中秋|国庆|十一|初[一二三四五六七八九十]|正月|腊月|廿?[一二三四五六七八九十]+|假期?|节日?|当天|前夕|调休|上班|班|休|周末|双休|农历|法定|工作日"
)
LONGEST_RUN = 31
# From the 30th to the 1st is a new month, from the 21st to the 19th is none.
FARTHEST_WRAP = 15
# A roster is made a year ahead at most, and kept from the years before; what lies beyond is a slip of the year.
FARTHEST_AHEAD, FARTHEST_BACK = timedelta(days=550), timedelta(days=366 * 15)
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


def _of_text(text: str) -> Said:
    line = text.replace("\n", " ").strip()
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


@dataclass(slots=True)
class Setting:
    """What is known about the days of a table before any of its cells is read."""

    years: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None
    month: int | None = None
    holiday: str = ""
    today: date | None = None

    @property
    def begins_the_year(self) -> bool:
        """元旦 and 春节 of a year may begin in December of the one before."""
        return self.holiday in ("元旦", "春节", "除夕")


@dataclass(slots=True)
class DayLine:
    """The days of one table in the order they are met."""

    setting: Setting
    before: date | None = None
    seen: list[date] = field(default_factory=list)

    def resolve(self, said: Said) -> tuple[tuple[date, ...], tuple[Mark, ...]]:
        """The days of a cell and what is doubtful about them. No days: the cell can't be taken."""
        marks: list[Mark] = []
        days: list[date] = []
        for half in said.halves:
            day = self._day(half, days[-1] if days else self.before, marks)
            if day is None:
                return (), tuple(marks)
            days.append(day)
        if said.is_run:
            days = self._run(said, days, marks)
            if not days:
                return (), tuple(marks)
        marks += self._against(days, said.weekdays if len(days) == 1 or len(said.weekdays) == len(days) else ())
        self.before = days[-1]
        self.seen += days
        return tuple(days), tuple(marks)

    def _run(self, said: Said, days: list[date], marks: list[Mark]) -> list[date]:
        """6月19日8:00至20日8:00 is one duty; 19-21日 are three days."""
        first, last = days
        span = (last - first).days
        if said.begins and said.ends and span <= 1:
            return [first]
        if not 0 <= span < LONGEST_RUN:
            marks.append(Mark("days_inverted", WRONG))
            return []
        return [first + ONE_DAY * number for number in range(span + 1)]

    def _day(self, half: Half, before: date | None, marks: list[Mark]) -> date | None:
        if half.maybe is not None:
            return self._of_two(half, before, marks)
        month = half.month
        if month is None:
            month = self._month(half.day, before, marks)
            if month is None:
                marks.append(Mark("month_missing", WRONG))
                return None
        year = half.year if half.year is not None else self._year(month, before, half.day, marks)
        day = _checked(year, month, half.day)
        if day is None:
            marks.append(Mark("no_such_day", WRONG))
        elif half.year is not None and self.setting.years and not self._is_near(day):
            marks.append(Mark("year_differs", DOUBT, {"year": self.setting.years[0]}))
        return day

    def _of_two(self, half: Half, before: date | None, marks: list[Mark]) -> date | None:
        """6.2 as a number: whichever follows the day before or lies in the range, else it can't be told."""
        options = []
        for number in (half.day, half.maybe or 0):
            day = _checked(self._year(half.month or 0, before, number, []), half.month or 0, number)
            if day is not None and self._fits(day, before):
                options.append(day)
        if len(options) == 1:
            # In the range of the title only one of the two can be meant.
            sure = self.setting.first is not None
            marks.append(Mark("zero_lost", NOTE if sure else DOUBT, {"day": str(options[0])}))
            return options[0]
        marks.append(Mark("day_of_two", WRONG, {"one": half.day, "other": half.maybe}))
        return None

    def _fits(self, day: date, before: date | None) -> bool:
        first, last = self.setting.first, self.setting.last
        if first and last:
            return first <= day <= last
        return before is not None and 0 <= (day - before).days <= 1

    def _month(self, number: int, before: date | None, marks: list[Mark]) -> int | None:
        if before is not None:
            return self._month_after(number, before, marks)
        first, last = self.setting.first, self.setting.last
        if first and last and first.month == last.month:
            return first.month
        if first and last:
            return first.month if number >= first.day else last.month
        return self.setting.month

    def _month_after(self, number: int, before: date, marks: list[Mark]) -> int:
        """A smaller number begins the next month, unless it is a day that was met already."""
        first, last = self.setting.first, self.setting.last
        if first and last:
            inside = [day for month in (first, last) if (day := _checked(month.year, month.month, number)) and first <= day <= last]
            if len(set(inside)) == 1:
                return inside[0].month
        if number >= before.day or _checked(before.year, before.month, number) in self.seen:
            return before.month
        if before.day - number <= FARTHEST_WRAP:
            marks.append(Mark("month_guessed", DOUBT, {"month": before.month}))
            return before.month
        return before.month % 12 + 1

    def _year(self, month: int, before: date | None, number: int, marks: list[Mark]) -> int:
        first, last = self.setting.first, self.setting.last
        if first and last:
            for year in sorted({first.year, last.year}):
                day = _checked(year, month, number)
                if day and first <= day <= last:
                    return year
        if before is not None and not marks:
            return before.year + (1 if month < before.month - 6 else -1 if month > before.month + 6 else 0)
        if self.setting.years:
            year = self.setting.years[0]
            return year - 1 if self.setting.begins_the_year and month >= 11 else year
        today = self.setting.today or date.min
        marks.append(Mark("year_guessed"))
        near = [day for by in (-1, 0, 1) if (day := _checked(today.year + by, month, number))]
        return min(near, key=lambda day: abs(day - today)).year if near else today.year

    def _is_near(self, day: date) -> bool:
        return any(abs((day - date(year, 7, 1)).days) <= 185 + 31 for year in self.setting.years)

    def _against(self, days: Sequence[date], weekdays: Sequence[int]) -> list[Mark]:
        marks = [
            Mark("weekday_differs", DOUBT, {"day": str(day), "is": WEEKDAYS[day.weekday()], "said": WEEKDAYS[said]})
            for day, said in zip(days, weekdays, strict=False)
            if day.weekday() != said
        ]
        today = self.setting.today
        if today and any(not today - FARTHEST_BACK <= day <= today + FARTHEST_AHEAD for day in days):
            marks.append(Mark("day_far"))
        first, last = self.setting.first, self.setting.last
        if first and last and any(not first <= day <= last for day in days):
            marks.append(Mark("day_outside", DOUBT, {"first": str(first), "last": str(last)}))
        return marks


def _checked(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1990 <= year <= 2099 else None


def order_marks(days: Sequence[date]) -> dict[int, Mark]:
    """Of the days of a table, each once and as they follow: what breaks the order or the step. By position."""
    found: dict[int, Mark] = {}
    steps = [(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)]
    for number, step in enumerate(steps):
        if step <= 0:
            found[number] = found[number + 1] = Mark("day_out_of_order")
    odd = [number for number, step in enumerate(steps) if step != 1]
    if len(odd) == 1 and len(steps) > 1 and steps[odd[0]] > 1:
        for number in (odd[0], odd[0] + 1):
            found.setdefault(number, Mark("day_gap", DOUBT, {"before": str(days[odd[0]]), "after": str(days[odd[0] + 1])}))
    return found
