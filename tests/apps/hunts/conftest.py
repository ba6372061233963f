"""Folders of hunts in a folder of the test, and small logs to hunt in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from cast import NOW, Cast
from hunts_cast import starter
from vonggac.apps.hunts.models import Hunt, RulePack
from vonggac.apps.hunts.services.asking import Brought, ask_hunt

Asks = Callable[..., Hunt]


@pytest.fixture(autouse=True)
def hunts_folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.HUNTS_FOLDER = tmp_path / "hunts"
    settings.HUNTS_IN = tmp_path / "hunts-in"
    return settings.HUNTS_FOLDER


@pytest.fixture
def asks(cast: Cast) -> Asks:
    """Hand files over for the department: name → content, with the rules that ship."""

    def ask(files: dict[str, bytes], **facts: Any) -> Hunt:
        told: dict[str, Any] = {"organisation": cast.department, "declared": True, "by": cast.officer, "at": NOW, **facts}
        told.setdefault("packs", [RulePack.objects.filter(file=None, kind="sigma").first() or starter(cast)])
        return ask_hunt(files=[Brought(name, BytesIO(content)) for name, content in files.items()], **told)

    return ask
