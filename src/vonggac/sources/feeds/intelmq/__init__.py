"""Events in the IntelMQ data format as JSON: dotted or nested, lines or arrays, also inside an answer (CZ.NIC PROKI: status, data)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from vonggac.kernel.badrows import BadRow
from vonggac.sources.feeds import jsons
from vonggac.sources.feeds.drafting import Drafting, flat
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.model import Found
from vonggac.sources.limits import Limits

_TELLING = ("source.ip", "source.fqdn", "source.url", "source.network", "classification.type", "time.source", "destination.ip", "feed.name")
_NOT_KEPT = frozenset({"raw", "__type", "output"})
# Spellings of the format before its version 3.
_OLD_TYPES = {
    "botnet drone": "infected-system", "infected system": "infected-system", "c&c": "c2-server", "c2server": "c2-server",
    "vulnerable service": "vulnerable-system", "malware distribution": "malware-distribution", "dga domain": "dga-domain",
    "unknown": "undetermined", "ransomware": "infected-system", "compromised": "system-compromise",
    "defacement": "unauthorised-information-modification",
    "backdoor": "system-compromise", "leak": "data-leak", "dropzone": "other",
}  # fmt: skip


class IntelMQ:
    """Events that another IntelMQ wrote."""

    format = "intelmq"

    def recognise(self, head: bytes, name: str) -> float:
        """Two of the fields of the format, dotted or nested."""
        value = jsons.head_value(head)
        if value is None:
            return 0.9 if head.lstrip()[:1] in {b"{", b"["} and jsons.head_has(head, *_TELLING) >= 2 else 0.0
        one = _first(value)
        if not isinstance(one, dict):
            return 0.0
        told = sum(key in flat(one) for key in _TELLING)
        return 0.92 if told >= 2 else 0.6 if one.get("__type") == "Event" else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield the events as they are, their fields made canonical."""
        faults = Faults(name, limits.bad_rows)
        drafting = Drafting(name, faults, today)
        for one in jsons.objects(stream, name, limits, faults, inside=("data", "events")):
            if isinstance(one, tuple):
                place, value = one
                if isinstance(value, dict):
                    yield from drafting.event(place, _tidy(flat(value)))
                else:
                    yield from _no_object(faults, place.line)
            else:
                yield one
        yield from faults.rest()


def _tidy(fields: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if name not in _NOT_KEPT}
    kind = kept.get("classification.type")
    if isinstance(kind, str):
        kept["classification.type"] = _OLD_TYPES.get(kind.lower(), kind)
    kept.pop("classification.taxonomy", None)
    return kept


def _no_object(faults: Faults, line: int | None) -> Iterator[BadRow]:
    yield from faults.bad(line, "Mục không phải là một sự kiện. Kiểm tra tệp gốc.", "wrong-shape")


def _first(value: Any) -> Any:
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        value = value["data"]
    return next(iter(value), None) if isinstance(value, list) else value
