"""Whether a notice agrees with itself, with the calendar, with the moon and with the law."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from rostering.calendar.rules.festivals import DAY, SATURDAY
from rostering.calendar.rules.legal import is_statutory, legal_days
from rostering.calendar.rules.notices.findings import Finding
from rostering.calendar.rules.notices.reading import Item, Reading
from rostering.calendar.rules.notices.tokens import Kind

# Six years bring every weekday to every date.
YEARS_TRIED = 6
SEVERAL = 3
# So many of the national holidays make a notice that of the whole year.
WHOLE = 4
FARTHEST_WEEKEND = 4


def is_whole_year(reading: Reading, announced: Iterable[str]) -> bool:
    """Whether the notice arranges the year, not only one holiday of it."""
    national = set(legal_days(reading.year))
    named = {name for item in reading.items for name in item.names}
    return max(len(national & named), len(national & set(announced))) >= WHOLE


def check(reading: Reading, announced: list[str]) -> list[Finding]:
    """In the order of the text, what concerns the whole of it last."""
    if not reading.items:
        return [*reading.findings, Finding("nothing_read")]
    found = [*reading.findings, *_weekdays(reading), *_items(reading), *_days(reading), *_works(reading)]
    found = sorted(found, key=lambda one: one.sentence or 0)
    return [*found, *_whole(reading, announced)]


def _weekdays(reading: Reading) -> Iterator[Finding]:
    wrong = [(place, day, said) for place, day, said in reading.weekdays if day.weekday() != said]
    for year in (reading.year + step for back in range(1, YEARS_TRIED + 1) for step in (-back, back)):
        if len(wrong) >= SEVERAL and all(
            _weekday_in(day, year - reading.year) == said for _, day, said in reading.weekdays
        ):
            yield Finding("weekdays_of_another_year", wrong[0][0], (), {"year": reading.year, "other": year})
            return
    for place, day, said in wrong:
        yield Finding("weekday_wrong", place, (day,), {"said": said})


def _weekday_in(day: date, years: int) -> int | None:
    try:
        return day.replace(year=day.year + years).weekday()
    except ValueError:
        return None


def _items(reading: Reading) -> Iterator[Finding]:
    times = Counter(name for item in reading.items for name in item.names)
    seen: set[str] = set()
    off = {day for item in reading.items for day in item.days(Kind.OFF)}
    for item in reading.items:
        if not item.names:
            yield Finding("nameless", item.sentence)
        for name in item.names:
            if times[name] > 1 and name in seen:
                yield Finding("holiday_twice", item.sentence, (), {"name": name})
            seen.add(name)
            missing = tuple(day for day in legal_days(reading.year).get(name, ()) if day not in off)
            if missing:
                yield Finding("legal_days_missing", item.sentence, missing, {"name": name})
        total = len(item.days(Kind.OFF))
        if item.total and total > item.total:
            days = tuple(sorted(item.days(Kind.OFF)))
            yield Finding("count_wrong", item.sentence, days, {"said": item.total, "counted": total})
        yield from _claims(item, off)


def _claims(item: Item, off: set[date]) -> Iterator[Finding]:
    for one in item.statements:
        if one.kind == Kind.LEGAL and (wrong := tuple(day for day in one.days if not is_statutory(day))):
            yield Finding("not_a_legal_day", one.sentence, wrong)
        if one.kind == Kind.MOVED and (wrong := tuple(day for day in one.days if day not in off)):
            yield Finding("moved_to_a_workday", one.sentence, wrong)


def _days(reading: Reading) -> Iterator[Finding]:
    """A day that is said twice, or off and worked."""
    off_before: set[date] = set()
    worked: set[date] = set()
    all_off = {day for item in reading.items for day in item.days(Kind.OFF)}
    for item in reading.items:
        own: set[date] = set()
        for one in item.statements:
            days = set(one.days)
            if one.kind == Kind.OFF:
                # 其中 says again what the whole run said; days that only overlap are said twice.
                again = days & own if not (days <= own or own <= days) else set()
                if again := again | (days & off_before):
                    yield Finding("off_twice", one.sentence, tuple(sorted(again)))
                own |= days
            if one.kind == Kind.WORK:
                again = (days & worked) | {day for day, times in Counter(one.days).items() if times > 1}
                if again:
                    yield Finding("work_twice", one.sentence, tuple(sorted(again)))
                if both := days & all_off:
                    yield Finding("off_and_work", one.sentence, tuple(sorted(both)))
                worked |= days
        off_before |= own


def _works(reading: Reading) -> Iterator[Finding]:
    off = {day for item in reading.items for day in item.days(Kind.OFF)}
    for item in reading.items:
        if apart := _apart(item):
            yield Finding("off_apart", item.sentence, apart)
        near = _near_weekends(sorted(item.days(Kind.OFF)), off)
        for one in item.statements:
            for day in one.days if one.kind == Kind.WORK else ():
                if doubt := _doubt_of_work(day, off, near):
                    yield Finding(doubt, one.sentence, (day,))


def _doubt_of_work(day: date, off: set[date], near: set[date]) -> str:
    """Empty where nothing speaks against working on `day`; `near` is empty where the holiday has no days off."""
    if day in off:
        return ""
    if day.weekday() < SATURDAY:
        return "works_on_a_workday"
    if day - DAY in off and day + DAY in off:
        return "works_inside_a_holiday"
    return "works_far_away" if near and day not in near else ""


def _near_weekends(own: list[date], off: set[date]) -> set[date]:
    """The nearest weekends before and after a holiday that no holiday takes up."""
    near: set[date] = set()
    for edge, step in ((own[0], -DAY), (own[-1], DAY)) if own else ():
        day = edge
        for _ in range(FARTHEST_WEEKEND * 7):
            day += step
            if day.weekday() >= SATURDAY and day not in off:
                other = day + (DAY if day.weekday() == SATURDAY else -DAY)
                near |= {day, other} - off
                break
    return near


def _apart(item: Item) -> tuple[date, ...]:
    """Days off between which and the first of the holiday there is a day that is worked anyway."""
    own = sorted(item.days(Kind.OFF))
    worked = item.days(Kind.WORK)
    for before, day in pairwise(own):
        between = (before + offset * DAY for offset in range(1, (day - before).days))
        if any(one.weekday() < SATURDAY or one in worked for one in between):
            return tuple(one for one in own if one >= day)
    return ()


def _whole(reading: Reading, announced: list[str]) -> Iterator[Finding]:
    legal = legal_days(reading.year)
    named = {name for item in reading.items for name in item.names}
    if is_whole_year(reading, announced):
        for name in legal:
            if name not in named:
                code = "announced_but_missing" if name in announced else "holiday_missing"
                yield Finding(code, None, legal[name], {"name": name})
    yield from _balance(reading, is_whole=is_whole_year(reading, announced))


def _balance(reading: Reading, *, is_whole: bool) -> Iterator[Finding]:
    """Every weekday off that isn't legal is paid for: by a weekend worked, or by a legal day that fell on one."""
    legal = legal_days(reading.year)
    items = [item for item in reading.items if item.names and all(name in legal for name in item.names)]
    off = {day for item in items for day in item.days(Kind.OFF)}
    days = [day for item in items for name in item.names for day in legal[name] if day in off]
    lent = sum(1 for day in off if day.weekday() < SATURDAY and day not in days)
    owed = len(days) - len({day for day in days if day.weekday() < SATURDAY})
    worked = len({day for item in items for day in item.days(Kind.WORK) if day.weekday() >= SATURDAY})
    if lent > worked + owed:
        yield Finding("works_too_few", None, (), {"lent": lent, "paid": worked + owed})
    # One holiday may pay for another: only over a whole year too many is worth a word.
    if is_whole and worked and lent < worked + owed:
        yield Finding("works_too_many", None, (), {"lent": lent, "paid": worked + owed})
