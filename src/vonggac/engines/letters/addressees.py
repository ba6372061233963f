"""Whom a letter turns to: the lines of Kính gửi, split into single bodies and classes (Decree 30/2020, Annex I, box 9a)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .model import Span
from .page import Found, Line, Page, found, rx
from .vocabulary import Vocabulary, name_key

_BULLET = rx(r"[*_\s]*[-–—+•●▪]\s*|[*_\s]*[*]\s+")
_SENTENCE = rx(
    r"(?:Căn|Thực|Trả|Tiếp|Triển|Xét|Theo|Để|Ngày|Nhằm|Qua|Vừa|Trên|Sau|Hiện|Trong|Thời|Phúc|Về|Vào|Hưởng|Với|Tại|Từ|Kính|Nhận|Hướng|Đề|Góp|Chấp|Tổng|Hằng|Hàng|Phát\s+(?:huy|động)|Tăng\s+cường|Đến)\s"
)
_PERSON_NOTE = rx(r"\(\s*(?:[đĐ]/c|[đĐ]ịa chỉ|Số|Lô)")
_SPOKEN = rx(r"\s(?:nhận|đề nghị|có ý kiến|yêu cầu|thông báo|đã|trân trọng|ban hành)\s")
_MANY = rx(
    r"^(?P<head>(?:[Cc]ác\s+)?(?:Văn phòng|Sở|sở|Bộ|bộ|Ban|ban|Trung tâm|Cục|Phòng|UBND(?:\s+các)?\s+(?:xã|phường|huyện)|Ủy ban nhân dân(?:\s+các)?\s+(?:tỉnh|xã|phường)|Công an(?:\s+các)?\s+(?:xã|phường)|Tập đoàn|Tổng công ty|Công ty|Ngân hàng|Trường|Bệnh viện|Chi nhánh))\s*:\s*(?P<rest>.+)$",  # noqa: E501
    re.DOTALL,
)
_COMMA = rx(r"\s*,\s*|\s+và\s+(?=[A-ZĐ])")
_NEVER_FIRST = rx(r"cơ quan|đơn vị|thành viên|các cơ quan, đơn vị|[Xx]ã\s+hội")
_BETWEEN = rx(r"\s*[,;]\s+(?:và\s+)?|\s+và\s+|\s*&\s*")
_WHOLE = (
    # (how the words before end, how those behind begin, what stands between): one name, though both could be a body's.
    (r"(?:Ban Quản lý|BQL) (?:các )?(?:Khu|Cụm|KKT|KCN)[^,;]*$", r"(?:các )?(?:Khu|Cụm|KKT|KCN)\b", r"[,&v]"),
    (
        r"(?:Văn phòng|VP) (?:(?:Đoàn )?(?:đại biểu Quốc hội|ĐBQH)|HĐND|Hội đồng nhân dân)(?:, (?:HĐND|Hội đồng nhân dân))?$",
        r"HĐND|Hội đồng nhân dân|UBND|(?:Ủy|Uỷ) ban nhân dân",
        r"[,&v]",
    ),
    (r"(?:Mặt trận Tổ quốc|MTTQ|MTTQVN|Mặt trận TQVN)[^,;]{0,40}$|(?:^| )Mặt trận$", r"các (?:tổ chức|đoàn thể|hội)", r"[&v]"),
    (r"(?:^|[,;] )(?:Phòng|Đội) [^;]*$", r"Công an (?:tỉnh|thành phố|TP|huyện|xã|phường)|Bộ Chỉ huy", r","),
)
_FIELDS = (
    # Fields of work that are one ministry's or department's, of today and of before March 2025.
    (r"(?:Nông nghiệp|Tài nguyên)", r"Môi trường"),
    (r"Nông nghiệp", r"Phát triển nông thôn"),
    (r"Khoa học", r"Công nghệ"),
    (r"Giáo dục", r"Đào tạo"),
    (r"Dân tộc", r"Tôn giáo"),
    (r"Văn h(?:óa|oá)", r"Thể thao"),
    (r"Thể thao", r"Du lịch"),
    (r"Kế hoạch", r"Đầu tư"),
    (r"Thông tin", r"Truyền thông"),
    (r"Thương binh", r"Xã hội"),
)
_ONE_FIELD = tuple((rx(first.replace(" ", r"\s+") + "$"), rx(second.replace(" ", r"\s+"))) for first, second in _FIELDS)
_ONE_NAME = tuple((*(rx(side.replace(" ", r"\s+")) for side in sides[:2]), re.compile(sides[2])) for sides in _WHOLE)
_LONGEST_NAME = 12
"""Pieces between commas and "và" that one known name may span."""
_NEXT_SENTENCE = rx(r"\.\s+(?=[A-ZĐÀ-Ỹ])")
_AT_MOST = 4_000
_LOOKED_AT = 20
"""Lines of a list that show whether its entries end with a semicolon."""
_WHOLE_ALONE = frozenset(
    {"UBND", "HĐND", "VPCP", "Tỉnh ủy", "Tỉnh uỷ", "Chính phủ", "Viettel", "VNPT", "MobiFone", "PA05", "A05", "NCSC", "VNCERT"}
)
"""Words that are a body by themselves."""


@dataclass(frozen=True, slots=True)
class Line9a:
    """One body or class, the line of Kính gửi it stood in, and where."""

    text: str
    class_: str | None
    line: int
    start: int
    end: int


def read_addressees(page: Page, since: int, words: Vocabulary) -> tuple[tuple[Line9a, ...], int]:
    """Return the addressees after "Kính gửi:", split, and where their list ends."""
    lines = list(page.lines_in(since, min(page.end, since + _AT_MOST)))
    if not lines:
        return (), since
    bulleted = bool(_BULLET.match(page.text, lines[0].start))
    entries = _bulleted(page, lines, words) if bulleted else _plain(page, lines, words)
    after = _behind_note(page, entries[-1][1]) if entries else since
    split = [part for number, span in enumerate(entries, start=1) for part in _split(page, span, number, words)]
    return tuple(split), after


def _behind_note(page: Page, at: int) -> int:
    """An address or phone in brackets under the addressee belongs to it, not to the body."""
    note = rx(r"\s*[.;]?\s*\([^()]{1,300}\)").match(page.text, at)
    return note.end() if note and _PERSON_NOTE.search(note.group()) else at


def _bulleted(page: Page, lines: list[Line], words: Vocabulary) -> list[Span]:
    entries: list[Span] = []
    is_closed = any(page.text[line.end - 1] in ";," for line in lines[:_LOOKED_AT])
    for at, line in enumerate(lines):
        bullet = _BULLET.match(page.text, line.start, line.end)
        previous = page.text[entries[-1][1] - 1] if entries else ""
        if bullet and is_closed and previous not in ("", *",;.:") and not line.gap and _goes_on_behind_dash(page, bullet.end(), words):
            entries[-1] = (entries[-1][0], line.end)
            continue
        if bullet and previous == "." and (line.gap and not lines[at - 1].gap or line.end - line.start > 160):
            break
        if bullet and (previous != "," or words.body.match(page.text, bullet.end())):
            entries.append((bullet.end(), line.end))
        elif bullet or (previous not in ".;" and (not line.gap or page.text[line.start].islower())):
            entries[-1] = (entries[-1][0], line.end)
        elif previous == ";" and page.text[line.start].isupper() and not _SENTENCE.match(page.text, line.start):
            entries.append((line.start, line.end))
        else:
            break
    return [part for span in entries for part in _inline_bullets(page, span)]


def _goes_on_behind_dash(page: Page, at: int, words: Vocabulary) -> bool:
    """Tell whether a dash at the start of a line stands inside a name: "Sở Lao động / - Thương binh và Xã hội"."""
    begins = page.text[at : at + 80]
    return bool(_NEVER_FIRST.match(begins)) or not (words.body.match(begins) or _SENTENCE.match(begins))


def _inline_bullets(page: Page, span: Span) -> list[Span]:
    """A list flattened into one line: "- Sở A; - Sở B; - UBND các xã."."""
    parts: list[Span] = []
    at = span[0]
    for match in rx(r"[;.]\s*[-–+•]\s*(?=[A-ZĐÀ-Ỹ])").finditer(page.text, *span):
        parts.append((at, match.start()))
        at = match.end()
    tail = page.text[at : span[1]]
    stop = _NEXT_SENTENCE.search(tail) if parts or len(tail) > 200 else None
    parts.append((at, at + stop.start() if stop else span[1]))
    return parts


def _plain(page: Page, lines: list[Line], words: Vocabulary) -> list[Span]:
    """Addressees without dashes: on the same line, wrapped, or one per line with semicolons."""
    start, end = lines[0].start, lines[0].end
    for at, line in enumerate(lines):
        if at and not _goes_on(page, end, line, words):
            break
        text = page.text[line.start : line.end]
        note = _PERSON_NOTE.search(text)
        if note:
            end = line.start + note.start() if at == 0 or note.start() else end
            break
        stop = _NEXT_SENTENCE.search(text)
        end = line.start + stop.start() if stop and len(text) > 160 else line.end
        if page.text[end - 1] == "." or stop and len(text) > 160:
            break
    return [part for part in (page.trim(start, end),) if part]


def _goes_on(page: Page, end: int, line: Line, words: Vocabulary) -> bool:
    text = page.text[line.start : line.end]
    last = page.text[end - 1]
    if last in ";,":
        return not _SENTENCE.match(text)
    bullet = _BULLET.match(text)
    if bullet and not line.gap and last not in ".:" and rx(r"[^;,.]{1,80}[;,.]").match(page.text, line.start + bullet.end()):
        return _goes_on_behind_dash(page, line.start + bullet.end(), words)
    if not line.gap and _is_half(page.text[max(0, end - 200) : end], words):
        return True
    if line.gap or _SENTENCE.match(text) or _BULLET.match(text):
        return text[0].islower() and not line.gap
    if text[0].islower() or text[0] == "(":
        return True
    return not (words.body.match(text) and _SPOKEN.search(_spoken_line(page, line)))


def _is_half(above: str, words: Vocabulary) -> bool:
    """Tell whether the line above breaks off inside a name: behind "và", or behind "Trung tâm" and nothing more."""
    piece = rx(r"[;,:\n]").split(above)[-1].strip()
    head = words.body.match(piece + " X")
    return piece.endswith(" và") or (
        head is not None and head.end() == len(piece) and len(piece.split()) <= 2 and piece not in _WHOLE_ALONE
    )


def _spoken_line(page: Page, line: Line) -> str:
    """The line, and the next when it goes on with the same sentence."""
    following = page.text[line.end : line.end + 80].lstrip()
    return page.text[line.start : line.end] + (" " + following if following[:1].islower() else " ")


def _split(page: Page, span: Span, number: int, words: Vocabulary) -> list[Line9a]:
    parts: list[Line9a] = []
    at = span[0]
    for match in (*rx(r";").finditer(page.text, *span), None):
        piece = found(page, at, match.start() if match else span[1], also="*_-–•.,;")
        at = match.end() if match else at
        if piece:
            parts += [
                Line9a(name, words.class_of(name), number, place.start, place.end) for name, place in split_bodies(page, piece, words)
            ]
    return parts


def split_bodies(page: Page, piece: Found, words: Vocabulary) -> list[tuple[str, Found]]:
    """Split "Văn phòng: A, B, C" and "Sở A, Công an tỉnh và UBND xã B" into single bodies; a class stays whole."""
    raw = page.text[piece.start : piece.end]
    many = _MANY.match(raw)
    if many:
        head = re.sub(r"^[Cc]ác\s+|\s+các(?=\s)", "", " ".join(many["head"].split()))
        head = head[0].upper() + head[1:]
        return [(f"{head} {part.value}", part) for part in _pieces(page, piece.start + many.start("rest"), piece.end, _COMMA)]
    cuts = _cuts(raw, words)
    if not cuts:
        return [(piece.value, piece)]
    bounds = [0, *(n for m in cuts for n in m.span()), len(raw)]
    spans = [(piece.start + bounds[i], piece.start + bounds[i + 1]) for i in range(0, len(bounds), 2)]
    return [(part.value, part) for span in spans if (part := found(page, *span, also="*_-–.,;"))]


def _cuts(raw: str, words: Vocabulary) -> list[re.Match[str]]:
    """Return where one body ends and the next begins: never inside a name the directory knows, else by the words on both sides."""
    between = list(_BETWEEN.finditer(raw))
    inside, around = _known(raw, between, words)
    cuts: list[re.Match[str]] = []
    for place, cut in enumerate(between):
        if place in inside or _is_one_name(raw, cuts[-1].end() if cuts else 0, cut):
            continue
        begins = words.body.match(raw, cut.end()) and not _NEVER_FIRST.match(raw, cut.end())
        if place in around or (begins and (cut.group().strip() != "&" or cut.group()[-1].isspace())):
            cuts.append(cut)
    return cuts


def _is_one_name(raw: str, since: int, cut: re.Match[str]) -> bool:
    """Tell whether the words on both sides of a comma or "và" are one name; a unit belongs to the body behind a comma only."""
    before = raw[since : cut.start()]
    return any(
        between.match(cut.group().strip()) and ends.search(before) and begins.match(raw, cut.end()) for ends, begins, between in _ONE_NAME
    )


def _known(raw: str, between: list[re.Match[str]], words: Vocabulary) -> tuple[set[int], set[int]]:
    """Return which separators stand inside a known name, always the longest, and which stand before or behind one."""
    inside: set[int] = set()
    around: set[int] = set()
    if not words.names:
        return inside, around
    starts, ends = [0, *(cut.end() for cut in between)], [*(cut.start() for cut in between), len(raw)]
    at = 0
    while at < len(starts):
        to = next(
            (n for n in range(min(len(ends), at + _LONGEST_NAME), at, -1) if name_key(raw[starts[at] : ends[n - 1]]) in words.names), 0
        )
        if to:
            inside.update(range(at, to - 1))
            around.update({at - 1, to - 1})
        at = to or at + 1
    return inside, around - inside


def _is_one_field(before: str, behind: str) -> bool:
    """Tell whether a comma or "và" stands inside one field of work: "Các Bộ: Xây dựng, Nông nghiệp và Môi trường"."""
    return any(first.search(before) and second.match(behind) for first, second in _ONE_FIELD)


def _pieces(page: Page, start: int, end: int, cut: re.Pattern[str]) -> list[Found]:
    parts: list[Found] = []
    at = start
    for match in (*cut.finditer(page.text, start, end), None):
        if match and _is_one_field(page.text[at : match.start()], page.text[match.end() : end]):
            continue
        if part := found(page, at, match.start() if match else end, also="*_-–.,;"):
            parts.append(part)
        at = match.end() if match else at
    return parts
