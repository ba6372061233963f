"""How much work one file may cause. Every number is a ceiling on memory or time, none is a rule of law."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file from outside; beyond any of them the file is refused before the work is done."""

    size: int = 50 * MEGABYTE
    characters: int = 5_000_000
    pages: int = 500
    elements: int = 1_000_000
    """XML or HTML elements in one part."""
    part: int = 40 * MEGABYTE
    """Bytes of one XML part, unpacked."""
    entries: int = 2_000
    unpacked: int = 300 * MEGABYTE
    ratio: int = 250
    """Unpacked to packed, for entries worth the question (over one megabyte): XML of real tables stays under 100, a bomb nears 1000."""
    nesting: int = 1
    """Packages inside packages (an edXML envelope holds a DOCX, which is itself a ZIP)."""
    attachments: int = 100
    signatures: int = 20
    scanned_pages: int = 60
    seconds_per_scanned_page: int = 120
    pixels: int = 60_000_000
    sheets: int = 50
    rows: int = 100_000
    columns: int = 200
    cell: int = 32_767
    bad_rows: int = 1_000
    """Located errors kept of one table; the rest is counted."""


DEFAULT = Limits()


def megabytes(size: int) -> str:
    """Return a size in megabytes as Vietnamese text, rounded up: 52,4."""
    return f"{-(-size * 10 // MEGABYTE) / 10:g}".replace(".", ",")
