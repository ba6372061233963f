"""Pages of one proof: what it stands for, and letting it stand for more: choose controls and systems, look at what is added, confirm."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.compliance.models import Proof, ProofUse
from vonggac.apps.compliance.queries import measures
from vonggac.apps.compliance.queries import proofs as queries
from vonggac.apps.compliance.queries.visibility import systems_prepared_by
from vonggac.apps.compliance.services import proofs
from vonggac.apps.compliance.services.proofs import Stand
from vonggac.apps.compliance.ui.assessments import in_english, prepared
from vonggac.apps.compliance.ui.measure_forms import UseForm, codes_in, ticked
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import format_date, format_number
from vonggac.law.catalogues import catalogue, usable_on
from vonggac.law.model import LawError

MOST_OFFERED = 50


@requires("compliance.read", methods=("GET", "HEAD"))
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proof with every control that leans on it, as far as the person may know those systems."""
    row = get_object_or_404(measures.proofs_visible_to(request.user), pk=pk)
    may_use = row.withdrawn_at is None and proofs.proofs_editable_by(request.user).filter(pk=pk).exists()
    uses = [(system, [_named(use) for use in rows]) for system, rows in queries.uses_known_to(request.user, row)]
    is_over = row.expires_on is not None and row.expires_on < localdate()
    return page(request, "compliance/measures/proof.html", proof=row, uses=uses, may_use=may_use, is_over=is_over)


def _named(use: ProofUse) -> tuple[str, str, str]:
    """Return a control with its title and edition; an edition that is gone leaves the code."""
    try:
        control = catalogue(use.catalogue).control(use.control)
    except (LawError, KeyError):
        return use.control, "", use.catalogue
    return use.control, control.title_en if in_english() else control.title_vi, use.catalogue


