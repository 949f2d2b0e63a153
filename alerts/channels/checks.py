"""`manage.py check`: channels named as default that could never send, and links that lead nowhere."""

from typing import Any

from django.conf import settings
from django.core import checks

from alerts.channels.registry import missing_settings
from alerts.channels.targets import Forbidden, listed_origins


@checks.register("alerts")
def check_channels(**_kwargs: Any) -> list[checks.CheckMessage]:
    found = [message for code in settings.ALERT_DEFAULT_CHANNELS for message in _default(code)]
    if any(code != "console" for code in settings.ALERT_DEFAULT_CHANNELS) and not settings.PUBLIC_URL:
        found.append(checks.Error("PUBLIC_URL is empty: links in messages would lead nowhere.", id="alerts.E002"))
    try:
        listed_origins()
    except Forbidden as error:
        hint = "Entries are origins: https://oa.zj.local:8443, http://10.1.2.3:8080."
        found.append(checks.Error(f"WEBHOOK_INTRANET: {error}.", hint=hint, id="alerts.E003"))
    return found


def _default(code: str) -> list[checks.CheckMessage]:
    try:
        gaps = missing_settings(code)
    except LookupError:
        unknown = f"ALERT_DEFAULT_CHANNELS names “{code}”, which is not in ALERT_CHANNELS."
        return [checks.Error(unknown, id="alerts.E001")]
    hint = "docs/channels.md says what each channel needs."
    text = f"Channel “{code}” is not configured: {', '.join(gaps)}."
    return [checks.Warning(text, hint=hint, id="alerts.W001")] if gaps else []
