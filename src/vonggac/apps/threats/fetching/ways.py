"""The ways of asking: a file behind a link, a TAXII 2.1 collection, a MISP feed. Each gives pieces to read and moves its cursor on."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.utils.translation import gettext as _

from vonggac.apps.threats.fetching.wire import Wire, WireTrouble
from vonggac.sources.feeds import FEED, Part, readers, taxii
from vonggac.sources.names import safe_name

A_PAGE = 1_000
MOST_PAGES = 1_000
MOST_OBJECTS = 20_000
"""Objects that are read as one bundle, so that what refers to each other stays together."""
MOST_EVENTS = 500
"""Events of a MISP feed in one fetch; the others come with the next."""
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(slots=True)
class Bundle:
    """One thing to read: a name for its remarks, its bytes, its format where the way says it."""

    name: str
    stream: IO[bytes]
    form: str = ""


@dataclass(slots=True)
class Pieces:
    """What a fetch brings, and where the next one goes on; the cursor counts only when the fetch ended well."""

    cursor: dict[str, Any]
    troubles: list[tuple[str, str]] = field(default_factory=list)
    """(piece, why) of pieces that could not be had while the others were."""
    is_unchanged: bool = False
    is_whole: bool = False
    """What was brought is everything that there is."""


def asked(way: str, wire: Wire, url: str, pieces: Pieces, *, collection: str = "", conditional: bool = True) -> Iterator[Bundle]:
    """Give what an address brings, in its way."""
    if way == "taxii":
        yield from _taxii(wire, url, collection, pieces)
    elif way == "misp":
        yield from _misp(wire, url, pieces)
    else:
        yield from _link(wire, url, pieces, conditional)


def _link(wire: Wire, url: str, pieces: Pieces, conditional: bool) -> Iterator[Bundle]:
    before = pieces.cursor if conditional and pieces.cursor.get("url") == url else {}
    known = {"If-None-Match": before.get("etag"), "If-Modified-Since": before.get("modified")}
    headers = {name: value for name, value in known.items() if isinstance(value, str)}
    answer = wire.ask(url, headers=headers)
    if answer.status == 304:
        pieces.is_unchanged = True
        return
    kept = {"etag": answer.headers.get("etag", "")[:200], "modified": answer.headers.get("last-modified", "")[:60]}
    pieces.cursor = {"url": url, **{name: value for name, value in kept.items() if value}}
    pieces.is_whole = True
    name = safe_name(urlsplit(url).path.rpartition("/")[2] or urlsplit(url).hostname or "")
    yield Bundle(name, answer.body)


# --- TAXII 2.1 -------------------------------------------------------------------------------------------------------------------------


def _taxii(wire: Wire, url: str, wanted: str, pieces: Pieces) -> Iterator[Bundle]:
    """Ask for what was added since the last fetch, page by page (TAXII 2.1, sections 3.4, 5.4)."""
    home = _collection(wire, url, wanted)
    since = pieces.cursor.get("added_after") if pieces.cursor.get("collection") == home else None
    after = datetime.fromisoformat(since) if isinstance(since, str) else None
    newest = after
    held: list[Any] = []
    for number, page in enumerate(_pages(wire, home, after), 1):
        pieces.troubles += [(_("trang %(number)s") % {"number": number}, one.why) for one in page.bad]
        held += page.objects
        newest = max((one for one in (newest, page.date_added_last) if one is not None), default=None)
        if len(held) >= MOST_OBJECTS:
            yield _envelope(held, number)
            held = []
    if held:
        yield _envelope(held, number)
    pieces.is_unchanged = after is not None and newest == after and not held
    pieces.cursor = {"collection": home, **({"added_after": newest.isoformat()} if newest else {})}


def _pages(wire: Wire, home: str, after: datetime | None) -> Iterator[taxii.Page]:
    query: str | None = urlencode({"limit": A_PAGE, **({"added_after": _time(after)} if after else {})})
    seen: set[str] = set()
    while query is not None:
        if query in seen or len(seen) >= MOST_PAGES:
            raise WireTrouble(_("Máy chủ TAXII dẫn vòng quanh các trang nên đã dừng. Hỏi nơi cho tin."))
        seen.add(query)
        answer = wire.ask(f"{home}objects/?{query}", accept=taxii.MEDIA_TYPE)
        page = taxii.page(answer.bytes(), home, answer.headers)
        yield page
        query = taxii.next_query(page, added_after=after, limit=A_PAGE)
        if page.more and query is None:
            raise WireTrouble(_("Máy chủ TAXII báo còn trang nhưng không cho cách lấy tiếp. Hỏi nơi cho tin."))


def _time(at: datetime) -> str:
    from datetime import UTC

    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _envelope(objects: list[Any], number: int) -> Bundle:
    whole = json.dumps({"objects": objects}, ensure_ascii=False).encode()
    return Bundle(_("trang %(number)s") % {"number": number}, io.BytesIO(whole), "stix")


def _collection(wire: Wire, url: str, wanted: str) -> str:
    """Return the address of the collection: named by the address itself, or found from the API root or the discovery."""
    if re.search(r"/collections/[^/]+/?$", urlsplit(url).path):
        return url.rstrip("/") + "/"
    found: list[tuple[str, taxii.Collection]] = []
    for root in _roots(wire, url):
        answer = wire.ask(f"{root}collections/", accept=taxii.MEDIA_TYPE)
        found += [(root, one) for one in taxii.collections(answer.bytes(), root) if one.can_read]
    named = [(root, one) for root, one in found if wanted in {one.id, one.title}] if wanted else found
    if len(named) == 1:
        return f"{named[0][0]}collections/{named[0][1].id}/"
    offered = ", ".join(one.title or one.id for _root, one in found[:10])
    raise WireTrouble(_("Ghi tên một bộ sưu tập trong số: %(offered)s.") % {"offered": offered or _("không có bộ nào đọc được")})


def _roots(wire: Wire, url: str) -> list[str]:
    """Return the API roots of a discovery, or the address itself when it is one."""
    answer = wire.ask(url, accept=taxii.MEDIA_TYPE)
    stated = taxii.api_roots(_with_whole_roots(answer.bytes(), url), url)
    return [root.rstrip("/") + "/" for root in stated] or [url.rstrip("/") + "/"]


def _with_whole_roots(data: bytes, url: str) -> bytes:
    """Complete roots that a discovery writes without a host (TAXII 2.1, section 4.1)."""
    try:
        told = json.loads(data)
    except ValueError:
        return data
    if isinstance(told, dict):
        for name in ("default", "api_roots"):
            roots = told.get(name)
            if isinstance(roots, str):
                told[name] = urljoin(url, roots)
            elif isinstance(roots, list):
                told[name] = [urljoin(url, one) for one in roots if isinstance(one, str)]
    return json.dumps(told).encode()


# --- MISP ------------------------------------------------------------------------------------------------------------------------------


def _misp(wire: Wire, url: str, pieces: Pieces) -> Iterator[Bundle]:
    """Ask for the manifest and for the events that changed since; an address of one event is asked itself."""
    path = urlsplit(url).path
    if path.endswith(".json") and not path.endswith("manifest.json"):
        yield from _link(wire, url, pieces, conditional=True)
        return
    home = urljoin(url, "./") if path.endswith("manifest.json") else url.rstrip("/") + "/"
    known = dict(pieces.cursor.get("events") or {}) if pieces.cursor.get("feed") == home else {}
    manifest = dict(_manifest(wire, home))
    changed = [reference for reference, stamp in manifest.items() if known.get(reference) != stamp]
    for reference in changed[:MOST_EVENTS]:
        try:
            answer = wire.ask(f"{home}{reference}.json", accept="application/json")
        except WireTrouble as trouble:
            if trouble.status != 404:
                raise
            pieces.troubles.append((f"{reference}.json", trouble.why))
            continue
        yield Bundle(f"{reference}.json", answer.body, "misp-event")
        known[reference] = manifest[reference]
    if len(changed) > MOST_EVENTS:
        left = _("Còn %(left)s sự kiện nữa; lấy tiếp lần sau.") % {"left": len(changed) - MOST_EVENTS}
        pieces.troubles.append(("manifest.json", left))
    pieces.is_unchanged = not changed
    pieces.cursor = {"feed": home, "events": {one: stamp for one, stamp in known.items() if one in manifest}}


def _manifest(wire: Wire, home: str) -> Iterator[tuple[str, str]]:
    answer = wire.ask(f"{home}manifest.json", accept="application/json")
    reader = next(one for one in readers() if one.format == "misp-manifest")
    for found in reader.read(answer.body, "manifest.json", limits=FEED, today=date.max):  # type: ignore[arg-type]
        if isinstance(found, Part) and found.place.column and _UUID.fullmatch(found.place.column):
            yield found.place.column, found.letterhead.sent.isoformat() if found.letterhead.sent else ""
