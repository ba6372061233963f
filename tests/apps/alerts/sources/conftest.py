"""The pages of these tests live at NOW, whatever day it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.timezone import localdate

from cast import NOW


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    from vonggac.apps.alerts.services import publishing
    from vonggac.apps.alerts.ui import mappings, sources, suppressions

    def today(value: Any = None) -> Any:
        return localdate(value or NOW)

    for module in (mappings, publishing, sources, suppressions):
        monkeypatch.setattr(module, "now", lambda: NOW)
    for module in (sources, suppressions):
        monkeypatch.setattr(module, "localdate", today)
