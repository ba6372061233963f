"""The head of a letter: what kind it is, who issues it, what it is about (Decree 30/2020, Annex I, boxes 1 to 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .dating import DateLine, date_line, numeric_date
from .model import Kind, Span
from .numbers import OwnNumber, own_number
from .page import Found, Line, Page, found

HEAD_AT_MOST = 6_000

_TITLES: tuple[tuple[Kind, str], ...] = (
    (Kind.DECISION, "QUYẾT ĐỊNH"),
    (Kind.DIRECTIVE, "CHỈ THỊ"),
    (Kind.TELEGRAM, "CÔNG ĐIỆN"),
    (Kind.PLAN, "KẾ HOẠCH"),
    (Kind.NOTICE, "THÔNG BÁO"),
    (Kind.REPORT, "BÁO CÁO"),
    (Kind.SUBMISSION, "TỜ TRÌNH"),
    (Kind.GUIDANCE, "HƯỚNG DẪN"),
    (Kind.OTHER, "NGHỊ QUYẾT|NGHỊ ĐỊNH|THÔNG TƯ|QUY CHẾ|QUY ĐỊNH|CHƯƠNG TRÌNH|PHƯƠNG ÁN|ĐỀ ÁN|DỰ ÁN|GIẤY MỜI|BIÊN BẢN|GIẤY ỦY QUYỀN|KẾT LUẬN|LỆNH|QUY TRÌNH"),  # noqa: E501
)  # fmt: skip
_TITLE = re.compile(
    r"(?:^|[|\t\n\r\f]|\s\s)[*_#\s]{0,6}(?P<title>"
    + "|".join(rf"(?P<k{i}>{words})".replace(" ", r"\s+") for i, (_, words) in enumerate(_TITLES))
    + r")(?P<rest>[^\n\r|]*)",
    re.MULTILINE,
)
_SYMBOL_KINDS = {
    "QĐ": Kind.DECISION, "CT": Kind.DIRECTIVE, "CĐ": Kind.TELEGRAM, "KH": Kind.PLAN, "TB": Kind.NOTICE, "BC": Kind.REPORT,
    "TTr": Kind.SUBMISSION, "HD": Kind.GUIDANCE, "NQ": Kind.OTHER, "KL": Kind.OTHER, "GM": Kind.OTHER, "CTr": Kind.OTHER, "PA": Kind.OTHER,
    "ĐA": Kind.OTHER, "BB": Kind.OTHER, "QC": Kind.OTHER, "NĐ": Kind.OTHER, "TT": Kind.OTHER,
}  # fmt: skip
_SELF_NAMES = ((Kind.DECISION, "quyet dinh"), (Kind.DIRECTIVE, "chi thi"), (Kind.TELEGRAM, "cong dien"), (Kind.PLAN, "ke hoach"),
               (Kind.NOTICE, "thong bao"), (Kind.OFFICIAL_LETTER, "cong van"), (Kind.GUIDANCE, "huong dan"))  # fmt: skip
_SELF = re.compile(r"\b(?P<word>" + "|".join(words.replace(" ", r"\s+") for _, words in _SELF_NAMES) + r")\s+nay\b")

_DEAR = re.compile(r"\bKính\s+gửi\b\s*[:.]?|\bKÍNH\s+GỬI\b\s*[:.]?")
_CABLE_TO = re.compile(r"\b(?:điện|Điện|ĐIỆN)\s*:")
_ABOUT = re.compile(r"(?<![\w/])V\s?/\s?[vV]\s*[:.]?\s*")
_ON_THE_MATTER = re.compile(r"[\s*_]*(?:VỀ\s+VIỆC|Về\s+việc|về\s+việc)\b[\s*_:]*")
_HEADING = re.compile(r"(?:^|[|\t\n\r\f])[*_# ]*(?P<title>VỀ\s+VIỆC)(?=\s+[A-ZĐÀ-Ỹ]{2})", re.MULTILINE)
"""Registers drop the line of the kind: what the paper is about then stands alone in capitals; its kind is in its symbol."""
_BY_WHOM = re.compile(r"CỦA\s+[^a-z]+$", re.MULTILINE)
"""Party documents name their author between title and subject: "CHỈ THỊ / CỦA BAN THƯỜNG VỤ TỈNH ỦY / về …"."""
_BASE_WORDS = re.compile(
    r"[*_\s]*(?:Căn\s+cứ|Thực\s+hiện|Xét\s|Theo\s+đề|Trả\s+lời|Tiếp\s+theo|Triển\s+khai|Để\s|Ngày\s+\d|Nhằm\s|Trong\s+thời|Qua\s|Thời\s+gian|"
    r"Vừa\s+qua|Trên\s+cơ\s+sở|Phần\s|I\.\s|1\.\s|-\s|Điều\s+1)"
)
_BASES_START = re.compile(r"(?:^|\n|\r|\|)" + _BASE_WORDS.pattern)
_MOTTO = re.compile(
    r"cong\s*hoa\s+xa\s+hoi\s+chu\s+nghia\s+viet\s*nam|doc\s*lap\s*[-.~]?\s*tu\s*do\s*[-.~]?\s*hanh\s*phuc"
    r"|(?<![a-z,;] )dang\s+cong\s+san\s+viet\s+nam(?=\s*(?:[|\n\r\t]|\s\s|$))"
    r"|(?:cong\s+hoa\s+xa\s+hoi(?:\s+chu\s+nghia)?|(?:hoi\s+)?chu\s+nghia\s+viet\s+nam)(?=\s*(?:[|\n\r\t]|$))"
)
_BODY_HEADS = (
    "ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|BỘ|SỞ|CỤC|TỔNG CỤC|CHI CỤC|VỤ|VĂN PHÒNG|CÔNG AN|PHÒNG|TRUNG TÂM|BAN|THANH TRA|TỈNH ỦY|TỈNH UỶ|"
    "HUYỆN ỦY|THÀNH ỦY|ĐẢNG ỦY|ĐẢNG BỘ|ĐOÀN|HỘI|LIÊN MINH|LIÊN ĐOÀN|MẶT TRẬN|TRƯỜNG|VIỆN|BỆNH VIỆN|TẬP ĐOÀN|TỔNG CÔNG TY|CÔNG TY|"
    "NGÂN HÀNG|KHO BẠC|BẢO HIỂM|TÒA ÁN|TOÀ ÁN|THUẾ|HẢI QUAN|VIỄN THÔNG|BƯU ĐIỆN|ĐIỆN LỰC|QUÂN KHU|THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|CHỦ TỊCH|"
    "ĐỘI|TỔ|ĐẠI HỌC|HỌC VIỆN|ĐÀI|BÁO|VNPT|VIETTEL|CHI NHÁNH|CƠ QUAN|KHU|KIỂM TOÁN|BAN CHỈ ĐẠO|TIỂU BAN"
)
_HEAD_AT = re.compile(rf"(?:{_BODY_HEADS})\b".replace(" ", r"\s+"))
_HALF_HEADS = frozenset(word.split()[0] for word in _BODY_HEADS.split("|") if " " in word) - {"BAN", "CHỦ"}
_COMPLETE = re.compile(r"(?:VĂN PHÒNG|THANH TRA|CHÍNH PHỦ|QUỐC HỘI|TỈNH ỦY|TỈNH UỶ|VNPT|VIETTEL|THÀNH ỦY|HUYỆN ỦY)$")
_ENDS_OPEN = re.compile(r"(?:\bVÀ|,|-|\bCỦA|\bTHUỘC|\bPHÒNG CHỐNG|&)$")
_INNER_SPLIT = re.compile(
    r"(?<=\S)\s(?=(?:SỞ|CỤC|TỔNG CỤC|VĂN PHÒNG|TRUNG TÂM|CHI CỤC|PHÒNG|CÔNG AN|THANH TRA|BAN QUẢN LÝ|BỆNH VIỆN|TRƯỜNG)\s)"
)
_AUTHORITY_LINE = re.compile(
    r"[*_]*(?:CHỦ TỊCH|ỦY BAN|UỶ BAN|UBND|BỘ TRƯỞNG|THỦ TƯỚNG|GIÁM ĐỐC|CỤC TRƯỞNG|CHÁNH|TỔNG|HỘI ĐỒNG|TRƯỞNG BAN|THỐNG ĐỐC|CHỦ NHIỆM|BAN )".replace(  # noqa: E501
        " ", r"\s+"
    )
)
_BARE_COMMITTEE = re.compile(r"(?:ỦY BAN|UỶ BAN) NHÂN DÂN|UBND")
_COMMITTEE_LINE = re.compile(r"(?:^|[|\t])[*_ ]*(?:CHỦ\s+TỊCH\s+)?(?P<name>(?:(?:ỦY|UỶ)\s+BAN\s+NHÂN\s+DÂN|UBND)\s[^\n|]+)", re.MULTILINE)
_SPEAKS = r"\s+(?:trân\s+trọng\s+|kính\s+|xin\s+|có\s+văn\s+bản\s+|cũng\s+|vừa\s+)?(?:đề\s+nghị|yêu\s+cầu|có\s+ý\s+kiến|thông\s+báo|kính\s+gửi|trả\s+lời|ban\s+hành|chỉ\s+đạo|hướng\s+dẫn|khuyến\s+nghị|cảnh\s+báo)\b"  # noqa: E501
_SPEAKER_NAME = (
    r"(?:(?:Chủ\s+tịch\s+UBND|Chủ\s+tịch\s+Ủy\s+ban|Thủ\s+tướng|Ủy\s+ban\s+[nN]hân\s+dân|Uỷ\s+ban\s+nhân\s+dân|UBND|Sở|Bộ|Cục|Tổng\s+cục|Chi\s+cục|Công\s+an|Trung\s+tâm|Văn\s+phòng|Phòng|Ban|Thanh\s+tra|Tỉnh\s+ủy|Kho\s+bạc|Viễn\s+thông|Bảo\s+hiểm|Tòa\s+án|Đội|Hội|Công\s+ty|Ngân\s+hàng)"
    r"(?:(?:\s+(?:và|-|&)|\s*[,&-])?\s+[\wÀ-ỹ&]+){0,12}?)"
)
_SPEAKER = re.compile(rf"(?:^|[.;,:]\s|\n)\s*(?P<name>{_SPEAKER_NAME}){_SPEAKS}", re.MULTILINE)
_DAY_AFTER = re.compile(r"\bngay\s+[\d.…_\s]{0,20}thang\b|\bngay\s*$")


@dataclass(frozen=True, slots=True)
class Head:
    """What the letterhead says, and where the body may begin."""

    kind: Kind
    kind_span: Span | None
    number: OwnNumber | None
    dated: DateLine | None
    plain_date: Found | None
    parent: Found | None
    issuer: Found | None
    issuer_from_body: bool
    subject: Found | None
    dear: Span | None
    """"Kính gửi:", or a telegram's "điện:"."""
    end: int


