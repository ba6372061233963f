"""What a file is, told by its bytes; the name only serves to notice a contradiction."""

from __future__ import annotations

from enum import StrEnum

from vonggac.kernel.badrows import BadRow
from vonggac.sources.documents.model import Format
from vonggac.sources.names import extension
from vonggac.sources.refusal import refuse, remark

_SAVE_AS = "Mở tệp, chọn Lưu thành (Save as) DOCX hoặc PDF rồi gửi lại."
_SCAN_AS = "Quét hoặc lưu ảnh thành PDF, PNG hoặc JPEG rồi gửi lại."


class _Other(StrEnum):
    """Known, and not read here: the sentence says what to do."""

    OLD_WORD = f"Tệp Word đời cũ (.doc) không đọc được an toàn. {_SAVE_AS}"
    LOCKED_OFFICE = "Tệp đặt mật khẩu. Bỏ mật khẩu trong phần mềm soạn thảo rồi gửi lại."
    RTF = f"Tệp RTF không được đọc. {_SAVE_AS}"
    WORKBOOK = "Đây là bảng tính, không phải văn bản. Dùng trang nhập danh sách, hoặc lưu thành PDF rồi gửi lại."
    SLIDES = "Đây là tệp trình chiếu. Lưu thành PDF rồi gửi lại."
    OPEN_DOCUMENT = f"Tệp OpenDocument (ODT) không được đọc. {_SAVE_AS}"
    ARCHIVE = "Đây là gói tệp nén. Giải nén rồi gửi từng văn bản."
    PROGRAM = "Đây là chương trình máy tính, không phải văn bản. Không mở tệp này; báo bộ phận an toàn thông tin."
    OTHER_IMAGE = f"Kiểu ảnh này không được đọc. {_SCAN_AS}"
    WEB_ARCHIVE = f"Tệp lưu trang web (MHT) không được đọc. {_SAVE_AS}"


_MAGIC: tuple[tuple[bytes, Format | _Other], ...] = (
    (b"{\\rtf", _Other.RTF),
    (b"\x89PNG\r\n\x1a\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"II*\0", Format.IMAGE),
    (b"MM\0*", Format.IMAGE),
    (b"GIF8", _Other.OTHER_IMAGE),
    (b"\x7fELF", _Other.PROGRAM),
    (b"Rar!", _Other.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _Other.ARCHIVE),
    (b"\x1f\x8b", _Other.ARCHIVE),
    (b"MIME-Version:", _Other.WEB_ARCHIVE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_NAMES: dict[Format, frozenset[str]] = {
    Format.TEXT: frozenset({"txt", "text", "md", ""}),
    Format.DOCX: frozenset({"docx", ""}),
    Format.PDF: frozenset({"pdf", ""}),
    Format.IMAGE: frozenset({"png", "jpg", "jpeg", "jfif", "tif", "tiff", ""}),
    Format.HTML: frozenset({"html", "htm", "xhtml", ""}),
    Format.EDXML: frozenset({"edxml", "xml", ""}),
}
_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<p", b"<div", b"<table", b"<span", b"<meta", b"<h1", b"<ul", b"<ol", b"<br")


def find_format(data: bytes, name: str) -> Format:
    """Return what the bytes are, or refuse with what to do instead."""
    kind = _kind(data)
    if isinstance(kind, _Other):
        refuse(name, kind.value, "locked" if kind is _Other.LOCKED_OFFICE else "unsupported-format")
    return kind


def wrong_extension(found: Format, name: str) -> list[BadRow]:
    """Return a warning when the name promises something else than the content."""
    said = extension(name)
    if said in _IN_NAMES[found] or (found is Format.TEXT and said not in {each for names in _IN_NAMES.values() for each in names}):
        return []
    why = f"Tên tệp có đuôi .{said} nhưng nội dung là {found.value.upper()}; đã đọc theo nội dung. Kiểm tra lại có đúng tệp cần gửi."
    return [remark(name, why, "wrong-extension", seen=name)]


def _kind(data: bytes) -> Format | _Other:
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packaged(data)
    if data.startswith(_OLE):
        return _ole(data)
    for start, kind in _MAGIC:
        if data.startswith(start):
            return kind
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return _Other.OTHER_IMAGE
    if data.startswith(b"MZ") and b"\0" in data[:64]:
        return _Other.PROGRAM
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return _Other.OTHER_IMAGE
    return _written(data)


def _packaged(data: bytes) -> Format | _Other:
    """Entry names stand uncompressed in the directory at the end of a ZIP, so no unpacking is needed to tell them apart."""
    for part, kind in ((b"word/", Format.DOCX), (b"xl/", _Other.WORKBOOK), (b"ppt/", _Other.SLIDES)):
        if part in data and b"[Content_Types].xml" in data:
            return kind
    return _Other.OPEN_DOCUMENT if b"application/vnd.oasis.opendocument" in data[:200] else _Other.ARCHIVE


def _ole(data: bytes) -> _Other:
    return _Other.LOCKED_OFFICE if "EncryptedPackage".encode("utf-16-le") in data else _Other.OLD_WORD


def _written(data: bytes) -> Format:
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip().lower()
    if start.startswith(b"<") and b"edxml" in start:
        return Format.EDXML
    if start.startswith(_TAGS) or (start.startswith((b"<?xml", b"<!--")) and b"<html" in start):
        return Format.HTML
    return Format.TEXT
