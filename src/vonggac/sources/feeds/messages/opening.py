"""Attachments and packages opened with one purse for all of them: how deep, how many files, how many bytes."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.archives import open_package
from vonggac.sources.feeds.ceilings import HEAD, MESSAGE_NESTING
from vonggac.sources.feeds.messages.letterheads import letterhead_of
from vonggac.sources.feeds.model import Found, Letterhead, Part, Remark
from vonggac.sources.limits import Limits, megabytes
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import Refused, refuse

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_OFFICE = (b"[Content_Types].xml", b"mimetypeapplication/")
_BODIES = frozenset({"text/plain", "text/html"})


def is_package(head: bytes) -> bool:
    """Say whether bytes are a ZIP that is no office file, or gzip."""
    return (head.startswith(_ZIP) and not any(mark in head for mark in _OFFICE)) or head.startswith(_GZIP)


@dataclass(slots=True)
class Opening:
    """What one message or package from outside may still cost."""

    limits: Limits
    today: date
    files: int = 0
    spent: int = 0
    letterhead: Letterhead = field(default_factory=Letterhead)

    def message(self, data: bytes, name: str, depth: int) -> Iterator[Found]:
        """Yield what the attachments of a message bring, and what was not read."""
        self._not_too_deep(name, depth)
        try:
            parsed = BytesParser(policy=compat32).parsebytes(data)
            leaves = list(_leaves(parsed))
        except RecursionError:
            refuse(name, "Thư có quá nhiều lớp lồng nhau. Không mở thư này; hỏi lại nơi gửi.", "too-deep")
        before, self.letterhead = self.letterhead, letterhead_of(parsed)
        for index, leaf in enumerate(leaves):
            yield from self._leaf(leaf, index, name, depth)
        self.letterhead = before

    def _leaf(self, leaf: Message, index: int, name: str, depth: int) -> Iterator[Found]:
        given = leaf.get_filename()
        kind = leaf.get_content_type()
        if kind == "message/rfc822":
            inner = leaf.get_payload()
            for one in inner if isinstance(inner, list) else []:
                if isinstance(one, Message):
                    yield from self.file(one.as_bytes(), f"{name} › thư kèm {index + 1}", depth + 1, said=True)
            return
        payload = leaf.get_payload(decode=True)
        if not isinstance(payload, bytes) or not payload.strip():
            return
        said = bool(given) or kind not in _BODIES
        label = safe_name(given) if given else f"phần {index + 1}"
        yield from self.file(payload, f"{name} › {label}", depth + 1, said=said)

    def file(self, data: bytes, name: str, depth: int, *, said: bool) -> Iterator[Found]:
        """Read one file inside; a refusal of it ends only this one. What nobody announced as a file may be plain words."""
        from vonggac.sources.feeds.recognising import recognise

        self._pay(name, len(data))
        reader = recognise(data[:HEAD], name)
        if reader is None:
            if said:
                yield Remark(Place(name), "Tệp kèm không phải nguồn tin đọc được; để nguyên.", "", "unread-attachment")
            return
        try:
            if reader.format in {"mail", "package"}:
                yield from self.message(data, name, depth) if reader.format == "mail" else self.package(data, name, depth)
                return
            yield Part(Place(name), reader.format, self.letterhead)
            yield from reader.read(io.BytesIO(data), name, limits=self.limits, today=self.today)
        except Refused as refusal:
            yield refusal.bad if refusal.bad.place.source == name else _moved(refusal.bad, name)

    def package(self, data: bytes, name: str, depth: int) -> Iterator[Found]:
        """Yield what the files of a package bring."""
        self._not_too_deep(name, depth)
        if data.startswith(_GZIP):
            inner = name.removesuffix(".gz") if name.endswith(".gz") else f"{name} › nội dung"
            yield from self.file(self._unpacked(data, name), inner, depth + 1, said=True)
            return
        opened = open_package(data, name, self.limits)
        for entry in opened.entries:
            yield from self.file(opened.read(entry.name), f"{name} › {safe_name(entry.name)}", depth + 1, said=True)

    def _unpacked(self, data: bytes, name: str) -> bytes:
        """Unpack gzip up to the ceiling and not a byte further."""
        most = self.limits.part
        try:
            unpacking = zlib.decompressobj(wbits=31)
            found = unpacking.decompress(data, most + 1)
        except zlib.error as error:
            refuse(name, "Tệp nén bị hỏng hoặc bị cắt. Gửi lại tệp gốc.", "damaged", cause=error)
        if len(found) > most:
            refuse(name, f"Tệp nén giải ra hơn {megabytes(most)} MB. Chia thành nhiều tệp.", "zip-bomb")
        if not unpacking.eof:
            refuse(name, "Tệp nén bị hỏng hoặc bị cắt. Gửi lại tệp gốc.", "damaged")
        return found

    def _pay(self, name: str, size: int) -> None:
        self.files += 1
        self.spent += size
        if self.files > self.limits.attachments:
            refuse(name, f"Thư hoặc gói có hơn {self.limits.attachments} tệp bên trong. Chia nhỏ rồi gửi.", "too-many-entries")
        if self.spent > self.limits.unpacked:
            refuse(name, f"Các tệp bên trong lớn hơn {megabytes(self.limits.unpacked)} MB. Chia nhỏ rồi gửi.", "too-large")

    def _not_too_deep(self, name: str, depth: int) -> None:
        if depth > MESSAGE_NESTING:
            refuse(name, f"Thư hoặc gói lồng nhau quá {MESSAGE_NESTING} lớp. Không mở; hỏi lại nơi gửi.", "too-deep")


def _moved(bad: BadRow, name: str) -> BadRow:
    return BadRow(Place(name), bad.why, bad.seen, bad.rule)


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold content, without going into attached messages."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [one for one in inner if isinstance(one, Message)]
        else:
            yield part
