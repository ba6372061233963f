"""What the search box finds in this room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vonggac.apps.compliance.queries.catalogues import ControlFilters, controls_of
from vonggac.apps.face.registries import SearchAnswer
from vonggac.kernel.vietnamese import slug
from vonggac.law.catalogues import catalogues

MOST, SHORTEST = 10, 3
"""Of hundreds of requirements nearly all hold any two letters."""


def controls(user: Any, folded: str) -> Iterator[SearchAnswer]:
    """Give requirements by code, clause and title, those of the newest edition first."""
    if len(folded) < SHORTEST or not user.may("compliance.read"):
        return
    for edition in reversed(catalogues()):
        for control in controls_of(edition, ControlFilters(words=folded))[:MOST]:
            address = reverse("compliance:catalogue-control", args=[slug(edition.code), control.code])
            yield SearchAnswer(_("Yêu cầu"), f"{control.code} {control.title_vi}", address, edition.code)
