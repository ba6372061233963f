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
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry import ports, queries, services
from vonggac.apps.registry.models import Component, InformationSystem
from vonggac.apps.registry.ui.forms import LEVEL_FILTERS, ComponentForm, SystemForm
from vonggac.kernel.levels import level_text

A_PAGE = 50
TRAIL = 10


@requires("registry.read", methods=("GET", "HEAD"))
def systems(request: HttpRequest) -> HttpResponse:
    """Show the systems the person may know of, level 3 and above first."""
    seen = {name: request.GET.get(name, "")[:100] for name in ("q", "level", "owner", "exposure", "standing")}
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
        standing_choices=InformationSystem.Standing.choices,
        ending=queries.contracts_ending_soon(request.user, localdate()).count(),
        may_edit=request.user.may("registry.edit"),  # type: ignore[union-attr]
        may_import=request.user.may("registry.import"),  # type: ignore[union-attr]
        may_export=request.user.may("registry.export"),  # type: ignore[union-attr]
    )


def _chips(seen: dict[str, str]) -> list[tuple[str, str]]:
    words: dict[str, dict[str, Any]] = {
        "level": dict(LEVEL_FILTERS),
        "exposure": dict(InformationSystem.Exposure.choices),
        "standing": dict(InformationSystem.Standing.choices),
    }
    return [(name, str(words.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


@requires("registry.read", methods=("GET", "HEAD"))
def system(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one system: level, what it consists of, where it is, under which contracts, what is open, what was done."""
    found = get_object_or_404(queries.visible_to(request.user).select_related("owner", "operator", "provider"), pk=pk)
    trail = list(about(name_of(found))[:TRAIL])
    for line in trail:
        line.words = label_of(line.act)  # type: ignore[attr-defined]
    return page(
        request,
        "registry/system.html",
        system=found,
        held=queries.holdings_of(found, request.user),
        panels=ports.panels_of(request.user, found, now()),
        trail=trail,
        today=localdate(),
        soon=localdate() + queries.ENDS_SOON,
        may_edit=queries.editable_by(request.user).filter(pk=found.pk).exists(),
    )


@requires("registry.edit")
def add(request: HttpRequest) -> HttpResponse:
    """Add one system."""
    form = SystemForm(request.POST or None, on=localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_system(by=request.user, at=now(), **form.facts())
        except ValidationError as refused:
            place_errors(form, _placed(refused))
        else:
            return HttpResponseRedirect(made.get_absolute_url())
    return page(
        request, "registry/form.html", form=form, title=_("Thêm hệ thống"), submit=_("Lưu hệ thống"), back=reverse("registry:systems")
    )


@requires("registry.edit")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one system; a change of level passes a page that shows it."""
    standing = get_object_or_404(queries.editable_by(request.user), pk=pk)
    form = SystemForm(request.POST or None, on=localdate(), standing=standing)
    if request.method == "POST" and form.is_valid():
        if answer := _ask_about_level(request, standing, form):
            return answer
        try:
            services.change_system(standing, by=request.user, at=now(), **form.facts())
        except ValidationError as refused:
            place_errors(form, _placed(refused))
        else:
            return HttpResponseRedirect(standing.get_absolute_url())
    title = _("Sửa thông tin %(name)s") % {"name": standing.name}
    return page(request, "registry/form.html", form=form, title=title, submit=_("Lưu hệ thống"), back=standing.get_absolute_url())


def _ask_about_level(request: HttpRequest, standing: InformationSystem, form: SystemForm) -> HttpResponse | None:
    level = form.cleaned_data["level"]
    if level == standing.level:
        return None
    shown = Shown(
        title=_("Đổi cấp độ của %(name)s") % {"name": standing.name},
        happens=[
            Line(_("Cấp độ hiện nay"), level_text(standing.level)),
            Line(_("Cấp độ mới"), level_text(level)),
            Line(_("Kéo theo"), _("Thứ tự ưu tiên của mọi việc thuộc hệ thống này tính theo cấp độ mới")),
            Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn")),
        ],
        button=_("Đổi thành %(level)s") % {"level": level_text(level)},
        back=standing.get_absolute_url(),
        back_words=_("Chưa đổi, quay lại"),
        beneath={name: str(value) for name, value in form.cleaned_data.items()},
    )
    carried = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return ask(request, shown, template="registry/confirm_change.html", carried=carried)


def _placed(refused: ValidationError) -> dict[str, Any]:
    return dict(refused.message_dict) if hasattr(refused, "error_dict") else {"": refused.messages}


# --- parts --------------------------------------------------------------------------------------------------------------------------


@requires("registry.edit")
def add_component(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a part to a system."""
    of = get_object_or_404(queries.editable_by(request.user), pk=pk)
    return _component_form(request, Component(system=of), _("Thêm thành phần cho %(name)s") % {"name": of.name})


@requires("registry.edit")
def change_component(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a part of a system."""
    part = get_object_or_404(queries.components_visible_to(request.user).filter(system__in=queries.editable_by(request.user)), pk=pk)
    return _component_form(request, part, _("Sửa %(name)s của %(system)s") % {"name": part.name, "system": part.system.name})


def _component_form(request: HttpRequest, part: Component, title: str) -> HttpResponse:
    initial = {name: getattr(part, name) for name in ComponentForm.base_fields} if part.pk else None
    form = ComponentForm(request.POST or None, initial=initial)
    back = part.system.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(part, name, value)
        try:
            services.set_component(part, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, _placed(refused))
        else:
            return HttpResponseRedirect(f"{back}#parts")
    remove = reverse("registry:component-remove", args=[part.pk]) if part.pk else ""
    return page(
        request,
        "registry/form.html",
        form=form,
        title=title,
        submit=_("Lưu thành phần"),
        back=back,
        remove=remove,
        remove_words=_("Bỏ thành phần này"),
    )


@requires("registry.edit")
def remove_component(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a part out, after showing what it is."""
    part = get_object_or_404(queries.components_visible_to(request.user).filter(system__in=queries.editable_by(request.user)), pk=pk)
    shown = Shown(
        title=_("Bỏ %(name)s khỏi %(system)s") % {"name": part.name, "system": part.system.name},
        happens=[Line(_("Bỏ"), f"{part.get_what_display()}: {part.name}"), Line(_("Ghi lại"), _("Nhật ký giữ nội dung đã bỏ"))],
        button=_("Bỏ thành phần này"),
        back=part.system.get_absolute_url(),
        back_words=_("Chưa bỏ, quay lại"),
    )
    if answer := ask(request, shown):
        return answer
    back = part.system.get_absolute_url()
    services.remove_component(part, by=request.user, at=now())
    return HttpResponseRedirect(back)
