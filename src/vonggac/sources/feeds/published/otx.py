"""Pulses of AlienVault OTX: indicators that somebody collected around one story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from vonggac.kernel.badrows import Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds import jsons, observables
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.markings import tlp_of
from vonggac.sources.feeds.model import FeedIndicator, Found, Kind, Letterhead, Part, Remark
from vonggac.sources.feeds.times import TimeError, moment
from vonggac.sources.limits import Limits

_TYPES: dict[str, Callable[[str], tuple[Kind, str]]] = {
    **dict.fromkeys(("IPv4", "IPv6", "CIDR"), observables.address_or_range),
    **dict.fromkeys(("domain", "hostname"), observables.domain),
    **dict.fromkeys(("URL",), observables.url),
    **dict.fromkeys(("email",), observables.mailbox),
    **dict.fromkeys(("FileHash-MD5", "FileHash-SHA1", "FileHash-SHA256"), observables.digest),
}


class OTX:
    """One pulse, several, or an answer with results."""

    format = "otx"

    def recognise(self, head: bytes, name: str) -> float:
        """By the names of a pulse and of its indicators."""
        if jsons.head_has(head, "indicators", "indicator", "author_name") == 3:
            return 0.93
        return 0.8 if jsons.head_has(head, "indicator", "type", "pulse_key", "content", "description") >= 4 else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield who wrote a pulse, then its indicators."""
        faults = Faults(name, limits.bad_rows)
        for one in jsons.objects(stream, name, limits, faults, inside=("results", "pulses")):
            if not isinstance(one, tuple):
                yield one
            elif isinstance(one[1], dict) and isinstance(one[1].get("indicators"), list):
                yield from _pulse(one[0], one[1], faults)
            else:
                yield from faults.bad(one[0].line, "Mục không phải pulse của OTX. Kiểm tra tệp gốc.", "wrong-shape", str(one[1])[:200])
        yield from faults.rest()


def _pulse(place: Place, pulse: dict[str, Any], faults: Faults) -> Iterator[Found]:
    reference, title = str(pulse.get("id") or pulse.get("name") or ""), str(pulse.get("name") or "")
    yield Part(place, "otx", Letterhead(str(pulse.get("author_name") or ""), reference, _moment(pulse.get("modified")), title))
    tlp = tlp_of(str(pulse.get("TLP") or pulse.get("tlp") or ""))
    tags = tuple(str(tag) for tag in pulse.get("tags") or () if isinstance(tag, str)) if isinstance(pulse.get("tags"), list) else ()
    passed: Counter[str] = Counter()
    for stated in pulse["indicators"]:
        if not isinstance(stated, dict) or str(stated.get("type")) not in _TYPES:
            passed[str(stated.get("type") if isinstance(stated, dict) else "không loại")] += 1
            continue
        where = Place(place.source, line=place.line, column=str(stated.get("_id") or stated.get("id") or reference))
        try:
            kind, value = _TYPES[stated["type"]](str(stated.get("indicator", "")))
        except observables.NotAValue as error:
            yield from faults.bad(place.line, f"{error}. Hỏi lại nơi gửi.", "bad-value", str(stated.get("indicator")), where.column)
            continue
        yield _indicator(where, kind, value, stated, reference, tlp, tags, title)
    if passed:
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(passed.items()))
        why = f"{passed.total()} mục không phải giá trị để dò tìm, giữ ở tệp gốc: {kinds}."
        yield Remark(place, why[:1000], "", "context-only")


def _indicator(
    place: Place, kind: Kind, value: str, stated: dict[str, Any], reference: str, tlp: Handling, tags: tuple[str, ...], title: str
) -> FeedIndicator:
    return FeedIndicator(
        place=place, kind=kind, value=value, source=reference, tlp=tlp, tags=tags, first_seen=_moment(stated.get("created")),
        valid_until=_moment(stated.get("expiration")), note=str(stated.get("description") or stated.get("title") or title),
        for_detection=stated.get("is_active") not in (0, False),
    )  # fmt: skip


def _moment(value: Any) -> datetime | None:
    try:
        return moment(value) if isinstance(value, str) else None
    except TimeError:
        return None
