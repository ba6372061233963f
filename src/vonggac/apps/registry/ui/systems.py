"""Pages of systems and their parts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.audit.labels import label_of
from vonggac.apps.audit.queries import about
from vonggac.apps.audit.services import name_of
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.organisations.queries import contacts_on
from vonggac.apps.registry import ports, queries, services
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.ui.forms import HOSTING_FILTERS, LAYER_FILTERS, LEVEL_FILTERS, STANDING_FILTERS, SystemForm
from vonggac.apps.registry.ui.part_forms import DescriptionForm
from vonggac.apps.registry.ui.pictures import outage_picture

A_PAGE = 50
FILTERS = ("level", "owner", "system_type", "exposure", "standing", "hosting", "layer")
TRAIL = 10


@requires("registry.read", methods=("GET", "HEAD"))
def systems(request: HttpRequest) -> HttpResponse:
    """Show the systems the person may know of, level 3 and above first."""
    seen = {name: request.GET.get(name, "")[:100] for name in ("q", *FILTERS)}
    filters = queries.SystemFilters(words=seen["q"], **{name: value for name, value in seen.items() if name != "q"})
    found = queries.for_list(queries.in_order(queries.narrowed(queries.visible_to(request.user), filters), request.GET.get("sort", "")))
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "registry/systems.html",
        rows=rows,
        seen=seen,
        chips=_chips(seen),
        level_choices=LEVEL_FILTERS,
        exposure_choices=InformationSystem.Exposure.choices,
        standing_choices=STANDING_FILTERS,
        type_choices=InformationSystem.SystemType.choices,
        hosting_choices=HOSTING_FILTERS,
        layer_choices=LAYER_FILTERS,
        ending=queries.contracts_ending_soon(request.user, localdate()).count(),
        may_edit=request.user.may("registry.edit"),  # type: ignore[union-attr]
        may_import=request.user.may("registry.import"),  # type: ignore[union-attr]
        may_export=request.user.may("registry.export"),  # type: ignore[union-attr]
    )


def _chips(seen: dict[str, str]) -> list[tuple[str, str]]:
    words: dict[str, dict[str, Any]] = {
        "level": dict(LEVEL_FILTERS),
        "exposure": dict(InformationSystem.Exposure.choices),
        "standing": dict(STANDING_FILTERS),
        "system_type": dict(InformationSystem.SystemType.choices),
        "hosting": dict(HOSTING_FILTERS),
        "layer": dict(LAYER_FILTERS),
    }
    return [(name, str(words.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


@requires("registry.read", methods=("GET", "HEAD"))
def system(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one system: level, layers, what it consists of, where it is, under which contracts, what is open, what was done."""
    found = _found(request, pk)
    trail = list(about(name_of(found))[:TRAIL])
    for line in trail:
        line.words = label_of(line.act)  # type: ignore[attr-defined]
    return page(
        request,
        "registry/system.html",
        panels=ports.panels_of(request.user, found, now()),
        trail=trail,
        may_edit=queries.editable_by(request.user).filter(pk=found.pk).exists(),
        may_import=request.user.may("registry.import"),  # type: ignore[union-attr]
        **_known(request, found),
    )


def _found(request: HttpRequest, pk: int) -> InformationSystem:
    bodies = ("owner", "operator", "provider", "specialised_unit")
    return get_object_or_404(queries.visible_to(request.user).select_related(*bodies), pk=pk)


def _known(request: HttpRequest, found: InformationSystem) -> dict[str, Any]:
    """Return what the page of a system and its sheet both show."""
    today = localdate()
    held = queries.holdings_of(found, request.user)
    links_out, links_in = queries.links_of(found, request.user)
    layers = queries.four_layers(found, today)
    return {
        "system": found,
        "held": held,
        "basic": queries.subjects_of(held.data, "basic_subjects"),
        "sensitive": queries.subjects_of(held.data, "sensitive_subjects"),
        "layers": [(card, card.state.late_by(today)) for card in layers],
        "weak": sum(1 for card in layers if card.state.standing != "good"),
        "operation": queries.operation_of(found, today),
        "outage": queries.outage_of(found, request.user, today),
        "links_out": links_out,
        "links_in": links_in,
        "today": today,
        "soon": today + queries.ENDS_SOON,
    }


