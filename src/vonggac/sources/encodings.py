"""Bytes of a text file into Unicode: the encoding is found in the bytes, never believed from a name."""

from __future__ import annotations

from dataclasses import dataclass

from vonggac.kernel.vietnamese import nfc
from vonggac.sources import legacy
from vonggac.sources.refusal import refuse

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SAMPLE = 200_000
_NUL_WHY = "Tệp có ký tự rỗng (NUL), không phải tệp văn bản. Lưu lại thành DOCX hoặc PDF rồi gửi."


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was written."""

    text: str
    encoding: str
    is_sure: bool
    """False when the bytes fit no encoding well and a person should look at the letters."""


def decode(data: bytes, source: str) -> Decoded:
    """Return the text of a file in UTF-8, UTF-16, UTF-32, TCVN3, VNI, Windows-1258 or Latin-1; refuse what is not text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _unicode(data[len(mark) :], encoding, source)
    wide = _wide_encoding(data)
    if wide:
        return _unicode(data, wide, source)
    if b"\0" in data:
        refuse(source, _NUL_WHY, "nul-bytes")
    try:
        return _mended(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _eight_bit(data)


def _unicode(data: bytes, encoding: str, source: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        refuse(source, "Tệp bị hỏng hoặc chưa tải xong. Mở tệp trên máy để kiểm tra, lưu lại rồi gửi lại.", "damaged", cause=error)
    if "\0" in text:
        refuse(source, _NUL_WHY, "nul-bytes")
    return _mended(text, encoding)


def _mended(text: str, encoding: str) -> Decoded:
    better, old = legacy.repaired(text)
    return Decoded(nfc(better), old or encoding, is_sure=True)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Latin text is NUL, on one side only."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd * 3 >= half and even * 20 <= half:
        return "utf-16-le"
    return "utf-16-be" if even * 3 >= half and odd * 20 <= half else None


def _eight_bit(data: bytes) -> Decoded:
    """Choose the old encoding whose accented words are Vietnamese syllables most often."""
    latin = data.decode("latin-1")
    windows = data.decode("cp1252", errors="replace")
    options = {
        "TCVN3": legacy.from_tcvn3(latin),
        "VNI": legacy.from_vni(windows),
        "windows-1258": nfc(data.decode("cp1258", errors="replace")),
    }
    encoding, text = max(options.items(), key=lambda option: legacy.vietnamese_share(option[1][:_SAMPLE]))
    if legacy.vietnamese_share(text[:_SAMPLE]) >= 0.6:
        return Decoded(nfc(text), encoding, is_sure=True)
    return Decoded(nfc(windows if "\ufffd" not in windows else latin), "windows-1252", is_sure=False)
