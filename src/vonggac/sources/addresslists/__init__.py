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
from vonggac.sources.addresslists.proposing import propose_shape
from vonggac.sources.addresslists.reading import read_batches
from vonggac.sources.addresslists.remembering import Fit, fit_shape

__all__ = [
    "LIST_LIMITS",
    "Alternative",
    "Asks",
    "Batch",
    "ColumnShape",
    "DateOrder",
    "Fit",
    "Form",
    "Meaning",
    "Proposal",
    "Question",
    "Sample",
    "Shape",
    "TableShape",
    "fingerprint",
    "fit_shape",
    "propose_shape",
    "read_batches",
]
