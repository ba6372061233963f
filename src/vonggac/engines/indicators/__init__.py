"""Indicators against what was observed, and against lists of what is usually innocent. No files, no clock, no database."""

from .innocence import Innocent, InnocentIndex, InnocentList, Way, refused_patterns
from .looking import Looked, Network, parents, span_of, spans_around, things_in

__all__ = [
    "Innocent", "InnocentIndex", "InnocentList", "Looked", "Network", "Way", "parents", "refused_patterns", "span_of", "spans_around",
    "things_in",
]  # fmt: skip
