"""Words of a letter that must not be here: known again in whatever case and Unicode form they were typed, and blanked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vonggac.kernel.vietnamese import nfc

GONE = "—"
"""What stands where words were."""


class Traces:
    """What is known of such a letter; without any, nothing holds them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._sought = tuple(nfc(one).casefold() for one in words)

    def __bool__(self) -> bool:
        return bool(self._sought)

    def holds(self, value: Any) -> bool:
        """Say whether a value holds one of them: a text, or whatever texts, keys and figures are nested in it."""
        whole = nfc(value if isinstance(value, str) else "\0".join(_texts(value))).casefold()
        return any(trace in whole for trace in self._sought)

    def blanked(self, value: Any) -> Any:
        """Return a value without the texts that hold one; of nested values only those texts go, keys among them."""
        if isinstance(value, dict):
            return {GONE if self.holds(name) else name: self.blanked(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.blanked(one) for one in value]
        return GONE if isinstance(value, str) and self.holds(value) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield str(name)
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif value is not None:
        yield str(value)
