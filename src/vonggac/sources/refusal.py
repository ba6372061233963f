"""The one way a source says no: a sentence for the sender, located, with a rule a program can read."""

from __future__ import annotations

from typing import NoReturn

from vonggac.kernel.badrows import BadRow, Place

SEEN_AT_MOST = 200


class Refused(Exception):  # noqa: N818  the file is refused; that is the whole story
    """A file that is not taken in at all. `bad` says where, why and what to do, in Vietnamese."""

    def __init__(self, bad: BadRow) -> None:
        super().__init__(str(bad))
        self.bad = bad


def refuse(source: str, why: str, rule: str, *, seen: str = "", page: int | None = None, cause: BaseException | None = None) -> NoReturn:
    """Raise `Refused` for the whole file."""
    raise Refused(BadRow(Place(source, page=page), why, shortened(seen), rule)) from cause


def remark(source: str, why: str, rule: str, *, seen: str = "", page: int | None = None) -> BadRow:
    """Return a warning about a file that is taken in all the same."""
    return BadRow(Place(source, page=page), why, shortened(seen), rule)


def shortened(seen: str) -> str:
    """Return what was seen, short enough to stand in a message."""
    return seen if len(seen) <= SEEN_AT_MOST else seen[: SEEN_AT_MOST - 1] + "…"
