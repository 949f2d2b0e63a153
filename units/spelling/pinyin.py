"""The first letters of a name's pinyin, by which clerks look people up."""

import re

# Surnames that are read otherwise than the same character in a word.
SURNAMES = {
    "单": ("shan",),
    "曾": ("zeng",),
    "仇": ("qiu",),
    "区": ("ou",),
    "查": ("zha",),
    "翟": ("zhai",),
    "解": ("xie",),
    "乐": ("yue",),
    "朴": ("piao",),
    "盖": ("ge",),
    "种": ("chong",),
    "覃": ("qin",),
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
}
SURNAME_INITIALS = {surname: "".join(part[0] for part in parts) for surname, parts in SURNAMES.items()}
# Characters the library has no reading for, by one that sounds the same.
HOMOPHONES = str.maketrans({"䶮": "眼", "𠮷": "吉"})
# Latin letters and digits, or anything else without blanks and signs.
RUNS = re.compile(r"[A-Za-z0-9]+|[^\W\x00-\x7f]+")
LONGEST_SURNAME = 2


def initials(name: str) -> str:
    """`单小红` → `sxh`. Latin letters and digits stay, lower case; what has no reading is left out."""
    surname = _known_surname(name)
    given = name[len(surname) :].translate(HOMOPHONES)
    return SURNAME_INITIALS.get(surname, "") + "".join(map(_initials, RUNS.findall(given)))


def readings(name: str) -> list[str]:
    """`大余` → da, yu. Latin letters and digits stay, lower case; what has no reading is left out."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary is loaded by whoever needs it

    runs = RUNS.findall(name.translate(HOMOPHONES))
    return [
        part
        for run in runs
        for part in ([run.lower()] if run.isascii() else lazy_pinyin(run, errors="ignore", v_to_u=False))
        if part.isascii()
    ]


def name_readings(name: str) -> list[str]:
    """`单小红` → shan, xiao, hong: as `readings`, the surname as it is read in names."""
    surname = _known_surname(name)
    return [*SURNAMES.get(surname, ()), *readings(name[len(surname) :])]


def _initials(run: str) -> str:
    if run.isascii():
        return run.lower()
    # Its dictionary takes half a second to load, which only who writes a name should pay, not every process at start.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return "".join(reading[0] for reading in lazy_pinyin(run, errors="ignore"))


def _known_surname(name: str) -> str:
    for length in range(LONGEST_SURNAME, 0, -1):
        if name[:length] in SURNAME_INITIALS:
            return name[:length]
    return ""


def sounds(name: str) -> str:
    """How a name is read, without tones: the same for 李娜 and 李那."""
    # As above: the dictionary is dear to load.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return " ".join(lazy_pinyin(name.translate(HOMOPHONES)))
