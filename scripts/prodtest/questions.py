"""What is asked and what has to come of it; each question says in a few words what it saw."""

from collections.abc import Callable
from dataclasses import dataclass

from scripts.prodtest.trial import Trial


class Unlike(Exception):
    """Something else came of it, as the message says."""


@dataclass(frozen=True)
class Question:
    """`ask` raises Unlike."""

    name: str
    ask: Callable[[Trial], str]


Ask = Callable[[Trial], str]
QUESTIONS: list[Question] = []


def question(name: str) -> Callable[[Ask], Ask]:
    """Adds a question to those that are asked, within its module in the order in which they stand there."""

    def added(ask: Ask) -> Ask:
        QUESTIONS.append(Question(name, ask))
        return ask

    return added


def expect(holds: object, seen: object) -> None:
    if not holds:
        raise Unlike(str(seen)[:300])
