"""Which names that logs write are one machine: `pc5`, `PC5`, `pc5.` and, where nothing else can be meant, `pc5.xa.example`.

A short name is the machine of a full name when it is that name's first label and no other full name among those at hand begins with it;
where several do, it stays a machine of its own, and pages say what it may be. An address is no name: `10` is not `10.0.0.1`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from vonggac.kernel.addresses import AddressError, parse_address


def plain(name: str) -> str:
    """Return a machine's name without what tells no machines apart: small letters, no dot at its end."""
    folded = name.strip().lower()
    return folded.rstrip(".") or folded


class Machines:
    """The machines behind the names of one hunt, or of all hunts of one body; the order of the names changes nothing."""

    def __init__(self, names: Iterable[str]) -> None:
        full: dict[str, set[str]] = defaultdict(set)
        for name in {plain(one) for one in names}:
            label, dot, _rest = name.partition(".")
            if dot and label and ":" not in label and not is_address(name):
                full[label].add(name)
        self._full = full

    def of(self, name: str) -> str:
        """Return the name under which a machine is counted."""
        folded = plain(name)
        known = self._full.get(folded, ())
        return next(iter(known)) if len(known) == 1 else folded

    def perhaps(self, name: str) -> tuple[str, ...]:
        """Return the machines that a short name may be of, where it cannot be told which."""
        known = self._full.get(plain(name), ())
        return tuple(sorted(known)) if len(known) > 1 else ()


def is_address(name: str) -> bool:
    """Say whether it is no name but an address."""
    try:
        parse_address(name)
    except AddressError:
        return False
    return True