def read_head(page: Page) -> Head:
    """Read everything above the first addressee or base."""
    limit = min(page.end, HEAD_AT_MOST)
    dear = _DEAR.search(page.text, 0, limit)
    about = _ABOUT.search(page.text, 0, dear.start() if dear else limit)
    title = _title(page, about, dear.start() if dear else limit)
    heading = _heading(page, about, title, dear.start() if dear else limit)
    end = _head_end(page, dear, heading, about, limit)
    number = own_number(page, 0, end)
    dated = date_line(page, 0, end, number.end if number else 0)
    kind, kind_span = _kind(page, title, about, number, dear)
    if kind is Kind.TELEGRAM and not dear:
        dear = _CABLE_TO.search(page.text, title.end("title") if title else 0, min(page.end, end + 1_500))
    parent, issuer = _bodies(page, number, dated, about, heading, end)
    issuer = _whole_body(page, issuer, end) if issuer else None
    from_body = issuer is None
    return Head(
        kind=kind, kind_span=kind_span, number=number, dated=dated,
        plain_date=None if dated else _register_date(page, number, dear.start() if dear else end),
        parent=parent, issuer=issuer or _speaker(page, dear.end() if dear else (about.end() if about else 0)), issuer_from_body=from_body,
        subject=_subject(page, about, heading, number, dated, dear.start() if dear else page.end),
        dear=dear.span() if dear else None,
        end=_body_start(end, dear, heading or about, number, dated),
    )  # fmt: skip


