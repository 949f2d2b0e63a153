"""Calendar entries as an RFC 5545 file."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from alerts.feeds.queries import Entry
from rostering.policies.queries.published import zone

REFRESH = timedelta(hours=1)


def calendar_file(name: str, entries: Iterable[Entry], *, domain: str) -> bytes:
    """The same entries give the same bytes: the ETag depends on it. `domain` makes the UIDs unique in the world."""
    calendar = Calendar()
    calendar.add("prodid", "-//county-duty-rosters//duty calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone().key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, domain))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry, domain: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{domain}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.start.astimezone(zone()))
    event.add("dtend", entry.end.astimezone(zone()))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    return event
