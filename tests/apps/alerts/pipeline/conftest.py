"""The stage of the alerts, made once for a file."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from standing import standing
from watch_cast import Watch, Wire


@pytest.fixture(scope="module")
def standing_watch(django_db_setup: None, django_db_blocker: Any) -> Iterator[Watch]:
    """Systems, sensors and their bodies."""
    with standing(django_db_blocker):
        yield Watch.stand()


@pytest.fixture
def watch(standing_watch: Watch) -> Watch:
    """The watch, for this test to change as it likes."""
    return deepcopy(standing_watch)


@pytest.fixture
def wire() -> Wire:
    """A journal in memory."""
    return Wire()
