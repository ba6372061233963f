"""Where a letter's pages are, and which of them fits its state."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive


def letter_or_404(request: HttpRequest, pk: int) -> Directive:
    """Return the letter, for who may know of it."""
    found = queries.visible_to(request.user).select_related("declared_by", "issuer_body").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def page_of(directive: Directive) -> str:
    """Return the page a letter opens on: reading, review, or the board of its work."""
    if directive.state == Directive.State.REVIEW:
        return reverse("directives:scan" if is_being_read(directive) else "directives:review", args=[directive.pk])
    return board_of(directive)


def board_of(directive: Directive) -> str:
    """Return the board of a letter whose work is out."""
    try:
        return reverse("directives:board", args=[directive.pk])
    except NoReverseMatch:
        return reverse("directives:letters")


def is_being_read(directive: Any) -> bool:
    """Say whether a scan still waits for its text."""
    return bool(directive.reading.get("waiting"))


def spill_of(directive: Directive) -> str:
    """Return the page on which a spilled secret is erased, when this person's house has one."""
    try:
        return reverse("directives:spill", args=[directive.pk])
    except NoReverseMatch:
        return ""
