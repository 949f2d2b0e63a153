"""Passwords and login names that the system makes up."""

import re
import secrets
from collections.abc import Collection

# Read aloud and typed from paper: nothing that looks like something else (0 O, 1 l I, 2 z, 5 s).
ALPHABET = "abcdefghjkmnpqrtuvwxy346789"
GROUPS, GROUP = 3, 4
SIGNS = re.compile(r"[\w.@+-]{1,150}")
LONGEST_CODE = 60


def first_password() -> str:
    """`k7mf-3xqp-9dwa`: twelve characters by chance, fifty-seven bits; good until it is changed at the first sign-in."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def is_login(text: str) -> bool:
    """Letters of any language, digits and . @ + - _"""
    return SIGNS.fullmatch(text) is not None


def free_code(stem: str, taken: Collection[str]) -> str:
    """`stem`, or with the first number that nobody has; `taken` in lower case."""
    stem = (re.sub(r"[^\w.+-]", "", stem) or "user")[:LONGEST_CODE]
    number, code = 1, stem
    while code.lower() in taken:
        number += 1
        code = f"{stem}{number}"
    return code


SYSTEMS = (
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("UOS", r"UOS"),
    ("Linux", r"Linux"),
)
# The more particular first: all of them call themselves Chrome or Safari as well.
BROWSERS = (
    ("WeCom", r"wxwork"),
    ("WeChat", r"MicroMessenger"),
    ("DingTalk", r"DingTalk"),
    ("Edge", r"Edg/|Edge/"),
    ("360", r"QihooBrowser|360SE|360EE"),
    ("Firefox", r"Firefox/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)


def device_of(agent: str) -> str:
    """`Windows · Chrome`; empty when the browser doesn't say, or says nothing known."""
    names = [next((name for name, sign in known if re.search(sign, agent)), "") for known in (SYSTEMS, BROWSERS)]
    return " · ".join(filter(None, names))
