"""What stands on the pages of a PDF."""

from __future__ import annotations

import unicodedata

import pypdfium2


def pages(data: bytes) -> list[str]:
    """Return the text of each page."""
    return [unicodedata.normalize("NFC", page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(data)]


def squeezed(text: str) -> str:
    """Return the text without any blank."""
    return "".join(text.split())
