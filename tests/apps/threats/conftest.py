"""The stage of the lists: what the bodies of the cast hold, made once for a file."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from standing import standing
from threats_cast import Field


@pytest.fixture(scope="module")
def standing_field(django_db_setup: None, django_db_blocker: Any) -> Iterator[Field]:
    """Systems, ranges and a provider of the cast; not beside `cast`, which it holds."""
    with standing(django_db_blocker):
        yield Field.lay_out()


@pytest.fixture
def field(standing_field: Field) -> Field:
    """The field, for this test to change as it likes."""
    return deepcopy(standing_field)
