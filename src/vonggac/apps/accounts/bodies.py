"""Names of organisations for the log, which lies below their room (port `audit.bodies`)."""

from __future__ import annotations

from collections.abc import Iterable

from vonggac.apps.organisations.models import Organisation
from vonggac.kernel.vietnamese import fold


class BodiesForTheLog:
    """Knows organisations by number and by name."""

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """Return the names of these organisations."""
        return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))

    def found(self, typed: str) -> list[int]:
        """Return the organisations whose name holds the typed words, without marks and in any case."""
        return list(Organisation.objects.filter(folded__contains=fold(typed)).values_list("pk", flat=True))
