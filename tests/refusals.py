"""What a service refuses, by its code."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from units.errors import DomainError


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as error:
        yield
    assert error.value.code == code
