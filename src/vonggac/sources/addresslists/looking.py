"""A packed list looked through for marks of state secrecy in memory, without building its tables: it may be kept only afterwards.

What reads the tables looks again, cell by cell; this look is quick, takes in what stands beside the tables too, and comes before anything
is written to the disk (Law 117/2025, Article 5.2).
"""

from __future__ import annotations

from vonggac.sources.addresslists.grids import form_of, is_package, whole
from vonggac.sources.addresslists.model import LIST_LIMITS, Form
from vonggac.sources.addresslists.texts import head_of
from vonggac.sources.archives import open_package
from vonggac.sources.documents.pdf import words_of_pages
from vonggac.sources.limits import Limits
from vonggac.sources.names import safe_name
from vonggac.sources.tables.marks import refuse_marked, refuse_marked_text, refuse_marked_xml

_KEPT_IN = {Form.XLSX: "xl/", Form.DOCX: "word/"}
_LIGHT = {Form.XLSX: 256_000, Form.DOCX: 64_000, Form.PDF: 32_000}
"""Bytes up to which a file is read in about a quarter of a second."""


def packed_form(data: bytes, name: str, limits: Limits = LIST_LIMITS) -> Form | None:
    """Return what a packed file is, after a look at every word of it; None for text. Raises `Refused` when it shows a mark."""
    shown = safe_name(name)
    if not is_package(head_of(data)):
        return None
    refuse_marked(shown, [])
    form = form_of(whole(data, shown, limits), shown)
    if form is Form.PDF:
        for page, words in words_of_pages(data, shown, limits):
            refuse_marked_text(shown, words, page)
    elif form in _KEPT_IN:
        package = open_package(data, shown, limits)
        for part in package.names(_KEPT_IN[form]):
            if part.endswith(".xml"):
                refuse_marked_xml(shown, package.read(part))
    return form


def is_heavy(data: bytes, form: Form | None) -> bool:
    """Say whether building the tables takes longer than a page should."""
    return form in _LIGHT and len(data) > _LIGHT[form]
