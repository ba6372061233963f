"""Which format a file is in: every reader says how sure it is from the first bytes, the surest one reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import BinaryIO

from vonggac.sources.feeds.ceilings import FEED, HEAD
from vonggac.sources.feeds.model import Found, Reader
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse

FORMATS: dict[str, str] = {
    "shadowserver": "vonggac.sources.feeds.shadowserver:Shadowserver",
    "xarf": "vonggac.sources.feeds.xarf:XARF",
    "n6": "vonggac.sources.feeds.n6:N6",
    "intelmq": "vonggac.sources.feeds.intelmq:IntelMQ",
    "stix": "vonggac.sources.feeds.stix:STIX",
    "misp-event": "vonggac.sources.feeds.misp:MISPEvent",
    "misp-manifest": "vonggac.sources.feeds.misp:MISPManifest",
    "misp-warninglist": "vonggac.sources.feeds.warninglists:WarningList",
    "cymru": "vonggac.sources.feeds.cymru:Cymru",
    "spamhaus-drop": "vonggac.sources.feeds.published.blocklists:SpamhausDrop",
    "dshield-block": "vonggac.sources.feeds.published.blocklists:DShieldBlock",
    "dshield-asn": "vonggac.sources.feeds.published.blocklists:DShieldSources",
    "dataplane": "vonggac.sources.feeds.published.sensors:DataPlane",
    "bambenek": "vonggac.sources.feeds.published.sensors:Bambenek",
    "malwarepatrol": "vonggac.sources.feeds.published.sensors:MalwarePatrol",
    "anubisnetworks": "vonggac.sources.feeds.published.sinkholes:Anubis",
    "otx": "vonggac.sources.feeds.published.otx:OTX",
    "shodan": "vonggac.sources.feeds.published.shodan:Shodan",
    "zone-h": "vonggac.sources.feeds.published.zoneh:ZoneH",
    "mail": "vonggac.sources.feeds.messages:Mail",
    "package": "vonggac.sources.feeds.messages:Package",
    "indicator-list": "vonggac.sources.feeds.plainlists:PlainList",
}
"""The formats by name, each loaded when it is first asked; of equally sure readers the earlier one reads."""

SURE_ENOUGH = 0.3


@lru_cache(1)
def readers() -> tuple[Reader, ...]:
    """Return a reader of every format."""
    return tuple(_reader(target) for target in FORMATS.values())


def _reader(target: str) -> Reader:
    module, _, name = target.partition(":")
    reader: Reader = getattr(import_module(module), name)()
    return reader


def recognise(head: bytes, name: str) -> Reader | None:
    """Return the reader that knows these first bytes best; None when none does. The name only tips a balance."""
    sure = [(reader.recognise(head, name), reader) for reader in readers()]
    best, reader = max(sure, key=lambda pair: pair[0])
    return reader if best >= SURE_ENOUGH else None


def reader_of(stream: BinaryIO, name: str) -> Reader:
    """Return the reader of a seekable stream, which is left at its beginning; refused when no format fits."""
    head = stream.read(HEAD)
    stream.seek(0)
    if not head.strip():
        refuse(name, "Tệp không có nội dung. Kiểm tra tệp trên máy rồi gửi lại.", "empty")
    reader = recognise(head, name)
    if reader is None:
        refuse(
            name, "Không nhận ra định dạng nguồn tin. Xem danh sách định dạng đọc được trong tài liệu, rồi gửi tệp gốc.", "unknown-format"
        )
    return reader


def read_feed(stream: BinaryIO, name: str, *, today: date, limits: Limits = FEED) -> Iterator[Found]:
    """Yield what a feed brings, in the format found in its content."""
    yield from reader_of(stream, name).read(stream, name, limits=limits, today=today)
