"""What the checker reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach: the code of the rule (`Rule`, or a code of shape.py), the slots and people in it, how often it counts."""

    code: str
    slot_ids: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    times: int = 1

    def __str__(self) -> str:
        return f"{self.code}: slots {', '.join(self.slot_ids) or '-'}; people {', '.join(self.person_ids) or '-'}"
