"""How files of this room are handed over."""

from __future__ import annotations

from django.http import HttpResponse

from vonggac.apps.lists.services import MEDIA, XLSX


def workbook(content: bytes, name: str) -> HttpResponse:
    """Return a workbook to keep."""
    return handed_over(content, f"{name}.xlsx", MEDIA[XLSX])


def handed_over(content: bytes, name: str, kind: str) -> HttpResponse:
    """Return a file to keep, that no cache keeps."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
