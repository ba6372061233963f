"""The act behind the button "read again" of three pages; the page of the source says how far it is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import ngettext

from vonggac.apps.alerts.services.reading_again import ask_to_read_again
from vonggac.apps.alerts.ui.sources import source_or_404
from vonggac.apps.face.access import requires
from vonggac.kernel.reading import format_number


@requires("alerts.sources", methods=("POST",))
def read_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for it; the page of the source then says how far it is."""
    row = source_or_404(request, pk)
    try:
        number = ask_to_read_again(row, by=request.user, at=now())
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        words = ngettext("Đang đọc lại %(n)s bản ghi.", "Đang đọc lại %(n)s bản ghi.", number)
        messages.success(request, words % {"n": format_number(number)})
    return redirect("alerts:source", row.pk)
