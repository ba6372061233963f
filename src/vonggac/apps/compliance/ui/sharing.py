"""Pages of what is shared: inheritance from shared systems, and proofs that stand for many controls of many systems."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.compliance.models import Assessment, Inheritance
from vonggac.apps.compliance.queries import measures
from vonggac.apps.compliance.queries import proofs as in_order
from vonggac.apps.compliance.queries.visibility import systems_prepared_by
from vonggac.apps.compliance.services import inheriting, proofs
from vonggac.apps.compliance.services.proofs import NewProof, Stand
from vonggac.apps.compliance.spoken import titled
from vonggac.apps.compliance.ui.assessments import prepared
from vonggac.apps.compliance.ui.measure_forms import InheritanceForm, ProofForm, ticked
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.work.ui.downloads import evidence_response
from vonggac.kernel.reading import format_date
from vonggac.law.catalogue import Catalogue
from vonggac.law.catalogues import edition_on

A_PAGE = 50


@requires("compliance.prepare")
def inheritance(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a system takes over and what it gives; declare what it takes over."""
    system = get_object_or_404(systems_prepared_by(request.user), pk=pk)
    edition = edition_on(localdate())
    offered = measures.shared_systems_for(request.user, system)
    form = InheritanceForm(request.POST or None, edition=edition, offered=offered)
    if request.method == "POST" and form.is_valid() and _declared(request, system, edition, form):
        return HttpResponseRedirect(reverse("compliance:inheritance", args=[pk]))
    taken, given = measures.inheritances_of(system)
    titles = {group.code: titled(group) for group in edition.groups}
    return page(
        request, "compliance/measures/inheritance.html", system=system, form=form, edition=edition, taken=_in_words(taken, titles),
        given=_in_words(given, titles), today=localdate(),
    )  # fmt: skip


def _in_words(rows: list[Inheritance], titles: dict[str, str]) -> list[tuple[Inheritance, str]]:
    return [(row, ", ".join([titles.get(code, code) for code in row.groups] + list(row.controls))) for row in rows]


def _declared(request: HttpRequest, system: InformationSystem, edition: Catalogue, form: InheritanceForm) -> bool:
    facts = dict(form.cleaned_data)
    try:
        inheriting.declare_inheritance(system, facts.pop("shared"), catalogue=edition.code, by=request.user, at=now(), **facts)
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return False
    return True


@requires("compliance.prepare")
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree, for the shared system's side, that its confirmed answers count for a tenant."""
    row = get_object_or_404(measures.inheritances_visible_to(request.user), pk=pk)
    if not systems_prepared_by(request.user).filter(pk=row.shared_id).exists():
        raise Http404
    shown = Shown(
        title=_("Cho %(tenant)s kế thừa từ %(shared)s") % {"tenant": row.tenant.name, "shared": row.shared.name},
        happens=[
            Line(_("Nhóm và yêu cầu"), ", ".join([*row.groups, *row.controls])),
            Line(_("Từ ngày"), format_date(row.valid_from)),
            Line(_("Được tính"), _("Câu trả lời đã xác nhận của hệ thống dùng chung, ở yêu cầu mà bên kế thừa chưa tự trả lời")),
        ],
        button=_("Đồng ý cho kế thừa"),
        back=reverse("compliance:inheritance", args=[row.shared_id]),
        back_words=_("Chưa đồng ý, quay lại"),
    )
    if answer := ask(request, shown):
        return answer
    try:
        inheriting.confirm_inheritance(row.pk, by=request.user, at=now())
    except ValidationError as refused:
        return page(request, "registry/refused.html", status=409, title=shown.title, messages_of=refused.messages, back=shown.back)
    return HttpResponseRedirect(shown.back)


