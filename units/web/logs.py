"""Keeping secrets that stand in addresses out of the logs."""

import logging
import re

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
