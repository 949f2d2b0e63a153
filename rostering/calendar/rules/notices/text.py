"""A pasted notice as sentences: every way of typing digits and signs read alike, each sentence with its place in the text."""

import re
import unicodedata
from dataclasses import dataclass

# A line that begins like this begins a sentence even where the one before it lacks its full stop.
NUMBERED = r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:、|\.(?!\d)))"
BEGINS = re.compile(rf"(?:{NUMBERED}|[^\d:,。;、()]{{1,24}}:|\d{{4}}年\d{{1,2}}月\d{{1,2}}日$)")
ENDS = "。;!"
SIGNS = {
    "－": "-",
    "—": "-",
    "–": "-",
    "―": "-",
    "─": "-",
    "～": "-",
    "~": "-",
    "〜": "-",
    "﹣": "-",
    "﹕": ":",
    "∶": ":",
}
SIGNS |= {"【": "(", "】": ")", "［": "(", "］": ")", "[": "(", "]": ")", "〔": "(", "〕": ")", "︰": ":", "．": "."}
LEFT_OUT = frozenset("“”‘’\"'「」『』*#|\u200b\ufeff")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` without blanks and quotes; `[start, end)` is where it stands in what was pasted."""

    text: str
    start: int
    end: int


def sentences(pasted: str) -> list[Sentence]:
    """In order; blanks and line breaks within a sentence don't end it."""
    found: list[Sentence] = []
    kept: list[tuple[str, int]] = []
    for place, sign in enumerate(pasted):
        if sign in "\r\n" and BEGINS.match(_next_line(pasted, place)):
            _close(found, kept)
        elif not sign.isspace() and sign not in LEFT_OUT:
            kept.append((_plain(sign), place))
            if kept[-1][0] in ENDS:
                _close(found, kept)
    _close(found, kept)
    return found


def _close(found: list[Sentence], kept: list[tuple[str, int]]) -> None:
    if kept:
        found.append(Sentence("".join(sign for sign, _ in kept), kept[0][1], kept[-1][1] + 1))
        kept.clear()


def _next_line(pasted: str, place: int) -> str:
    line = pasted[place:].lstrip().split("\n", 1)[0]
    return "".join(_plain(sign) for sign in line if not sign.isspace() and sign not in LEFT_OUT)


def _plain(sign: str) -> str:
    if sign in SIGNS:
        return SIGNS[sign]
    if sign in "，、。；：":
        return {"，": ",", "；": ";", "：": ":"}.get(sign, sign)
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign
