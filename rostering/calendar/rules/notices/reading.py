"""Sentences become statements: which days are off, worked, legal, moved; what cannot be read is said, never guessed."""

import re
from dataclasses import dataclass, field
from datetime import date

from rostering.calendar.rules.festivals import SATURDAY
from rostering.calendar.rules.legal import run_of
from rostering.calendar.rules.notices.findings import Finding
from rostering.calendar.rules.notices.heads import TITLE, head_of
from rostering.calendar.rules.notices.moon import fits, moon_text
from rostering.calendar.rules.notices.text import Sentence
from rostering.calendar.rules.notices.tokens import Kind, Token, tokens, weekday_said

JOINS = frozenset({Kind.TO, Kind.AND, Kind.COMMA})
COUNTS = frozenset({Kind.COUNT, Kind.TOTAL})
AHEAD = {Kind.OFF_AHEAD: Kind.OFF, Kind.WORK_AHEAD: Kind.WORK}
SAYS = frozenset({Kind.OFF, Kind.WORK, Kind.LEGAL, Kind.REST, Kind.MOVED})
HOLIDAY_WORDS = re.compile(r"放假|上班|调休|补休|连休|休息|公休")
ENCOURAGES = re.compile(r"^(?:\(?[一二三四五六七八九十\d]+[、.)])?(?:鼓励|提倡|倡导)|鼓励各单位")
SIGNED = re.compile(
    r"^[^\d,]{0,60}\d{4}年\d{1,2}月\d{1,2}日(?:印发|发布)?$|^[^\d,]{0,60}[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]+月[一二三四五六七八九十]+日(?:印发)?$"
)
DEADLINE = re.compile(r"日[前后]|[以之]前|截止|报送|印发")
DECEMBER = 12
# Monday, Friday, and the weekend itself.
BESIDE_WEEKEND = frozenset({0, 4, 5, 6})
LONGEST_RUN = 40


@dataclass(frozen=True, slots=True)
class Statement:
    """`kind` of some days as one clause says it."""

    sentence: int
    kind: Kind
    days: tuple[date, ...]


@dataclass(slots=True)
class Item:
    """A holiday with all that the notice says of it; combined holidays are one item."""

    names: tuple[str, ...]
    sentence: int
    statements: list[Statement] = field(default_factory=list)
    total: int | None = None

    def days(self, kind: Kind) -> set[date]:
        return {day for one in self.statements if one.kind == kind for day in one.days}

    @property
    def main(self) -> tuple[date, date] | None:
        """The first run of days off it says."""
        off = next((one.days for one in self.statements if one.kind == Kind.OFF), None)
        return (off[0], off[-1]) if off else None


@dataclass(slots=True)
class Reading:
    """What has been read so far of a notice for `year`."""

    year: int
    items: list[Item] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # Every weekday that the text gives to a date, for telling that they are those of another year.
    weekdays: list[tuple[int, date, int]] = field(default_factory=list)


def read_sentences(sentences: list[Sentence], *, begin: int, year: int, default: str) -> Reading:
    """Every sentence from `begin` on; `default` names the holiday where the text has none of its own."""
    reading = Reading(year)
    for place in range(begin, len(sentences)):
        text = sentences[place].text
        names = head_of(text)
        if names:
            reading.items.append(Item(names, place))
        if ENCOURAGES.search(text) or TITLE.search(text) or SIGNED.match(text.rstrip("。")):
            continue
        said = tokens(text)
        if any(token.kind == Kind.DATE for token in said):
            if not reading.items:
                reading.items.append(Item((default,) if default else (), place))
            _Clauses(reading, place, text).read(said)
    reading.items = [item for item in reading.items if item.statements]
    return reading


