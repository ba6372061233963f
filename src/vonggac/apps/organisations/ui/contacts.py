"""Pages about contacts: those of one body, and whom to call now."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.organisations import queries, services
from vonggac.apps.organisations.models import Contact
from vonggac.apps.organisations.ui.bodies import body_of
from vonggac.apps.organisations.ui.days import day_of
from vonggac.apps.organisations.ui.forms import ContactForm, EndForm


def _demand(request: HttpRequest, organisation_id: int) -> None:
    """An officer answers for the contacts of the own body and those below it, no others."""
    if not request.user.may("contacts.edit", organisation_id):  # type: ignore[union-attr]
        raise PermissionDenied("contacts.edit")


def _contact(request: HttpRequest, number: int) -> Contact:
    contact = get_object_or_404(queries.contacts_visible_to(request.user), pk=number)
    _demand(request, contact.organisation_id)
    return contact


@requires("organisations.read", methods=("GET", "HEAD"))
def whom_to_call(request: HttpRequest) -> HttpResponse:
    """Show the numbers that answer around the clock on a day, on one printed page."""
    day = day_of(request)
    lines = queries.hotlines_on(day.on, queries.homes_of(request.user))
    count = sum(map(len, lines.values()))
    return page(request, "organisations/whom_to_call.html", lines=lines, count=count, day=day, printed_at=now())


@requires("contacts.edit")
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Add a contact of a body."""
    body = body_of(request, number)
    _demand(request, body.pk)
    said = {"valid_from": localdate(), "is_representative": "dai-dien" in request.GET}
    form = ContactForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        services.set_contact(form.fill(Contact(organisation=body)), by=request.user, at=now())
        messages.success(request, _("Đã thêm đầu mối."))
        return redirect("organisations:body", body.pk)
    return page(request, "organisations/contact.html", status=422 if form.errors else 200, form=form, body=body, contact=None)


@requires("contacts.edit")
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a contact."""
    contact = _contact(request, number)
    form = ContactForm(request.POST or None, contact=contact)
    if request.method == "POST" and form.is_valid():
        services.set_contact(form.fill(contact), by=request.user, at=now())
        messages.success(request, _("Đã ghi đầu mối."))
        return redirect("organisations:body", contact.organisation_id)
    body = contact.organisation
    return page(request, "organisations/contact.html", status=422 if form.errors else 200, form=form, body=body, contact=contact)


@requires("contacts.edit")
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a contact no longer holds; it stays as history."""
    contact = _contact(request, number)
    form = EndForm(request.POST or None, contact=contact, initial={"valid_to": localdate()})
    if request.method == "POST" and form.is_valid():
        contact.valid_to = form.cleaned_data["valid_to"]
        services.set_contact(contact, by=request.user, at=now())
        messages.success(request, _("Đã ghi ngày cuối của đầu mối. Đầu mối còn trong lịch sử."))
        return redirect("organisations:body", contact.organisation_id)
    return page(request, "organisations/contact_end.html", status=422 if form.errors else 200, form=form, contact=contact)
