"""`/api/v1/threat-cases`: the cases, the lists that name each, and its evidence for who needs to know the addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Router

from vonggac.apps.face.api import paged, scoped
from vonggac.apps.threats.api import schemas as out
from vonggac.apps.threats.queries import cases as queries
from vonggac.apps.threats.queries.visibility import cases_known_to, cases_visible_to, hits_visible_to

router = Router(tags=["Máy nhiễm mã độc"])


@router.get("", response=out.CasePage, summary="Các ca")
@scoped("threats.read")
def list_cases(
    request: HttpRequest,
    state: str = "open",
    system: int | None = None,
    organisation: int | None = None,
    malware_class: str = "",
    mark: str = "",
    month: date | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Any:
    """Return the visible cases in the order of the queue; `state=` (empty) is every state, `mark` is late, returned or escalated."""
    today = localdate()
    asked = queries.CaseFilters(state=state, kind=malware_class, mark=mark, month=month, body=organisation, system=system)
    rows = queries.in_order(queries.narrowed(cases_visible_to(request.user), asked, today), today).select_related("organisation", "system")
    return paged(rows, out.case_out, offset=offset, limit=limit)


@router.get("/{int:number}", response=out.CaseDetail, summary="Một ca")
@scoped("threats.read")
def one_case(request: HttpRequest, number: int) -> Any:
    """Return one visible case with the lists that name it."""
    case = get_object_or_404(queries.case_for_page(request.user), pk=number)
    return out.case_out(case) | {"listings": [out.listing_out(one) for one in queries.listings_of(case)]}


@router.get("/{int:number}/evidence", response=out.HitPage, summary="Chứng cứ của một ca")
@scoped("threats.read")
def evidence(request: HttpRequest, number: int, offset: int = 0, limit: int = 50) -> Any:
    """Return the rows that name a case, the latest first; only for who needs to know its addresses."""
    case = get_object_or_404(cases_known_to(request.user), pk=number)
    return paged(queries.evidence_of(case, hits_visible_to(request.user)), out.hit_out, offset=offset, limit=limit)
