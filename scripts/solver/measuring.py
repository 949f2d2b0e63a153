"""One plan made in a process of its own, so that its CPU and its memory are its own."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """`memory` is the largest resident size of the process, in megabytes."""

    cpu: float
    wall: float
    memory: float


def measured(work: Callable[[], Any]) -> tuple[Any, Cost]:
    """What `work` returns and what it cost. Raises RuntimeError when its process dies."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_report, args=(work, sender))
    child.start()
    sender.close()
    try:
        result, cost = receiver.recv()
    except EOFError as error:
        raise RuntimeError("the process that was measured died") from error
    finally:
        child.join()
    return result, cost


def _report(work: Callable[[], Any], sender: Any) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    cost = Cost(time.process_time() - cpu, time.perf_counter() - wall, _megabytes())
    sender.send((result, cost))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
