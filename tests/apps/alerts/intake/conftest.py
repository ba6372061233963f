"""A standing intake for tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake_house import SOURCES, Standing, publish, standing
from vonggac.apps.alerts.intake import desk
from vonggac.apps.alerts.intake.limits import Limits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An intake's folder with sources."""
    publish(tmp_path / "intake", SOURCES)
    return tmp_path / "intake"


@pytest.fixture
def intake(folder: Path) -> Iterator[Standing]:
    """A standing intake with room for everybody."""
    with standing(folder, Limits(disk_floor=0, items=1_000)) as one:
        yield one


@pytest.fixture
def writing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For who starts and ends an intake at every step: nobody sends it anything that might be written together with what is there."""
    monkeypatch.setattr(desk, "WRITE_WITHIN", 0.001)
