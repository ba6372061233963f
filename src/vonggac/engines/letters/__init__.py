"""Reading of Vietnamese official letters: text in, values with their places out. No files, no clock, no guesses."""

from .model import Addressee, Attachment, Base, Contact, Deadline, Kind, Letter, Mark, Notice, Obligation, Signer, Span
from .reading import leaves, marks, read
from .rendering import as_json
from .vocabulary import DEFAULT, Vocabulary

__all__ = [
    "DEFAULT", "Addressee", "Attachment", "Base", "Contact", "Deadline", "Kind", "Letter", "Mark", "Notice", "Obligation", "Signer", "Span",
    "Vocabulary", "as_json", "leaves", "marks", "read",
]  # fmt: skip
