"""Pages of what hangs on one system: parts, zones, data, links, layers, proofs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import say_dropped
from vonggac.apps.registry import ports, queries, services
from vonggac.apps.registry.models import Component, DataKind, InformationSystem, LayerFact, NetworkZone, SystemLink, SystemProof
from vonggac.apps.registry.ui.part_forms import ComponentForm, DataForm, LayerForm, LinkForm, ProofForm, ZoneForm
from vonggac.apps.registry.ui.systems import placed

# --- components ---------------------------------------------------------------------------------------------------------------------


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
    form = ComponentForm(request.POST or None, initial=initial, part=part, knows=queries.needs_addresses_of(request.user, part.system))
    back = part.system.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        form.fill(part)
        try:
            services.set_component(part, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
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
    try:
        services.remove_component(part, by=request.user, at=now())
    except ValidationError as refused:
        return _refused(request, shown.title, refused, back)
    return HttpResponseRedirect(back)


def _refused(request: HttpRequest, title: str, refused: ValidationError, back: str) -> HttpResponse:
    return page(request, "registry/refused.html", status=409, title=title, messages_of=refused.messages, back=back)


# --- the rest -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of row that hangs on a system, with its words."""

    model: type[Any]
    form: type[Any]
    visible: Callable[[Any], QuerySet[Any]]
    anchor: str
    add: Any
    change: Any
    submit: Any
    remove: Any
    of: str = "system"
    need_to_know: bool = False


SORTS = {
    "vung-mang": Sort(
        NetworkZone,
        ZoneForm,
        queries.zones_visible_to,
        "zones",
        gettext_lazy("Thêm vùng mạng cho %(name)s"),
        gettext_lazy("Sửa vùng mạng của %(name)s"),
        gettext_lazy("Lưu vùng mạng"),
        gettext_lazy("Bỏ vùng mạng này"),
        need_to_know=True,
    ),
    "du-lieu": Sort(
        DataKind,
        DataForm,
        queries.data_visible_to,
        "data",
        gettext_lazy("Thêm loại dữ liệu của %(name)s"),
        gettext_lazy("Sửa loại dữ liệu của %(name)s"),
        gettext_lazy("Lưu loại dữ liệu"),
        gettext_lazy("Bỏ loại dữ liệu này"),
    ),
    "lien-ket": Sort(
        SystemLink,
        LinkForm,
        queries.links_visible_to,
        "links",
        gettext_lazy("Thêm liên kết của %(name)s"),
        gettext_lazy("Sửa liên kết của %(name)s"),
        gettext_lazy("Lưu liên kết"),
        gettext_lazy("Bỏ liên kết này"),
        of="source",
    ),
    "lop": Sort(
        LayerFact,
        LayerForm,
        queries.layers_visible_to,
        "layers",
        gettext_lazy("Thêm người giữ một lớp của %(name)s"),
        gettext_lazy("Sửa người giữ một lớp của %(name)s"),
        gettext_lazy("Lưu lớp bảo vệ"),
        gettext_lazy("Bỏ dòng này"),
    ),
    "minh-chung": Sort(
        SystemProof,
        ProofForm,
        queries.proofs_visible_to,
        "layers",
        gettext_lazy("Thêm minh chứng của %(name)s"),
        gettext_lazy("Sửa minh chứng của %(name)s"),
        gettext_lazy("Lưu minh chứng"),
        gettext_lazy("Bỏ minh chứng này"),
    ),
}


def _sort(key: str) -> Sort:
    if key not in SORTS:
        raise Http404
    return SORTS[key]


def _more(request: HttpRequest, sort: Sort, system: InformationSystem) -> dict[str, Any]:
    """Return what the form of this sort offers to choose from."""
    if sort.model is SystemLink:
        return {"choices": queries.visible_to(request.user).exclude(pk=system.pk).only("pk", "code", "name")}
    if sort.model is LayerFact:
        return {"on": localdate(), "contracts": system.contracts.select_related("provider").order_by("-valid_from", "id")}
    return {}


