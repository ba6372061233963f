"""The inventory of a collected package: `kiem-ke.json` and `SHA256SUMS`, as the collectors write them (docs/reference/kit.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

INVENTORY = "kiem-ke.json"
SUMS = "SHA256SUMS"
FORMAT = "vonggac-thu-thap"
_SUM = re.compile(r"[0-9a-f]{64}")
_SUM_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")
_ZONE = re.compile(r"([+-])(\d\d):?(\d\d)")
_TEXT_AT_MOST = 500
_ROWS_AT_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Listed:
    """One file that was taken."""

    name: str
    """In the package, below its folder."""
    origin: str
    """Where it lay on the machine; a command for what a command told."""
    size: int
    sha256: str
    changed: datetime | None = None
    cut: bool = False
    """Only its end was taken, because it was too large."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something worth taking that was not, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a collector says of what it took."""

    host: str = ""
    organisation_code: str = ""
    taken_at: datetime | None = None
    taken_by: str = ""
    system: str = ""
    clock: str = ""
    since: datetime | None = None
    zone: tzinfo | None = None
    files: tuple[Listed, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()


def read_inventory(data: bytes) -> Inventory | None:
    """Return the inventory; None when it is none of ours or its list of files is damaged."""
    import orjson

    try:
        told = orjson.loads(data.decode("utf-8-sig", "replace"))
    except ValueError:
        return None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("files"), list):
        return None
    files = [_listed(one) for one in told["files"][:_ROWS_AT_MOST]]
    if None in files or len(told["files"]) > _ROWS_AT_MOST:
        return None
    return Inventory(
        host=_text(told, "host"),
        organisation_code=_text(told, "organisation_code"),
        taken_at=_moment(told.get("taken_at")),
        taken_by=_text(told, "taken_by"),
        system=_text(told, "system"),
        clock=_text(told, "clock"),
        since=_moment(told.get("since")),
        zone=_zone(told.get("zone")),
        files=tuple(one for one in files if one is not None),
        not_taken=_not_taken(told.get("not_taken")),
    )


def read_sums(data: bytes) -> dict[str, str]:
    """Return name → sum of a list as sha256sum writes it."""
    found = (_SUM_LINE.fullmatch(line.rstrip("\r")) for line in data.decode("utf-8-sig", "replace").split("\n"))
    return {one[2].removeprefix("./"): one[1].lower() for one in found if one}


def _listed(told: Any) -> Listed | None:
    if not isinstance(told, dict):
        return None
    name, size, sha256 = told.get("name"), told.get("size"), told.get("sha256")
    if not isinstance(name, str) or not isinstance(size, int) or not isinstance(sha256, str) or not _SUM.fullmatch(sha256.lower()):
        return None
    return Listed(name, _text(told, "origin"), size, sha256.lower(), _moment(told.get("changed")), told.get("cut") is True)


def _not_taken(told: Any) -> tuple[NotTaken, ...]:
    rows: Iterable[Any] = told[:_ROWS_AT_MOST] if isinstance(told, list) else ()
    return tuple(NotTaken(_text(one, "what"), _text(one, "why")) for one in rows if isinstance(one, dict))


def _text(told: Mapping[str, Any], key: str) -> str:
    """Text of one line that can be shown; what came from outside is never longer than a line."""
    value = told.get(key)
    return "".join(one if one.isprintable() else " " for one in value[:_TEXT_AT_MOST]).strip() if isinstance(value, str) else ""


def _moment(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _zone(value: Any) -> tzinfo | None:
    found = _ZONE.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-offset if found[1] == "-" else offset)
