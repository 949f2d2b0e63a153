"""A notice of days off as pasted: its year, a table of days each with its sentence, and everything that doesn't fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rostering.calendar.rules.festivals import kind_by_weekday
from rostering.calendar.rules.legal import is_statutory, legal_days
from rostering.calendar.rules.notices.checks import check, is_whole_year
from rostering.calendar.rules.notices.findings import Finding, Gravity
from rostering.calendar.rules.notices.heads import TITLE, body_begins, names_in, title_name, years_in
from rostering.calendar.rules.notices.reading import HOLIDAY_WORDS, SIGNED, Item, Reading, read_sentences
from rostering.calendar.rules.notices.text import Sentence, sentences
from rostering.calendar.rules.notices.tokens import Kind, tokens
from rostering.enums import DayKind

NATIONAL_DAY = "国庆节"
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """`sentence` is the place of the sentence that says it."""

    day: date
    kind: DayKind
    name: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Notice:
    """`year` None where the text doesn't say it. `is_whole`: it arranges the year, so that every other day is known too."""

    year: int | None
    sentences: tuple[Sentence, ...]
    days: tuple[NoticeDay, ...]
    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    is_whole: bool

    @property
    def refused(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.gravity == Gravity.REFUSED)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """To be confirmed, each by its key."""
        return tuple(one for one in self.findings if one.gravity == Gravity.DOUBT)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.gravity == Gravity.NOTE)


def read_notice(text: str, *, year: int | None = None) -> Notice:
    """`year` is the reader's answer where the text has none of its own; one that contradicts the text is a finding."""
    parts = sentences(text)
    said = years_in(parts) or _years_of_dates(parts)
    if len(said) > 1 or not (said or year):
        is_dated = any(word.kind == Kind.DATE for part in parts for word in tokens(part.text))
        code = "years_differ" if said else "no_year" if is_dated else "nothing_read"
        words = {"years": "、".join(str(one) for one in said)} if said else {}
        return Notice(None, tuple(parts), (), (Finding(code, None, (), words),), (), is_whole=False)
    meant = said[0] if said else year or 0
    notice = _read(parts, meant)
    if year and year != meant:
        findings = (Finding("years_differ", None, (), {"years": f"{year}、{meant}"}), *notice.findings)
        return Notice(meant, notice.sentences, notice.days, findings, notice.names, notice.is_whole)
    return notice


def _read(parts: list[Sentence], year: int) -> Notice:
    begin = body_begins(parts)
    preamble = [part.text for part in parts[:begin]] or [part.text for part in parts[:1]]
    announced = names_in("".join(preamble)) if begin else []
    reading = read_sentences(parts, begin=begin, year=year, default=title_name(_heading(parts, begin)))
    findings = tuple(_once(check(reading, announced)))
    names = tuple(dict.fromkeys(name for item in reading.items for name in item.names))
    return Notice(year, tuple(parts), table_of(reading), findings, names, is_whole_year(reading, announced))


def _heading(parts: list[Sentence], begin: int) -> list[str]:
    """What stands before the first date."""
    if begin:
        return [part.text for part in parts[:begin]]
    found: list[str] = []
    for part in parts:
        if TITLE.search(part.text):
            found.append(part.text)
            continue
        words = tokens(part.text)
        dated = next((place for place, word in enumerate(words) if word.kind == Kind.DATE), None)
        found.append("".join(word.text for word in words[:dated]))
        if dated is not None:
            break
    return found


def _years_of_dates(parts: Iterable[Sentence]) -> list[int]:
    """Years written at days off; December belongs to the holiday of the year after it."""
    years = {
        word.year + (1 if word.month == DECEMBER and "元旦" in part.text else 0)
        for part in parts
        if HOLIDAY_WORDS.search(part.text) and not SIGNED.match(part.text.rstrip("。"))
        for word in tokens(part.text)
        if word.kind == Kind.DATE and word.year
    }
    return sorted(years)


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    return {one.key: one for one in findings}.values()


def table_of(reading: Reading) -> tuple[NoticeDay, ...]:
    """In the order of the days. A day said to be off and worked is shown as worked; the finding says it."""
    found: dict[date, NoticeDay] = {}
    for item in reading.items:
        for one in item.statements:
            for day in one.days if one.kind in {Kind.OFF, Kind.WORK} else ():
                if one.kind == Kind.WORK or day not in found:
                    found[day] = NoticeDay(day, _kind(day, one.kind), _name(day, item, one.kind), one.sentence)
    return tuple(sorted(found.values(), key=lambda one: one.day))


def _kind(day: date, said: Kind) -> DayKind:
    if said == Kind.WORK:
        is_weekend = kind_by_weekday(day) == DayKind.WEEKEND
        return DayKind.MAKEUP_WORKDAY if is_weekend else DayKind.WORKDAY
    return DayKind.STATUTORY_HOLIDAY if is_statutory(day) else DayKind.HOLIDAY_BRIDGE


def _name(day: date, item: Item, said: Kind) -> str:
    """Of combined holidays the legal day has its own name, everything else is National Day's, as calendars print it."""
    legal: Mapping[str, tuple[date, ...]] = legal_days(day.year)
    if len(item.names) < 2 or said == Kind.WORK:
        return NATIONAL_DAY if NATIONAL_DAY in item.names else "".join(item.names[:1])
    if NATIONAL_DAY in item.names and day == legal[NATIONAL_DAY][0]:
        return NATIONAL_DAY
    own = next((name for name in item.names if name != NATIONAL_DAY and day in legal.get(name, ())), None)
    return own or (NATIONAL_DAY if NATIONAL_DAY in item.names else item.names[0])
