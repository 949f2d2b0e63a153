"""The same seed misbehaves the same way."""

from collections import Counter

from tests.fakes.faults import Faults, Mode


def test_a_seed_can_be_replayed() -> None:
    shares = {Mode.DROP_REPLY: 0.1, Mode.UNAVAILABLE: 0.2}
    first, second, other = (Faults(shares, seed=seed) for seed in (1, 1, 2))

    runs = [[faults.next() for _ in range(500)] for faults in (first, second, other)]

    assert runs[0] == runs[1] != runs[2]
    counts = Counter(runs[0])
    assert 30 <= counts[Mode.DROP_REPLY] <= 70
    assert 70 <= counts[Mode.UNAVAILABLE] <= 130


def test_a_script_comes_first() -> None:
    faults = Faults({Mode.HANG: 1.0})
    faults.script(Mode.OK, Mode.REFUSE)

    assert [faults.next() for _ in range(3)] == [Mode.OK, Mode.REFUSE, Mode.HANG]
