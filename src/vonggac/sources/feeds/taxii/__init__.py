"""TAXII 2.1 answers as values: discovery, collections, pages of objects and manifests, and what to ask next; no network here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.feeds import jsons
from vonggac.sources.feeds.times import TimeError, moment
from vonggac.sources.refusal import refuse, shortened

MEDIA_TYPE = "application/taxii+json;version=2.1"
_DATE_HEADERS = ("X-TAXII-Date-Added-First", "X-TAXII-Date-Added-Last")
_PRINTABLE = re.compile(r"[\x20-\x7e]{1,2000}")
_MOST_OBJECTS = 100_000


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection and what one may do with it."""

    id: str
    title: str
    can_read: bool
    can_write: bool
    media_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """An object that a collection holds, without the object."""

    id: str
    date_added: datetime
    version: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a page of objects or of a manifest, and how to go on (TAXII 2.1, sections 3.4 and 3.5)."""

    objects: tuple[Mapping[str, Any], ...]
    more: bool
    next: str | None
    date_added_last: datetime | None
    bad: tuple[BadRow, ...] = ()


def api_roots(data: bytes, source: str) -> tuple[str, ...]:
    """Return the API roots of a discovery answer, the default one first; only addresses by HTTP(S)."""
    answer = _object(data, source)
    default = answer.get("default")
    stated = answer.get("api_roots")
    roots = [default, *(stated if isinstance(stated, list) else [])]
    return tuple(dict.fromkeys(root for root in roots if isinstance(root, str) and root.startswith(("https://", "http://"))))


def collections(data: bytes, source: str) -> tuple[Collection, ...]:
    """Return the collections of an API root."""
    stated = _object(data, source).get("collections")
    return tuple(
        Collection(
            one["id"], str(one.get("title", "")), one.get("can_read") is True, one.get("can_write") is True,
            tuple(str(kind) for kind in one.get("media_types") or ()),
        )
        for one in (stated if isinstance(stated, list) else [])
        if isinstance(one, dict) and isinstance(one.get("id"), str)
    )  # fmt: skip


def page(data: bytes, source: str, headers: Mapping[str, str] | None = None) -> Page:
    """Return one page; a page that promises more without a way to ask for it is told, so that nobody asks for ever."""
    answer = _object(data, source)
    stated = answer.get("objects", [])
    if not isinstance(stated, list) or len(stated) > _MOST_OBJECTS:
        refuse(source, "Câu trả lời TAXII không có danh sách objects hợp lệ.", "wrong-shape")
    bad = [
        BadRow(Place(source, column=f"objects[{index}]"), "Mục không phải đối tượng.", shortened(str(one)), "wrong-shape")
        for index, one in enumerate(stated)
        if not isinstance(one, dict)
    ]
    following = answer.get("next")
    usable = following if isinstance(following, str) and _PRINTABLE.fullmatch(following) else None
    last = _last_added(headers or {})
    more = answer.get("more") is True
    if more and usable is None and last is None:
        bad.append(BadRow(Place(source), "Máy chủ TAXII báo còn trang nhưng không cho cách lấy tiếp. Hỏi nơi cung cấp.", "", "no-next"))
    return Page(tuple(one for one in stated if isinstance(one, dict)), more, usable, last, tuple(bad))


def manifest_entries(of: Page, source: str) -> tuple[tuple[ManifestEntry, ...], tuple[BadRow, ...]]:
    """Return the entries of a manifest page and those that are none."""
    entries: list[ManifestEntry] = []
    bad: list[BadRow] = []
    for index, one in enumerate(of.objects):
        try:
            entries.append(ManifestEntry(_text(one, "id"), moment(one.get("date_added")), _text(one, "version")))
        except (KeyError, TimeError):
            place = Place(source, column=f"objects[{index}]")
            bad.append(BadRow(place, "Mục manifest thiếu id, date_added hoặc version.", shortened(str(dict(one))), "wrong-shape"))
    return tuple(entries), tuple(bad)


def next_query(of: Page, *, added_after: datetime | None = None, limit: int | None = None) -> str | None:
    """Return the query that asks for the following page, or None at the end or when the page shows no way on."""
    if not of.more:
        return None
    asked: dict[str, str] = {"limit": str(limit)} if limit else {}
    if of.next is not None:
        asked["next"] = of.next
        if added_after is not None:
            asked["added_after"] = _time(added_after)
    elif of.date_added_last is not None:
        asked["added_after"] = _time(of.date_added_last)
    else:
        return None
    return urlencode(asked)


def _object(data: bytes, source: str) -> dict[str, Any]:
    import io

    from vonggac.sources.feeds.ceilings import FEED

    answer = jsons.document(io.BytesIO(data), source, FEED)
    if not isinstance(answer, dict):
        refuse(source, "Câu trả lời TAXII phải là một đối tượng JSON.", "wrong-shape")
    return answer


def _text(one: Mapping[str, Any], key: str) -> str:
    value = one[key]
    if not isinstance(value, str):
        raise KeyError(key)
    return value


def _last_added(headers: Mapping[str, str]) -> datetime | None:
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        return moment(lower[_DATE_HEADERS[1].lower()])
    except (KeyError, TimeError):
        return None


def _time(at: datetime) -> str:
    from datetime import UTC

    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
