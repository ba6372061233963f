"""Two watched systems and their alerts, made once for a file."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from alerts_cast import Watched
from cast import Cast
from standing import standing


@pytest.fixture(scope="module")
def standing_watched(standing_cast: Cast, django_db_blocker: Any) -> Iterator[Watched]:
    """What this file watches; a file that needs more says so in a fixture of this name."""
    with standing(django_db_blocker):
        yield Watched.lay_out(standing_cast)


@pytest.fixture
def watched(standing_watched: Watched, cast: Cast) -> Watched:
    """What is watched, for this test to change as it likes."""
    own = deepcopy(standing_watched)
    own.cast = cast
    return own
