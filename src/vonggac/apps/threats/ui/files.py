"""How files of this room are handed over."""

from __future__ import annotations

from django.http import HttpResponse

from vonggac.apps.face.downloads import download
from vonggac.apps.lists.services import MEDIA, XLSX


def workbook(content: bytes, name: str) -> HttpResponse:
    """Return a workbook to keep."""
    return download(content, f"{name}.xlsx", MEDIA[XLSX])
