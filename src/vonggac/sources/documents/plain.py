"""Text files."""

from __future__ import annotations

from vonggac.sources.documents.cleaning import join_pages
from vonggac.sources.documents.model import Content
from vonggac.sources.encodings import decode
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, remark

_CONTROL_SHARE = 0.02


def read_text(data: bytes, name: str, limits: Limits) -> Content:
    """Return the text; form feeds part pages; bytes that are no writing are refused."""
    found = decode(data, name)
    controls = sum(1 for letter in found.text[:100_000] if letter < " " and letter not in "\t\n\r\f\x0b")
    if controls > _CONTROL_SHARE * min(len(found.text), 100_000):
        refuse(name, "Tệp không phải văn bản. Lưu lại thành DOCX hoặc PDF rồi gửi.", "not-text")
    text, pages = join_pages(found.text.split("\f"), between="\n")
    warnings = []
    if not found.is_sure:
        warnings.append(
            remark(name, "Không chắc về bảng mã chữ của tệp. Đối chiếu các chữ có dấu với bản gốc.", "encoding-unsure", seen=found.encoding)
        )
    elif not found.encoding.startswith("utf"):
        warnings.append(
            remark(name, f"Tệp dùng bảng mã cũ {found.encoding}, đã chuyển sang Unicode. Kiểm tra chữ hoa có dấu.", "encoding-converted")
        )
    return Content(text, pages, encoding=found.encoding, warnings=tuple(warnings))
