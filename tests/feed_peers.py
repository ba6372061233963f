"""Peers on this machine that give feeds: a TAXII 2.1 server by the standard, a folder with a MISP feed, a list with its ETag, and liars."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TAXII = "application/taxii+json;version=2.1"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Peer:
    """A server whose answers a test gives; what it was asked is kept."""

    answer: Callable[[str, dict[str, str]], Answer]
    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked]


@contextmanager
def serving(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[Peer]:
    """Serve on a free port of this machine until the test is over."""
    peer = Peer(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            peer.asked.append((self.path, headers))
            status, told, body = peer.answer(self.path, headers)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **told}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def log_message(self, *_args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    peer.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


FIRST = datetime(2026, 11, 1, tzinfo=UTC)


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def stix_indicator(number: int, value: str, **facts: Any) -> dict[str, Any]:
    """Return one STIX 2.1 indicator of a domain."""
    return {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--{number:08x}-1111-4111-8111-111111111111", "created": stamp(FIRST),
        "modified": stamp(FIRST), "valid_from": stamp(FIRST), "pattern_type": "stix", "pattern": f"[domain-name:value = '{value}']",
        "indicator_types": ["malicious-activity"], **facts,
    }  # fmt: skip


@dataclass
class TaxiiServer:
    """Discovery, one API root, its collections and their objects in pages (TAXII 2.1, sections 4 and 5)."""

    objects: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)
    page: int = 2
    by_next: bool = True
    """Pages are followed by `next`; otherwise by the date of the last object."""
    root: str = "/api1/"

    def add(self, *things: dict[str, Any]) -> None:
        for one in things:
            self.objects.append((FIRST + timedelta(minutes=len(self.objects)), one))

    def __call__(self, path: str, headers: dict[str, str]) -> Answer:
        if headers.get("accept") != TAXII:
            return 406, {}, b"{}"
        where, query = urlsplit(path).path, {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if where == "/taxii2/":
            return self._json({"title": "Thử", "default": self.root, "api_roots": [self.root]})
        if where == self.root:
            return self._json({"title": "Gốc", "versions": [TAXII], "max_content_length": 1_000_000})
        if where == f"{self.root}collections/":
            ids = [{"id": "c1", "title": "Chỉ dấu", "can_read": True, "can_write": False}]
            return self._json({"collections": [*ids, {"id": "c2", "title": "Ghi", "can_read": False, "can_write": True}]})
        if where == f"{self.root}collections/c1/objects/":
            return self._objects(query)
        return 404, {"Content-Type": TAXII}, b"{}"

    def _json(self, value: Any, **headers: str) -> Answer:
        return 200, {"Content-Type": TAXII, **{name.replace("_", "-"): text for name, text in headers.items()}}, json.dumps(value).encode()

    def _objects(self, query: dict[str, str]) -> Answer:
        after = datetime.fromisoformat(query["added_after"]) if "added_after" in query else None
        found = [one for one in self.objects if after is None or one[0] > after]
        begin = int(query.get("next", "0"))
        some = found[begin : begin + min(self.page, int(query.get("limit", "1000")))]
        if not some:
            return self._json({})
        more = begin + len(some) < len(found)
        told: dict[str, Any] = {"more": more, "objects": [one for _at, one in some]}
        if more and self.by_next:
            told["next"] = str(begin + len(some))
        first, last = stamp(some[0][0]), stamp(some[-1][0])
        return self._json(told, X_TAXII_Date_Added_First=first, X_TAXII_Date_Added_Last=last)


@dataclass
class MispFolder:
    """A MISP feed as it lies in a folder: manifest.json and one file an event."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def put(self, uuid: str, timestamp: int, *values: str, **facts: Any) -> None:
        attributes = [
            {"uuid": f"{place:08x}-2222-4222-8222-222222222222", "type": "domain", "category": "Network activity", "value": value,
             "to_ids": True, "timestamp": str(timestamp)} for place, value in enumerate(values)
        ]  # fmt: skip
        self.events[uuid] = {
            "uuid": uuid, "info": "Thử", "date": "2026-11-01", "timestamp": str(timestamp), "threat_level_id": "2", "analysis": "2",
            "Orgc": {"name": "CERT thử", "uuid": uuid}, "Attribute": attributes, "Tag": [{"name": "tlp:green"}], **facts,
        }  # fmt: skip

    def __call__(self, path: str, headers: dict[str, str]) -> Answer:
        name = urlsplit(path).path.rpartition("/")[2]
        if name == "manifest.json":
            keys = ("info", "date", "timestamp", "threat_level_id", "analysis", "Orgc", "Tag")
            told = {uuid: {key: event[key] for key in keys} for uuid, event in self.events.items()}
            return 200, {}, json.dumps(told).encode()
        uuid = name.removesuffix(".json")
        if uuid in self.missing or uuid not in self.events:
            return 404, {}, b""
        return 200, {}, json.dumps({"Event": self.events[uuid]}).encode()
