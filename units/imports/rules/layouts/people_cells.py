"""Who a cell names: 张三 局长 13800000000 · 张三（138…）、李四 · 带班：张三 值班：李四 · 同上 · 待定.

Nothing is thrown away silently: what can't be told apart is marked.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from units.imports.rules.layouts.day_texts import PART, PART_OF, read_days, read_weekday
from units.imports.rules.layouts.grids import DOUBT, NOTE, WRONG, Mark
from units.imports.rules.layouts.heads import BRACKETS, Meaning, bare, label_role
from units.spelling.names import HAN, tidy_name
from units.spelling.no_names import NoName, check_name, several_by_blank
from units.spelling.phones import mobile_number, phone_number
from units.spelling.surnames import looks_like_name

SAME = {"同上", "同前", "〃", '"', "“", "”", "″", "''", "同", "上同", "〞", "“”", '""'}
VACANT = {
    "待定", "未定", "待补", "待补充", "待报", "待安排", "待确定", "空", "空缺", "空岗", "缺", "暂缺", "无", "暂无", "无人", "-", "—",
    "——", "/", "／", "\\", "×", "－", "待通知", "暂未安排", "未安排", "待明确", "、", "--", "待填", "(空)", "暂空", "暂定", "?", "？",
}  # fmt: skip
# A mobile with its usual blanks and dashes, as well masked; a line with area code; a short number after another one.
NUMBER = re.compile(
    r"(?:\+?86[\s-]?)?(?<!\d)1[3-9](?:[\s-]{0,2}\d){9}(?!\d)|(?<!\d)1\d{2}\*{4}\d{4}(?!\d)"
    r"|(?<!\d)(?:[(（]0\d{2,3}[)）]|0\d{2,3})[\s-]?\d{7,8}(?:\s?(?:-|转|分机)\s?\d{1,6})?(?!\d)"
    r"|(?<!\d)[2-9]\d{6,7}\s?(?:-|转|分机)\s?\d{1,6}(?!\d)|(?<!\d)[2-9]\d{4,7}(?!\d)",
    re.ASCII,
)
ANY_DIGITS = re.compile(r"\+?\d[\d\s\-*]{3,}\d", re.ASCII)
LABEL = re.compile(r"(?:^|(?<=[\s,，;；、\n。]))([^\s:：,，;；、\d]{1,8})[:：]")
TITLE = re.compile(
    r"(?:党(?:组|委|总支|支部)|县委|县政府|政府|常务|局|办|科|股|站|所|中心|政协|人大|纪检|工会|第一|一级|二级|三级|四级|机关|综合|办公室)*"
    r"(?:副)?(?:局长|主任|书记|县长|镇长|乡长|部长|科长|股长|所长|队长|站长|院长|校长|处长|主席|主任科员|调研员|科员|干部|组长|常委|"
    r"委员|成员|秘书长|主管|负责人|干事|秘书|大队长|支队长|中队长|指导员|教导员|政委|行长|总经理|经理|工程师|会计|出纳|文员|司机|巡视员|"
    r"辅警|民警|警员|社长|馆长|台长|理事长|园长|班子成员|工作人员|职工|办事员|同志|老师)"
)
HEAD_TITLE = re.compile(TITLE.pattern + r"(?:[、/兼]" + TITLE.pattern + r")*")
BETWEEN = re.compile(r"[、，,;；/／|\n]+|(?<=[\u4e00-\u9fff])\s*[及和与]\s*(?=[\u4e00-\u9fff]{2,})")
REMEMBERED = 20_000
# Ranges that are whole: no library has to be asked of them.
USUAL_MOBILE = re.compile(r"1(?:[38]\d|[59][0-35-9])\d{8}", re.ASCII)
SHIFTS = {"白": "day", "昼": "day", "早": "day", "夜": "night", "晚": "night"}
PHONE_HERE = "\x02"
NUMBERED = re.compile(r"^(?:\d{1,2}\s*[.、)）]|[①-⑳])\s*(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a cell names them; `phone` normalised, "" where the cell has none. `label`: what stood before, 带班：."""

    name: str = ""
    phone: str = ""
    position: str = ""
    note: str = ""
    label: Meaning | None = None
    part: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of people says: several, nobody yet, or the same as above."""

    people: tuple[Named, ...] = ()
    is_vacant: bool = False
    is_same: bool = False


def says_nobody(text: str) -> bool:
    """待定, 同上 and the like: a word instead of somebody or something."""
    line = text.strip()
    return line in SAME or line in VACANT or line.strip("()（） ") in SAME


# The same people stand in a roster again and again.
@lru_cache(maxsize=REMEMBERED)
def read_people(text: str) -> Cell:
    """`text` as `shown`. Empty text is an empty Cell, which says nothing at all."""
    line = text.strip()
    if not line:
        return Cell()
    if line.strip("()（） ") in SAME or line in SAME:
        return Cell(is_same=True)
    if line in VACANT or tidy_name(line).strip("()（）") in VACANT:
        return Cell(is_vacant=True)
    people: list[Named] = []
    for label, segment in _segments(line):
        if segment.strip() in VACANT:
            continue
        people += [replace(one, label=label or one.label) for one in _segment(segment)]
    return Cell(tuple(people), is_vacant=not people)


def _segments(line: str) -> list[tuple[Meaning | None, str]]:
    """带班：张三 值班：李四 in its parts; one without a label for any other cell."""
    found = [(one, label_role(one[1])) for one in LABEL.finditer(line)]
    labelled = [(one, meaning) for one, meaning in found if meaning]
    if not labelled:
        return [(None, line)]
    parts: list[tuple[Meaning | None, str]] = []
    before = line[: labelled[0][0].start()].strip(" 、,，;；")
    if before:
        parts.append((None, before))
    for number, (one, meaning) in enumerate(labelled):
        end = labelled[number + 1][0].start() if number + 1 < len(labelled) else len(line)
        parts.append((meaning, line[one.end() : end].strip(" 、,，;；\n")))
    return parts


def _segment(text: str) -> list[Named]:
    numbers: list[str] = []

    def keep(found: "re.Match[str]") -> str:
        numbers.append(found[0])
        return f"{PHONE_HERE}{len(numbers) - 1}{PHONE_HERE}"

    line = NUMBER.sub(keep, text)
    line = ANY_DIGITS.sub(keep, line) if not _is_day_like(line) else line
    people: list[Named] = []
    for chunk in _chunks(line):
        people += _chunk(chunk, numbers, people)
    return people


def _is_day_like(line: str) -> bool:
    return bool(re.search(r"\d{1,2}:\d{2}", line))


def _chunks(line: str) -> list[str]:
    """One person each, as far as separators and numbers tell; what stands in brackets stays with its person."""
    holes: list[str] = []

    def hide(found: "re.Match[str]") -> str:
        holes.append(found[0])
        return f"\x03{len(holes) - 1}\x03"

    covered = BRACKETS.sub(hide, line)
    # A number ends what is said of one person, unless another number or a bracket follows it.
    covered = re.sub(rf"({PHONE_HERE}\d+{PHONE_HERE})(?=\s*[^\s{PHONE_HERE}\x03/／、,，;；(（])", r"\1\n", covered)
    covered = re.sub(r"(\x03\d+\x03)(?=\s+[\u4e00-\u9fff])", r"\1\n", covered)
    covered = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=\d{1,2}[.、]\s*[\u4e00-\u9fff])", "\n", covered)
    parts = BETWEEN.split(covered)
    return [re.sub(r"\x03(\d+)\x03", lambda one: holes[int(one[1])], part).strip() for part in parts if part.strip()]


def _chunk(chunk: str, numbers: list[str], before: list[Named]) -> list[Named]:
    """The person of a chunk. One of numbers alone belongs to the person before."""
    phones = [numbers[int(at)] for at in re.findall(rf"{PHONE_HERE}(\d+){PHONE_HERE}", chunk)]
    words = re.sub(rf"{PHONE_HERE}\d+{PHONE_HERE}", " ", chunk)
    words = re.sub(r"(?:手机|电话|联系电话|tel|短号)\s*[:：]?|[:：]", " ", words, flags=re.IGNORECASE)
    inner = [part.strip() for part in BRACKETS.findall(words) if part.strip()]
    outer = re.sub(r"[(（\[【)）\]】]", " ", BRACKETS.sub(" ", words)).strip(" .。*＊-—")
    outer = NUMBERED.sub("", outer)
    phone, marks = _phone(phones)
    if not outer and not inner:
        if before and phones:
            last = before.pop()
            return [_with_phones(last, phone, marks)]
        return [Named(phone=phone, marks=(*marks, Mark("name_missing", WRONG)))] if phones else []
    if before and not before[-1].phone and HEAD_TITLE.fullmatch(tidy_name(outer)):
        # 张三、党组成员、副局长 138…: titles of the person before.
        last = before.pop()
        position = "、".join(filter(None, (last.position, tidy_name(outer))))
        return [_with_phones(replace(last, position=position), phone, marks)]
    found = _words(outer, inner)
    if phone or marks:
        if len(found) > 1:
            marks = (*marks, Mark("phone_of_several"))
        found[-1] = replace(found[-1], phone=phone, marks=(*found[-1].marks, *marks))
    return found


def _with_phones(person: Named, phone: str, marks: tuple[Mark, ...]) -> Named:
    if not person.phone:
        return replace(person, phone=phone, marks=(*person.marks, *marks))
    return replace(person, marks=(*person.marks, Mark("second_phone", NOTE, {"value": phone})))


def _phone(phones: list[str]) -> tuple[str, tuple[Mark, ...]]:
    """The first mobile of several, else the first number at all."""
    if not phones:
        return "", ()
    read = [read_phone(one) for one in phones]
    good = [number for number, _marks in read if number]
    if not good:
        return "", (Mark("bad_phone", DOUBT, {"value": phones[0]}),)
    first = next((number for number in good if len(number) == 11 and number[0] == "1"), good[0])
    others = [one for one, (number, _marks) in zip(phones, read, strict=True) if number != first]
    return first, tuple(Mark("second_phone", NOTE, {"value": other}) for other in others)


@lru_cache(maxsize=REMEMBERED)
def read_phone(text: str) -> tuple[str, tuple[Mark, ...]]:
    """One number in its one spelling; masked ones stay as they are."""
    bare_text = re.sub(r"[\s-]", "", text)
    is_cut = re.fullmatch(r"1\d{6,}", bare_text, re.ASCII) and len(bare_text) != 11
    if is_cut or re.fullmatch(r"[2-9]\d{8,9}", text.replace(" ", ""), re.ASCII):
        # A mobile that has lost or won a digit would pass as some other number.
        return "", (Mark("bad_phone", DOUBT, {"value": text[:40]}),)
    if re.fullmatch(r"1\d{2}\*{4}\d{4}", bare_text):
        return bare_text, ()
    if USUAL_MOBILE.fullmatch(bare_text):
        return bare_text, ()
    number = mobile_number(text) or phone_number(text)
    return (number, ()) if number else ("", (Mark("bad_phone", DOUBT, {"value": text[:40]}),))


def _words(outer: str, inner: list[str]) -> list[Named]:
    """Name, position and remarks of one chunk; several people where blanks stand between whole names."""
    people = several_by_blank(outer)
    if len(people) > 1 and not any(HEAD_TITLE.fullmatch(one) for one in people):
        return [_one(name, []) for name in people[:-1]] + [_one(people[-1], inner)]
    return [_one(outer, inner)]


def _one(outer: str, inner: list[str]) -> Named:
    words = outer.split()
    titles = [word for word in words if HEAD_TITLE.fullmatch(word) and len(words) > 1]
    rest = tidy_name(" ".join(word for word in words if word not in titles))
    position = "、".join(titles)
    notes, part, label, marks = [], "", None, list[Mark]()
    rest, part = _without_part(rest)
    rest = _without_role(rest, words)
    name, title = _without_title(rest)
    position = position or title
    for text in inner:
        if PART.fullmatch(text) or (PART.search(text) and not HAN.search(PART.sub("", text))):
            part = part or PART_OF[PART.search(text)[0]]  # type: ignore[index]  # it has just been found
        elif text in SHIFTS:
            part = part or SHIFTS[text]
        elif (said := label_role(text)) is not None:
            label = said
        elif HEAD_TITLE.fullmatch(tidy_name(text)) and not position:
            position = tidy_name(text)
        elif not name and text:
            name = tidy_name(text)
        else:
            notes.append(text)
            marks.append(Mark("name_has_mark", DOUBT, {"value": f"{name}（{text}）", "suggestion": name}))
    return Named(
        name, position=position, note="、".join(notes), label=label, part=part, marks=(*marks, *name_marks(name))
    )


def _without_role(rest: str, words: list[str]) -> str:
    """带班领导 张三: the first word only says what they do."""
    if len(words) > 1 and label_role(words[0]) and rest.startswith(words[0]):
        return rest.removeprefix(words[0])
    return rest


def _without_part(text: str) -> tuple[str, str]:
    found = PART.search(text)
    if found is None or (text == found[0] and len(text) < 2):
        return text, ""
    rest = (text[: found.start()] + text[found.end() :]).strip(" -—")
    return rest, PART_OF[found[0]]


def _without_title(text: str) -> tuple[str, str]:
    """张三局长, 局长张三; a name that only ends like a title stays whole."""
    for found in HEAD_TITLE.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        for name in (before, after):
            if name and not (before and after) and looks_like_name(name):
                return name, found[0]
    for cut in (2, 3, 4):
        # 欧阳小明副局长: a title that runs into the name's last character is found from its own beginning.
        name, title = text[:cut], text[cut:]
        if title and looks_like_name(name) and HEAD_TITLE.fullmatch(title):
            return name, title
    return text, ""


def name_marks(name: str) -> tuple[Mark, ...]:
    """What speaks against its being a name."""
    if not name:
        return (Mark("name_missing", WRONG),)
    if read_weekday(name) is not None or name in PART_OF or read_days(name).is_day:
        return (Mark("name_is_placeholder", WRONG, {"value": name[:40], "suggestion": ""}),)
    try:
        check_name(name)
    except NoName as error:
        return (Mark(error.code, WRONG, {"value": name[:40], "suggestion": error.suggestion}),)
    if bare(name) and label_role(name):
        return (Mark("name_is_role", WRONG, {"value": name[:40], "suggestion": ""}),)
    if len(name) == 1 or (len(name) > 4 and "·" not in name and HAN.search(name)):
        return (Mark("name_odd", DOUBT, {"value": name[:40]}),)
    return ()
