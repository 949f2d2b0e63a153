"""What apprise is let send, and to where."""

import pytest
from pytest_django import Settings

from alerts.channels.apprise import _service, is_allowed

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("barks://api.day.app/devicekey", True),
        ("barks://API.DAY.APP/devicekey", True),
        ("schan://sometoken", True),
        ("barks://127.0.0.1/devicekey", False),
        ("barks://api.day.app@10.0.0.1/devicekey", False),
        ("barks://10.0.0.1:443/api.day.app", False),
        ("barks://api.day.app:8080/devicekey", False),
        ("bark://api.day.app/devicekey", False),
        ("json://api.day.app/", False),
        ("file:///etc/passwd", False),
        ("syslog://", False),
        ("mailto://user:pass@example.org", False),
        ("barks://api.day.app/\r\nx", False),
        ("barks://[::1", False),
        ("", False),
    ],
)
def test_only_listed_services_on_listed_servers(address: str, allowed: bool) -> None:
    assert is_allowed(address) is allowed


def test_an_address_cannot_switch_checks_off_or_wait_forever(settings: Settings) -> None:
    settings.ALERT_TIMEOUTS = (5, 10)

    service = _service("barks://api.day.app/devicekey?verify=no&rto=9999&redirect=yes")

    assert service is not None
    assert (service.verify_certificate, service.redirects, service.request_timeout) == (True, False, (5.0, 10.0))
