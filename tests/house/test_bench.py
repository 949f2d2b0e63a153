"""The bench's arithmetic; what it measures has tests of its own."""

import subprocess
import sys
import time

import pytest

from scripts.bench.meter import Row, at_most, by_turns, cpu_of


def busy(seconds: float) -> str:
    return f"import time\nwhile time.process_time() < {seconds}: pass\nprint(flush=True)\ntime.sleep(60)"


def test_cpu_of_another_process_and_not_of_one_that_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", busy(0.3)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        used = cpu_of(process.pid)
        time.sleep(0.2)
        assert used >= 0.3
        assert cpu_of(process.pid) - used < 0.1
        process.kill()
    with pytest.raises(OSError, match="Invalid argument"):
        cpu_of(process.pid)


def test_samples_take_turns_and_the_first_round_does_not_count() -> None:
    costs = {"this": iter([9.0, 3.0, 1.0, 2.0]), "floor": iter([9.0, 5.0, 6.0, 4.0])}
    order: list[str] = []

    def sample(name: str) -> float:
        order.append(name)
        return next(costs[name])

    assert by_turns(lambda: sample("this"), lambda: sample("floor"), rounds=3) == [2.0, 5.0]
    assert order == ["this", "floor"] * 4


@pytest.mark.parametrize(("this", "met"), [(0.003, "yes"), (0.0031, "no")])
def test_a_goal_is_met_up_to_its_ratio(this: float, met: str) -> None:
    assert str(at_most("work", this, 0.002, 1.5)).endswith(f"| ≤ 1.5 | {met} |")


def test_a_row_beside_the_goal_claims_nothing() -> None:
    assert str(Row("work", "1.00 ms")) == "| work | 1.00 ms | – | – | – | – |"
