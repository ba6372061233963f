"""Addresses that cannot be met on the Internet (RFC 6890 and its registries): worth a word, never a reason to drop a row."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

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


_NO_MACHINE = re.compile(r"(?:0|127|22[4-9]|2[3-5]\d)\.|169\.254\.|(?:::1?|(?:fe[89ab]|ff)[0-9a-f]{1,2}:.*)$")
_NO_MACHINES = tuple(
    map(ipaddress.ip_network, ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/127", "fe80::/10", "ff00::/8"))
)
_INNER = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")))
WHY_CONTEXT = "Không chỉ một máy nào, hoặc là cả một khối địa chỉ riêng mà mạng nào cũng có: chỉ để tham khảo, không dùng để cảnh báo."
RULE_CONTEXT = "everybodys-address"


def is_no_machine(address: str) -> bool:
    """Say whether an address in canonical form is no machine that could be met: this host, the link, a group, reserved.

    A private address may be one: networks between bodies number their machines with them, once each.
    """
    return _NO_MACHINE.match(address) is not None


def is_everybodys(first: ipaddress.IPv4Address | ipaddress.IPv6Address, last: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Say whether a range touches what is no machine, or covers a whole private block, as lists of bogons do: it would meet everybody."""
    return any(_overlap(first, last, one) for one in _NO_MACHINES) or any(_cover(first, last, one) for one in _INNER)


def _overlap(first: Any, last: Any, network: Any) -> bool:
    return bool(first.version == network.version and first <= network.broadcast_address and last >= network.network_address)


def _cover(first: Any, last: Any, network: Any) -> bool:
    return bool(first.version == network.version and first <= network.network_address and last >= network.broadcast_address)
