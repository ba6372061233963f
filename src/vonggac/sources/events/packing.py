"""How a file is packed, by its first bytes."""

from __future__ import annotations

from enum import StrEnum


class Packing(StrEnum):
    """How files are packed."""

    ZIP = "zip"
    GZIP = "gzip"
    ZSTD = "zstd"
    SEVENZIP = "7z"
    TAR = "tar"


def packing_of(head: bytes) -> Packing | None:
    """Say how a file is packed by its first bytes."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK")):
        return Packing.ZIP
    if head.startswith(b"\x1f\x8b\x08"):
        return Packing.GZIP
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return Packing.ZSTD
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return Packing.SEVENZIP
    return Packing.TAR if head[257:262] == b"ustar" else None
