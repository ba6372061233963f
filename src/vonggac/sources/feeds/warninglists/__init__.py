"""MISP warninglists: values that are usually innocent, by the way they are to be compared."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, BinaryIO

from vonggac.kernel.badrows import Place
from vonggac.sources.feeds import jsons
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.model import FalsePositiveList, Found, Kind, Matching
from vonggac.sources.feeds.warninglists.regexes import bounded
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, shortened

_OPENING = re.compile(rb'"list"\s*:\s*\[\s*"')
_WAYS = frozenset(one.value for one in Matching)
_KINDS: dict[str, tuple[Kind, ...]] = {
    "ip": (Kind.ADDRESS, Kind.RANGE), "domain": (Kind.DOMAIN,), "hostname": (Kind.DOMAIN,), "url": (Kind.URL,), "uri": (Kind.URL,),
    "link": (Kind.URL,), "email": (Kind.MAIL,), "whois": (Kind.MAIL,), "dns": (Kind.MAIL,), "md5": (Kind.HASH,), "sha": (Kind.HASH,),
}  # fmt: skip
"""Beginnings of types of attributes by what an indicator is made of."""


class WarningList:
    """One list a file, as MISP publishes them."""

    format = "misp-warninglist"

    def recognise(self, head: bytes, name: str) -> float:
        """By its keys: a list, its type, and what it matches."""
        if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return 0.0
        value = jsons.head_value(head)
        if isinstance(value, dict):
            return 0.96 if isinstance(value.get("list"), list) and str(value.get("type")) in _WAYS else 0.0
        told = jsons.head_has(head, "description", "matching_attributes", "name", "version")
        return 0.7 if told and _OPENING.search(head) else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield the list, without entries that make no sense in it."""
        value = jsons.document(stream, name, limits)
        faults = Faults(name, limits.bad_rows)
        if not isinstance(value, dict) or not isinstance(value.get("list"), list) or str(value.get("type")) not in _WAYS:
            refuse(name, "Tệp không phải danh sách cảnh báo giả của MISP (thiếu list hoặc type).", "wrong-shape")
        if len(value["list"]) > limits.rows:
            refuse(name, f"Danh sách có hơn {limits.rows} mục. Chia thành nhiều tệp.", "too-many-rows")
        matching = Matching(value["type"])
        entries: dict[str, None] = {}
        for index, written in enumerate(value["list"]):
            try:
                entries[_ENTRY[matching](_text(written))] = None
            except ValueError as error:
                why = f"Mục không dùng được với cách so “{matching.value}”: {error}. Đã bỏ mục này."
                yield from faults.bad(None, why, "bad-value", shortened(str(written)), f"list[{index}]")
        yield FalsePositiveList(
            Place(name), name=str(value.get("name") or name), matching=matching, entries=tuple(entries),
            kinds=_kinds(value.get("matching_attributes")),
            version=str(value.get("version") or ""), note=str(value.get("description") or ""),
        )  # fmt: skip
        yield from faults.rest()


def _kinds(attributes: Any) -> tuple[Kind, ...]:
    """What a list applies to; each half of a pair like "domain|ip" counts."""
    found: dict[Kind, None] = {}
    for attribute in attributes if isinstance(attributes, list) else ():
        for half in str(attribute).split("|"):
            for beginning, kinds in _KINDS.items():
                if half.startswith(beginning):
                    found.update(dict.fromkeys(kinds))
    return tuple(found)


def _text(written: Any) -> str:
    if not isinstance(written, str) or not written.strip() or "\0" in written:
        raise ValueError("không phải chữ")
    return written.strip()


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise ValueError("không phải dải mạng") from None


_ENTRY: dict[Matching, Callable[[str], str]] = {
    Matching.STRING: str.lower,
    Matching.SUBSTRING: str.lower,
    Matching.HOSTNAME: str.lower,
    Matching.CIDR: _network,
    Matching.REGEX: bounded,
}
