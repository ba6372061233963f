"""Values to look for, in one canonical spelling each: addresses, ranges, domains, web addresses, hashes, mailboxes."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from vonggac.kernel.addresses import AddressError, parse_address, parse_domain, parse_mail, parse_range, refang
from vonggac.sources.feeds.model import Kind

_HEX = re.compile(r"[0-9a-fA-F]+")
_HASH_LENGTHS = frozenset({32, 40, 56, 64, 96, 128})
"""Figures of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512; the length tells which."""
_WITH_PORT = re.compile(r"(?P<host>\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)[:|](?P<port>\d{1,5})")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
_LONGEST = 8_192


class NotAValue(ValueError):  # noqa: N818  read as a sentence
    """A text is no value of the kind it should be."""


def address_or_range(text: str) -> tuple[Kind, str]:
    """Return an address, or a range where several are meant."""
    try:
        found = parse_range(text)
    except AddressError as error:
        raise NotAValue(str(error)) from None
    return (Kind.ADDRESS if found.size == 1 else Kind.RANGE), str(found)


def domain(text: str) -> tuple[Kind, str]:
    """Return a domain, without the star or the dot that some lists put before it."""
    try:
        return Kind.DOMAIN, parse_domain(text.strip().removeprefix("*").removeprefix("."))
    except AddressError as error:
        raise NotAValue(str(error)) from None


def url(text: str) -> tuple[Kind, str]:
    """Return a web address with scheme and host in lower case; path and query stay as they are."""
    seen = refang(text.strip())
    if not _SCHEME.match(seen) or len(seen) > _LONGEST or any(letter.isspace() for letter in seen):
        raise NotAValue("Nhập URL đầy đủ, ví dụ http://example.vn/a")
    try:
        parts = urlsplit(seen)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotAValue("Nhập URL đầy đủ, ví dụ http://example.vn/a") from None
    canonical = _host(host)
    where = canonical if port is None else f"{canonical}:{port}"
    rest = seen[len(parts.scheme) + 3 + len(parts.netloc) :]
    return Kind.URL, f"{parts.scheme.lower()}://{where}{rest}"


def _host(host: str) -> str:
    try:
        address = parse_address(host)
        return f"[{address}]" if address.version == 6 else str(address)
    except AddressError:
        pass
    try:
        return parse_domain(host)
    except AddressError:
        raise NotAValue("Phần tên máy của URL không phải tên miền hay địa chỉ IP") from None


def digest(text: str) -> tuple[Kind, str]:
    """Return a hash in lower case."""
    seen = text.strip()
    if len(seen) not in _HASH_LENGTHS or not _HEX.fullmatch(seen):
        raise NotAValue("Nhập mã băm MD5, SHA-1, SHA-2 dạng thập lục phân")
    return Kind.HASH, seen.lower()


def mailbox(text: str) -> tuple[Kind, str]:
    """Return a mailbox in lower case."""
    try:
        return Kind.MAIL, parse_mail(text)
    except AddressError as error:
        raise NotAValue(str(error)) from None


def any_of(text: str) -> tuple[Kind, str, int | None]:
    """Return what a text of unknown kind is, with its port: the way lists mix them, also made harmless (hxxp, [.])."""
    seen = refang(text.strip())
    if len(seen) > _LONGEST or not seen:
        raise NotAValue("Không phải chỉ dấu")
    if _SCHEME.match(seen):
        return *url(seen), None
    if len(seen) in _HASH_LENGTHS and _HEX.fullmatch(seen):
        return *digest(seen), None
    if "@" in seen:
        return *mailbox(seen), None
    with_port = _WITH_PORT.fullmatch(seen)
    if with_port is None:
        return *_plain(seen), None
    if not 0 < int(with_port["port"]) <= 65535:
        raise NotAValue("Số cổng phải từ 1 đến 65535")
    return *_plain(with_port["host"].strip("[]")), int(with_port["port"])


def _plain(seen: str) -> tuple[Kind, str]:
    if "/" in seen and not re.fullmatch(r"[0-9A-Fa-f:.]+\s*/\s*[\d.]+", seen):
        return url(f"http://{seen}")
    if re.fullmatch(r"[0-9.:/*\s–-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:./-]*", seen):
        return address_or_range(seen)
    return domain(seen)
