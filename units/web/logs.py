"""Logs that can be searched and hold nothing personal: no keys that stand in addresses, no numbers, no rows."""

import json
import logging
import re
from datetime import UTC, datetime

from units.web.request_ids import request_id

# Links of messages and calendar feeds: whoever reads the address has the key.
KEYED = re.compile(r"/(a|k|feeds|replies/sms/[a-z]+)/[^/\s?#]+")


class HideKeys(logging.Filter):
    """Writes `/a/…` for the address of a request that carries its key. For loggers that name requests (settings.LOGGING)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(hidden(part) if isinstance(part, str) else part for part in record.args)
        return True


def hidden(text: str) -> str:
    return KEYED.sub(r"/\1/…", text)


# Mobile numbers and identity cards, wherever they come from: an exception repeats what it was given.
NUMBERS = re.compile(r"(?<!\d)(1[3-9]\d)\d{6}(\d{2})(?!\d)|(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
# PostgreSQL repeats the row that it refuses.
ROW = re.compile(r"(DETAIL:|Failing row contains|CONTEXT:).*")


def impersonal(text: str) -> str:
    return ROW.sub(r"\1 …", NUMBERS.sub(lambda found: f"{found[1] or found[3]}****{found[2] or found[4]}", text))


class Impersonal(logging.Formatter):
    """A line to read, as in development."""

    def format(self, record: logging.LogRecord) -> str:
        return impersonal(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line: `at` (UTC), `level`, `logger`, `message`, `request_id` within a request, `trace` of a failure,
    and what the caller gave as `extra={"fields": …}`."""

    def format(self, record: logging.LogRecord) -> str:
        body = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": impersonal(record.getMessage()),
        }
        if request_id():
            body["request_id"] = request_id()
        if record.exc_info:
            body["trace"] = impersonal(self.formatException(record.exc_info))
        return json.dumps(body | getattr(record, "fields", {}), ensure_ascii=False, default=str)
