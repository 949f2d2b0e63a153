"""Voice calls through the bridge."""

from collections.abc import Callable

from pytest_django import Settings

from alerts.enums import ReceiptStatus
from tests.alerts.channels.conftest import MESSAGE, Line
from tests.fakes.faults import Mode

Connect = Callable[[str], Line]


def test_a_repeat_with_the_same_key_calls_nobody_twice(connect: Connect) -> None:
    line = connect("voice")
    line.fake.faults.script(Mode.DROP_REPLY)

    statuses = [line.channel.send(line.message).status for _ in range(3)]

    assert statuses == [ReceiptStatus.UNKNOWN, ReceiptStatus.ACCEPTED, ReceiptStatus.ACCEPTED]
    assert line.fake.keys == [MESSAGE.key]
    assert line.channel.idempotent


def test_the_bridge_gets_number_template_and_parameters(connect: Connect) -> None:
    line = connect("voice")

    line.channel.send(line.message)

    (taken,) = line.fake.taken
    assert (taken.address, taken.template) == ("+8613800138000", "TPL-CHECK")
    assert taken.params == {"asker": "县政府办", "minutes": "10", "key": "k3y"}
    assert line.fake.calls[0].headers["idempotency-key"] == MESSAGE.key


def test_a_wrong_token_is_refused(connect: Connect, settings: Settings) -> None:
    line = connect("voice")
    settings.VOICE_TOKEN = "wrong"

    assert line.channel.send(line.message).status == ReceiptStatus.REFUSED
    assert line.fake.taken == []