def _body_start(end: int, dear: re.Match[str] | None, named: re.Match[str] | None, number: OwnNumber | None, dated: DateLine | None) -> int:
    """A text without title, "V/v" and "Kính gửi" is all body, behind whatever number and date it has."""
    if dear:
        return max(end, dear.end())
    return end if named else max(number.end if number else 0, dated.end if dated else 0)


def _title(page: Page, about: re.Match[str] | None, limit: int) -> re.Match[str] | None:
    """A title stands alone on its line, in capitals, before any "V/v" that is not its own."""
    before = about.start() if about else limit
    for match in _TITLE.finditer(page.text, 0, min(limit, before)):
        rest = match["rest"].strip(" *_:.\xa0")
        if not rest or rest.isupper() or rest.startswith(("Về", "V/v")):
            return match
    return None


def _heading(page: Page, about: re.Match[str] | None, title: re.Match[str] | None, limit: int) -> re.Match[str] | None:
    """What names the subject: the title, or a line "VỀ VIỆC …" above it where the line of the kind was dropped."""
    alone = None if about else _HEADING.search(page.text, 0, title.start("title") if title else limit)
    return alone or title


def _head_end(page: Page, dear: re.Match[str] | None, title: re.Match[str] | None, about: re.Match[str] | None, limit: int) -> int:
    if dear:
        return dear.start()
    since = max(title.end("title") if title else 0, about.end() if about else 0)
    base = _BASES_START.search(page.text, since, limit)
    if base:
        return base.start()
    if title:
        subject = _title_subject(page, title, limit)
        return subject.end if subject else since
    return min(limit, since + 600) if about else limit


