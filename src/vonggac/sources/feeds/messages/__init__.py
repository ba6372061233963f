"""Messages (.eml, .mbox) and packages (.zip, .gz): what is inside goes through the same recogniser, with the letterhead kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from vonggac.sources.feeds.ceilings import WHOLE
from vonggac.sources.feeds.messages.opening import Opening, is_package
from vonggac.sources.feeds.model import Found
from vonggac.sources.limits import Limits, megabytes
from vonggac.sources.lines import LONGEST_LINE
from vonggac.sources.refusal import refuse

_HEADERS = re.compile(
    rb"^(?:from|to|cc|date|subject|message-id|mime-version|received|return-path|delivered-to|reply-to|content-type|x-[a-z0-9-]+"
    rb"|dkim-signature|arc-[a-z-]+|authentication-results|list-[a-z-]+|content-transfer-encoding|sender|references|in-reply-to):",
    re.IGNORECASE,
)
_ENVELOPE = re.compile(rb"^From \S+ .+\d{4}")
_MOST_MESSAGES = 10_000


class Mail:
    """One message, or a mailbox of many."""

    format = "mail"

    def recognise(self, head: bytes, name: str) -> float:
        """By the headers at the very top: two of the usual ones, one of which names a sender, a date or a path."""
        lines = head.lstrip(b"\xef\xbb\xbf").splitlines()
        if not lines:
            return 0.0
        start = 1 if _ENVELOPE.match(lines[0]) else 0
        known = 0
        for line in lines[start:40]:
            if not line.strip():
                break
            if line[:1] in b" \t":
                continue
            if not re.match(rb"^[A-Za-z0-9-]+:", line):
                return 0.0
            known += bool(_HEADERS.match(line))
        return 0.93 if known >= 3 or (known >= 2 and start) else 0.6 if known == 2 else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield what the attachments of each message bring."""
        first = stream.readline(LONGEST_LINE)
        stream.seek(0)
        if not _ENVELOPE.match(first):
            yield from Opening(limits, today).message(_bounded(stream.read(WHOLE + 1), name), name, 1)
            return
        for number, data in enumerate(_messages(stream, name), start=1):
            if number > _MOST_MESSAGES:
                refuse(name, f"Hộp thư có hơn {_MOST_MESSAGES} thư. Chia thành nhiều tệp.", "too-many-entries")
            yield from Opening(limits, today).message(data, f"{name} › thư {number}", 1)


def _messages(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Part a mailbox at its envelope lines (RFC 4155), each message bounded."""
    held: list[bytes] = []
    size, after_blank = 0, True
    while line := stream.readline(LONGEST_LINE):
        if after_blank and _ENVELOPE.match(line):
            if held:
                yield b"".join(held)
            held, size = [], 0
            continue
        after_blank = not line.strip()
        size += len(line)
        held.append(line)
        if size > WHOLE:
            refuse(name, f"Hộp thư có thư lớn hơn {megabytes(WHOLE)} MB. Tách thư ấy ra.", "too-large")
    if held:
        yield b"".join(held)


class Package:
    """A ZIP or gzip file of feeds."""

    format = "package"

    def recognise(self, head: bytes, name: str) -> float:
        """By its first bytes; office files are packages too and are none of these."""
        return 0.9 if is_package(head) else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield what the files inside bring."""
        yield from Opening(limits, today).package(_bounded(stream.read(WHOLE + 1), name), name, 1)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > WHOLE:
        refuse(name, f"Tệp lớn hơn {megabytes(WHOLE)} MB. Chia nhỏ rồi gửi.", "too-large")
    return data
