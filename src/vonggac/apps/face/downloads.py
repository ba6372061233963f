"""What is made for one person leaves as a file that a browser saves and never runs, and that no cache keeps."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase

A = TypeVar("A", bound=HttpResponseBase)


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Return bytes as a file under a name of our own making: letters, digits, dots and dashes."""
    return as_file(HttpResponse(content, content_type=media_type), name)


def as_file(answer: A, name: str) -> A:
    """Make a file of an answer."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