@requires("registry.read", methods=("GET", "HEAD"))
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one system as a sheet to print: everything the overview description of a dossier asks for (Decree 331/2026, Art 21.1, 22.3)."""
    return page(request, "registry/sheet.html", printed_at=now(), **_known(request, _found(request, pk)))


@requires("registry.read", methods=("GET", "HEAD"))
def outage(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what stops if this system stops: a picture, and the same as a table."""
    found = _found(request, pk)
    falls = queries.outage_of(found, request.user, localdate())
    drawn = outage_picture(falls.picture, falls.names) if falls.picture else ""
    return page(request, "registry/outage.html", system=found, outage=falls, drawn=drawn)


@requires("registry.read", methods=("GET", "HEAD"))
def whom_to_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to call when this system is in trouble: its operator first, then owner, providers, specialised unit."""
    found, today = _found(request, pk), localdate()
    roles = [(_("Vận hành"), found.operator), (_("Chủ quản"), found.owner), (_("Nhà cung cấp"), found.provider)]
    held = queries.four_layers(found, today)
    roles += [(card.layer.label, fact.body) for card in held for fact in card.facts if fact.body is not None]
    roles.append((_("Đơn vị chuyên trách"), found.specialised_unit))
    bodies: dict[int, tuple[Any, list[str]]] = {}
    for words, body in roles:
        if body is not None:
            bodies.setdefault(body.pk, (body, []))[1].append(str(words))
    contacts: dict[int, list[Any]] = {}
    for contact in contacts_on(today, bodies).order_by("-is_hotline", "role", "id"):
        contacts.setdefault(contact.organisation_id, []).append(contact)
    rows = [(body, ", ".join(dict.fromkeys(words)), contacts.get(pk, [])) for pk, (body, words) in bodies.items()]
    return page(request, "registry/whom_to_call.html", system=found, rows=rows, printed_at=now())


@requires("registry.edit")
def add(request: HttpRequest) -> HttpResponse:
    """Add one system."""
    form = SystemForm(request.POST or None, on=localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_system(by=request.user, at=now(), **form.facts())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(made.get_absolute_url())
    return page(
        request, "registry/form.html", form=form, title=_("Thêm hệ thống"), submit=_("Lưu hệ thống"), back=reverse("registry:systems")
    )


@requires("registry.edit")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one system; its level only shows here, with the page on which it is set right."""
    standing = get_object_or_404(queries.editable_by(request.user), pk=pk)
    form = SystemForm(request.POST or None, on=localdate(), standing=standing)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_system(standing, by=request.user, at=now(), **form.facts())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(standing.get_absolute_url())
    return page(
        request,
        "registry/system_form.html",
        form=form,
        system=standing,
        correct=ports.where_to_correct_level(request.user, standing),
        title=_("Sửa thông tin %(name)s") % {"name": standing.name},
        submit=_("Lưu hệ thống"),
        back=standing.get_absolute_url(),
    )


@requires("registry.edit")
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a system is described: kind, place, models, whom it serves, its days."""
    standing = get_object_or_404(queries.editable_by(request.user), pk=pk)
    form = DescriptionForm(request.POST or None, initial={name: getattr(standing, name) for name in DescriptionForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_system(standing, by=request.user, at=now(), **form.facts())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(f"{standing.get_absolute_url()}#facts")
    title = _("Mô tả %(name)s") % {"name": standing.name}
    return page(request, "registry/form.html", form=form, title=title, submit=_("Lưu mô tả"), back=standing.get_absolute_url())


def placed(refused: ValidationError) -> dict[str, Any]:
    """Return a refusal as a form takes it: by field, or for the whole."""
    return dict(refused.message_dict) if hasattr(refused, "error_dict") else {"": refused.messages}
