"""Plain questions: what a commune is asked instead of the sentence of a letter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from vonggac.kernel.vietnamese import fold
from vonggac.law.load import DATA
from vonggac.law.reading import RuleFile


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    """A question with the phrases that call for it."""

    ask: str
    phrases: tuple[str, ...]
    """Folded."""
    owners: bool
    """Only a body that owns a system can have something to do."""
    source: str


@lru_cache(maxsize=1)
def plain_questions() -> tuple[PlainQuestion, ...]:
    """Return the rules in their order; raises LawError, with file and line, when the file is wrong."""
    found = []
    for record in RuleFile.read(DATA / "plain-questions.yaml").records("questions"):
        phrases = tuple(fold(phrase) for phrase in record.texts("phrases"))
        found.append(PlainQuestion(record.text("ask"), phrases, bool(record.flag("owners")), record.source()))
        record.end()
    return tuple(found)


def question_for(text: str) -> PlainQuestion | None:
    """Return the first question whose phrase stands in an obligation, or None: then the sentence asks for itself."""
    folded = fold(text)
    return next((one for one in plain_questions() if any(phrase in folded for phrase in one.phrases)), None)