def _kind(
    page: Page, title: re.Match[str] | None, about: re.Match[str] | None, number: OwnNumber | None, dear: re.Match[str] | None
) -> tuple[Kind, Span | None]:
    if title:
        index = next(i for i in range(len(_TITLES)) if title[f"k{i}"])
        return _TITLES[index][0], title.span("title")
    if about:
        return Kind.OFFICIAL_LETTER, (about.start(), page.trim(*about.span())[1])  # type: ignore[index]
    if number and number.symbol and (kind := _SYMBOL_KINDS.get(re.split(r"[-/]", number.symbol.value)[0])) and not dear:
        return kind, number.symbol.span
    if dear:
        return Kind.OFFICIAL_LETTER, (dear.start(), page.trim(*dear.span())[1])  # type: ignore[index]
    if match := _SELF.search(page.folded, 0, min(page.end, 20_000)):
        word = " ".join(match["word"].split())
        return next(kind for kind, words in _SELF_NAMES if words == word), match.span()
    return Kind.OTHER, None


def _register_date(page: Page, number: OwnNumber | None, end: int) -> Found | None:
    """A register line gives number and date together ("Số hiệu: 56/…; 12/01/2022")."""
    if not number or not (number.number or number.symbol):
        return None
    line_end = page.text.find("\n", number.end)
    return numeric_date(page, number.end, min(end, line_end if line_end >= 0 else end))


# --- who issues -------------------------------------------------------------------------------------------------------------------


def _bodies(
    page: Page, number: OwnNumber | None, dated: DateLine | None, about: re.Match[str] | None, title: re.Match[str] | None, end: int
) -> tuple[Found | None, Found | None]:
    """Return (parent, issuer): the capitals of the left column, above the number."""
    stops = [end]
    stops += [title.start("title")] if title else []
    stops += [about.start()] if about else []
    bodies = _grow(page, list(_capital_cells(page, min(stops), number, dated)))
    if not bodies:
        return None, None
    if len(bodies) == 1:
        start, stop = bodies[0]
        split = _INNER_SPLIT.search(page.text, start, stop) if stop - start > 20 and "\n" not in page.text[start:stop] else None
        if split and _HEAD_AT.match(page.text, start) and not _COMPLETE.match(page.text[start : split.start()]):
            return found(page, start, split.start()), found(page, split.end(), stop)
        return None, _own_column(page, bodies[0])
    return _own_column(page, bodies[-2]), _own_column(page, bodies[-1])


