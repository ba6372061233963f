"""The outlines of the communes of a province, for a map drawn on the server: simplified once, shared borders kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from vonggac.law.load import PROVINCES


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Outlines as SVG paths by the code of the unit, and the box they lie in; north is up."""

    source: str
    box: tuple[int, int, int, int]
    shapes: Mapping[str, str]


@lru_cache(maxsize=4)
def boundaries(key: str) -> Boundaries | None:
    """Return the outlines of a province; None where its profile has none, and the table stands alone."""
    path = PROVINCES / key / "boundaries.json"
    if not path.exists():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    left, top, width, height = said["box"]
    return Boundaries(said["source"], (left, top, width, height), said["shapes"])
