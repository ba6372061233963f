"""`/api/v1/threat-lists`: which lists came and what became of them. They are taken in on the pages, where a person declares them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from vonggac.apps.face.api import paged, scoped
from vonggac.apps.threats.api import schemas as out
from vonggac.apps.threats.queries.lists import lists_in_order

router = Router(tags=["Máy nhiễm mã độc"])


@router.get("", response=out.ListPage, summary="Danh sách địa chỉ nhiễm mã độc đã nhận")
@scoped("threats.read")
def list_lists(request: HttpRequest, state: str = "", month: date | None = None, offset: int = 0, limit: int = 50) -> Any:
    """Return the visible lists, the newest day first."""
    wanted = {"state": state, "month": month}
    rows = lists_in_order(request.user).filter(**{name: value for name, value in wanted.items() if value})
    return paged(rows, out.list_out, offset=offset, limit=limit)


@router.get("/{int:number}", response=out.ListOut, summary="Một danh sách")
@scoped("threats.read")
def one_list(request: HttpRequest, number: int) -> Any:
    """Return one visible list."""
    return out.list_out(get_object_or_404(lists_in_order(request.user), pk=number))
