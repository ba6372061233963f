"""Network addresses, domains and mailboxes as people write them, also made harmless: hxxp://, [.], (at).

Every address and range has two keys of 32 hexadecimal figures, so that a database can order them and find the range that holds an
address with two comparisons of text. IPv4 lies inside IPv6 at ::ffff:0:0/96 (RFC 4291, 2.5.5.2), so both fit one column.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

Address = IPv4Address | IPv6Address

_MAPPED = 0xFFFF << 32
_ALL_IPV4 = 1 << 32
_MAPPED_KEY = f"{_MAPPED:032x}"[:24]


class AddressError(ValueError):
    """What was written is no address; the message says, in Vietnamese, what to write instead."""


@dataclass(frozen=True, slots=True, order=True)
class AddressRange:
    """Consecutive addresses of one family; a single address is a range of one."""

    first_key: str
    last_key: str

    @classmethod
    def between(cls, first: Address, last: Address) -> AddressRange:
        """Make a range from its first and last address."""
        if first.version != last.version:
            raise AddressError("Nhập hai đầu dải cùng loại địa chỉ (cùng IPv4 hoặc cùng IPv6), ví dụ 10.20.0.1-10.20.0.20")
        if int(last) < int(first):
            raise AddressError(f"Đổi chỗ hai đầu dải: {last} đứng trước {first}")
        return cls(key(first), key(last))

    @property
    def first(self) -> Address:
        return address_of(self.first_key)

    @property
    def last(self) -> Address:
        return address_of(self.last_key)

    @property
    def version(self) -> int:
        return 4 if self.first_key.startswith(_MAPPED_KEY) else 6

    @property
    def size(self) -> int:
        """How many addresses it holds."""
        return int(self.last_key, 16) - int(self.first_key, 16) + 1

    def __contains__(self, address: Address) -> bool:
        return self.first_key <= key(address) <= self.last_key

    def covers(self, other: AddressRange) -> bool:
        """Say whether every address of the other lies in this one."""
        return self.first_key <= other.first_key and other.last_key <= self.last_key

    def overlaps(self, other: AddressRange) -> bool:
        """Say whether the two share an address."""
        return self.first_key <= other.last_key and other.first_key <= self.last_key

    def __str__(self) -> str:
        """Write it as briefly as it can be read: one address, a network, or first-last."""
        if self.first_key == self.last_key:
            return str(self.first)
        free_bits = (self.size - 1).bit_length()
        if self.size == 1 << free_bits and int(self.first_key, 16) % self.size == 0:
            return f"{self.first}/{(32 if self.version == 4 else 128) - free_bits}"
        return f"{self.first}-{self.last}"


def key(address: Address) -> str:
    """Return the 32 hexadecimal figures that order and compare this address."""
    number = int(address)
    return f"{number | _MAPPED if address.version == 4 else number:032x}"


def address_of(address_key: str) -> Address:
    """Return the address that a key stands for."""
    number = int(address_key, 16)
    return IPv4Address(number - _MAPPED) if _MAPPED <= number < _MAPPED + _ALL_IPV4 else IPv6Address(number)


_SIX = re.compile(r"[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,8}")
_WITH_WORDS = 1 << 48
"""From here on no address is written with four decimal figures at its end."""
_BY_THE_RFC = socket.inet_ntop(socket.AF_INET6, bytes.fromhex("00010000000200030004000500060007")) == "1:0:2:3:4:5:6:7"
"""Some C libraries shorten a single zero as well, which RFC 5952 (4.2.2) forbids."""


def read_ipv6(text: str) -> int | None:
    """Return the number of what is written as nothing but an IPv6 address, or None; the C library reads a hundred while ours reads one."""
    if not _SIX.fullmatch(text):
        return None
    try:
        return int.from_bytes(socket.inet_pton(socket.AF_INET6, text))
    except OSError:
        return None


def write_address(number: int) -> str:
    """Write what `read_ipv6` gave in its one spelling (RFC 5952); an IPv4 address inside IPv6 as the IPv4 address that it is."""
    if _MAPPED <= number < _MAPPED + _ALL_IPV4:
        return str(IPv4Address(number - _MAPPED))
    if number >= _WITH_WORDS and _BY_THE_RFC:
        return socket.inet_ntop(socket.AF_INET6, number.to_bytes(16))
    return str(IPv6Address(number))


_DOT = re.compile(r"\s*(?:\[\.\]|\(\.\)|\{\.\}|[\[({]dot[\])}]|\[\.|\.\])\s*", re.IGNORECASE)
_COLON = re.compile(r"[\[(]:(?://)?[\])]")
_AT = re.compile(r"\s*[\[({](?:@|at)[\])}]\s*", re.IGNORECASE)
_HIDDEN_SCHEME = re.compile(r"^(?:h(?:xx|\*\*)p(s?)|fxp):", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def refang(text: str) -> str:
    """Undo what makes an indicator harmless: "hxxps://a[.]example" becomes "https://a.example"."""
    text = _AT.sub("@", _DOT.sub(".", text.strip()))
    text = _COLON.sub(lambda found: found.group()[1:-1], text)
    return _HIDDEN_SCHEME.sub(lambda found: "ftp:" if found.group()[0] in "fF" else f"http{found[1] or ''}:", text)


def _without_scheme(text: str) -> str:
    return _SCHEME.sub("", refang(text))


_PORT = re.compile(r"(?P<host>\d+(?:\.\d+){3}|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:/.*)?")
_MASKED = re.compile(r"(?!\d+(?:\.\d+){3}:)[0-9a-fA-F:.\s]+/\s*[\w.]+")
_DASH = re.compile(r"\s*(?:[-–—]|\.\.+|\bđến\b|\bto\b)\s*")
_LAST_OCTET = re.compile(r"\d{1,3}")
_STARS = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,2}(?:\.\*)+")
_OCTET = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_PLAIN = re.compile(rf"{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}(?:/(3[0-2]|[12]?\d))?", re.ASCII)
_EXAMPLE = "ví dụ 10.20.0.7, 10.20.0.0/24 hoặc 10.20.0.1-10.20.0.20"


def parse_address(text: str) -> Address:
    """Read one address; a scheme, port or path around it is dropped, but a network is refused."""
    seen = _without_scheme(text)
    if not _MASKED.fullmatch(seen) and (port := _PORT.fullmatch(seen)):
        seen = port["host"].strip("[]")
    try:
        address = ipaddress.ip_address(seen.partition("%")[0])
    except ValueError:
        raise AddressError(f"Nhập địa chỉ IP, {_EXAMPLE}") from None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def parse_range(text: str) -> AddressRange:
    """Read an address, a network (10.20.0.0/24, 10.20.0.0/255.255.255.0, 10.20.0.*) or a range (10.20.0.1-10.20.0.20, 10.20.0.1-20)."""
    if plain := _PLAIN.fullmatch(text):
        return _plain(plain)
    seen = _without_scheme(text)
    if _STARS.fullmatch(seen):
        return _starred(seen)
    ends = _DASH.split(seen)
    if len(ends) == 2:
        return _between(*ends)
    if _MASKED.fullmatch(seen):
        return _network(seen)
    address = parse_address(seen)
    return AddressRange.between(address, address)


def _plain(found: re.Match[str]) -> AddressRange:
    """Nearly every row of a register is an IPv4 address or network in its one spelling; nothing about it is left to be found out."""
    first, second, third, fourth, bits = found.groups()
    number = _MAPPED | int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)
    free = 0 if bits is None else (1 << 32 - int(bits)) - 1
    return AddressRange(f"{number & ~free:032x}", f"{number | free:032x}")


def _between(first: str, last: str) -> AddressRange:
    if _LAST_OCTET.fullmatch(last) and first.count(".") == 3:
        last = f"{first.rpartition('.')[0]}.{last}"
    return AddressRange.between(parse_address(first), parse_address(last))


def _starred(seen: str) -> AddressRange:
    octets = (seen.split(".") + ["*"] * 4)[:4]
    ends = (".".join(end if octet == "*" else octet for octet in octets) for end in ("0", "255"))
    return _between(*ends)


def _network(seen: str) -> AddressRange:
    host, _, mask = (part.strip() for part in seen.partition("/"))
    address = parse_address(host)
    longest = 32 if address.version == 4 else 128
    if mask.isdecimal() and int(mask) > longest:
        raise AddressError(f"Sửa /{mask} thành số từ 0 đến {longest}, ví dụ {'10.20.0.0/24' if longest == 32 else '2001:db8::/48'}")
    try:
        network = ipaddress.ip_network(f"{address}/{mask}", strict=False)
    except ValueError:
        raise AddressError(f"Sửa phần sau dấu / thành độ dài hoặc mặt nạ mạng, {_EXAMPLE}") from None
    return AddressRange.between(network[0], network[-1])


_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_DOMAIN_EXAMPLE = "Nhập tên miền, ví dụ quangngai.gov.vn"


def parse_domain(text: str) -> str:
    """Read a domain from a name or a web address: lower case, without a final dot, letters outside ASCII as IDNA (RFC 3490)."""
    seen = re.split(r"[/?#\s]", _without_scheme(text), maxsplit=1)[0].rpartition("@")[2]
    name = re.sub(r":\d{1,5}$", "", seen).rstrip(".").lower()
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressError(_DOMAIN_EXAMPLE) from None
    labels = name.split(".")
    if len(name) > 253 or len(labels) < 2 or labels[-1].isdecimal() or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressError(_DOMAIN_EXAMPLE)
    return name


def is_within(domain: str, parent: str) -> bool:
    """Say whether a domain is the parent or lies below it; both as `parse_domain` gives them."""
    return domain == parent or domain.endswith(f".{parent}")


_MAILBOX = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}")


def parse_mail(text: str) -> str:
    """Read a mailbox: "Văn thư <vanthu@quangngai.gov.vn>", "mailto:…", "vanthu[at]quangngai[.]gov[.]vn"; lower case."""
    seen = re.sub(r"^.*<\s*([^<>]+)\s*>\s*$", r"\1", refang(text)).removeprefix("mailto:").strip()
    local, at, domain = seen.rpartition("@")
    if not at or not _MAILBOX.fullmatch(local):
        raise AddressError("Nhập địa chỉ thư điện tử, ví dụ vanthu@quangngai.gov.vn")
    return f"{local.lower()}@{parse_domain(domain)}"
