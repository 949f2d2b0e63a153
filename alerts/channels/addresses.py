"""What may stand as an address or a heading, before anything is sent to it."""

import re

import phonenumbers

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,22}")
# C0 and C1 controls, and the line and paragraph separators some servers read as line ends.
BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class BadAddress(Exception):
    """Nobody can be reached there; the sentence never repeats the address."""


def has_breaks(text: str) -> bool:
    """Whether `text` could start a new header line."""
    return BREAKS.search(text) is not None


def one_line(text: str) -> str:
    """`text` with every run of control characters as one space."""
    return BREAKS.sub(" ", text).strip()


def e164(address: str) -> str:
    """`+8613800000000` from however a phone number is written. Raises BadAddress."""
    if not PHONE.fullmatch(address):
        raise BadAddress("not a phone number")
    try:
        number = phonenumbers.parse(address, "CN")
    except phonenumbers.NumberParseException as error:
        raise BadAddress("not a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise BadAddress("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_phone(address: str) -> bool:
    try:
        e164(address)
    except BadAddress:
        return False
    return True
