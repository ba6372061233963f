"""Two steps of a sensitive act: what was filled in is shown with everything that will happen, then agreed to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from vonggac.apps.face import confirm
from vonggac.apps.face.confirm import Shown

OWN = {"csrfmiddlewaretoken", confirm.FIELD, "promise"}


def agree(request: HttpRequest, shown: Shown) -> HttpResponse | None:
    """Return the page that asks, or None when the person agreed to exactly this; what was typed rides along in hidden fields."""
    carried = [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values]
    return confirm.ask(request, shown, template="directives/agree.html", carried=carried)
