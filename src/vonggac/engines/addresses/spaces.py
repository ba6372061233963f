"""Addresses that no organisation can hold on the Internet: the special-purpose registries of IANA for IPv4 and IPv6.

RFC 6890 founded the registries, RFC 8190 tells what "globally reachable" means. A narrower row wins over the wider one around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vonggac.engines.addresses.values import Verdict
from vonggac.kernel.addresses import Address, AddressRange, parse_range


@dataclass(frozen=True, slots=True)
class Space:
    """One row of a registry; `verdict` is None where the addresses are ordinary ones of the Internet."""

    addresses: AddressRange
    verdict: Verdict | None
    name: str
    source: str

    @property
    def local(self) -> bool:
        """Say whether somebody can hold such an address inside a network of their own."""
        return self.verdict in {Verdict.PRIVATE, Verdict.SHARED_SPACE, Verdict.LINK_LOCAL}


_ROWS: tuple[tuple[str, Verdict | None, str, str], ...] = (
    ("0.0.0.0/0", None, "địa chỉ Internet", "RFC 791"),
    ("0.0.0.0/8", Verdict.UNSPECIFIED, "mạng này", "RFC 791"),
    ("10.0.0.0/8", Verdict.PRIVATE, "địa chỉ nội bộ", "RFC 1918"),
    ("100.64.0.0/10", Verdict.SHARED_SPACE, "địa chỉ dùng chung của nhà mạng", "RFC 6598"),
    ("127.0.0.0/8", Verdict.LOOPBACK, "chính máy đó", "RFC 1122"),
    ("169.254.0.0/16", Verdict.LINK_LOCAL, "địa chỉ tự đặt trong một đoạn mạng", "RFC 3927"),
    ("172.16.0.0/12", Verdict.PRIVATE, "địa chỉ nội bộ", "RFC 1918"),
    ("192.0.0.0/24", Verdict.RESERVED, "dành cho giao thức của IETF", "RFC 6890"),
    ("192.0.0.9/32", None, "điểm chung của giao thức PCP", "RFC 7723"),
    ("192.0.0.10/32", None, "điểm chung của giao thức TURN", "RFC 8155"),
    ("192.0.2.0/24", Verdict.DOCUMENTATION, "địa chỉ dùng làm ví dụ", "RFC 5737"),
    ("192.88.99.0/24", Verdict.RESERVED, "trạm 6to4 đã bỏ", "RFC 7526"),
    ("192.168.0.0/16", Verdict.PRIVATE, "địa chỉ nội bộ", "RFC 1918"),
    ("198.18.0.0/15", Verdict.BENCHMARK, "địa chỉ để đo thiết bị", "RFC 2544"),
    ("198.51.100.0/24", Verdict.DOCUMENTATION, "địa chỉ dùng làm ví dụ", "RFC 5737"),
    ("203.0.113.0/24", Verdict.DOCUMENTATION, "địa chỉ dùng làm ví dụ", "RFC 5737"),
    ("224.0.0.0/4", Verdict.MULTICAST, "địa chỉ gửi nhóm", "RFC 5771"),
    ("240.0.0.0/4", Verdict.RESERVED, "địa chỉ để dành", "RFC 1112"),
    ("255.255.255.255/32", Verdict.BROADCAST, "địa chỉ quảng bá", "RFC 8190"),
    ("::/0", Verdict.BOGON, "địa chỉ IPv6 chưa cấp cho ai", "RFC 4291"),
    ("::/128", Verdict.UNSPECIFIED, "không địa chỉ", "RFC 4291"),
    ("::1/128", Verdict.LOOPBACK, "chính máy đó", "RFC 4291"),
    ("64:ff9b::/96", None, "IPv4 qua NAT64", "RFC 6052"),
    ("64:ff9b:1::/48", Verdict.RESERVED, "IPv4 qua NAT64 trong một mạng", "RFC 8215"),
    ("100::/64", Verdict.RESERVED, "địa chỉ để bỏ gói tin", "RFC 6666"),
    ("100:0:0:1::/64", Verdict.RESERVED, "tiền tố giả", "RFC 9780"),
    ("2000::/3", None, "địa chỉ Internet", "RFC 4291"),
    ("2001::/23", Verdict.RESERVED, "dành cho giao thức của IETF", "RFC 2928"),
    ("2001:1::1/128", None, "điểm chung của giao thức PCP", "RFC 7723"),
    ("2001:1::2/128", None, "điểm chung của giao thức TURN", "RFC 8155"),
    ("2001:1::3/128", None, "điểm chung của giao thức DNS-SD", "RFC 9665"),
    ("2001:2::/48", Verdict.BENCHMARK, "địa chỉ để đo thiết bị", "RFC 5180"),
    ("2001:3::/32", None, "đường hầm gửi nhóm AMT", "RFC 7450"),
    ("2001:4:112::/48", None, "máy chủ tên AS112", "RFC 7535"),
    ("2001:20::/28", None, "ORCHIDv2", "RFC 7343"),
    ("2001:30::/28", None, "thẻ nhận dạng máy bay", "RFC 9374"),
    ("2001:db8::/32", Verdict.DOCUMENTATION, "địa chỉ dùng làm ví dụ", "RFC 3849"),
    ("2002::/16", Verdict.RESERVED, "đường hầm 6to4", "RFC 3056"),
    ("3fff::/20", Verdict.DOCUMENTATION, "địa chỉ dùng làm ví dụ", "RFC 9637"),
    ("5f00::/16", Verdict.RESERVED, "mã đoạn SRv6", "RFC 9602"),
    ("fc00::/7", Verdict.PRIVATE, "địa chỉ nội bộ", "RFC 4193"),
    ("fe80::/10", Verdict.LINK_LOCAL, "địa chỉ tự đặt trong một đoạn mạng", "RFC 4291"),
    ("ff00::/8", Verdict.MULTICAST, "địa chỉ gửi nhóm", "RFC 4291"),
)


@cache
def spaces() -> tuple[Space, ...]:
    """Return every row, the widest first, so that the last one that holds an address is the one that counts."""
    rows = [Space(_range(text), verdict, name, source) for text, verdict, name, source in _ROWS]
    return tuple(sorted(rows, key=lambda one: (-one.addresses.size, one.addresses.first_key)))


def _range(text: str) -> AddressRange:
    from ipaddress import ip_network

    if text == "::/0":
        network = ip_network(text)
        return AddressRange(f"{0:032x}", f"{int(network[-1]):032x}")
    return parse_range(text)


def space_of(address: Address) -> Space:
    """Return the row that counts for an address."""
    return next(one for one in reversed(spaces()) if one.addresses.version == address.version and address in one.addresses)
