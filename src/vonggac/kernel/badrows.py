"""Bad input is data: where it stood, what was seen, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place in something that came from outside; every part is optional but the source."""

    source: str
    """The file name as a person knows it, without folders."""
    sheet: str | None = None
    line: int | None = None
    """Counted from 1, as a spreadsheet or an editor shows it."""
    column: str | None = None
    """The heading, or the letter, of a column."""
    page: int | None = None

    def __str__(self) -> str:
        parts = [self.source]
        if self.sheet:
            parts.append(f"trang tính “{self.sheet}”")
        if self.page is not None:
            parts.append(f"trang {self.page}")
        if self.line is not None:
            parts.append(f"dòng {self.line}")
        if self.column:
            parts.append(f"cột “{self.column}”")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class BadRow:
    """One thing that could not be taken in; the rows around it are."""

    place: Place
    why: str
    """What is wrong and what to do, in Vietnamese, as a sentence for the person who sent it."""
    seen: str = ""
    """The offending value as it was read, shortened to at most 200 characters."""
    rule: str = "bad-value"
    """A stable identifier in English, so that tests and programs need not read the sentence."""

    def __str__(self) -> str:
        seen = f" (đọc được: {self.seen})" if self.seen else ""
        return f"{self.place}: {self.why}{seen}"
