"""Pages about the document that says what a body is for."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.organisations import queries, services
from vonggac.apps.organisations.models import Mandate
from vonggac.apps.organisations.ui.bodies import body_of
from vonggac.apps.organisations.ui.forms import MandateForm


@requires("contacts.edit")
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Add the document of a body."""
    return _written(request, Mandate(organisation=body_of(request, number)))


@requires("contacts.edit")
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Correct the document of a body, or say until when it held."""
    return _written(request, get_object_or_404(queries.mandates_visible_to(request.user), pk=number))


def _written(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """An officer answers for the own body and those below it, no others."""
    if not request.user.may("contacts.edit", mandate.organisation_id):  # type: ignore[union-attr]
        raise PermissionDenied("contacts.edit")
    form = MandateForm(request.POST or None, mandate=mandate)
    if request.method == "POST" and form.is_valid():
        services.set_mandate(form.filled(), by=request.user, at=now())
        messages.success(request, _("Đã ghi văn bản quy định chức năng, nhiệm vụ."))
        return redirect("organisations:body", mandate.organisation_id)
    return page(request, "organisations/mandate.html", status=422 if form.errors else 200, form=form, body=mandate.organisation)
