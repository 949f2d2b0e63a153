"""What the words of a sentence are: dates with their remarks, signs between them, and what happens on them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

NUMERALS = "〇○零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
YEAR = rf"(?:\d{{4}}|[{NUMERALS}]{{4}})"


class Kind(StrEnum):
    """A word's part in its sentence."""

    DATE = "date"
    TO = "to"
    AND = "and"
    COMMA = "comma"
    OFF = "off"
    WORK = "work"
    LEGAL = "legal"
    REST = "rest"
    MOVED = "moved"
    RESUMES = "resumes"
    # 放假时间：, 补班时间：, which stand before their dates.
    OFF_AHEAD = "off_ahead"
    WORK_AHEAD = "work_ahead"
    NOT = "not"
    COUNT = "count"
    TOTAL = "total"
    WITH_WEEKEND = "with_weekend"
    WITHOUT = "without"
    FILLER = "filler"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """`year`, `month` None where they aren't written; `remarks` are what stands in brackets behind a date."""

    kind: Kind
    text: str
    day: int = 0
    month: int | None = None
    year: int | None = None
    remarks: tuple[str, ...] = ()
    count: int = 0


# 号 only behind a month: 令第98号 is no day.
DATE = rf"(?:(?P<year>{YEAR})年)?(?:(?P<month>{NUMBER})月)?(?P<day>{NUMBER})(?:日|(?<=月\d)号|(?<=月\d\d)号)(?!起?电)"
# 10月1-7日, 9月28、29日: the first lacks its 日.
SHORT_DATE = rf"(?:(?P<short_year>{YEAR})年)?(?P<short_month>{NUMBER})月(?P<short_day>\d{{1,2}})(?=[至到\-、和](?:\d{{1,2}})[日号])"
REMARKS = r"(?P<remarks>(?:(?:星期|周|礼拜)[一二三四五六日天](?!末))?(?:\((?![^()]*\d{1,2}[日号])[^()]*\))*)"
PATTERNS = (
    ("date", rf"(?:{DATE}|{SHORT_DATE}){REMARKS}"),
    (Kind.WITHOUT, r"与周末不连休|不与周末连休|不连休|不调休"),
    (Kind.WITH_WEEKEND, r"(?:与|和)(?:周末|双休日|周六、?周日|周六、?日)(?:形成)?连休"),
    (Kind.NOT, r"不(?:再)?(?:放假|休息|补休|上班|调休)|(?:取消|暂停|停止)(?:放假|调休)|(?:除|除去|不含|不包括)(?=\d)"),
    (Kind.OFF_AHEAD, r"(?:放假|假期|休假)(?:时间|日期)(?:安排)?[:为是]*"),
    (Kind.WORK_AHEAD, r"(?:调休|补)?(?:上班|补班)(?:时间|日期)(?:安排)?[:为是]*"),
    (Kind.RESUMES, r"起?(?:恢复|开始)(?:正常)?(?:上班|工作)|起(?:正常)?(?:上班|工作)"),
    (
        Kind.MOVED,
        rf"(?:[两二三四五六]个|{NUMBER}个)?公休日?(?:及[^,。、\d]{{1,4}})?(?:分别)?调(?:休|整)?(?:至|到)|(?:分别)?(?:调(?:休|整)?|移)(?:至|到)",
    ),
    (Kind.LEGAL, r"为[^,。;\d]{0,6}法定(?:节)?假日"),
    (Kind.REST, r"为(?:公休日|周末|双休日)"),
    (Kind.WORK, r"(?:正常|照常|调休|补)?上班|补班|正常工作|照常工作|(?:调整?)?为(?:正常)?工作日"),
    (Kind.OFF, r"放假调休|调休放假|放假公休|放假休息|照常公休|放假|补休|调休|休息|休假|公休(?!日)"),
    (Kind.FILLER, r"两[天日]|起(?=放假|调休|休)"),
    (Kind.TOTAL, rf"(?:一?共|共计|总计|合计|连休|连放)(?P<total>{NUMBER})天"),
    (Kind.COUNT, rf"(?P<count>{NUMBER})天"),
    (Kind.TO, r"至|到|-|直至"),
    (Kind.AND, r"、|以及|和|及(?!早)|与"),
    (Kind.COMMA, r","),
    (
        "filler_too",
        r"全体(?:公民|干部职工|职工)|全(?:县|州|市|区|国|省)|统一|各|均|都|也|[()]|两日|其中[:,]?|即|将|从|自|(?:县|州)?(?:直)?(?:机关|单位)|为",
    ),
    (Kind.OTHER, r"."),
)
SCANNER = re.compile("|".join(f"(?P<is_{name}>{pattern})" for name, pattern in PATTERNS), re.DOTALL)


def tokens(text: str) -> list[Token]:
    """Of one sentence, in order."""
    return [_token(found) for found in SCANNER.finditer(text)]


def _token(found: "re.Match[str]") -> Token:
    name = next(part for part, _ in PATTERNS if found[f"is_{part}"] is not None)
    if name == "date":
        return _date(found)
    if name == "filler_too":
        name = Kind.FILLER
    count = found["total"] or found["count"]
    return Token(Kind(name), found[0], count=number(count) if count else 0)


def _date(found: "re.Match[str]") -> Token:
    year, month = found["year"] or found["short_year"], found["month"] or found["short_month"]
    return Token(
        Kind.DATE,
        found[0],
        day=number(found["day"] or found["short_day"]),
        month=number(month) if month else None,
        year=year_number(year) if year else None,
        remarks=tuple(_remarks(found["remarks"] or "")),
    )


def _remarks(text: str) -> Iterator[str]:
    return (part for part in re.split(r"[(),、]", text) if part)


def number(text: str) -> int:
    """31 and 三十一."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return NUMERALS.index(ones) - 2 if len(ones) == 1 else 0
    return (NUMERALS.index(tens) - 2 if tens else 1) * 10 + (NUMERALS.index(ones) - 2 if ones else 0)


def year_number(text: str) -> int:
    """2026 and 二〇二六."""
    return int(
        "".join(sign if sign.isdecimal() and sign.isascii() else str(max(NUMERALS.index(sign) - 2, 0)) for sign in text)
    )


def weekday_said(remark: str) -> int | None:
    """0 is Monday; None where the remark says something else."""
    found = re.fullmatch(r"(?:星期|周|礼拜)([一二三四五六日天])", remark)
    return WEEKDAYS.index(found[1].replace("天", "日")) if found else None
