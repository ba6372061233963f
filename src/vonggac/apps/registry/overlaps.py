"""When two organisations claim the same addresses at the same time.

Addresses of the Internet belong to one body at a time, so a second claim is refused. Private addresses may repeat behind different
gateways: a second claim is only pointed out, and not even that when one of the two lies behind NAT. A body above, whose wide range holds
the narrower one of a body below it, is no conflict; nor is a provider's stock, out of which others hold single addresses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from vonggac.apps.registry.models import AddressRange as Held
from vonggac.kernel.addresses import AddressRange, parse_range
from vonggac.kernel.periods import Validity

PRIVATE = tuple(
    parse_range(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",  # RFC 1918
        "100.64.0.0/10",  # RFC 6598
        "169.254.0.0/16",
        "fe80::/10",  # link-local: RFC 3927, RFC 4291
        "127.0.0.0/8",
        "::1",
        "fc00::/7",  # RFC 4193
    )
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One organisation's claim to a range for a time; `mark` is the caller's name for it."""

    mark: object
    organisation_id: int
    range: AddressRange
    first_day: date | None
    last_day: date | None
    behind_nat: bool = False
    is_pool: bool = False

    def shares_a_day_with(self, other: Claim) -> bool:
        """Say whether both hold on some day."""
        return Validity(self.first_day, self.last_day).overlaps(Validity(other.first_day, other.last_day))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that cannot, or hardly, both be right."""

    one: Claim
    other: Claim
    refuses: bool


def is_private(addresses: AddressRange) -> bool:
    """Say whether every address lies in space that is not routed on the Internet."""
    return any(space.covers(addresses) for space in PRIVATE)


def conflicts(claims: Iterable[Claim], kin: Collection[tuple[int, int]]) -> Iterator[Conflict]:
    """Give every pair of claims in conflict; `kin` holds (above, below) of the tree. One sweep over the claims in order."""
    active: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: (claim.range.first_key, claim.range.last_key)):
        active = [one for one in active if one.range.last_key >= claim.range.first_key]
        for one in active:
            found = _conflict(one, claim, kin)
            if found is not None:
                yield found
        active.append(claim)


def _conflict(one: Claim, other: Claim, kin: Collection[tuple[int, int]]) -> Conflict | None:
    if one.organisation_id == other.organisation_id or not one.shares_a_day_with(other):
        return None
    if _is_part(one, other, kin) or _is_part(other, one, kin) or _lies_in_stock(one, other):
        return None
    private = is_private(one.range) and is_private(other.range)
    if private and (one.behind_nat or other.behind_nat):
        return None
    return Conflict(one, other, refuses=not private)


def _is_part(wide: Claim, narrow: Claim, kin: Collection[tuple[int, int]]) -> bool:
    return wide.range.covers(narrow.range) and (wide.organisation_id, narrow.organisation_id) in kin


def _lies_in_stock(one: Claim, other: Claim) -> bool:
    """A part of a stock may be anybody's; the very same addresses cannot be the stock of two."""
    if one.range == other.range:
        return one.is_pool != other.is_pool
    return (one.is_pool and one.range.covers(other.range)) or (other.is_pool and other.range.covers(one.range))


def claim_of(row: Held) -> Claim:
    """Return a standing range as a claim."""
    return Claim(row.pk, row.organisation_id, AddressRange(row.first, row.last), row.valid_from, row.valid_to, row.behind_nat, row.is_pool)
