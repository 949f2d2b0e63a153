"""CAP 1.2 (OASIS, 2010): one alert as a bulletin. Nothing of the file is followed: no entity, no document type, no address."""

import re
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from alerts.enums import BulletinType, WarningLevel
from alerts.warnings.rules.bulletins import (
    LONGEST_AREA,
    LONGEST_HEADLINE,
    LONGEST_KEY,
    LONGEST_TEXT,
    Bulletin,
    Unreadable,
    kind_in,
    level_in,
)

NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
LARGEST = 256 * 1024
TYPES = {"Alert": BulletinType.ALERT, "Update": BulletinType.UPDATE, "Cancel": BulletinType.CANCEL}
# Of an alert that names no colour; the national platform writes the colour itself.
SEVERITIES = {
    "Extreme": WarningLevel.RED,
    "Severe": WarningLevel.ORANGE,
    "Moderate": WarningLevel.YELLOW,
    "Minor": WarningLevel.BLUE,
}
# §3.2.1: neither spaces nor commas nor signs of markup, for they divide the references.
BAD_IN_KEY = re.compile(r"[\s,<&]")


def read_cap(content: bytes) -> Bulletin:
    """Raises Unreadable: `too_large`, `malformed`, `not_cap`, `not_actual`, `unknown_type`, `missing`, `bad_time`, `bad_key`, `span_inverted`."""
    alert = _root(content)
    status = _required(alert, "status")
    if status != "Actual":
        raise Unreadable("not_actual", status)
    message = _required(alert, "msgType")
    if message not in TYPES:
        raise Unreadable("unknown_type", message)
    kind = TYPES[message]
    sent = _instant(_required(alert, "sent"), "sent")
    sender = _required(alert, "sender")
    key = _key(sender, _required(alert, "identifier"))
    references = _references(_text(alert, "references"))
    if kind != BulletinType.ALERT and not references:
        raise Unreadable("missing", "references")
    info = _info(alert)
    if info is None and kind != BulletinType.CANCEL:
        raise Unreadable("missing", "info")
    return _bulletin(kind, key, sender, references, sent, info)


def _bulletin(
    kind: BulletinType, key: str, sender: str, references: tuple[str, ...], sent: datetime, info: Element | None
) -> Bulletin:
    if info is None:
        return Bulletin(kind, "", start=sent, sender=sender, key=key, references=references)
    event, headline = _required(info, "event"), _text(info, "headline")
    start = _optional_instant(info, "onset") or _optional_instant(info, "effective") or sent
    end = _optional_instant(info, "expires")
    if end is not None and end <= start:
        raise Unreadable("span_inverted", "expires")
    kind_of = kind_in(f"{event} {headline}")
    areas = "、".join(filter(None, (_text(area, "areaDesc") for area in info.findall(f"{NAMESPACE}area"))))
    text = "\n".join(filter(None, (_text(info, "description"), _text(info, "instruction"))))
    return Bulletin(
        type=kind,
        headline=(headline or event)[:LONGEST_HEADLINE],
        kind=kind_of,
        level=_level(info, f"{event} {headline}"),
        text=text[:LONGEST_TEXT],
        area=areas[:LONGEST_AREA],
        start=start,
        end=end,
        sender=sender,
        key=key,
        references=references,
    )


def _root(content: bytes) -> Element:
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise Unreadable("malformed") from error
    if root.tag != f"{NAMESPACE}alert":
        raise Unreadable("not_cap")
    return root


def _info(alert: Element) -> Element | None:
    """The one in Chinese, else the first."""
    found = alert.findall(f"{NAMESPACE}info")
    chinese = [one for one in found if _text(one, "language").lower().startswith("zh")]
    return next(iter([*chinese, *found]), None)


def _level(info: Element, title: str) -> WarningLevel | None:
    """The colour in words, in the parameters, in the severity; then what the severity says of itself."""
    severity = _text(info, "severity")
    values = (_text(one, "value") for one in info.findall(f"{NAMESPACE}parameter"))
    for text in (title, *values, severity):
        if found := level_in(text):
            return found
    return SEVERITIES.get(severity)


def _references(text: str) -> tuple[str, ...]:
    """`sender,identifier,sent` each, divided by spaces. What isn't of this form refers to nothing."""
    parts = [one.split(",") for one in text.split()]
    if any(len(one) != 3 for one in parts):
        raise Unreadable("bad_key", "references")
    return tuple(_key(sender, identifier) for sender, identifier, _sent in parts)


def _key(sender: str, identifier: str) -> str:
    for name, value in (("sender", sender), ("identifier", identifier)):
        if not value or BAD_IN_KEY.search(value):
            raise Unreadable("bad_key", name)
    key = f"{sender},{identifier}"
    if len(key) > LONGEST_KEY:
        raise Unreadable("bad_key", "identifier")
    return key


def _text(element: Element, name: str) -> str:
    return (element.findtext(f"{NAMESPACE}{name}") or "").strip()


def _required(element: Element, name: str) -> str:
    found = _text(element, name)
    if not found:
        raise Unreadable("missing", name)
    return found


def _optional_instant(element: Element, name: str) -> datetime | None:
    text = _text(element, name)
    return _instant(text, name) if text else None


def _instant(text: str, name: str) -> datetime:
    """§3.3.2 asks for an offset; without one an hour means nothing."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("bad_time", name) from error
    if found.tzinfo is None or not 2000 <= found.year <= 2100:
        raise Unreadable("bad_time", name)
    return found
