"""Text logs as UTF-8, whatever they were: UTF-16 as Windows writes it, UTF-8 with stray bytes, old Vietnamese encodings. As a stream."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable

from vonggac.kernel.vietnamese import nfc
from vonggac.sources import encodings, legacy
from vonggac.sources.events.guarding import Reads
from vonggac.sources.refusal import Refused

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_BINARY = frozenset(range(1, 32)) - {9, 10, 12, 13, 27, 28, 29}
_NULS = b"\0" * 16
_OLD: dict[str, tuple[str, Callable[[str], str]]] = {
    "TCVN3": ("latin-1", legacy.from_tcvn3),
    "VNI": ("cp1252", legacy.from_vni),
    "windows-1258": ("cp1258", nfc),
}


def as_utf8(head: bytes) -> str | None:
    """Return the beginning of a text file, its last letter perhaps missing; None when it is no text."""
    encoding = encoding_of(head)
    if encoding is None:
        return None
    codec = _OLD[encoding][0] if encoding in _OLD else encoding
    return codecs.getincrementaldecoder(codec)("replace").decode(head).removeprefix("\ufeff")


def encoding_of(head: bytes) -> str | None:
    """Name the encoding of a text by its beginning; None for what is no text.

    A few bytes that are no UTF-8 do not make a log an old file: an attacker may write them into one line of it. Runs of NUL are what a
    machine that lost its power leaves in a log.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if wide := _wide(head):
        return wide
    text = head.replace(_NULS, b"")
    if sum(text.count(byte) for byte in _BINARY) * 50 > len(text) or text.count(0) * 50 > len(text):
        return None
    return _old(head) or "utf-8"


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: nearly every second byte of Latin text is NUL."""
    half = len(head) // 2
    if half < 8:
        return None
    even, odd = head[0 : half * 2 : 2].count(0), head[1::2].count(0)
    if odd * 4 >= half * 3 and even * 20 <= half:
        return "utf-16-le"
    return "utf-16-be" if even * 4 >= half * 3 and odd * 20 <= half else None


def _old(head: bytes) -> str | None:
    """An encoding from before Unicode, only when most letters beyond ASCII are no UTF-8 and it gives Vietnamese words for certain."""
    lost = head.decode("utf-8", "replace").count("\ufffd")
    if lost < 4 or lost * 2 < len(head.translate(None, bytes(range(128)))):
        return None
    try:
        found = encodings.decode(head.replace(b"\0", b""), "")
    except Refused:
        return None
    return found.encoding if found.is_sure and found.encoding in _OLD else None


class Transcoded(io.RawIOBase):
    """A text stream in any encoding, given as UTF-8 without a mark; what the encoding cannot hold is written as \\xNN."""

    def __init__(self, source: Reads, encoding: str) -> None:
        super().__init__()
        codec, mend = _OLD.get(encoding, (encoding, None))
        self._mend: Callable[[str], str] | None = mend
        self._decoder = codecs.getincrementaldecoder(codec)("backslashreplace")
        self._source = source
        self._held = b""
        self._is_first = True
        self._text = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes of UTF-8."""
        size = 1024 * 1024 if size < 0 else size
        while not self._held:
            data = self._source.read(max(size, 4096))
            self._held = self._encoded(self._decoder.decode(data, final=not data), is_last=not data)
            if not data:
                break
        given, self._held = self._held[:size], self._held[size:]
        return given

    def _encoded(self, text: str, *, is_last: bool) -> bytes:
        if self._is_first and text:
            self._is_first, text = False, text.removeprefix("\ufeff")
        if self._mend is not None:
            text = self._whole_lines(text, is_last)
        return text.encode("utf-8", "backslashreplace")

    def _whole_lines(self, text: str, is_last: bool) -> str:
        """Old encodings write a letter as two characters: only whole lines are mended, or what is long enough to be none."""
        text = self._text + text
        cut = len(text) if is_last or len(text) > 4_000_000 else text.rfind("\n") + 1
        self._text = text[cut:]
        return self._mend(text[:cut]) if self._mend else text[:cut]
