"""Where a second factor joins in: whoever provides one registers what it says of an account on 我的账号."""

from collections.abc import Callable
from dataclasses import dataclass

from units.counties.models.user import User
from units.hooks import Hook


@dataclass(frozen=True, slots=True)
class Factor:
    """`state` is a sentence; `path` leads to the page where it is set up or taken back."""

    state: str
    path: str
    action: str


SECOND_FACTOR: Hook[Callable[[User], Factor]] = Hook("the second factor of an account")
