"""Handling marks in a letter: who may see it, as its sender marked it."""

from __future__ import annotations

import re

from vonggac.kernel.handling import Handling
from vonggac.kernel.vietnamese import fold

_TLP = re.compile(r"\bTLP\s*[:：]\s*(RED|AMBER\s*\+\s*STRICT|AMBER|GREEN|CLEAR|WHITE)\b", re.IGNORECASE)
_BORDERS = " \t*_|[]()<>“”\"'.-"
_STRICTNESS = (Handling.TLP_RED, Handling.TLP_AMBER_STRICT, Handling.TLP_AMBER, Handling.INTERNAL, Handling.TLP_GREEN, Handling.TLP_CLEAR)


def find_handling(text: str) -> tuple[Handling, ...]:
    """Return the marks found, strictest first: TLP (FIRST, TLP 2.0; WHITE is the old word for CLEAR) and "LƯU HÀNH NỘI BỘ".

    The latter counts as a stamp of its own, in a line or cell by itself or in capitals (Decree 30/2020, Annex I); the same words inside a
    sentence speak about documents and mark nothing.
    """
    found = {_tlp(match.group(1)) for match in _TLP.finditer(text)}
    if "LƯU HÀNH NỘI BỘ" in text or any(fold(cell.strip(_BORDERS)) == "luu hanh noi bo" for cell in re.split(r"[\n\t]", text)):
        found.add(Handling.INTERNAL)
    return tuple(mark for mark in _STRICTNESS if mark in found)


def _tlp(word: str) -> Handling:
    plain = re.sub(r"\s+", "", word).lower()
    return Handling.TLP_CLEAR if plain == "white" else Handling(f"tlp:{plain}")
