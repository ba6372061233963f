"""Whether an uploaded file shows a degree of state secret, told in memory before anything is written (Law 117/2025, Article 5.2).

Looks at the name and at the text layer; scans are a person's question.
"""

from __future__ import annotations

import io
import re
import zipfile

from vonggac.apps.work import files
from vonggac.sources.documents.model import Mark
from vonggac.sources.documents.secrecy import find_marks

_TAGS = re.compile(r"<[^>]+>")
_ENDS = re.compile(r"</(?:w:p|w:tc|si|row|a:p)>|<w:br/>")
_MOST_PART = 20 * 1024 * 1024
_MOST_PAGES = 300


def marks_in(content: bytes, name: str) -> tuple[Mark, ...]:
    """Return every mark found in the text layer and in the name."""
    return find_marks(words_of(content), name)


def words_of(content: bytes) -> str:
    """Return the text layer of a file; blank for what has none."""
    kind = files.media_type_of(content)
    if kind == "text/plain":
        return content.decode("utf-8")
    if kind == "application/pdf":
        return _pdf_text(content)
    return _office_text(content) if kind in (files.DOCX, files.XLSX) else ""


def _office_text(content: bytes) -> str:
    """Read the words of every XML part; headers, text boxes and shared strings among them."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for part in parts.infolist():
            if part.filename.endswith(".xml") and part.filename.startswith(("word/", "xl/")):
                with parts.open(part) as opened:
                    text = opened.read(_MOST_PART).decode("utf-8", "replace")
                found.append(_TAGS.sub("", _ENDS.sub("\n", text)))
    return "\n".join(found)


def _pdf_text(content: bytes) -> str:
    """Read the text layer; a file that cannot be opened has none, and whoever opens it later will see so."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ""
    try:
        pages = (document[number] for number in range(min(len(document), _MOST_PAGES)))
        return "\n".join(page.get_textpage().get_text_range().replace("\r", "\n") for page in pages)
    finally:
        document.close()
