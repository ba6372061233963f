"""Whose is an address: dated ranges and sightings in, the holder with reasons and runner-ups out. No files, no clock, no guesses."""

from .columns import Gathering, Refusal, RefusedRow, Sightings
from .index import RangeIndex
from .matching import Counts, Matches, Sighting, match, match_few
from .spaces import Space, space_of, spaces
from .values import (
    LOCAL,
    MATCHED,
    SPACES,
    Basis,
    Decision,
    Lost,
    Need,
    OwnedRange,
    RangeError,
    RangeKind,
    RunnerUp,
    Verdict,
    second_of,
)

__all__ = [
    "LOCAL", "MATCHED", "SPACES", "Basis", "Counts", "Decision", "Gathering", "Lost", "Matches", "Need", "OwnedRange", "RangeError",
    "RangeIndex", "RangeKind", "Refusal", "RefusedRow", "RunnerUp", "Sighting", "Sightings", "Space", "Verdict", "match", "match_few",
    "second_of", "space_of", "spaces",
]  # fmt: skip
