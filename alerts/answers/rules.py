"""What somebody means who answers without a screen: one digit, in a text message or on the keys of a phone."""

import re
import unicodedata

YES, NO = "1", "2"
# 回复1、"1。"、"1 收到"、１: one digit alone, whatever words stand around it.
SAID = re.compile(r"\D*([0-9])\D*", re.ASCII)


def digit_of(text: str) -> str:
    """The one digit in `text`, whichever way it is written; empty where there is none, or more than one."""
    found = SAID.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return found[1] if found else ""