@requires("compliance.prepare")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an inheritance today, after showing what that means."""
    row = get_object_or_404(measures.inheritances_visible_to(request.user), pk=pk)
    mine = systems_prepared_by(request.user).filter(pk=row.tenant_id).exists()
    shown = Shown(
        title=_("Kết thúc kế thừa của %(tenant)s từ %(shared)s") % {"tenant": row.tenant.name, "shared": row.shared.name},
        happens=[
            Line(_("Từ ngày mai"), _("Yêu cầu không tự trả lời sẽ tính là chưa trả lời trong lần đánh giá đang mở")),
            Line(_("Lần đã kết thúc"), _("Giữ nguyên")),
        ],
        button=_("Kết thúc kế thừa"),
        back=reverse("compliance:inheritance", args=[row.tenant_id if mine else row.shared_id]),
        back_words=_("Chưa kết thúc, quay lại"),
    )
    if answer := ask(request, shown):
        return answer
    try:
        inheriting.end_inheritance(row.pk, on=localdate(), by=request.user, at=now())
    except ValidationError as refused:
        return page(request, "registry/refused.html", status=409, title=shown.title, messages_of=refused.messages, back=shown.back)
    return HttpResponseRedirect(shown.back)


# --- proofs -----------------------------------------------------------------------------------------------------------------------


@requires("compliance.read", methods=("GET", "HEAD"))
def proofs_list(request: HttpRequest) -> HttpResponse:
    """Show the proofs in sight: those whose last day is over first, then those that expire next."""
    words, only = request.GET.get("q", "")[:100], request.GET.get("chi", "")
    rows = Paginator(in_order.proofs_in_order(request.user, localdate(), words, only), A_PAGE).get_page(request.GET.get("page"))
    choices = [(in_order.EXPIRED, _("Đã hết hạn")), (in_order.STANDING, _("Còn hiệu lực")), (in_order.WITHDRAWN, _("Đã rút"))]
    return page(
        request, "compliance/measures/proofs.html", rows=rows, q=words, only=only, only_words=dict(choices).get(only, ""), choices=choices,
        today=localdate(),
    )  # fmt: skip


@requires("compliance.prepare")
def add_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a proof for one or many controls, and for other systems that use it too."""
    row, edition = prepared(request, pk)
    from_table = request.method == "POST" and "tu-bang" in request.POST
    given = request.GET.get("ma", "") or ", ".join(ticked(request.POST.getlist("chon")))
    initial = {"controls": given, "effective_on": localdate()}
    form = ProofForm(initial=initial) if from_table or request.method != "POST" else ProofForm(request.POST, request.FILES)
    if not from_table and request.method == "POST" and form.is_valid() and _added(request, row, form):
        return HttpResponseRedirect(_where_from(request, row, edition))
    title, back = _("Thêm minh chứng cho %(name)s") % {"name": row.system.name}, _where_from(request, row, edition)
    return page(request, "compliance/measures/form.html", form=form, title=title, submit=_("Lưu minh chứng"), back=back)


def _where_from(request: HttpRequest, row: Assessment, edition: Catalogue) -> str:
    """Return the control's page for who came from there, otherwise the assessment."""
    code = request.GET.get("ma", "")
    return reverse("compliance:control", args=[row.pk, code]) if code in edition else reverse("compliance:assessment", args=[row.pk])


def _added(request: HttpRequest, row: Assessment, form: ProofForm) -> bool:
    facts = form.cleaned_data
    others = {system.code.upper(): system.pk for system in systems_prepared_by(request.user).filter(code__in=facts["systems"])}
    unknown = [code for code in facts["systems"] if code not in others]
    if unknown:
        form.add_error("systems", _("Không có hệ thống mã %(codes)s trong các hệ thống bạn phụ trách.") % {"codes": ", ".join(unknown)})
        return False
    stands = [Stand(system, row.catalogue, code) for system in (row.system_id, *others.values()) for code in facts["controls"]]
    file: Any = facts["file"]
    new = NewProof(
        title=facts["title"], effective_on=facts["effective_on"], expires_on=facts["expires_on"], statement=facts["statement"] or "",
        content=file.read() if file else None, file_name=file.name if file else "",
    )  # fmt: skip
    try:
        proofs.add_proof(row.system.owner_id, new, stands, by=request.user, at=now())
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return False
    return True


@requires("compliance.prepare")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proof back everywhere, after showing where it stands."""
    proof = get_object_or_404(proofs.proofs_editable_by(request.user), pk=pk)
    shown = Shown(
        title=_("Rút minh chứng “%(title)s”") % {"title": proof.title},
        happens=[
            Line(_("Số yêu cầu đang dùng"), str(proof.uses.count())),
            Line(_("Ghi lại"), _("Minh chứng vẫn còn dòng ghi, không dùng được nữa")),
        ],
        button=_("Rút minh chứng"),
        back=reverse("compliance:proof", args=[pk]),
        back_words=_("Chưa rút, quay lại"),
    )
    if answer := ask(request, shown):
        return answer
    proofs.withdraw_proof(proof.pk, by=request.user, at=now())
    return HttpResponseRedirect(shown.back)


@requires("compliance.read", methods=("GET", "HEAD"))
def proof_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the file of a proof, for who may know the measures of a system it stands for."""
    proof = get_object_or_404(measures.proofs_visible_to(request.user).filter(withdrawn_at=None), pk=pk)
    return evidence_response(proof)  # type: ignore[arg-type]  # a proof keeps its file as evidence does
