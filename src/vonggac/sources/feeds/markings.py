"""How far a thing may be passed on, by the words and marks that sources use (TLP 1.0 and 2.0 by FIRST)."""

from __future__ import annotations

from collections.abc import Iterable

from vonggac.kernel.handling import Handling

_WORDS: dict[str, Handling] = {
    "clear": Handling.TLP_CLEAR,
    "white": Handling.TLP_CLEAR,
    "green": Handling.TLP_GREEN,
    "amber": Handling.TLP_AMBER,
    "amber+strict": Handling.TLP_AMBER_STRICT,
    "red": Handling.TLP_RED,
}
_STRICTNESS = (
    Handling.NONE, Handling.TLP_CLEAR, Handling.TLP_GREEN, Handling.TLP_AMBER, Handling.TLP_AMBER_STRICT, Handling.TLP_RED,
)  # fmt: skip


def tlp_of(text: str) -> Handling:
    """Return the mark a word names: "TLP:WHITE", "tlp:clear", "Amber"; none when it names none."""
    return _WORDS.get(text.strip().lower().removeprefix("tlp:").strip().replace(" ", "").replace("-", "+"), Handling.NONE)


def tlp_in(tags: Iterable[str]) -> Handling:
    """Return the strictest mark among tags."""
    return strictest(tlp_of(tag) for tag in tags if tag.strip().lower().startswith("tlp:"))


def strictest(marks: Iterable[Handling]) -> Handling:
    """Return the mark that binds when several stand on a thing."""
    return max(marks, key=_STRICTNESS.index, default=Handling.NONE)
