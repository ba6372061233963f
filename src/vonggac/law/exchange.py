"""By which identifier a body is known on the document exchange axis, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vonggac.law.load import PROVINCES
from vonggac.law.model import Dated
from vonggac.law.reading import RuleFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeIdentifier(Dated):
    """The electronic identifier of one body (Decision 20/2020/QĐ-TTg)."""

    organisation: str
    organ_id: str


@lru_cache(maxsize=8)
def identifiers(key: str) -> tuple[ExchangeIdentifier, ...]:
    """Return all identifiers of a province; raises LawError, with file and line, when the file is wrong."""
    file = RuleFile.read(PROVINCES / key / "exchange.yaml")
    found = []
    for record in file.records("identifiers"):
        body, organ_id = record.text("organisation"), record.text("organ_id")
        found.append(ExchangeIdentifier(organisation=body, organ_id=organ_id, **record.dated()))
        record.end()
    return tuple(found)


def identifier_of(organisation: str, day: date, key: str) -> str:
    """Return a body's identifier on that day; empty when the province has not written it down."""
    return next((one.organ_id for one in identifiers(key) if one.organisation == organisation and one.holds_on(day)), "")
