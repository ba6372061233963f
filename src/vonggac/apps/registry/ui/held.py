"""Pages of what organisations hold for a system: address ranges, domains, mail domains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry import queries, services
from vonggac.apps.registry.models import AddressRange, Domain, MailDomain
from vonggac.apps.registry.ui.forms import DomainForm, MailDomainForm, RangeForm


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of thing that is held, with its words."""

    model: type[Any]
    form: type[Any]
    visible: Callable[[Any], QuerySet[Any]]
    act: Callable[..., Any]
    add: Any
    change: Any
    submit: Any


SORTS = {
    "dia-chi": Sort(
        AddressRange,
        RangeForm,
        queries.ranges_visible_to,
        services.set_range,
        gettext_lazy("Thêm dải địa chỉ cho %(name)s"),
        gettext_lazy("Sửa dải địa chỉ của %(name)s"),
        gettext_lazy("Lưu dải địa chỉ"),
    ),
    "ten-mien": Sort(
        Domain,
        DomainForm,
        queries.domains_visible_to,
        services.set_domain,
        gettext_lazy("Thêm tên miền cho %(name)s"),
        gettext_lazy("Sửa tên miền của %(name)s"),
        gettext_lazy("Lưu tên miền"),
    ),
    "ten-mien-thu": Sort(
        MailDomain,
        MailDomainForm,
        queries.mail_domains_visible_to,
        services.set_domain,
        gettext_lazy("Thêm tên miền thư cho %(name)s"),
        gettext_lazy("Sửa tên miền thư của %(name)s"),
        gettext_lazy("Lưu tên miền thư"),
    ),
}


def _sort(key: str) -> Sort:
    if key not in SORTS:
        raise Http404
    return SORTS[key]


@requires("registry.edit")
def add(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Add a range or a name to a system."""
    sort = _sort(key)
    system = get_object_or_404(queries.editable_by(request.user).select_related("owner"), pk=pk)
    row = sort.model(system=system, organisation_id=system.owner_id)
    return _form(request, sort, row, sort.add, {"organisation": system.owner_id})


@requires("registry.edit")
def change(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Change a range or a name, or write its last day."""
    sort = _sort(key)
    mine = sort.visible(request.user).filter(system__in=queries.editable_by(request.user)).select_related("system")
    row = get_object_or_404(mine, pk=pk)
    return _form(request, sort, row, sort.change, {name: getattr(row, name) for name in sort.form.base_fields})


def _form(request: HttpRequest, sort: Sort, row: Any, title: Any, initial: dict[str, Any]) -> HttpResponse:
    form = sort.form(request.POST or None, on=localdate(), initial=initial)
    back = row.system.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(row, name, value)
        try:
            sort.act(row, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, dict(refused.message_dict))
        else:
            return HttpResponseRedirect(f"{back}#where")
    named = str(title) % {"name": row.system.name}
    return page(request, "registry/form.html", form=form, title=named, submit=sort.submit, back=back)
