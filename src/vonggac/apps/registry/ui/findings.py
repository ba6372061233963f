"""The list of what somebody must see to, in groups, and its panel on the situation page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from vonggac.apps.face.access import page, requires
from vonggac.apps.registry import ports, queries
from vonggac.apps.registry.queries.findings import KINDS, Finding, title_of

A_PAGE = 50
OF_A_GROUP = 20
"""So many of a group stand on the first page; the rest is one step away."""
OPEN_ROWS = 8
"""Groups unfold from the top until so many rows are seen; the first always does."""


class Group(NamedTuple):
    """Findings that share their explanation, the most urgent first."""

    key: str
    title: str
    number: int
    due: date | None
    reasons: list[str]
    lines: list[tuple[Finding, str | None]]
    is_open: bool

    @property
    def has_more(self) -> bool:
        """Say whether some of the group are not on this page."""
        return len(self.lines) < self.number


@requires("registry.read", methods=("GET", "HEAD"))
def findings(request: HttpRequest) -> HttpResponse:
    """Show what somebody must see to: the group with the most urgent finding first, its explanation once."""
    kind = request.GET.get("loai", "")
    chosen = title_of(kind)
    every = queries.findings(request.user, localdate())
    counts = Counter(one.group for one in every)
    wanted = [one for one in every if kind in (one.kind, one.group)] if chosen else every
    shown, pager = _page_of(wanted, request.GET.get("page")) if chosen else (_firsts(wanted), None)
    return page(
        request,
        "registry/findings.html",
        total=len(wanted),
        rows=shown,
        pager=pager,
        groups=_groups(request.user, shown, counts, unfolded=bool(chosen)),
        kind=kind,
        kinds=list(_choices(counts)),
        chosen=chosen,
        today=localdate(),
    )


def _firsts(found: Sequence[Finding]) -> list[Finding]:
    """Return the first few of every group; the groups stand as their most urgent findings do."""
    return [one for group in _bundled(found).values() for one in group[:OF_A_GROUP]]


def _page_of(found: Sequence[Finding], number: str | None) -> tuple[list[Finding], Any]:
    rows = Paginator([one for group in _bundled(found).values() for one in group], A_PAGE).get_page(number)
    return list(rows), rows


def _bundled(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    bundles: dict[str, list[Finding]] = {}
    for one in found:
        bundles.setdefault(one.group, []).append(one)
    return bundles


def _groups(user: Any, shown: Sequence[Finding], counts: Counter[str], *, unfolded: bool) -> list[Group]:
    groups: list[Group] = []
    seen = 0
    for key, found in _bundled(shown).items():
        seen += len(found)
        lines = [(one, ports.where_to_give(user, one)) for one in found]
        due = min((one.due for one in found if one.due), default=None)
        reasons = list(dict.fromkeys(one.why for one in found))
        groups.append(Group(key, title_of(key), counts[key], due, reasons, lines, unfolded or not groups or seen <= OPEN_ROWS))
    return groups


def _choices(counts: Counter[str]) -> Iterable[tuple[str, str]]:
    """Yield the kinds that there are, and under the layers each layer, with their numbers."""
    for kind, words in KINDS.items():
        inside = sorted(key for key in counts if key == kind or key.startswith(f"{kind}-"))
        if inside:
            yield kind, f"{words} ({sum(counts[key] for key in inside)})"
        yield from ((key, f"{title_of(key)} ({counts[key]})") for key in inside if key != kind)


def panel(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return how many findings of each kind there are; None when there are none."""
    if not user.may("registry.read"):
        return None
    counts = queries.count_findings(user, localdate(at))
    if not counts:
        return None
    return {"count": counts.total(), "kinds": [(key, KINDS[key], counts[key]) for key in KINDS if counts[key]]}