class _Clauses:
    """Reads one sentence, word by word: dates gather until a word says what happens on them."""

    def __init__(self, reading: Reading, place: int, text: str) -> None:
        self.reading, self.place, self.text = reading, place, text
        self.item = reading.items[-1]
        self.month: int | None = None
        self.dates: list[date] = []
        self.joins: Kind | None = None
        self.is_moved_to = False
        # What 放假时间： said of the dates to come.
        self.ahead: Kind | None = None
        # Between the dates and what is said of them stands a word that this reader doesn't know.
        self.is_strange = False
        self.is_unread = False
        self.off: set[date] = set()
        self.latest: Statement | None = None
        self.counts: list[Token] = []

    def read(self, said: list[Token]) -> None:
        for token in said:
            self._take(token)
        self._close_move()
        self._close_ahead()
        self._drop_dates()
        if self.is_unread:
            self._find("unread", place=self.place)

    def _take(self, token: Token) -> None:
        if token.kind == Kind.DATE:
            self._date(token)
        elif token.kind in SAYS:
            self._say(token.kind)
        elif token.kind in JOINS:
            self._join(token.kind)
        elif token.kind in COUNTS:
            self._count(token)
        elif token.kind == Kind.WITH_WEEKEND:
            self._beside_weekend()
        else:
            self._other(token)

    def _join(self, kind: Kind) -> None:
        if kind == Kind.COMMA:
            self._close_move()
            self._close_ahead()
        self.joins = kind

    def _count(self, token: Token) -> None:
        self._close_ahead()
        self.counts.append(token)
        if not self.dates:
            self._check_counts()

    def _other(self, token: Token) -> None:
        if token.kind == Kind.RESUMES:
            self._resume()
        elif token.kind in AHEAD:
            self._drop_dates()
            self.ahead = AHEAD[token.kind]
        elif token.kind == Kind.NOT:
            self.is_unread = True
            self.dates.clear()
        elif token.kind == Kind.OTHER and self.dates and token.text not in "。;:!":
            self.is_strange = True

    def _resume(self) -> None:
        """10月8日起正常上班 only says that the holiday is over; on a weekend it is a day that is worked."""
        last = self.dates.pop() if self.dates else None
        if last is not None and last.weekday() >= SATURDAY:
            rest, self.dates = self.dates, [last]
            self._state(Kind.WORK)
            self.dates = rest

    def _close_ahead(self) -> None:
        if self.ahead and self.dates and not self.is_strange:
            self._state(self.ahead)

    def _drop_dates(self) -> None:
        """Dates of which nothing is said: a deadline in a sentence about something else is none of a calendar's business."""
        is_deadline = DEADLINE.search(self.text) and not HOLIDAY_WORDS.search(self.text)
        self.is_unread = self.is_unread or (bool(self.dates) and not is_deadline)
        self.dates = []
        self.is_strange = False

    def _date(self, token: Token) -> None:
        if self.is_strange:
            self._drop_dates()
        day = self._resolve(token)
        if day is not None:
            self._check_remarks(day, token)
            if self.joins != Kind.TO:
                self.dates.append(day)
            elif self.dates:
                self._run_to(self.dates.pop(), day)
            elif self.latest and self.latest.kind == Kind.OFF and len(self.latest.days) == 1:
                # 自10月1日起放假至7日: the end comes after the word.
                self.item.statements.remove(self.latest)
                self._run_to(self.latest.days[0], day)
                self._say(Kind.OFF)
            else:
                self.is_unread = True
        self.joins = None

    def _run_to(self, first: date, last: date) -> None:
        if first < last and (last - first).days <= LONGEST_RUN:
            self.dates.extend(run_of(first, last))
        else:
            self._find("ends_before_it_begins", days=(first, last))

    def _resolve(self, token: Token) -> date | None:
        month = token.month or self._month_of(token.day)
        year = token.year or self._year_of(month or 0)
        try:
            day = date(year, month or 0, token.day)
        except ValueError:
            self._find("impossible_date", said=token.text.split("(")[0])
            return None
        self.month = month
        is_before = year == self.reading.year - 1 and month == DECEMBER
        if year != self.reading.year and not is_before:
            self._find("other_year", days=(day,), year=self.reading.year)
        return day

    def _month_of(self, number: int) -> int | None:
        """Of a day written without its month: the one said just before it, else the one within the holiday."""
        if self.joins in {Kind.TO, Kind.AND} and self.dates:
            return self.dates[-1].month
        main = self.item.main
        fitting = {day.month for day in run_of(*main) if day.day == number} if main else set()
        if len(fitting) == 1:
            return fitting.pop()
        return self.month or (main[0].month if main else None)

    def _year_of(self, month: int) -> int:
        """Of a month written without its year: December of New Year's Day is of the year before."""
        is_before = month == DECEMBER and "元旦" in self.item.names
        return self.reading.year - 1 if is_before else self.reading.year

    def _check_remarks(self, day: date, token: Token) -> None:
        for remark in token.remarks:
            said = weekday_said(remark)
            if said is not None:
                self.reading.weekdays.append((self.place, day, said))
                continue
            parts = re.split("[至到]", remark.removeprefix("即"))
            ends = (self.dates[-1], day) if len(parts) == 2 and self.dates else (day, day)
            for end, part in zip(ends, parts, strict=False):
                # 3月30日、31日(农历三月初三、初四): each remark is of one of them.
                if fits(end, part) is False and not any(fits(other, part) for other in self.dates):
                    self._find("moon_wrong", days=(end,), said=part, moon=moon_text(end))

    def _say(self, kind: Kind) -> None:
        if self.is_strange:
            self._drop_dates()
        if kind == Kind.MOVED:
            self.dates = []
            self.is_moved_to = True
            return
        self._close_move()
        self.ahead = None
        if self.dates:
            self._state(kind)
        if kind == Kind.OFF and self.off:
            self._check_counts()

    def _close_move(self) -> None:
        if self.is_moved_to and self.dates:
            self._state(Kind.MOVED)
            self.is_moved_to = False

    def _state(self, kind: Kind) -> None:
        self.latest = Statement(self.place, kind, tuple(self.dates))
        self.dates = []
        self.item.statements.append(self.latest)
        if kind == Kind.OFF:
            self.off |= set(self.latest.days)

    def _check_counts(self) -> None:
        """放假1天 counts what was said last, 共7天 the sentence."""
        if not self.latest or self.latest.kind != Kind.OFF:
            return
        for token in self.counts:
            counted = len(self.off) if token.kind == Kind.TOTAL else len(set(self.latest.days))
            if token.count != counted:
                self._find("count_wrong", days=tuple(sorted(self.off)), said=token.count, counted=counted)
            if token.kind == Kind.TOTAL:
                self.item.total = max(self.item.total or 0, token.count)
        self.counts = []

    def _beside_weekend(self) -> None:
        if self.off and not any(day.weekday() in BESIDE_WEEKEND for day in self.off):
            self._find("no_weekend_beside", days=tuple(sorted(self.off)))

    def _find(self, code: str, *, days: tuple[date, ...] = (), **words: str | int) -> None:
        self.reading.findings.append(Finding(code, self.place, days, words))
