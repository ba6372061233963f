"""The level of an information system: facts and dated criteria in, the level with its reasons out. No files, no clock, no guesses."""

from .columns import Levels, decide_many
from .deciding import compare, decide
from .questions import Question, QuestionStep, next_questions
from .rendering import as_json, comparison_as_json
from .values import (
    AppliedUplift,
    Comparison,
    Contradiction,
    DecidedBy,
    Decision,
    Facts,
    FactsError,
    Grey,
    GreyQuestion,
    NearKind,
    Nearly,
    OpenQuestion,
    Seen,
    Uplift,
)

__all__ = [
    "AppliedUplift", "Comparison", "Contradiction", "DecidedBy", "Decision", "Facts", "FactsError", "Grey", "GreyQuestion", "Levels",
    "NearKind", "Nearly", "OpenQuestion", "Question", "QuestionStep", "Seen", "Uplift", "as_json", "compare", "comparison_as_json",
    "decide", "decide_many", "next_questions",
]  # fmt: skip
