"""Pages of what a contract promises and what each month brought."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import download
from vonggac.apps.face.forms import Form, NumberField, TextField, place_errors
from vonggac.apps.registry import queries, services
from vonggac.apps.registry.models import AcceptanceItem, ProviderContract
from vonggac.apps.registry.queries.acceptance import Promise
from vonggac.apps.registry.services import Measured
from vonggac.apps.registry.ui.part_forms import ItemForm
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.vietnamese import slug

YEARS = range(2000, 2100)
JUDGED = [("", gettext_lazy("Chưa kết luận")), ("yes", gettext_lazy("Đạt")), ("no", gettext_lazy("Không đạt"))]


def _month(year: int, month: int) -> date:
    if year not in YEARS or not 1 <= month <= 12:
        raise Http404
    return date(year, month, 1)


class MonthForm(Form):
    """What a month brought, one or two boxes an item."""

    def __init__(self, *args: Any, promises: list[Promise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promises = promises
        for one in promises:
            self._add(one)

    def _add(self, one: Promise) -> None:
        key, item, figure = one.item.pk, one.item, one.figure
        words = services.wanted_words(item)
        said = figure.said_met if figure else None
        hint = _("Yêu cầu: %(words)s") % {"words": words} if words else ""
        number = NumberField(label=item.words, required=False, max_digits=12, decimal_places=3, help_text=hint)
        self.fields[f"figure-{key}"] = number
        self.initial[f"figure-{key}"] = figure.figure if figure else None
        if not words:
            choice = forms.ChoiceField(label=_("Kết luận: %(item)s") % {"item": item.words}, choices=JUDGED, required=False)
            choice.widget.attrs["class"] = "form-select"
            self.fields[f"met-{key}"] = choice
            self.initial[f"met-{key}"] = "" if said is None else "yes" if said else "no"
        note = TextField(label=_("Ghi chú: %(item)s") % {"item": item.words}, max_length=500, required=False)
        note.widget.attrs["class"] = "form-control"
        number.widget.attrs["class"] = "form-control"
        self.fields[f"note-{key}"] = note
        self.initial[f"note-{key}"] = figure.note if figure else ""

    def measured(self) -> list[Measured]:
        """Return what was said, an item each."""
        met = {"yes": True, "no": False}
        said = self.cleaned_data
        return [
            Measured(one.item, said[f"figure-{one.item.pk}"], met.get(said.get(f"met-{one.item.pk}", "")), said[f"note-{one.item.pk}"])
            for one in self.promises
        ]


@requires("registry.read", methods=("GET", "HEAD"))
def month(request: HttpRequest, pk: int, year: int, number: int) -> HttpResponse:
    """Show a month of a contract: scope, proofs, work, promises."""
    first = _month(year, number)
    contract = get_object_or_404(queries.contracts_visible_to(request.user), pk=pk)
    accepted = queries.acceptance_of(contract, first, request.user)
    return page(
        request,
        "registry/acceptance.html",
        accepted=accepted,
        contract=contract,
        promises=[(one, services.wanted_words(one.item)) for one in accepted.promises],
        before=_near(first, -1),
        after=_near(first, 1) if _near(first, 1) <= localdate() else None,
        may_edit=request.user.may("registry.edit", contract.client_id),  # type: ignore[union-attr]
        begun=first <= localdate(),
    )


def _near(first: date, step: int) -> date:
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


@requires("registry.edit")
def figures(request: HttpRequest, pk: int, year: int, number: int) -> HttpResponse:
    """Write what a month brought."""
    first = _month(year, number)
    contract = get_object_or_404(queries.contracts_editable_by(request.user), pk=pk)
    accepted = queries.acceptance_of(contract, first, request.user)
    form = MonthForm(request.POST or None, promises=list(accepted.promises))
    back = reverse("registry:acceptance", args=[pk, year, number])
    if request.method == "POST" and form.is_valid():
        services.set_figures(contract, first, form.measured(), by=request.user, at=now())
        return HttpResponseRedirect(back)
    title = _("Kết quả tháng %(month)s của hợp đồng %(number)s") % {"month": f"{first:%m/%Y}", "number": contract.number}
    return page(request, "registry/form.html", form=form, title=title, submit=_("Lưu kết quả tháng"), back=back)


@requires("registry.read")
def file(request: HttpRequest, pk: int, year: int, number: int, ending: str) -> HttpResponse:
    """Hand out a month's acceptance as a document; asked for with a form, because the log notes that it left."""
    first = _month(year, number)
    contract = get_object_or_404(queries.contracts_visible_to(request.user).select_related("client__parent"), pk=pk)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("registry:acceptance", args=[pk, year, number]))
    try:
        made = services.print_acceptance(contract, first, ending, by=request.user, at=now())
    except ValidationError as refused:
        back = reverse("registry:acceptance", args=[pk, year, number])
        return page(request, "registry/refused.html", status=409, title=_("Chưa in được"), messages_of=refused.messages, back=back)
    name = f"nghiem-thu-{slug(contract.number)}-{first:%Y-%m}.{ending}"
    return download(made, name, services.DOCX if ending == "docx" else services.XLSX)


# --- items --------------------------------------------------------------------------------------------------------------------------


@requires("registry.edit")
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one thing that a contract promises."""
    contract = get_object_or_404(queries.contracts_editable_by(request.user), pk=pk)
    row = AcceptanceItem(contract=contract, position=contract.items.count() + 1)
    return _item_form(request, row, _("Thêm nội dung nghiệm thu của hợp đồng %(number)s"))


@requires("registry.edit")
def change_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one thing that a contract promises, or take it out."""
    row = _item(request, pk)
    return _item_form(request, row, _("Sửa nội dung nghiệm thu của hợp đồng %(number)s"))


def _item(request: HttpRequest, pk: int) -> AcceptanceItem:
    return get_object_or_404(queries.items_editable_by(request.user), pk=pk)


def _item_form(request: HttpRequest, row: AcceptanceItem, title: str) -> HttpResponse:
    form = ItemForm(request.POST or None, initial={name: getattr(row, name) for name in ItemForm.base_fields})
    contract: ProviderContract = row.contract
    back = f"{contract.get_absolute_url()}#items"
    if request.method == "POST" and form.is_valid():
        form.fill(row)
        try:
            services.set_item(row, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(back)
    return page(
        request,
        "registry/form.html",
        form=form,
        title=title % {"number": contract.number},
        submit=_("Lưu nội dung nghiệm thu"),
        back=back,
        remove=reverse("registry:item-remove", args=[row.pk]) if row.pk else "",
        remove_words=_("Bỏ nội dung này"),
    )


@requires("registry.edit")
def remove_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out one thing that a contract promises, after showing what it is; what a month measured stays."""
    row = _item(request, pk)
    back = f"{row.contract.get_absolute_url()}#items"
    shown = Shown(
        title=_("Bỏ một nội dung nghiệm thu của hợp đồng %(number)s") % {"number": row.contract.number},
        happens=[Line(_("Bỏ"), row.words), Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn"))],
        button=_("Bỏ nội dung này"),
        back=back,
        back_words=_("Chưa bỏ, quay lại"),
    )
    if answer := ask(request, shown):
        return answer
    try:
        services.remove_item(row, by=request.user, at=now())
    except ValidationError as refused:
        return page(request, "registry/refused.html", status=409, title=shown.title, messages_of=refused.messages, back=back)
    return HttpResponseRedirect(back)
