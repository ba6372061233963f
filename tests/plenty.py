"""How many rows are many: so many that a loop over rows shows itself at once; as many as a province has in the long tier."""

from __future__ import annotations

import pytest


def plenty(here: int, long: int) -> pytest.MarkDecorator:
    """Give a test the argument `plenty`, once for the fast tier and once for the long one."""
    return pytest.mark.parametrize("plenty", [here, pytest.param(long, marks=pytest.mark.long)])
