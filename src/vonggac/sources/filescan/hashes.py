"""Sets of hashes: files that are known to be good, and files that are known to be bad. Asked before anything is scanned."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.sources.refusal import refuse

_LENGTHS = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
_HEX = re.compile(rb"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{128}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Fa-f])")


@dataclass(slots=True)
class HashSets:
    """Raw digests by way of hashing; a known bad one outweighs an allowed one."""

    allowed: dict[str, set[bytes]] = field(default_factory=dict)
    known: dict[str, dict[bytes, Known]] = field(default_factory=dict)

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways of hashing that must be asked of each file."""
        return tuple(sorted({*self.allowed, *self.known}))

    def is_known(self, digests: dict[str, bytes]) -> Known | None:
        """Return the indicator of a file with these digests."""
        return next((one for way, digest in digests.items() if (one := self.known.get(way, {}).get(digest)) is not None), None)

    def is_allowed(self, digests: dict[str, bytes]) -> bool:
        """Say whether a file with these digests is known to be good."""
        return any(digest in self.allowed.get(way, ()) for way, digest in digests.items())


def hash_sets(allowed: Iterable[Path] = (), known: Iterable[Known] = ()) -> HashSets:
    """Read allow lists (any text with hashes in it: NSRL, sha256sum, one a line) and take hashes from indicators."""
    sets = HashSets()
    for path in allowed:
        _allow(sets, path)
    for one in known:
        if one.sort is Sort.HASH and len(one.value) in _LENGTHS:
            sets.known.setdefault(_LENGTHS[len(one.value)], {})[bytes.fromhex(one.value)] = one
    return sets


def _allow(sets: HashSets, path: Path) -> None:
    found = 0
    try:
        with path.open("rb") as stream:
            for line in stream:
                for digest in _HEX.findall(line):
                    sets.allowed.setdefault(_LENGTHS[len(digest)], set()).add(bytes.fromhex(digest.decode()))
                    found += 1
    except OSError as error:
        refuse(str(path), f"Không mở được danh sách tệp an toàn ({error.strerror or error}); kiểm tra đường dẫn.", "unreadable")
    if not found:
        refuse(path.name, "Danh sách tệp an toàn không có mã băm nào (MD5, SHA-1, SHA-256). Kiểm tra tệp.", "no-hashes")


def digests_of(data: bytes | memoryview, ways: Iterable[str]) -> dict[str, bytes]:
    """Return the digests of bytes."""
    return {way: hashlib.new(way, data, usedforsecurity=False).digest() for way in ways}
