"""Pages of the directory: who exists on a day, and everything about one body."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.access import page, requires
from vonggac.apps.organisations import ports, queries, services
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.organisations.ui.days import Day, day_of
from vonggac.apps.organisations.ui.forms import BodyForm, NewBodyForm

A_PAGE = 50
STANDINGS = [
    ("ended", gettext_lazy("đã kết thúc")),
    ("later", gettext_lazy("bắt đầu sau ngày này")),
    ("all", gettext_lazy("mọi thời kỳ")),
]
KINDS = [("territorial", gettext_lazy("Xã, phường, đặc khu (thị trấn cũ)")), *Kind.choices]
NATIONAL_WORDS = gettext_lazy("Cấp quốc gia")


@requires("organisations.read", methods=("GET", "HEAD"))
def directory(request: HttpRequest) -> HttpResponse:
    """List the bodies of a day, by name."""
    day = day_of(request)
    seen = {name: request.GET.get(name, "")[:100] for name in ("q", "loai", "tinh", "tinh_trang")}
    found = queries.standing(queries.visible_to(request.user), day.on, seen["tinh_trang"])
    found = queries.matching(queries.of_kind_and_province(found, seen["loai"], seen["tinh"]), seen["q"])
    rows = Paginator(queries.in_order(found), A_PAGE).get_page(request.GET.get("page"))
    provinces = [(code, name or NATIONAL_WORDS) for code, name in queries.provinces()]
    context = {"rows": rows, "seen": seen, "day": day, "kinds": KINDS, "provinces": provinces, "standings": STANDINGS}
    acts = {"may_edit_directory": request.user.may("organisations.edit")}  # type: ignore[union-attr]
    return page(request, "organisations/directory.html", **context, **acts, chips=_chips(seen, provinces))


def _chips(seen: dict[str, str], provinces: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the filters that are on, in words, each with its name in the address."""
    words = {"loai": dict(KINDS), "tinh": dict(provinces), "tinh_trang": dict(STANDINGS)}
    return [(name, words[name][seen[name]]) for name in words if seen[name] in words[name]]


def body_of(request: HttpRequest, number: int) -> Organisation:
    """Return the body of the address, or 404."""
    return get_object_or_404(queries.visible_to(request.user).select_related("parent"), pk=number)


@requires("organisations.read", methods=("GET", "HEAD"))
def body(request: HttpRequest, number: int) -> HttpResponse:
    """Show one body: what it is, where it stands, whose work it goes on with, whom to call, what else the house knows."""
    row = body_of(request, number)
    return page(request, "organisations/body.html", body=row, **_about(request, row))


def _about(request: HttpRequest, row: Organisation) -> dict[str, Any]:
    today = localdate()
    day = Day(today, True) if row.is_valid_on(today) else Day(row.valid_to or row.valid_from or today, False)
    contacts = list(queries.contacts_of(row))
    told = [ask(request.user, row) for _key, ask in ports.facts.in_order()]
    return {
        "today": today,
        "day": day,
        "children": queries.children_on(row, day.on),
        "heirs": queries.heirs_of(row),
        "forebears": queries.forebears_of(row),
        "periods": queries.periods_of(row),
        "mandates": queries.mandates_of(row),
        "contacts": [one for one in contacts if one.holds_on(today)],
        "past_contacts": [one for one in contacts if not one.holds_on(today)],
        "sections": [section for section in told if section is not None],
        "may_contact": request.user.may("contacts.edit", row.pk),  # type: ignore[union-attr]
        "may_edit": request.user.may("organisations.edit", row.pk),  # type: ignore[union-attr]
        "may_reorganise": request.user.may("organisations.reorganise", row.pk),  # type: ignore[union-attr]
    }


@requires("organisations.edit")
def add(request: HttpRequest) -> HttpResponse:
    """Add a body the directory does not know."""
    form = NewBodyForm(request.POST or None, on=localdate(), initial={"precision": "read"})
    if request.method == "POST" and form.is_valid():
        row = services.add_body(by=request.user, at=now(), **form.facts())
        messages.success(request, _("Đã thêm %(name)s vào danh bạ.") % {"name": row.name})
        return redirect("organisations:body", row.pk)
    return page(request, "organisations/add.html", status=422 if form.errors else 200, form=form)


@requires("organisations.edit")
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Correct what the directory says of a body."""
    row = body_of(request, number)
    form = BodyForm(request.POST or None, on=localdate(), body=row)
    if request.method == "POST" and form.is_valid():
        if changed := form.changed():
            services.change_body(row, by=request.user, at=now(), **changed)
            messages.success(request, _("Đã ghi thay đổi của %(name)s.") % {"name": row.name})
        return redirect("organisations:body", row.pk)
    return page(request, "organisations/change.html", status=422 if form.errors else 200, form=form, body=row)