def _whole_body(page: Page, issuer: Found, end: int) -> Found:
    """A letterhead that lost its second line says only "ỦY BAN NHÂN DÂN"; the line of who decides says of which place."""
    if not _BARE_COMMITTEE.fullmatch(issuer.value):
        return issuer
    match = _COMMITTEE_LINE.search(page.text, issuer.end, end + 400)
    whole = found(page, *match.span("name"), also="*_.:;,") if match else None
    return whole if whole and whole.value.isupper() else issuer


def _own_column(page: Page, body: Span) -> Found | None:
    """Return the name without the motto, which stands between its lines where two columns were read as one."""
    whole = found(page, *body)
    mottos = [match.span() for match in _MOTTO.finditer(page.folded, *body)]
    if whole is None or not mottos:
        return whole
    bounds = [body[0], *(edge for motto in mottos for edge in motto), body[1]]
    pieces = [found(page, *span, also="*_#|-–—:.,") for span in zip(bounds[::2], bounds[1::2], strict=True)]
    return Found(" ".join(piece.value for piece in pieces if piece), whole.start, whole.end)


def _capital_cells(page: Page, end: int, number: OwnNumber | None, dated: DateLine | None) -> list[Span]:
    """Return the cells in capitals that are neither motto, number nor date, up to the number or the motto that follows them."""
    holes = [match.span() for match in _MOTTO.finditer(page.folded, 0, end)]
    holes += [(dated.start, dated.end)] if dated else []
    holes += [(page.folded.rfind("s", 0, number.end - 1), number.end)] if number and not number.number and not number.symbol else []
    label = re.compile(r"s[o06]\s*[:.]?\s*$")
    if number and (own := number.number or number.symbol):
        before = label.search(page.folded, max(0, own.start - 70), own.start) or re.compile(r"s[o06]\s*:[\s.…_/\-]*$").search(
            page.folded, max(0, own.start - 70), own.start
        )
        holes.append((before.start() if before else own.start, number.end))
    pieces: list[Span] = []
    for cell in page.cells(0, end):
        pieces += _around(cell, sorted(holes))
    return [span for piece in pieces if (span := page.trim(*piece, also="*_#|-–—:.,")) and _is_capital(page.text[slice(*span)])]


def _around(cell: Line, holes: list[Span]) -> list[Span]:
    pieces: list[Span] = []
    at = cell.start
    for start, end in holes:
        if end <= at or start >= cell.end:
            continue
        pieces.append((at, max(at, start)))
        at = min(end, cell.end)
    pieces.append((at, cell.end))
    return [(start, end) for start, end in pieces if start < end]


@lru_cache(maxsize=256)
def _is_capital(words: str) -> bool:
    letters = [c for c in words if c.isalpha()]
    return (
        len(letters) > 1
        and words.upper() == words
        and not words.startswith(
            ("KHẨN", "HỎA TỐC", "HOẢ TỐC", "THƯỢNG KHẨN", "MẬT", "TỐI MẬT", "TUYỆT MẬT", "LƯU HÀNH", "DỰ THẢO", "BẢN SAO")
        )
    )


def _grow(page: Page, cells: list[Span]) -> list[Span]:
    """Join the cells of one name: a new body begins where a line begins with the word of a body."""
    bodies: list[Span] = []
    for start, end in cells:
        if not bodies:
            if _HEAD_AT.match(page.text, start) or page.clean(start, end) in _HALF_HEADS:
                bodies.append((start, end))
            continue
        so_far = page.clean(*bodies[-1])
        fresh = _HEAD_AT.match(page.text, start) and not _needs_more(so_far, first=len(bodies) == 1)
        if fresh and not _same_body(so_far, page.text[start:end]):
            bodies.append((start, end))
        elif not fresh:
            bodies[-1] = (bodies[-1][0], end)
    return bodies


def _needs_more(name: str, *, first: bool) -> bool:
    bare = _HEAD_AT.fullmatch(name)
    return bool(_ENDS_OPEN.search(name)) or name in _HALF_HEADS or (bare is not None and (first or not _COMPLETE.match(name)))


