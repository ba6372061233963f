"""`/api/v1/systems`: list, one, add, change."""

from __future__ import annotations

from datetime import date
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
from vonggac.apps.registry.models import Component, InformationSystem

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
    specialised_unit: str | None
    system_type: str
    """Empty when nobody has said."""
    hosting: str
    """Empty when nobody has said."""
    serves: str
    users: int | None
    serves_several: bool | None
    construction_started_on: date | None
    in_operation_on: date | None
    ended_on: date | None
    version: int
    """Send it with a change, so that nobody is written over."""


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
    specialised_unit: str | None = None
    system_type: InformationSystem.SystemType | None = None
    hosting: InformationSystem.Hosting | None = None
    serves: str = Field("", max_length=500)
    users: int | None = Field(None, ge=0, le=2_000_000_000)
    serves_several: bool | None = None
    construction_started_on: date | None = None
    in_operation_on: date | None = None
    ended_on: date | None = None


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
    specialised_unit: str | None = None
    system_type: InformationSystem.SystemType | None = None
    hosting: InformationSystem.Hosting | None = None
    serves: str | None = Field(None, max_length=500)
    users: int | None = Field(None, ge=0, le=2_000_000_000)
    serves_several: bool | None = None
    construction_started_on: date | None = None
    in_operation_on: date | None = None
    ended_on: date | None = None
    version: int | None = None


BODIES = ("owner", "operator", "provider", "specialised_unit")
TEXTS = ("purpose", "note", "serves", "system_type", "hosting")
PLAIN = (
    *("id", "code", "name", "level", "exposure", "standing", "users", "serves_several", "version"),
    *("construction_started_on", "in_operation_on", "ended_on"),
    *TEXTS,
)


def _out(system: InformationSystem) -> dict[str, Any]:
    plain = {name: getattr(system, name) for name in PLAIN}
    bodies = {name: body.code if (body := getattr(system, name)) else None for name in BODIES}
    return {**plain, **bodies, "owner_name": system.owner.name}


def _visible(request: HttpRequest) -> Any:
    return queries.visible_to(request.user).select_related(*BODIES)


def _facts(request: HttpRequest, said: dict[str, Any]) -> dict[str, Any]:
    """Return what was said with bodies instead of their names; a body nobody knows is refused where it stands."""
    directory, wrong = Directory(localdate()), {}
    for name in set(BODIES) & said.keys():
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
    return {name: "" if value is None and name in TEXTS else value for name, value in said.items()}


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


class ComponentOut(Schema):
    """One part of a system; addresses and zone are null for who does not need to know them."""

    id: int
    what: str
    name: str
    vendor: str
    product: str
    version: str
    use: str
    place: str
    os: str
    host: int | None
    asset_tag: str
    quantity: int
    zone: int | None
    private_ip: str | None
    public_ip: str | None


class ZoneOut(Schema):
    """One network zone."""

    id: int
    name: str
    purpose: str
    private_prefix: str
    public_prefix: str


class DataOut(Schema):
    """The newest row of one kind of data; a count is null when nobody has counted."""

    name: str
    sort: str
    basic_subjects: int | None
    sensitive_subjects: int | None
    as_of: date


class LinkOut(Schema):
    """One link that starts or ends here, by the ids of the systems."""

    source: int
    target: int
    sort: str
    flows: str


class LayerOut(Schema):
    """One of the four layers: missing, unproved, stale or good."""

    layer: int
    standing: str
    held_by: list[str]
    proved_on: date | None
    due_on: date | None


class PartsOut(Schema):
    """Everything that hangs on one system, as far as the person may know."""

    components: list[ComponentOut]
    zones: list[ZoneOut] | None
    data: list[DataOut]
    links: list[LinkOut]
    layers: list[LayerOut]


@router.get("/{int:number}/parts", response=PartsOut, summary="Thành phần, vùng mạng, dữ liệu, liên kết, bốn lớp của một hệ thống")
@scoped("registry.read")
def parts_of_system(request: HttpRequest, number: int) -> Any:
    """Return what hangs on one visible system."""
    system = get_object_or_404(_visible(request), pk=number)
    held, today = queries.holdings_of(system, request.user), localdate()
    links = [link for side in queries.links_of(system, request.user) for link in side]
    return {
        "components": [_component(part, held.knows) for part in held.components],
        "zones": None if held.zones is None else [_columns(ZoneOut, zone) for zone in held.zones],
        "data": [_columns(DataOut, kind) for kind in held.data],
        "links": [{"source": one.source_id, "target": one.target_id, "sort": one.sort, "flows": one.flows} for one in links],
        "layers": [_layer(card) for card in queries.four_layers(system, today)],
    }


def _columns(schema: type[Schema], row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in schema.model_fields}


def _component(part: Component, knows: bool) -> dict[str, Any]:
    said = {**{name: getattr(part, name) for name in ComponentOut.model_fields}, "host": part.host_id, "zone": part.zone_id}
    return said if knows else {**said, "zone": None, "private_ip": None, "public_ip": None}


def _layer(card: queries.LayerCard) -> dict[str, Any]:
    names = [fact.body.name if fact.body else fact.who for fact in card.facts]
    state = card.state
    return {
        "layer": state.layer,
        "standing": state.standing.value,
        "held_by": names,
        "proved_on": state.proved_on,
        "due_on": state.due_on,
    }
