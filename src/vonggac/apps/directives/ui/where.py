"""Where a letter's pages are, and which of them fits its state."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive


def letter_or_404(request: HttpRequest, pk: int) -> Directive:
    """Return the letter, for who may know of it."""
    found = queries.visible_to(request.user).select_related("declared_by", "issuer_body").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def page_of(directive: Directive) -> str:
    """Return the page a letter opens on: reading, review, the board of its work, or what is left of it after a spill."""
    if directive.state == Directive.State.ERASED:
        return reverse("directives:spill", args=[directive.pk])
    if directive.state != Directive.State.REVIEW:
        return reverse("directives:board", args=[directive.pk])
    return reverse("directives:scan" if is_being_read(directive) else "directives:review", args=[directive.pk])


def is_being_read(directive: Any) -> bool:
    """Say whether a scan still waits for its text."""
    return bool(directive.reading.get("waiting"))
