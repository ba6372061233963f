"""What the search box finds in this room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from vonggac.apps.face.registries import SearchAnswer
from vonggac.apps.registry import queries
from vonggac.kernel.addresses import AddressError, key, parse_address
from vonggac.kernel.levels import level_text

MOST = 20
SHORTEST = 3
"""Parts and zones are many; fewer letters would find too many of them."""


def found(user: Any, folded: str) -> Iterator[SearchAnswer]:
    """Give systems by name, code, owner or domain, and by an address that the person needs to know."""
    systems = queries.in_order(queries.matching(queries.visible_to(user), folded)).select_related("owner")
    for system in systems[:MOST]:
        yield SearchAnswer(
            _("Hệ thống"), system.name, system.get_absolute_url(), f"{system.code}, {level_text(system.level)}, {system.owner}"
        )
    yield from _by_component(user, folded)
    yield from _by_zone(user, folded)
    yield from _by_domain(user, folded)
    yield from _by_address(user, folded)


def _by_component(user: Any, folded: str) -> Iterator[SearchAnswer]:
    if len(folded) < SHORTEST:
        return
    for part in queries.components_visible_to(user).filter(folded__contains=folded)[:MOST]:
        yield SearchAnswer(_("Thành phần"), part.name, f"{part.system.get_absolute_url()}#parts", part.system.name)


def _by_zone(user: Any, folded: str) -> Iterator[SearchAnswer]:
    if len(folded) < SHORTEST:
        return
    for zone in queries.zones_visible_to(user).filter(folded__contains=folded)[:MOST]:
        yield SearchAnswer(_("Vùng mạng"), zone.name, f"{zone.system.get_absolute_url()}#zones", zone.system.name)


def _by_domain(user: Any, folded: str) -> Iterator[SearchAnswer]:
    if "." not in folded:
        return
    for row in queries.domains_visible_to(user).filter(name__contains=folded, system__isnull=False).select_related("system")[:MOST]:
        if row.system is not None:
            yield SearchAnswer(_("Tên miền"), row.name, row.system.get_absolute_url(), row.system.name)


def _by_address(user: Any, folded: str) -> Iterator[SearchAnswer]:
    try:
        sought = key(parse_address(folded))
    except AddressError:
        return
    rows = queries.ranges_visible_to(user).filter(first__lte=sought, last__gte=sought, system__isnull=False)
    at = queries.components_visible_to(user).filter(system__in=queries.known_to(user).values("pk"))
    for part in at.filter(Q(private_key=sought) | Q(public_key=sought))[:MOST]:
        yield SearchAnswer(_("Thành phần"), part.name, f"{part.system.get_absolute_url()}#parts", part.system.name)
    visible = queries.visible_to(user).values("pk")
    for row in rows.filter(system__in=visible).select_related("system", "organisation")[:MOST]:
        if row.system is not None:
            yield SearchAnswer(_("Dải địa chỉ"), row.written, row.system.get_absolute_url(), f"{row.system.name}, {row.organisation}")
