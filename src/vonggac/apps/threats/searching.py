"""What the search box finds in this room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.face.registries import SearchAnswer
from vonggac.apps.threats.queries.cases import CaseFilters, for_list, in_order, narrowed
from vonggac.apps.threats.queries.feeds import ANY, IndicatorFilters
from vonggac.apps.threats.queries.feeds import in_order as indicators_in_order
from vonggac.apps.threats.queries.feeds import narrowed as indicators_narrowed
from vonggac.apps.threats.queries.indicators import indicators_visible_to
from vonggac.apps.threats.queries.lists import found_addresses
from vonggac.apps.threats.queries.visibility import cases_visible_to
from vonggac.kernel.addresses import AddressError, parse_address

MOST, SHORTEST = 10, 3


def found(user: Any, folded: str) -> Iterator[SearchAnswer]:
    """Give cases by the name of their system or body, and by an address that the person needs to know."""
    if len(folded) < SHORTEST or not user.may("threats.read"):
        return
    today = localdate()
    rows = narrowed(cases_visible_to(user), CaseFilters(words=folded, state=""), today)
    for case in for_list(in_order(rows, today))[:MOST]:
        yield SearchAnswer(_("Ca nhiễm mã độc"), case.name(), case.get_absolute_url(), f"{case.number()}, {case.get_state_display()}")
    yield from _by_address(user, folded)


def _by_address(user: Any, folded: str) -> Iterator[SearchAnswer]:
    try:
        sought = str(parse_address(folded))
    except AddressError:
        return
    for hit in found_addresses(user, sought, MOST):
        where = hit.reason.case or hit.list
        yield SearchAnswer(_("Địa chỉ bị nêu"), hit.address, where.get_absolute_url(), f"{hit.family} {hit.list.list_day:%d/%m/%Y}".strip())


def indicators_found(user: Any, folded: str) -> Iterator[SearchAnswer]:
    """Give the indicators of a value, its networks and the domains above it, as far as their marks let the person see them."""
    if len(folded) < SHORTEST + 1 or " " in folded or not user.may("threats.read"):
        return
    rows = indicators_narrowed(indicators_visible_to(user), IndicatorFilters(words=folded, state=ANY), now())
    for row in indicators_in_order(rows)[:MOST]:
        yield SearchAnswer(_("Chỉ dấu"), row.value[:200], row.get_absolute_url(), f"{row.feed.name}, {row.tlp.upper()}")