@requires("registry.edit")
def add(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Add a zone, a kind of data, a link, a layer or a proof to a system."""
    sort = _sort(key)
    editable = queries.editable_by(request.user)
    if sort.need_to_know:
        editable = editable.filter(pk__in=queries.known_to(request.user).values("pk"))
    system = get_object_or_404(editable, pk=pk)
    initial = {"layer": request.GET["lop"]} if request.GET.get("lop", "") in {"1", "2", "3", "4"} else {}
    if sort.model in {DataKind, SystemProof}:
        initial |= {"as_of": localdate(), "proved_on": localdate()}
    return _form(request, sort, sort.model(**{sort.of: system}), system, sort.add, initial)


@requires("registry.edit")
def change(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Change such a row."""
    sort = _sort(key)
    row = _row(request, sort, pk)
    initial = {name: getattr(row, name) for name in sort.form.base_fields if hasattr(row, name)}
    return _form(request, sort, row, getattr(row, sort.of), sort.change, initial)


def _row(request: HttpRequest, sort: Sort, pk: int) -> Any:
    mine = sort.visible(request.user).filter(**{f"{sort.of}__in": queries.editable_by(request.user)})
    return get_object_or_404(mine, pk=pk)


def _form(request: HttpRequest, sort: Sort, row: Any, system: InformationSystem, title: Any, initial: dict[str, Any]) -> HttpResponse:
    form = sort.form(request.POST or None, request.FILES or None, initial=initial, **_more(request, sort, system))
    back = f"{system.get_absolute_url()}#{sort.anchor}"
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        form.fill(row)
        try:
            _set(request, row, form)
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(back)
    key = next(key for key, one in SORTS.items() if one is sort)
    remove = reverse("registry:part-remove", args=[key, row.pk]) if row.pk else ""
    return page(
        request,
        "registry/form.html",
        form=form,
        title=str(title) % {"name": system.name},
        submit=sort.submit,
        back=back,
        remove=remove,
        remove_words=sort.remove,
    )


def _set(request: HttpRequest, row: Any, form: Any) -> None:
    if isinstance(row, SystemProof):
        content, name = form.content()
        services.set_proof(row, content=content, file_name=name, by=request.user, at=now())
    else:
        services.set_part(row, by=request.user, at=now())


@requires("registry.read", methods=("GET", "HEAD"))
def proof_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the file of a proof to who may know of its system."""
    proof = get_object_or_404(queries.proofs_visible_to(request.user).exclude(evidence=""), pk=pk)
    return ports.keeper_of_proofs().hand_out(proof.evidence, proof.evidence_name)


@requires("registry.edit")
def remove(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Take such a row out, after showing what it is."""
    sort = _sort(key)
    row = _row(request, sort, pk)
    system = getattr(row, sort.of)
    back = f"{system.get_absolute_url()}#{sort.anchor}"
    shown = Shown(
        title=f"{sort.remove}: {system.name}",
        happens=[Line(_("Bỏ"), _words(row)), Line(_("Ghi lại"), _("Nhật ký giữ nội dung đã bỏ"))],
        button=str(sort.remove),
        back=back,
        back_words=_("Chưa bỏ, quay lại"),
    )
    if answer := ask(request, shown):
        return answer
    try:
        services.remove_part(row, by=request.user, at=now())
    except ValidationError as refused:
        return _refused(request, shown.title, refused, back)
    return HttpResponseRedirect(back)


def _words(row: Any) -> str:
    """Return what a row says, in a few words."""
    if isinstance(row, SystemLink):
        return f"{row.get_sort_display()} {row.target.name}"
    if isinstance(row, LayerFact):
        return f"{row.get_layer_display()}: {row.body or row.who}"
    if isinstance(row, SystemProof):
        return f"{row.get_layer_display()}: {row.get_sort_display()} {row.reference}"
    return str(row)
