"""What the search of the whole house finds in this room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive
from vonggac.apps.face.registries import SearchAnswer

MOST = 20


def find_letters(user: Any, folded: str) -> Iterable[SearchAnswer]:
    """Return the letters that the person may see whose number, symbol, subject or issuer hold the words."""
    kind = _("Văn bản chỉ đạo")
    for one in queries.in_list_order(queries.matching(queries.visible_to(user), folded)).exclude(state=Directive.State.ERASED)[:MOST]:
        url = reverse("directives:review" if one.state == Directive.State.REVIEW else "directives:board", args=[one.pk])
        yield SearchAnswer(kind, f"{one.called()}: {one.subject}" if one.subject else one.called(), url, str(one.get_state_display()))
