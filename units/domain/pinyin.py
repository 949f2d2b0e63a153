"""The first letters of a name's pinyin, by which clerks look people up."""

from pypinyin import lazy_pinyin

# Surnames that are read otherwise than the same character in a word.
SURNAME_INITIALS = {
    "单": "s",
    "曾": "z",
    "仇": "q",
    "区": "o",
    "查": "z",
    "翟": "z",
    "解": "x",
    "乐": "y",
    "朴": "p",
    "盖": "g",
    "种": "c",
    "覃": "q",
    "尉迟": "yc",
    "万俟": "mq",
    "单于": "cy",
    "长孙": "zs",
}
# Characters the library has no reading for.
READINGS = {"䶮": "y", "𠮷": "j"}
LONGEST_SURNAME = 2


def initials(name: str) -> str:
    """`单小红` → `sxh`. Letters and digits stay, lower case; what has no reading is left out."""
    surname = _known_surname(name)
    given = name[len(surname) :]
    readings = lazy_pinyin(given, errors=lambda unread: [READINGS.get(character, character) for character in unread])
    firsts = "".join(reading[:1].lower() for reading in readings)
    return SURNAME_INITIALS.get(surname, "") + "".join(c for c in firsts if c.isascii() and c.isalnum())


def _known_surname(name: str) -> str:
    for length in range(LONGEST_SURNAME, 0, -1):
        if name[:length] in SURNAME_INITIALS:
            return name[:length]
    return ""
