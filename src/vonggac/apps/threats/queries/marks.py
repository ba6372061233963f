"""Who may see an indicator, by its mark (TLP 2.0 by FIRST): RED the coordinating office only, AMBER+STRICT who must know everything,
AMBER who defends a system, GREEN and CLEAR everybody who reads this room.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import roles_of
from vonggac.apps.threats.models import TLP
from vonggac.apps.threats.queries.visibility import knows_all
from vonggac.kernel.handling import Handling

_DEFENDERS = frozenset({Role.OFFICER, Role.RESPONDER, Role.PROVIDER})


def strictness() -> tuple[str, ...]:
    """Return the marks of indicators, the strictest last."""
    return tuple(one.value for one in TLP)


def marks_seen_by(user: Any) -> tuple[str, ...]:
    """Return the marks of which the person may see indicators; none for who does not read this room."""
    roles = roles_of(user)
    if not roles & ACTS["threats.read"]:
        return ()
    return strictness()[: strictness().index(_strictest(roles, user).value) + 1]


def _strictest(roles: Any, user: Any) -> Handling:
    if roles & {Role.COORDINATOR, Role.AUDITOR}:
        return Handling.TLP_RED
    if knows_all(user):
        return Handling.TLP_AMBER_STRICT
    return Handling.TLP_AMBER if roles & _DEFENDERS else Handling.TLP_GREEN


def binding(*marks: str) -> str:
    """Return the mark that binds when several stand on a thing; whatever is no TLP mark binds nothing."""
    order = strictness()
    return max((one for one in marks if one in order), key=order.index, default=order[0])


def may_be_told(rows: Iterable[dict[str, Any]], user: Any) -> list[dict[str, Any]]:
    """Return what an alert keeps of indicators (`Known.told`) without the marks that the person may not see."""
    seen = set(marks_seen_by(user))
    return [one for one in rows if one.get("tlp") in seen]
