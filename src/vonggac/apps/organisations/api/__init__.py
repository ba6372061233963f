"""Bodies and their contacts under `/api/v1/organisations`."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from ninja import Router

from vonggac.apps.face.api import paged, scoped
from vonggac.apps.organisations import queries
from vonggac.apps.organisations.api.schemas import BodyDetail, BodyList, detailed, listed

router = Router(tags=["organisations"])
Standing = Literal["", "ended", "later", "all"]


@router.get("", response=BodyList)
@scoped("organisations.read")
def list_organisations(
    request: HttpRequest,
    day: date | None = None,
    q: str = "",
    kind: str = "",
    province: str = "",
    standing: Standing = "",
    offset: int = 0,
    limit: int = 50,
) -> Any:
    """List the bodies of a day (today when none is given), by name; `q` is searched with or without marks."""
    found = queries.standing(queries.visible_to(request.user), day or localdate(), standing)
    found = queries.matching(queries.of_kind_and_province(found, kind, province), q[:100])
    return paged(queries.in_order(found), listed, offset=offset, limit=limit)


@router.get("/{organisation_id}", response=BodyDetail)
@scoped("organisations.read")
def read_organisation(request: HttpRequest, organisation_id: int, day: date | None = None) -> Any:
    """Read one body with its heirs, its forebears and the contacts that hold on a day."""
    body = queries.visible_to(request.user).select_related("parent").filter(pk=organisation_id).first()
    if body is None:
        raise Http404
    return detailed(body, day or localdate())
