"""Whether a record shows a degree of state secret, told before it is written anywhere (Law 117/2025, Article 5.2; design, section 5).

The rule is that of letters and uploads (`sources.documents.secrecy`); a record is taken apart first, because a degree hides in a value of
JSON, in a cell, in the name of a file. The rule is loaded with the first record that may hold one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from vonggac.kernel.handling import may_show_degree

SECRET = "secret-mark"  # noqa: S105  a reason, not a password
"""Why such a record is refused."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")
_LINES = re.compile(r'["\r\n,;|]')
_PIECES = re.compile(r"[\"'\r\n,;|=<>\[\](){}\t/\\]|\s{3,}|\s[\w.-]{1,60}=")
_EVERYDAY = re.compile(r"bảo\s+mật|mật\s+(?:khẩu|mã)", re.IGNORECASE)
"""Passwords, ciphers and security: what records of every day speak of."""
_DOCUMENT = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|rtf|od[tsp]|txt|csv|zip|rar|7z|jpe?g|png|tiff?|msg|eml|edxml)\b", re.IGNORECASE)


def shows_degree(item: bytes) -> bool:
    """Say whether a record shows a degree of secrecy."""
    return may_show_degree(item) and _looked_at(item)


def _looked_at(item: bytes) -> bool:
    from vonggac.sources.documents.secrecy import find_marks

    for text in _readings(item):
        if not may_show_degree(_EVERYDAY.sub(" ", text).encode("utf-8", "replace")):
            continue
        whole, pieces = _joined(_LINES.split(text)), _PIECES.split(text)
        if find_marks(whole) or find_marks(_joined(pieces)) or any(find_marks("", name) for name in _names(pieces)):
            return True
    return False


def _readings(item: bytes) -> Iterator[str]:
    """Give the record as text, and as text with its escapes undone where it has any; letters in an old encoding as what they were."""
    from vonggac.sources.encodings import decode
    from vonggac.sources.refusal import Refused

    try:
        text = decode(item, "").text
    except Refused:
        text = item.decode("utf-8", "replace")
    yield text
    plain = unquote(html.unescape(_ESCAPED.sub(_undone, text)))
    if plain != text:
        yield plain


def _undone(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else "\n"


def _joined(pieces: list[str]) -> str:
    """Each piece stands alone, as a stamp does; a heading is not broken over two of them. A lone "mat" is the name of a user or a tool."""
    return "\n\n".join(found for one in pieces if (found := one.strip()) and found.lower() != "mat")


def _names(pieces: list[str]) -> Iterator[str]:
    """Give what looks like the name of a document."""
    for one in pieces:
        if (found := _DOCUMENT.search(one)) is not None:
            yield one[: found.end()].strip()
