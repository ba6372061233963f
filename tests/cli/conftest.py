"""What the tests of the verbs share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from installation import Installation, installed


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An empty, migrated installation, made once; nobody runs it, everybody copies it."""
    with installed(tmp_path_factory.mktemp("template") / "data") as installation:
        yield installation


@pytest.fixture
def house(template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation of the test's own."""
    with template.copied(tmp_path / "data") as installation:
        yield installation