@requires("compliance.prepare")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer, from an assessment, the proofs that are there already for the controls that were ticked."""
    row, edition = prepared(request, pk)
    codes = codes_in(request.GET.get("ma", "")) or list(ticked(request.POST.getlist("chon")))
    codes = [code for code in codes if code in edition]
    offered = queries.proofs_to_use(request.user)[:MOST_OFFERED]
    return page(
        request, "compliance/measures/proof_choose.html", assessment=row, codes=codes, offered=offered, today=localdate(),
        query=_query(edition.code, codes, [row.system.code]),
    )  # fmt: skip


def _query(edition: str, codes: list[str], systems: list[str]) -> str:
    return urlencode({"tieu-chuan": edition, "ma": ", ".join(codes), "he-thong": ", ".join(systems)})


@requires("compliance.prepare")
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a proof stand for more controls of more systems, after a page that shows exactly what is added."""
    row = get_object_or_404(proofs.proofs_editable_by(request.user).filter(withdrawn_at=None), pk=pk)
    back = reverse("compliance:proof", args=[pk])
    offered = queries.systems_to_offer(request.user)
    form = UseForm(request.POST or None, editions=usable_on(localdate()), offered=offered, initial=_given(request, bool(offered)))
    stands = _wanted(request, form) if request.method == "POST" and form.is_valid() else []
    added = queries.would_add(row, form.chosen_systems, form.edition_chosen().code, form.cleaned_data["controls"]) if stands else []
    if stands and not any(one.new for one in added):
        form.add_error("controls", _("Minh chứng đã dùng cho mọi yêu cầu, hệ thống này. Ghi thêm mã khác."))
    elif stands:
        shown = _shown(row, form, added, back)
        carried = [(name, value) for name in ("edition", "controls", "systems") for value in request.POST.getlist(name)]
        if answer := ask(request, shown, template="compliance/measures/carried.html", carried=carried):
            return answer
        try:
            proofs.use_proof(pk, stands, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(back)
    title = _("Dùng minh chứng “%(title)s” cho yêu cầu, hệ thống khác") % {"title": row.title}
    return page(
        request, "compliance/measures/form.html", 422 if form.errors else 200, form=form, title=title, submit=_("Xem sẽ thêm gì"),
        back=back, lead=_validity(row),
    )  # fmt: skip


def _given(request: HttpRequest, ticks: bool) -> dict[str, Any]:
    """Return what the page that led here had chosen already."""
    names = {"edition": "tieu-chuan", "controls": "ma", "systems": "he-thong"}
    given: dict[str, Any] = {field: request.GET[name] for field, name in names.items() if request.GET.get(name)}
    if ticks and "systems" in given:
        given["systems"] = codes_in(given["systems"])
    return given


def _wanted(request: HttpRequest, form: UseForm) -> list[Stand]:
    """Return what was chosen, or say beside its field which code is not one of the person's systems, or not of the edition."""
    facts = dict(form.cleaned_data)
    known = {row.code.upper(): row for row in systems_prepared_by(request.user).filter(code__in=facts["systems"])}
    unknown = [code for code in facts["systems"] if code not in known]
    if unknown:
        words = _("Không có hệ thống mã %(codes)s trong các hệ thống bạn phụ trách.") % {"codes": ", ".join(unknown)}
        form.add_error("systems", words)
    edition = form.edition_chosen()
    foreign = [code for code in facts["controls"] if code not in edition]
    if foreign:
        form.add_error("controls", _("Không có yêu cầu mã %(codes)s trong danh mục.") % {"codes": ", ".join(foreign)})
    form.chosen_systems = [known[code] for code in facts["systems"] if code in known]
    return [] if unknown or foreign else [Stand(one.pk, edition.code, code) for one in form.chosen_systems for code in facts["controls"]]


def _validity(row: Proof) -> str:
    begins, ends = format_date(row.effective_on), row.expires_on and format_date(row.expires_on)
    if ends:
        return _("Hiệu lực từ %(begins)s đến hết %(ends)s.") % {"begins": begins, "ends": ends}
    return _("Hiệu lực từ %(begins)s, không ghi ngày hết hạn.") % {"begins": begins}


def _shown(row: Proof, form: UseForm, added: list[queries.Added], back: str) -> Shown:
    new = sum(len(one.new) for one in added)
    count = format_number(new)
    return Shown(
        title=ngettext("Dùng minh chứng cho thêm %(n)s yêu cầu", "Dùng minh chứng cho thêm %(n)s yêu cầu", new) % {"n": count},
        happens=[
            Line(_("Minh chứng"), row.title),
            _validity_line(row),
            Line(_("Tiêu chuẩn"), form.edition_chosen().code),
            *(Line(f"{one.system.code}, {one.system.name}", _in_words(one), warns=bool(one.not_asked)) for one in added),
        ],
        stays=[
            Line(_("Câu trả lời"), _("Giữ nguyên; minh chứng không tự đổi câu trả lời nào")),
            Line(_("Lần đánh giá sau"), _("Vẫn dùng được đến ngày hết hiệu lực")),
        ],
        button=ngettext("Dùng cho %(n)s yêu cầu", "Dùng cho %(n)s yêu cầu", new) % {"n": count},
        back=back,
        back_words=_("Chưa dùng, quay lại"),
    )


def _validity_line(row: Proof) -> Line:
    if row.expires_on is None or row.expires_on >= localdate():
        return Line(_("Hiệu lực"), _validity(row))
    over = _("Đã hết hạn: yêu cầu vẫn tính là thiếu minh chứng.")
    return Line(_("Hiệu lực"), f"{_validity(row)} {over}", warns=True)


def _in_words(one: queries.Added) -> str:
    said = [_("thêm %(codes)s") % {"codes": ", ".join(one.new)} if one.new else _("không thêm gì")]
    if one.already:
        said.append(_("đã dùng cho %(codes)s") % {"codes": ", ".join(one.already)})
    if one.not_asked:
        said.append(_("lần đánh giá mới nhất không hỏi %(codes)s") % {"codes": ", ".join(one.not_asked)})
    return "; ".join(said)
