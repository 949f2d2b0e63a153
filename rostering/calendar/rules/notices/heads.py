"""What a notice is about: its year, the holidays it announces, and the holiday a sentence belongs to."""

import re
from collections.abc import Iterable

from rostering.calendar.rules.festivals import NOTICE_NAMES
from rostering.calendar.rules.notices.text import NUMBERED, Sentence
from rostering.calendar.rules.notices.tokens import NUMBER, YEAR, year_number

A_NATIONAL = r"(?:元旦|新年|春节|清明节?|五一国际劳动节|国际劳动节|五一劳动节|劳动节|五一|端午节?|中秋节?|十一国庆节|国庆节?|十一(?![月日、.]))"
NATIONALS = re.compile(A_NATIONAL)
NAMES = re.compile(rf"{A_NATIONAL}节?(?:(?:[、,和及]|暨){A_NATIONAL}节?)*(?:假期|放假|期间|节日)?(?:安排|时间)?")
# 抗战胜利70周年纪念日 has a short name in every calendar.
SHORT_NAMES = (("抗日战争", "抗战胜利纪念日"), ("抗战", "抗战胜利纪念日"))
LONGEST_NAME = 20
BEGINS_BODY = re.compile(r"(?:通知|安排|公告|明确|调整|规定)?(?:通知|公布|公告|安排)?如下")
YEARS = re.compile(
    rf"({YEAR})年(?:度)?(?:的)?(?:国家|全国|全县|我县|我州|我市|本县)?(?:法定|部分)?(?:节假日|节日|假期|放假|{A_NATIONAL})"
)
TITLE_YEARS = re.compile(rf"(?:关于|现将|将|调整|延长)(?:我[县州市区]|全[县州市区])?({YEAR})年(?!{NUMBER}月)")
BEGINS_WITH = re.compile(rf"({YEAR})年(?!{NUMBER}月)")
WHOLE_YEAR = re.compile(r"部分节假日|节假日(?:放假)?安排")
TITLE_NAME = re.compile(
    rf"(?:关于|做好|调整|延长)(?:调整|延长|做好)?(?:我[县州市区]|全[县州市区])?(?:{YEAR}年)?(?:{NUMBER}月{NUMBER}日)?(?P<name>[^,。;:()]{{2,40}}?)(?:期间)?(?:调休|放假|假期|假日|节假日)"
)
HEAD = re.compile(
    rf"^(?:{NUMBERED})?+(?:{YEAR}年(?!{NUMBER}月))?+(?P<name>[^\d,:;]{{2,{LONGEST_NAME}}}?)(?:期间|假期|放假)?(?::|(?={YEAR}年\d|\d{{1,2}}月|从|自|全|本|农历))"
)
PREFIX = re.compile(r"^(?:我|本|全)[县州市区]的?|^(?:今年|节日)")
TITLE = re.compile(r"关于.{2,60}(?:的)?(?:通知|公告|函)$")
NO_NAME = re.compile(
    r"关于|定于|决定|其中|如下|安排|通知|鼓励|各|要|将|为|根据|经|期间|单位|即|具体|时间|本|共|放假|上班|调休|补休|以下|请|并|另|在|及|的|有关|对|原定|:"
)


def names_in(text: str) -> list[str]:
    """The national holidays a text names, once each, in its order."""
    found = [NOTICE_NAMES.get(word[:2], "劳动节") for word in NATIONALS.findall(text)]
    return list(dict.fromkeys(found))


def years_in(sentences: Iterable[Sentence]) -> list[int]:
    """The years a notice says it is for: in its heading, its preamble, or where a sentence begins with one."""
    texts = [one.text for one in sentences]
    text = "".join(texts)
    said = [
        *TITLE_YEARS.findall(text),
        *YEARS.findall(text),
        *(found[1] for one in texts if (found := BEGINS_WITH.match(one))),
    ]
    return list(dict.fromkeys(year_number(year) for year in said))


def body_begins(sentences: list[Sentence]) -> int:
    """The place of the first sentence after the preamble, which ends in 通知如下; 0 where there is none."""
    for place, sentence in enumerate(sentences):
        if BEGINS_BODY.search(sentence.text) and not re.search(r"\d+日[^。]*(?:上班|放假)", sentence.text):
            return place + 1
    return 0


def title_name(texts: Iterable[str]) -> str:
    """The one holiday that the heading is about, empty where it says none or several."""
    text = "".join(texts)
    if len(names := names_in(text)) == 1:
        return names[0]
    found = TITLE_NAME.search(text)
    return _short(found["name"]) if found and not names and not WHOLE_YEAR.search(text) else ""


def head_of(text: str) -> tuple[str, ...]:
    """The holidays that a sentence begins with: 六、国庆节、中秋节：, 城隍庙会3月3日; empty where it goes on about the last."""
    if found := re.match(
        rf"^(?:{NUMBERED})?+(?:{YEAR}年(?!{NUMBER}月))?+(?P<names>{NAMES.pattern})(?P<more>[、和及][^\d,:;]{{2,8}})?(?=[:\d从自全农]|$)",
        text,
    ):
        more = (found["more"] or "")[1:]
        return (*names_in(found["names"]), *((_short(more),) if more and not NO_NAME.search(more) else ()))
    found = HEAD.match(text)
    if found is None:
        return ()
    name = PREFIX.sub("", found["name"].rpartition(",")[2])
    if len(name) < 2 or NO_NAME.search(name):
        return ()
    return tuple(_short(part) for part in re.split(r"[、和]", name) if part)


def _short(name: str) -> str:
    return next((short for word, short in SHORT_NAMES if word in name), name)
