"""What a feed brought, as JSON for other programs: one object a value; its shape is feed.schema.json."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds.model import FalsePositiveList, FeedEvent, FeedIndicator, Found, Letterhead, Part, Remark, Sighting


def as_json(found: Found) -> dict[str, Any]:
    """Return one value as a JSON object whose "type" says what it is."""
    if isinstance(found, FeedEvent):
        return {"type": "event", "place": _place(found.place), "fields": dict(found.fields)}
    if isinstance(found, FeedIndicator):
        return _indicator(found)
    if isinstance(found, Sighting):
        return _sighting(found)
    if isinstance(found, FalsePositiveList):
        return _list(found)
    if isinstance(found, Part):
        return {"type": "part", "place": _place(found.place), "format": found.format, "letterhead": _letterhead(found.letterhead)}
    return _bad(found)


def _indicator(found: FeedIndicator) -> dict[str, Any]:
    return {
        "type": "indicator", "place": _place(found.place), "kind": found.kind.value, "value": found.value, "source": found.source,
        "tlp": None if found.tlp is Handling.NONE else found.tlp.value, "confidence": found.confidence,
        "first_seen": _time(found.first_seen), "last_seen": _time(found.last_seen), "valid_until": _time(found.valid_until),
        "families": list(found.families), "tags": list(found.tags), "port": found.port, "note": found.note,
        "for_detection": found.for_detection, "revoked": found.is_revoked,
    }  # fmt: skip


def _sighting(found: Sighting) -> dict[str, Any]:
    return {
        "type": "sighting", "place": _place(found.place), "of": found.of, "saw": found.saw.value, "value": found.value,
        "first_seen": _time(found.first_seen), "last_seen": _time(found.last_seen), "count": found.count, "by": found.by,
    }  # fmt: skip


def _list(found: FalsePositiveList) -> dict[str, Any]:
    return {
        "type": "false-positives", "place": _place(found.place), "name": found.name, "matching": found.matching.value,
        "entries": list(found.entries), "kinds": [kind.value for kind in found.kinds], "version": found.version, "note": found.note,
    }  # fmt: skip


def _bad(found: BadRow) -> dict[str, Any]:
    kind = "remark" if isinstance(found, Remark) else "bad"
    return {"type": kind, "place": _place(found.place), "rule": found.rule, "why": found.why, "seen": found.seen}


def _letterhead(letterhead: Letterhead) -> dict[str, Any]:
    return {
        "sender": letterhead.sender, "message_id": letterhead.message_id, "sent": _time(letterhead.sent), "subject": letterhead.subject,
    }  # fmt: skip


def _place(place: Place) -> dict[str, Any]:
    stated = {"source": place.source, "part": place.sheet, "line": place.line, "column": place.column}
    return {name: value for name, value in stated.items() if value is not None}


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
