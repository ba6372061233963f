"""Addresses that cannot be met on the Internet (RFC 6890 and its registries): worth a word, never a reason to drop a row."""

from __future__ import annotations

import ipaddress
import re

_NOT_PUBLIC = re.compile(
    r"(?:0|10|127|22[4-9]|2[3-5]\d)\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\."
    r"|192\.0\.[02]\.|198\.(?:1[89]|51\.100)\.|203\.0\.113\."
)
WHY = "Địa chỉ riêng hoặc dành riêng, không đi trên Internet; vẫn nhận. Hỏi nơi gửi nếu cần tìm máy."
RULE = "private-address"


def is_not_public(address: str) -> bool:
    """Say whether an address in canonical form is private, reserved, for documentation, for groups or for this machine."""
    if ":" in address:
        return not ipaddress.ip_address(address).is_global
    return _NOT_PUBLIC.match(address) is not None
