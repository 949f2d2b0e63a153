"""One person, one spelling: how a name is written down, and by what it is found again however somebody types it.

`tidy_name` is what is stored: as the person writes it, without what slips in by typing and copying. `name_key` is what
is compared: search, pickers, imports and filters of the API all ask it.
"""

import re
import unicodedata

from units.spelling.variants import TO_USUAL

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
# What copying from a PDF makes of ordinary characters: ⼈ for 人.
RADICALS = range(0x2E80, 0x2FE0)
MIDDLE_DOT = "·"
# Everything that stands between 买买提 and 吐尔逊 in one list or another.
DOTS = "·•‧∙⋅・･●。．.゜◦⸱⸳ꞏ·․ㆍᆞ᛫"
_HAN = HAN.pattern
DOT_IN_HAN = re.compile(rf"(?<={_HAN})\s*[{re.escape(DOTS)}]+\s*(?={_HAN})")
BLANKS = re.compile(r"\s+")
BLANK_AT_HAN = re.compile(rf"(?<={_HAN})\s|\s(?={_HAN})")
# 李四。 as a sentence's end; J. R. Smith Jr. keeps its own.
END_AFTER_HAN = re.compile(rf"(?<={_HAN})[\s{re.escape(DOTS)}]+$")
# Between the parts of a name and never what tells two people apart.
PUNCTUATION = re.compile(rf"[\s{re.escape(DOTS)}'’‘`´\-‐‑–—]+")


def tidy_name(text: str) -> str:
    """Full width becomes ordinary, zero-width characters and blanks at Chinese characters go, middle dots become `·`."""
    line = unicodedata.normalize("NFC", text.translate(ZERO_WIDTH).translate(FULL_WIDTH))
    line = "".join(unicodedata.normalize("NFKC", one) if ord(one) in RADICALS else one for one in line)
    # One blank for many first: searched one by one, thousands of them would keep the patterns busy for seconds.
    line = DOT_IN_HAN.sub(MIDDLE_DOT, BLANKS.sub(" ", line))
    return END_AFTER_HAN.sub("", BLANK_AT_HAN.sub("", line)).strip()


def name_key(text: str) -> str:
    """The same for every spelling of a name: without case, accents, dots and blanks, in the usual characters."""
    line = unicodedata.normalize("NFKD", tidy_name(text)).casefold()
    line = "".join(one for one in line if not unicodedata.combining(one) and unicodedata.category(one) != "Mn")
    return PUNCTUATION.sub("", line).translate(TO_USUAL)
