"""Pages of contracts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry import queries, services
from vonggac.apps.registry.models import ProviderContract
from vonggac.apps.registry.ui.forms import HOLDS, ContractForm
from vonggac.apps.registry.ui.systems import placed

A_PAGE = 50


@requires("registry.read", methods=("GET", "HEAD"))
def contracts(request: HttpRequest) -> HttpResponse:
    """Show the contracts the person may know of, those that end first at the top."""
    today, holds = localdate(), request.GET.get("han", "")
    found = queries.contracts_visible_to(request.user)
    ending = queries.contracts_ending_soon(request.user, today).count()
    if holds == "90":
        found = queries.contracts_ending_soon(request.user, today)
    elif holds == "het":
        found = found.filter(valid_to__lt=today)
    else:
        found = found.exclude(valid_to__lt=today)
    rows = Paginator(queries.with_system_counts(found), A_PAGE).get_page(request.GET.get("page"))
    may_edit = request.user.may("registry.edit")  # type: ignore[union-attr]
    soon = today + queries.ENDS_SOON
    return page(
        request,
        "registry/contracts.html",
        rows=rows,
        ending=ending,
        holds=holds,
        hold_choices=HOLDS[1:],
        today=today,
        soon=soon,
        may_edit=may_edit,
    )


@requires("registry.read", methods=("GET", "HEAD"))
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contract and the systems it names that the person may know of."""
    found = get_object_or_404(queries.contracts_visible_to(request.user), pk=pk)
    named = queries.in_order(queries.visible_to(request.user).filter(contracts=found)).select_related("owner")
    return page(
        request,
        "registry/contract.html",
        contract=found,
        systems=named,
        items=queries.items_of(found),
        month=localdate(),
        today=localdate(),
        soon=localdate() + queries.ENDS_SOON,
        may_edit=request.user.may("registry.edit", found.client_id),  # type: ignore[union-attr]
    )


@requires("registry.edit")
def add(request: HttpRequest) -> HttpResponse:
    """Add a contract."""
    return _form(request, ProviderContract(), _("Thêm hợp đồng dịch vụ"), {}, reverse("registry:contracts"))


@requires("registry.edit")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contract, its end or its systems."""
    found = get_object_or_404(queries.contracts_editable_by(request.user), pk=pk)
    plain = {name: getattr(found, name) for name in ContractForm.base_fields if name != "systems"}
    seen = queries.visible_to(request.user).filter(contracts=found)
    codes = "\n".join(seen.order_by("code").values_list("code", flat=True))
    back = reverse("registry:contract", args=[found.pk])
    return _form(request, found, _("Sửa hợp đồng %(number)s") % {"number": found.number}, {**plain, "systems": codes}, back)


def _unseen(request: HttpRequest, row: ProviderContract) -> list[Any]:
    """Return the named systems that this person may not know of; they stay named."""
    return list(row.systems.exclude(pk__in=queries.visible_to(request.user).values("pk"))) if row.pk else []


def _form(request: HttpRequest, row: ProviderContract, title: str, initial: dict[str, Any], back: str) -> HttpResponse:
    choices = queries.visible_to(request.user).only("pk", "code", "name")
    form = ContractForm(request.POST or None, on=localdate(), initial=initial, choices=choices)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        systems, version = [*values.pop("systems"), *_unseen(request, row)], values.pop("version")
        for name, value in values.items():
            setattr(row, name, value)
        try:
            services.set_contract(row, systems=systems, by=request.user, at=now(), version=version)
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(reverse("registry:contract", args=[row.pk]))
    return page(request, "registry/form.html", form=form, title=title, submit=_("Lưu hợp đồng"), back=back)
