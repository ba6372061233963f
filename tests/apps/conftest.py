"""The cast of the tests, made once for a file."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from cast import Cast
from standing import standing


@pytest.fixture(scope="module")
def standing_cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast of this file."""
    with standing(django_db_blocker):
        yield Cast.assemble()


@pytest.fixture
def cast(standing_cast: Cast) -> Cast:
    """The cast, for this test to change as it likes."""
    return deepcopy(standing_cast)
