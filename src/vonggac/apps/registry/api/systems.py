"""`/api/v1/systems`: list, one, add, change."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from vonggac.apps.face.api import once, paged, scoped
from vonggac.apps.organisations import queries as organisations
from vonggac.apps.organisations.directory import Directory, NotInDirectory
from vonggac.apps.registry import queries, services
from vonggac.apps.registry.models import InformationSystem

router = Router(tags=["Hệ thống thông tin"])


class SystemOut(Schema):
    """One information system."""

    id: int
    code: str
    name: str
    owner: str
    """Code of the owner."""
    owner_name: str
    operator: str | None
    provider: str | None
    level: int | None
    """1 to 5; null when not determined."""
    exposure: str
    standing: str
    purpose: str
    note: str


class SystemPage(Schema):
    """One part of the list."""

    total: int
    offset: int
    limit: int
    items: list[SystemOut]


class SystemIn(Schema):
    """What a writer says about a system; bodies by code or by name, as on the day of writing."""

    name: str = Field(min_length=1, max_length=300)
    owner: str = Field(min_length=1, max_length=300)
    code: str = Field("", max_length=60)
    operator: str | None = None
    provider: str | None = None
    level: int | None = Field(None, ge=1, le=5)
    exposure: InformationSystem.Exposure = InformationSystem.Exposure.UNKNOWN
    standing: InformationSystem.Standing = InformationSystem.Standing.RUNNING
    purpose: str = Field("", max_length=4000)
    note: str = Field("", max_length=4000)


class SystemPatch(Schema):
    """What shall change; what is not sent stays."""

    name: str | None = Field(None, min_length=1, max_length=300)
    owner: str | None = Field(None, min_length=1, max_length=300)
    operator: str | None = None
    provider: str | None = None
    level: int | None = Field(None, ge=1, le=5)
    exposure: InformationSystem.Exposure | None = None
    standing: InformationSystem.Standing | None = None
    purpose: str | None = Field(None, max_length=4000)
    note: str | None = Field(None, max_length=4000)


def _out(system: InformationSystem) -> dict[str, Any]:
    plain = {name: getattr(system, name) for name in ("id", "code", "name", "level", "exposure", "standing", "purpose", "note")}
    bodies = {name: body.code if (body := getattr(system, name)) else None for name in ("owner", "operator", "provider")}
    return {**plain, **bodies, "owner_name": system.owner.name}


def _visible(request: HttpRequest) -> Any:
    return queries.visible_to(request.user).select_related("owner", "operator", "provider")


def _facts(request: HttpRequest, said: dict[str, Any]) -> dict[str, Any]:
    """Return what was said with bodies instead of their names; a body nobody knows is refused where it stands."""
    directory, wrong = Directory(localdate()), {}
    for name in {"owner", "operator", "provider"} & said.keys():
        try:
            pk = directory.find(said[name]) if said[name] else None
        except NotInDirectory as nobody:
            wrong[name] = str(nobody)
        else:
            said[name] = organisations.visible_to(request.user).get(pk=pk) if pk else None
    wrong |= {
        name: _("Gửi một giá trị, không để trống") for name in ("name", "owner", "exposure", "standing") if name in said and not said[name]
    }
    if wrong:
        raise ValidationError(wrong)
    return {name: "" if value is None and name in {"purpose", "note"} else value for name, value in said.items()}


@router.get("", response=SystemPage, summary="Danh sách hệ thống")
@scoped("registry.read")
def list_systems(request: HttpRequest, q: str = "", level: str = "", offset: int = 0, limit: int = 50) -> Any:
    """Return the visible systems, level 3 and above first, then by name."""
    found = queries.narrowed(_visible(request), queries.SystemFilters(words=q, level=level))
    return paged(queries.in_order(found), _out, offset=offset, limit=limit)


@router.get("/{int:number}", response=SystemOut, summary="Một hệ thống")
@scoped("registry.read")
def one_system(request: HttpRequest, number: int) -> Any:
    """Return one visible system."""
    return _out(get_object_or_404(_visible(request), pk=number))


@router.post("", response={201: SystemOut}, summary="Thêm hệ thống")
@scoped("registry.edit")
@once
def add_system(request: HttpRequest, payload: SystemIn) -> Any:
    """Add a system; without a code it gets the next number."""
    system = services.add_system(by=request.user, at=now(), **_facts(request, payload.model_dump()))
    return 201, _out(system)


@router.patch("/{int:number}", response=SystemOut, summary="Sửa hệ thống")
@scoped("registry.edit")
@once
def change_system(request: HttpRequest, number: int, payload: SystemPatch) -> Any:
    """Change what is sent of one system."""
    system = get_object_or_404(queries.editable_by(request.user), pk=number)
    facts = _facts(request, payload.model_dump(exclude_unset=True))
    return 200, _out(services.change_system(system, by=request.user, at=now(), **facts))
