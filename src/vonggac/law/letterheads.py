"""What the offices of a province print above their papers, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from vonggac.law.load import PROVINCES
from vonggac.law.model import Dated
from vonggac.law.reading import RuleFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadFact(Dated):
    """The head of one office's papers (Decree 30/2020, Annex I, boxes 2 to 4 and 7)."""

    organisation: str
    """Code of the body that drafts; the issuer may be the body above it."""
    parent: str
    issuer: str
    in_text: str
    short: str
    unit: str
    place: str
    signer: str
    superior: str
    """To whom its reports go."""


@lru_cache(maxsize=8)
def letterheads(key: str) -> tuple[LetterheadFact, ...]:
    """Return all letterheads of a province; raises LawError, with file and line, when the file is wrong."""
    file = RuleFile.read(PROVINCES / key / "letterheads.yaml")
    found = []
    for record in file.records("letterheads"):
        texts: dict[str, Any] = {
            name: record.text(name) for name in ("organisation", "parent", "issuer", "in_text", "short", "place", "signer", "superior")
        }
        found.append(LetterheadFact(unit=record.text("unit", ""), **texts, **record.dated()))
        record.end()
    return tuple(found)


def letterhead_of(organisation: str, day: date, key: str) -> LetterheadFact | None:
    """Return what a body printed above its papers on that day; None when the province has not written it down."""
    return next((fact for fact in letterheads(key) if fact.organisation == organisation and fact.holds_on(day)), None)