def _same_body(name: str, line: str) -> bool:
    return name == " ".join(line.split())


def _speaker(page: Page, since: int) -> Found | None:
    """Without a letterhead: the body whose sentence asks ("Sở … đề nghị")."""
    match = _SPEAKER.search(page.text, since, min(page.end, since + 8_000))
    return found(page, *match.span("name")) if match else None


# --- what it is about -------------------------------------------------------------------------------------------------------------


def _subject(
    page: Page, about: re.Match[str] | None, title: re.Match[str] | None, number: OwnNumber | None, dated: DateLine | None, end: int
) -> Found | None:
    if title:
        return _title_subject(page, title, end)
    return _about_subject(page, about, number, dated, end) if about else None


def _about_subject(page: Page, about: re.Match[str], number: OwnNumber | None, dated: DateLine | None, end: int) -> Found | None:
    stops = [end, about.end() + 1_200]
    stops += [dated.start] if dated and dated.start > about.end() else []
    stops += [n.start for n in (number.number, number.symbol) if number and n and n.start > about.end()] if number else []
    stops += [match.start()] if (match := _MOTTO.search(page.folded, about.end(), end)) else []
    last = about.end()
    for cell in page.cells(about.end(), min(stops)):
        if cell.start > about.end() and cell.gap and last > about.end() and not _carries_on(page, last, cell):
            break
        if last > about.end() and page.text[last - 1] == "." and page.text[cell.start].isupper():
            break
        if last > about.end() and _DAY_AFTER.search(page.folded, cell.start, cell.end):
            break
        if re.match(r"s[o06]\s*:", page.folded[cell.start : cell.start + 5]):
            break
        last = cell.end
    return found(page, about.end(), last, also="*_.:;,")


def _carries_on(page: Page, last: int, cell: Line) -> bool:
    return page.text[cell.start].islower() or page.text[last - 1] == ","


def _title_subject(page: Page, title: re.Match[str], end: int) -> Found | None:
    start = title.end("title")
    inner = page.trim(start, page.end)
    own = _ABOUT.match(page.text, inner[0]) if inner else None
    start = own.end() if own else start
    said = _ON_THE_MATTER.match(page.text, start)
    start = said.end() if said else start
    cells = list(page.cells(start, min(end, start + 1_500)))
    if len(cells) > 1 and _BY_WHOM.match(page.text, cells[0].start) and page.text[cells[1].start].islower():
        start, cells = cells[1].start, cells[1:]
    last, capitals = start, None
    title_line = page.text.find("\n", title.end("title"))
    for at, cell in enumerate(cells):
        words = page.text[cell.start : cell.end]
        if last > start and _ends_before(page, cells, at, last):
            break
        if _BASE_WORDS.match(page.text, cell.start) or words.startswith(("Kính gửi", "----", "____")):
            break
        capitals = words.isupper() if capitals is None and cell.start > title_line else capitals
        if last > start and capitals and not words.isupper():
            break
        last = cell.end
    return found(page, start, last, also="*_.:;,-–—_")


def _ends_before(page: Page, cells: list[Line], at: int, last: int) -> bool:
    """The subject ends at a gap, or where the authority that decides names itself above its bases."""
    cell = cells[at]
    if cell.gap and not _carries_on(page, last, cell) and not page.text[cell.start : cell.end].isupper():
        return True
    if not _AUTHORITY_LINE.match(page.text, cell.start) or _ENDS_OPEN.search(page.text[max(0, last - 8) : last].rstrip()):
        return False
    for later in cells[at : at + 4]:
        words = page.text[later.start : later.end]
        if later is not cell and _BASE_WORDS.match(page.text, later.start):
            return True
        if re.search(r"[,;]", words) and not words.endswith((",", ":")):
            return False
        if _CABLE_LINE.search(words) or page.folded[later.end : later.end + 8].split()[:1] == ["dien:"]:
            return True
    return False


_CABLE_LINE = re.compile(r"(?:\bđiện|\bĐIỆN)?\s*:$")
