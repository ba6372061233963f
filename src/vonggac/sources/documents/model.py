"""What a file says: its text, and the facts a person must see before believing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from vonggac.kernel.badrows import BadRow
from vonggac.kernel.handling import Handling, Secrecy


class Format(StrEnum):
    """What a file is by its content."""

    TEXT = "txt"
    DOCX = "docx"
    PDF = "pdf"
    IMAGE = "image"
    HTML = "html"
    EDXML = "edxml"


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign of state secrecy and where it stood."""

    degree: Secrecy
    quote: str
    where: str
    """"text", "name", "properties", "attachment" or "recognised" (seen by OCR, may be a misreading)."""
    start: int | None = None
    """Code point in the text, when it stood there."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One electronic signature as far as it can be checked without a network."""

    signer: str
    organisation: str
    issuer: str
    signed_at: datetime | None
    """As the signer's machine or a time stamp said it; None when the signature is silent."""
    intact: bool
    """What was signed is unchanged and the signature fits the certificate."""
    covers_whole: bool
    """Nothing was added to the file after signing."""
    trusted: bool | None
    """The chain ends at a given root; None when no root was given to check against."""
    verdict: str
    """The same as a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside; its bytes are kept only where the format's job is to carry files (edXML)."""

    name: str
    size: int
    sha256: str
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Recognition:
    """How a scan was read."""

    engine: str
    confidence: float
    """Mean over words, 0 to 100, as the engine reports it."""
    pages: int


@dataclass(frozen=True, slots=True)
class Document:
    """A letter as read. `text` is what every span of later work points into."""

    name: str
    """Safe to show and to store."""
    title: str | None
    """The title in the file's own properties; often wrong, never used as the subject."""
    text: str
    pages: tuple[int, ...]
    """Where each page begins in `text`; a single 0 where the format knows no pages."""
    format: Format
    sha256: str
    size: int
    encoding: str | None = None
    warnings: tuple[BadRow, ...] = ()
    signatures: tuple[Signature, ...] = ()
    secrecy: tuple[Mark, ...] = ()
    handling: tuple[Handling, ...] = ()
    images_only: bool = False
    """A scan: whatever text there is came from recognition, and a person must look for a secrecy mark."""
    recognition: Recognition | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What one format's reader hands to `reading`, which adds the facts common to all."""

    text: str
    pages: tuple[int, ...] = (0,)
    title: str | None = None
    encoding: str | None = None
    warnings: tuple[BadRow, ...] = ()
    signatures: tuple[Signature, ...] = ()
    images_only: bool = False
    recognition: Recognition | None = None
    attachments: tuple[Attachment, ...] = ()
    aside: tuple[str, ...] = ()
    """Words outside the running text that may carry a mark: stamps, hidden text, properties, names of carried files."""
    marks: tuple[Mark, ...] = ()
    """Marks already found in carried files."""
