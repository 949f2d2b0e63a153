"""The one table: what was done, what it cost, the least it could cost, and whether that is good enough."""

from dataclasses import dataclass

HEAD = "| Work | this | floor | ratio | goal | met |\n|---|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Row:
    """`met` None: a row beside the one that the goal is about."""

    work: str
    this: str
    floor: str = "–"
    ratio: float | None = None
    goal: str = "–"
    met: bool | None = None

    def __str__(self) -> str:
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f}"
        met = {None: "–", True: "yes", False: "no"}[self.met]
        return f"| {self.work} | {self.this} | {self.floor} | {ratio} | {self.goal} | {met} |"


def at_most(work: str, this: float, floor: float, most: float) -> Row:
    """Seconds of CPU: `this` may be `most` times `floor`."""
    ratio = this / floor
    return Row(work, milliseconds(this), milliseconds(floor), ratio, f"≤ {most:g}", ratio <= most)


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.2f} ms"
