"""Small pictures of a scan's first pages, for the person who looks for a secrecy mark before anything is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from vonggac.sources.documents.kinds import find_format
from vonggac.sources.documents.model import Format
from vonggac.sources.limits import DEFAULT, Limits
from vonggac.sources.names import safe_name

WIDTH = 900
"""Dots across: a stamp of a letter is readable, ten pages stay under two megabytes."""
MOST_PAGES = 10
"""A letter carries its mark on the first page; annexes may carry their own."""


def first_pages(data: bytes, name: str, *, limits: Limits = DEFAULT, most: int = MOST_PAGES) -> tuple[bytes, ...]:
    """Return the first pages as JPEG pictures in memory; nothing when the file is no scan or pictures cannot be drawn here."""
    shown = safe_name(name)
    found = find_format(data, shown)
    if found is Format.PDF:
        return tuple(_small(page) for page in _pdf_pages(data, most))
    if found is Format.IMAGE:
        from vonggac.sources.documents.scans import frames

        pages = []
        for number, frame in enumerate(frames(data, shown, limits), start=1):
            pages.append(_small(frame))
            if number == most:
                break
        return tuple(pages)
    return ()


def _pdf_pages(data: bytes, most: int) -> Iterator[Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for index in range(min(len(document), most)):
            page = document[index]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1.0), 4 * WIDTH / max(height, 1.0))
            yield page.render(scale=scale).to_pil()
            page.close()
    finally:
        document.close()


def _small(picture: Any) -> bytes:
    copy = picture.convert("RGB")
    copy.thumbnail((WIDTH, 4 * WIDTH))
    buffer = io.BytesIO()
    copy.save(buffer, "JPEG", quality=70, optimize=True)
    return buffer.getvalue()
