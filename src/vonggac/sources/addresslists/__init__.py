"""Lists of infected addresses, as authorities, telecoms and CERTs really send them, into columns with a known meaning."""

from vonggac.sources.addresslists.model import (
    LIST_LIMITS,
    Alternative,
    Asks,
    Batch,
    ColumnShape,
    DateOrder,
    Form,
    Meaning,
    Proposal,
    Question,
    Sample,
    Shape,
    TableShape,
    fingerprint,
)

__all__ = [
    "LIST_LIMITS",
    "Alternative",
    "Asks",
    "Batch",
    "ColumnShape",
    "DateOrder",
    "Form",
    "Meaning",
    "Proposal",
    "Question",
    "Sample",
    "Shape",
    "TableShape",
    "fingerprint",
]
