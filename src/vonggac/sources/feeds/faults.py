"""Located errors of one file while it is read: as many as a person reads, the rest counted."""

from __future__ import annotations

from collections.abc import Iterator

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.feeds.model import Remark
from vonggac.sources.refusal import shortened


class Faults:
    """Hands located errors through until there are too many, then only counts."""

    def __init__(self, source: str, at_most: int) -> None:
        self.source = source
        self.count = 0
        self._at_most = at_most
        self._counted: dict[str, tuple[BadRow, int]] = {}

    def bad(self, line: int | None, why: str, rule: str, seen: str = "", column: str | None = None) -> Iterator[BadRow]:
        """Yield the error of one line, unless too many were yielded before."""
        self.count += 1
        if self.count <= self._at_most:
            yield BadRow(Place(self.source, line=line, column=column), why, shortened(seen), rule)

    @property
    def has_room(self) -> bool:
        """Say whether the fault just counted is still one of those that are told."""
        return self.count <= self._at_most

    def once(self, line: int | None, why: str, rule: str, seen: str = "", column: str | None = None) -> None:
        """Keep a remark that is told once for the file, at its first place, with how often it held."""
        first, times = self._counted.get(rule + (column or ""), (None, 0))
        remark = first or Remark(Place(self.source, line=line, column=column), why, shortened(seen), rule)
        self._counted[rule + (column or "")] = (remark, times + 1)

    def rest(self) -> Iterator[BadRow]:
        """Yield what was only counted."""
        for remark, times in self._counted.values():
            often = f" Tất cả {times} dòng như vậy." if times > 1 else ""
            yield Remark(remark.place, remark.why + often, remark.seen, remark.rule)
        if self.count > self._at_most:
            why = f"Còn {self.count - self._at_most} dòng sai nữa không liệt kê. Kiểm tra lại tệp gốc."
            yield BadRow(Place(self.source), why, "", "more-bad-rows")
