"""Phone numbers: one spelling of each for storing and comparing, and how they are shown to people who need not know them."""

import re
import unicodedata

import phonenumbers

MOBILE_TYPES = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
# 3 to 8 digits without area code: local numbers, hotlines, short numbers of a group.
LOCAL_NUMBER = re.compile(r"\d{3,8}", re.ASCII)
SCIENTIFIC = re.compile(r"(\d)\.?(\d*)[eE]\+?(\d{1,2})", re.ASCII)
LABELS = re.compile(
    r"^(?:联系|移动|办公|值班|固定)?(?:电话|手机|座机|tel|mobile|phone)(?:号码?)?[.:：\s]*", re.IGNORECASE
)
DASHES = re.compile(r"[‐‑‒–—―−﹣－ー_~～]")
EXTENSION = re.compile(r"[\s-]*(?:转|分机号?|内线|ext\.?|x|#|\*)[\s:：-]*(\d{1,6})$", re.ASCII | re.IGNORECASE)
DASH_EXTENSION = re.compile(r"^((?!1[3-9]\d{9}).*\d{7,8})\s*-\s*(\d{1,6})$", re.ASCII)
# What stands between two numbers in one cell. A blank may also stand within one.
SEPARATORS = re.compile(r"[/、,，;；|或和及\n]+")
ONE_MOBILE = re.compile(r"(?:\+?86[\s-]*)?1[3-9](?:[\s-]*\d){9}(?!\d)", re.ASCII)
COUNTRY = "CN"


def mask_phone(number: str) -> str:
    """`13812345678` → `138****5678`; short numbers keep their last two digits. Empty stays empty."""
    if len(number) < 8:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return f"{number[:3]}****{number[-4:]}"


def mobile_number(text: str) -> str | None:
    """11 digits in China, +country elsewhere; None when it is no mobile number."""
    parsed = _parsed(_line(text))
    if parsed is None or phonenumbers.number_type(parsed) not in MOBILE_TYPES or parsed.extension:
        return None
    return _written(parsed)


def phone_number(text: str) -> str | None:
    """`0797-8712345-801` for any line, with area code or local; None when it is no number."""
    line = _line(text)
    extension = EXTENSION.search(line)
    main = line[: extension.start()] if extension else line
    written = _any_number(main)
    if extension is None and written is None:
        extension = DASH_EXTENSION.search(main)
        written = _any_number(extension[1]) if extension else None
        return f"{written}-{extension[2]}" if extension and written else None
    return f"{written}-{extension[1]}" if extension and written else written


def spoilt_number(text: str) -> str:
    """1.33E+10 as a spreadsheet shows a long number, which then has lost its digits; "" for anything else."""
    line = _line(text)
    return line if SCIENTIFIC.fullmatch(line) else ""


def numbers_in(text: str) -> list[str]:
    """The parts of a cell that holds several numbers, as written; one part when it holds one."""
    parts = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
    return [one for part in parts for one in _by_blank(part)]


def _by_blank(part: str) -> list[str]:
    """13307972007 662007 are two numbers, 133 0797 2007 is one."""
    if phone_number(part) is not None or mobile_number(part) is not None:
        return [part]
    mobiles = ONE_MOBILE.findall(part)
    rest = ONE_MOBILE.sub(" ", part).split()
    return [*mobiles, *rest] if mobiles else [part]


def _line(text: str) -> str:
    """Ordinary digits and dashes, without what a label or a spreadsheet put there."""
    line = DASHES.sub("-", unicodedata.normalize("NFKC", text).strip())
    line = LABELS.sub("", line).strip(" .-'\"")
    found = SCIENTIFIC.fullmatch(line)
    if found and len(found[2]) >= int(found[3]) > 0 and not found[2][int(found[3]) :].strip("0"):
        # 1.3307972007E+10 has all its digits; 1.33E+10 has lost them and stays what it is.
        return found[1] + found[2][: int(found[3])]
    return line


def _any_number(text: str) -> str | None:
    digits = re.sub(r"[\s()·.-]", "", text)
    if LOCAL_NUMBER.fullmatch(digits):
        return digits
    parsed = _parsed(text)
    return None if parsed is None else _written(parsed)


def _parsed(line: str) -> phonenumbers.PhoneNumber | None:
    value = re.sub(r"[\s()·.-]", "", line)
    if not re.fullmatch(r"\+?\d{7,20}", value, re.ASCII):
        return None
    value = f"+{value[2:]}" if value.startswith("00") else value
    try:
        parsed = phonenumbers.parse(value, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None


def _written(parsed: phonenumbers.PhoneNumber) -> str:
    if parsed.country_code != phonenumbers.country_code_for_region(COUNTRY):
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    number = phonenumbers.national_significant_number(parsed)
    area = phonenumbers.length_of_geographical_area_code(parsed)
    return f"0{number[:area]}-{number[area:]}" if area else number
