"""Passwords and login names that the system makes up, and codes of the second factor."""

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django_otp.oath import TOTP

# Read aloud and typed from paper: nothing that looks like something else (0 O, 1 l I, 2 z, 5 s).
ALPHABET = "abcdefghjkmnpqrtuvwxy346789"
GROUPS, GROUP = 3, 4
SIGNS = re.compile(r"[\w.@+-]{1,150}")
LONGEST_CODE = 60


def first_password() -> str:
    """`k7mf-3xqp-9dwa`: twelve characters by chance, fifty-seven bits; good until it is changed at the first sign-in."""
    return _by_chance(GROUPS)


def recovery_code() -> str:
    """`k7mf-3xqp`: eight characters by chance, thirty-eight bits; good once, and guessed at no faster than other codes."""
    return _by_chance(GROUPS - 1)


def _by_chance(groups: int) -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(groups))


def tidy_code(typed: str) -> str:
    """Without blanks and hyphens, in lower case: `123 456` → `123456`, `K7MF-3XQP` → `k7mf3xqp`."""
    return re.sub(r"[\s-]", "", typed).lower()


STEP = timedelta(seconds=30)
# A phone's clock may be so many steps off, either way.
DRIFT = 1
CODE = re.compile(r"[0-9]{6}")


def step_of(secret: bytes, code: str, *, now: datetime, after: int) -> int | None:
    """The step of thirty seconds (RFC 6238) that `code` is of, or None where it is of none within DRIFT of `now` and later
    than `after`, the step of the last code that was taken: a code is good once."""
    if not CODE.fullmatch(code):
        return None
    clock = TOTP(secret, step=int(STEP.total_seconds()))
    clock.time = now.timestamp()
    return clock.t() if clock.verify(int(code), tolerance=DRIFT, min_t=after + 1) else None


MOST_WRONG_CODES = 5
WRONG_CODES_REST = timedelta(minutes=15)


def may_try(failures: int, failed_at: datetime | None, now: datetime) -> bool:
    """After five wrong codes in a row one more each quarter of an hour, from whatever address: at most 96 a day."""
    return failures < MOST_WRONG_CODES or failed_at is None or now - failed_at >= WRONG_CODES_REST


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
