"""The foot of a letter: Nơi nhận, signing authority, signer (Decree 30/2020, Annex I, boxes 7 and 9b), and where the letter itself ends.

What stands behind the signature is annex, often a whole document with its own number, date and signer. So the foot is sought from the
end mark "./." or the first "Nơi nhận", and everything else is read only above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .model import Span
from .page import Found, Line, Page, clean, found, rx
from .vocabulary import Vocabulary

_TO = rx(r"(?:^|[|\t\n\r\f]|\s\s)[*_\s]*(?P<label>nơi\s+nhận)\s*[*_]*\s*[:.]?[*_]*", re.MULTILINE | re.IGNORECASE)
_FINISHED = rx(r"\./\.|\.\s/\.|(?<=\w)\s?/\.(?=\s|$)|\./(?=\s*\n)")
_ANNEX = rx(
    r"(?:^|\n)[*_#\s|]*(?:PHỤ\s+LỤC|Phụ\s+lục|DANH\s+MỤC|DANH\s+SÁCH|BIỂU\s+MẪU|BIỂU\s+SỐ|MẪU\s+SỐ|Mẫu\s+số|QUY\s+CHẾ|QUY\s+ĐỊNH|CỘNG\s+H[ÒO]À?A?\s+XÃ\s+HỘI)"
)
_AUTHORITY = rx(
    r"(?<![\w.])(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|Q|TUỢ)\s?[.,]\s?(?=[A-ZĐÀ-Ỹ\n ])|(?<![\w.])(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s(?=[A-ZĐÀ-Ỹ]{2})"
)
_POSTS = (
    "PHÓ CHỦ TỊCH|CHỦ TỊCH|PHÓ TỔNG GIÁM ĐỐC|TỔNG GIÁM ĐỐC|PHÓ GIÁM ĐỐC|GIÁM ĐỐC|PHÓ CỤC TRƯỞNG|CỤC TRƯỞNG|PHÓ TỔNG CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|"  # noqa: E501
    "PHÓ CHI CỤC TRƯỞNG|CHI CỤC TRƯỞNG|PHÓ VỤ TRƯỞNG|VỤ TRƯỞNG|PHÓ CHÁNH VĂN PHÒNG|CHÁNH VĂN PHÒNG|PHÓ CHÁNH THANH TRA|CHÁNH THANH TRA|CHÁNH ÁN|"  # noqa: E501
    "PHÓ CHÁNH ÁN|PHÓ TRƯỞNG PHÒNG|TRƯỞNG PHÒNG|PHÓ TRƯỞNG BAN|TRƯỞNG BAN|PHÓ TRƯỞNG CÔNG AN|TRƯỞNG CÔNG AN|PHÓ TRƯỞNG THUẾ|TRƯỞNG THUẾ|PHÓ TRƯỞNG|TRƯỞNG|"  # noqa: E501
    "PHÓ THỦ TƯỚNG|THỦ TƯỚNG|THỨ TRƯỞNG|BỘ TRƯỞNG|PHÓ CHỦ NHIỆM|CHỦ NHIỆM|PHÓ BÍ THƯ|BÍ THƯ|PHÓ THỐNG ĐỐC|THỐNG ĐỐC|PHÓ TỔNG THANH TRA|TỔNG THANH TRA|"  # noqa: E501
    "PHÓ VIỆN TRƯỞNG|VIỆN TRƯỞNG|PHÓ HIỆU TRƯỞNG|HIỆU TRƯỞNG|PHÓ ĐỘI TRƯỞNG|ĐỘI TRƯỞNG|PHÓ TỔNG KIỂM TOÁN|TỔNG KIỂM TOÁN|CHỈ HUY TRƯỞNG|CHÍNH ỦY|PHÓ CHỈ HUY|"  # noqa: E501
    "PHÓ CHỦ TỊCH THƯỜNG TRỰC|PHÓ|ỦY VIÊN|TỔ TRƯỞNG|KẾ TOÁN TRƯỞNG|NGƯỜI ĐẠI DIỆN"
)
_POST = rx(rf"(?<![\wÀ-ỹ])(?:QUYỀN\s+)?(?:{_POSTS})(?![\wÀ-ỹ])".replace(" ", r"\s+"))
_POST_AT = rx(r"[*_\s]*" + _POST.pattern)
_DEPUTY = rx(r"(?<![\wÀ-ỹ])(?:PHÓ|THỨ\s+TRƯỞNG|ỦY\s+VIÊN)(?![\wÀ-ỹ])")
_SIGNED = rx(
    r"[(\[*_]*\s*(?:đã\s+ký|da\s*ky|ký\s*,?\s*(?:tên|ghi|đóng|điện tử|số|và)|ký\s+bởi|chữ\s+ký|người\s+ký|thời\s+gian\s+ký|giờ\s+ký|ngày\s+ký|signed|signature|email|cơ\s+quan\s*:|đóng\s+dấu|\(ký)",  # noqa: E501
    re.IGNORECASE,
)
_RANK = rx(
    r"^(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy)|GS\.?|PGS\.?|TS\.?|ThS\.?|Ths\.?|BS\.?|BSCK\s?I{1,2}\.?|CKI{1,2}\.?|KS\.?|CN\.?|LS\.?|Tiến\s+sĩ|Thạc\s+sĩ|Bác\s+sĩ|Kỹ\s+sư|Ông|Bà|Đ/c|Đồng\s+chí|ĐẠI\s+TÁ|THƯỢNG\s+TÁ|TRUNG\s+TÁ|THIẾU\s+TƯỚNG)[\s.:]+"
)  # fmt: skip
_NAME = rx(r"[A-ZĐÀ-Ỹ][a-zà-ỹđ]*(?:['’][A-ZĐÀ-Ỹ]?[a-zà-ỹđ]+)?(?:[\s-]+[A-ZĐÀ-Ỹ][a-zà-ỹđ]*(?:['’][a-zà-ỹđ]+)?){0,5}")
_NAME_CAPITAL = rx(r"[A-ZĐÀ-Ỹ]+(?:\s+[A-ZĐÀ-Ỹ]+){1,5}")
_NO_NAME = rx(
    r"(?:Phụ|Danh|Mẫu|Biểu|Bảng|Kèm|Người|Nơi|Phê|Ghi|Tài|Như|Lưu|Ký|Đã|Căn|Điều|Quy|Kế|Độc|Cộng|Số|Ngày|Thời|Chức|Trang|Cơ|Sao|Bản)(?=\s)"
)
_SEPARATED = rx(
    r"(?<=[;.:,)])\s+(?=(?:TM|KT|TL|TUQ)\s?\.\s?[A-ZĐÀ-Ỹ])|(?<=[;.:)])(?<![TLMQ]\.)\s+(?=(?:PHÓ\s|CHỦ\sTỊCH|GIÁM\sĐỐC|CỤC\sTRƯỞNG|BỘ\sTRƯỞNG|TRƯỞNG\s|CHÁNH\s|Đã ký|\(Đã ký))"  # noqa: E501
)
_NAME_BEHIND_COPY = rx(r"(?:(?<=[;.])|(?<=[A-ZĐÀ-Ỹ]{2}))\s+(?=[A-ZĐÀ-Ỹ][a-zà-ỹđ]+(?:\s+[A-ZĐÀ-Ỹ][a-zà-ỹđ]+){1,4}$)")
_BULLET = rx(r"[-–+•]\s*")
_COPY = rx(r"\blưu\b\s*:?\s*(?:vt|văn|hs|hồ)?", re.IGNORECASE)
FOOT_AT_MOST = 5_000
_SHORTEST_BODY = 8
"""Letters a body has at least, above a signature that an empty line sets apart."""


@dataclass(frozen=True, slots=True)
class SignedBy:
    """The signature: authority lines, title, name, each with its place."""

    name: Found | None
    title: Found | None
    authority: Found | None
    end: int


@dataclass(frozen=True, slots=True)
class Foot:
    """The end of the letter itself."""

    body_end: int
    recipients: tuple[Found, ...]
    signed: SignedBy | None
    end: int
    """Behind this stand only annexes."""
    several_signers: bool


def read_foot(page: Page, since: int, words: Vocabulary) -> Foot:
    """Find the foot that belongs to the letter and read it."""
    to = _first_to(page, since)
    finished = _finish(page, since, to.start("label") if to else page.end)
    body_end = finished if finished is not None else (to.start("label") if to else _unfinished(page, since))
    limit = _foot_limit(page, body_end, to)
    cells = _foot_cells(page, body_end, limit)
    signed, several = _signature(page, cells, words)
    if signed is None and to and finished is None:
        above = _foot_cells(page, max(since, to.start("label") - 600), to.start("label"))
        signed, several = _signature(page, above, words)
        if signed:
            body_end = _signature_start(signed)
    recipients = _recipients(page, to, cells, signed) if to else ()
    end = max([body_end, signed.end if signed else 0, recipients[-1].end if recipients else 0])
    return Foot(min(body_end, end), recipients, signed, end, several)


def _first_to(page: Page, since: int) -> re.Match[str] | None:
    for match in _TO.finditer(page.text, since, page.end):
        before = page.text[max(since, match.start() - 1_500) : match.start()]
        if before.count("“") <= before.count("”"):
            return match
    return None


def _finish(page: Page, since: int, to: int) -> int | None:
    """Return the end of the first "./." when it stands close above Nơi nhận, or alone."""
    last = None
    for match in _FINISHED.finditer(page.text, since, to):
        if to - match.end() < FOOT_AT_MOST or to == page.end:
            last = match.end()
            if to == page.end or to - match.end() < 900:
                break
    return last


def _unfinished(page: Page, since: int) -> int:
    """Without end mark and Nơi nhận: the signature is the first line of a signing authority or a post in capitals."""
    for line in page.lines_in(since, page.end):
        words = page.text[line.start : line.end]
        if (
            words.isupper()
            and (_AUTHORITY.match(words) or _POST_AT.match(words))
            and not words.rstrip().endswith(":")
            and line.start > since + (_SHORTEST_BODY if line.gap else 80)
        ):
            return line.start
    annex = _ANNEX.search(page.text, since + 1)
    return annex.start() if annex else page.end


def _foot_limit(page: Page, body_end: int, to: re.Match[str] | None) -> int:
    since = max(body_end, to.end() if to else 0)
    limit = min(page.end, since + FOOT_AT_MOST)
    annex = _ANNEX.search(page.text, since, limit)
    return annex.start() if annex else limit


def _foot_cells(page: Page, start: int, end: int) -> list[Line]:
    cells: list[Line] = []
    for cell in page.cells(start, end):
        at, gap = cell.start, cell.gap
        entry = _BULLET.match(page.text, cell.start) or _COPY.match(page.text, cell.start) or _POST_AT.match(page.text, cell.start)
        entry = entry or _AUTHORITY.match(page.text, cell.start)
        cuts = [
            *_SEPARATED.finditer(page.text, cell.start, cell.end),
            *(_NAME_BEHIND_COPY.finditer(page.text, cell.start, cell.end) if entry else ()),
        ]
        for match in sorted(cuts, key=lambda cut: cut.start()):
            cells.append(Line(at, match.start(), gap))
            at, gap = match.end(), False
        cells.append(Line(at, cell.end, gap))
    return cells


# --- signature --------------------------------------------------------------------------------------------------------------------


def _signature(page: Page, cells: list[Line], words: Vocabulary) -> tuple[SignedBy | None, bool]:
    """Read the first run of authority and post in capitals, and the name under it."""
    first = next((at for at, cell in enumerate(cells) if _begins_signature(page, cell)), None)
    if first is None:
        return None, False
    run, at = _run(page, cells, first, words)
    name, at = _name_after(page, cells, at, words)
    authority, title = _authority_and_title(page, run)
    end = max([span.end for span in (name, authority, title) if span] or [run[-1].end])
    several = any(
        _begins_signature(page, cell) and not page.text[cell.start : cell.end].rstrip().endswith(":") for cell in cells[at : at + 8]
    )
    return SignedBy(name, title, authority, end), several


def _begins_signature(page: Page, cell: Line) -> bool:
    words = page.text[cell.start : cell.end].strip("*_ ")
    return words.isupper() and bool(
        _AUTHORITY.match(words)
        or re.match(r"(?:TM|KT|TL|TUQ)\.?$", words)
        or _POST_AT.match(words)
        or words in ("PHÓ", "CHỦ", "GIÁM", "CỤC")
    )


def _run(page: Page, cells: list[Line], first: int, words: Vocabulary) -> tuple[list[Line], int]:
    """Gather the capitals; recipients that stand between them (two columns read as one) are stepped over."""
    run, at = [cells[first]], first + 1
    stepped = 0
    while at < len(cells) and stepped < 30:
        text = page.text[cells[at].start : cells[at].end].strip("*_ ")
        letters = [c for c in text if c.isalpha()]
        if (
            letters
            and text.isupper()
            and not _BULLET.match(text)
            and not (_is_capital_name(text, words, page.clean(run[0].start, run[-1].end)) and not _name_follows(page, cells, at, words))
        ):
            run.append(cells[at])
        elif _is_name(text, words, strict=False) or _SIGNED.match(text) or not _is_recipient(text):
            break
        else:
            stepped += 1
        at += 1
    return run, at


def _is_recipient(text: str) -> bool:
    return (
        bool(_BULLET.match(text))
        or text.endswith((";", ",", ".", ":"))
        or bool(_COPY.match(text))
        or text[:1].islower()
        or text.startswith(("Như ", "Nơi ", "("))
    )


def _is_capital_name(text: str, words: Vocabulary, so_far: str) -> bool:
    return (
        bool(_NAME_CAPITAL.fullmatch(text))
        and words.is_family_name(text.split()[0])
        and len(text.split()) <= 5
        and bool(_POST.search(so_far))
        and not _POST.search(text)
    )


def _name_follows(page: Page, cells: list[Line], at: int, words: Vocabulary) -> bool:
    """Capitals above a name in small letters are still title ("… QUẢN / LÝ VỀ HQ / Nguyễn …")."""
    following = [page.text[cell.start : cell.end].strip("*_ ") for cell in cells[at + 1 : at + 3]]
    return any(text.isupper() or _is_name(text, words, strict=False) for text in following[:1]) or any(
        _POST.search(text) for text in following
    )


def _is_name(text: str, words: Vocabulary, *, strict: bool) -> bool:
    bare = _RANK.sub("", _RANK.sub("", text.strip("*_ ."))).strip()
    if _NO_NAME.match(bare) or not _NAME.fullmatch(bare):
        return False
    parts = bare.split()
    return words.is_family_name(parts[0]) if strict or len(parts) > 5 or len(parts) < 2 else True


def _name_after(page: Page, cells: list[Line], at: int, words: Vocabulary) -> tuple[Found | None, int]:
    """Return the name under the title: at most a few marks of signing, or recipients of the left column, stand between."""
    for place in range(at, min(len(cells), at + 30)):
        cell = cells[place]
        text = page.text[cell.start : cell.end]
        inner = text.strip("*_ ")
        if _SIGNED.match(inner) or inner.startswith(("[", "(", "<")) or not any(c.isalpha() for c in inner):
            continue
        if _is_name(inner, words, strict=place > at + 3):
            return _whole_name(page, cells, place, words)
        if inner.isupper() and words.is_family_name(inner.split()[0]) and _NAME_CAPITAL.fullmatch(inner) and not _POST.search(inner):
            return _named(page, cell.start, cell.end), place + 1
        if words.is_family_name(inner) and inner[:1].isupper():
            return _whole_name(page, cells, place, words)
        if not _is_recipient(inner):
            return None, place
    return None, min(len(cells), at + 30)


def _whole_name(page: Page, cells: list[Line], at: int, words: Vocabulary) -> tuple[Found | None, int]:
    """A name may run over lines: go on while the next line, directly under, is only name syllables."""
    last = at
    count = len(_RANK.sub("", page.clean(cells[at].start, cells[at].end)).split())
    while last + 1 < len(cells) and not cells[last + 1].gap and page.text.count("\n", cells[last].end, cells[last + 1].start) == 1:
        text = page.text[cells[last + 1].start : cells[last + 1].end].strip("*_ ")
        more = len(text.split())
        if not _NAME.fullmatch(text) or _NO_NAME.match(text) or count + more > 5 or (count >= 3 and more > 1) or (count >= 2 and more > 2):
            break
        count += more
        last += 1
    return _named(page, cells[at].start, cells[last].end), last + 1


def _named(page: Page, start: int, end: int) -> Found | None:
    inner = page.trim(start, end, also="*_.,")
    if inner is None:
        return None
    rank = _RANK.match(page.text[inner[0] : inner[1]])
    while rank:
        inner = (inner[0] + rank.end(), inner[1])
        rank = _RANK.match(page.text[inner[0] : inner[1]])
    return found(page, *inner)


def _authority_and_title(page: Page, run: list[Line]) -> tuple[Found | None, Found | None]:
    """Split the capitals into "KT. CHỦ TỊCH" and "PHÓ CHỦ TỊCH": after TM. comes the first post, after KT., TL. and TUQ. the second."""
    joined, places = _joined(page, run)
    marks = list(_AUTHORITY.finditer(joined))
    if not marks:
        return None, _part(page, joined, places, 0, len(joined))
    last = marks[-1]
    code = last.group().strip(" .,\n")
    if code == "Q":
        return _part(page, joined, places, last.start(), last.end()), _part(page, joined, places, last.start(), len(joined))
    at = _title_start(joined, list(_POST.finditer(joined, last.end())), code)
    if at is None:
        return _part(page, joined, places, 0, len(joined)), None
    return _part(page, joined, places, 0, at), _part(page, joined, places, at, len(joined))


def _joined(page: Page, run: list[Line]) -> tuple[str, list[int]]:
    """The lines of the run as one text, with the place of each character: recipients may stand between them."""
    joined = ""
    places: list[int] = []
    for cell in run:
        joined += page.text[cell.start : cell.end] + "\n"
        places += range(cell.start, cell.end + 1)
    return joined, places


def _part(page: Page, joined: str, places: list[int], start: int, end: int) -> Found | None:
    raw = joined[start:end]
    bare = raw.strip("*_, \n")
    if not bare:
        return None
    at = start + raw.index(bare)
    return Found(clean(bare), places[at], places[at + len(bare) - 1] + 1)


def _title_start(joined: str, posts: list[re.Match[str]], code: str) -> int | None:
    if code in ("TM", "T/M"):
        return posts[0].start() if posts else None
    deputies = [post.start() for post in posts[1:] if _DEPUTY.match(post.group())]
    if deputies:
        return deputies[0]
    fresh = [
        post.start() for post in posts[1:] if joined[: post.start()].rstrip()[-1:] != "," and "\n" in joined[posts[0].end() : post.start()]
    ]
    return fresh[0] if fresh else (posts[1].start() if len(posts) > 1 else None)


def _signature_start(signed: SignedBy) -> int:
    return min(part.start for part in (signed.authority, signed.title, signed.name) if part)


# --- Nơi nhận ---------------------------------------------------------------------------------------------------------------------


def _recipients(page: Page, to: re.Match[str], cells: list[Line], signed: SignedBy | None) -> tuple[Found, ...]:
    entries: list[Span] = []
    taken = [part.span for part in (signed.name, signed.title, signed.authority) if part] if signed else []
    done = False
    for cell in cells:
        if cell.end <= to.end("label") or done:
            continue
        start = max(cell.start, to.end())
        inner = page.trim(start, cell.end, also="*_|")
        if inner is None or any(inner[0] < end and begin < inner[1] for begin, end in taken) or page.text[inner[0] : inner[1]].isupper():
            continue
        text = page.text[inner[0] : inner[1]]
        if _SIGNED.match(text) or (signed and signed.name and inner[0] >= signed.name.end and not _BULLET.match(text)):
            continue
        done = _take(page, entries, inner, text, cell)
    return tuple(entry for span in entries if (entry := found(page, *span, also="-–+•*_;,")))


def _take(page: Page, entries: list[Span], inner: Span, text: str, cell: Line) -> bool:
    """Add a line to the list: a bullet begins an entry, anything else goes on with the one before. True when the list is over."""
    bullet = _BULLET.match(text)
    previous = page.text[entries[-1][0] : entries[-1][1]] if entries else ""
    if bullet or not entries or previous.endswith(";"):
        if entries and not bullet and _COPY.search(previous):
            return True
        entries.append(inner)
    elif _COPY.search(previous) and (previous.endswith(".") or cell.gap):
        return True
    elif page.text.count("\n", entries[-1][1], inner[0]) <= 1:
        entries[-1] = (entries[-1][0], inner[1])
    else:
        return True
    return False
