"""What the tests of the verbs share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from installation import Installation


@pytest.fixture
def house(template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation of the test's own."""
    with template.copied(tmp_path / "data") as installation:
        yield installation
