"""Bytes of an official letter into its text and the facts about the file; nothing heavy is loaded until a file needs it."""

from vonggac.sources.documents.model import Attachment, Document, Format, Mark, Recognition, Signature
from vonggac.sources.documents.reading import read_document
from vonggac.sources.limits import DEFAULT, Limits
from vonggac.sources.refusal import Refused

__all__ = ["DEFAULT", "Attachment", "Document", "Format", "Limits", "Mark", "Recognition", "Refused", "Signature", "read_document"]
