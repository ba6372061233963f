"""Re-opens a Word document and says where it departs from the layout of Decree 30/2020/NĐ-CP, Annexes I and III."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vonggac.engines.documents.metrics import width_mm
from vonggac.engines.documents.numbering import LETTERS, roman
from vonggac.engines.documents.reread import NotAWordDocumentError, Reread, SeenParagraph, SeenSection, W
from vonggac.law.layout import KindRule, Layout


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure from the layout: where, what was seen, and what the rule is."""

    where: str
    seen: str
    rule: str

    def sentence(self) -> str:
        """Return the finding as a sentence for a person."""
        return f"{self.where}: {self.seen}; quy định: {self.rule}."


def check_docx(data: bytes, layout: Layout) -> list[Finding]:
    """Return every departure found; an empty list means the document keeps the layout."""
    try:
        doc = Reread(data)
    except NotAWordDocumentError as error:
        return [Finding("Tệp", str(error), "văn bản phải là tệp DOCX mở được")]
    return [finding for rule in RULES for finding in rule(doc, layout)]


# --- page ---------------------------------------------------------------------------------------------------------------------


def _pages(doc: Reread, layout: Layout) -> Iterator[Finding]:
    for section in doc.sections:
        where = _section_name(section)
        sides = (round(section.width_mm), round(section.height_mm))
        upright = (layout.page_width, layout.page_height)
        if sides != upright and (section.place == 0 or sides != upright[::-1]):
            yield Finding(where, f"khổ giấy {sides[0]} x {sides[1]} mm", "khổ A4 (210 x 297 mm)")
        for side, allowed in layout.margins.items():
            if not allowed.allows(section.margins_mm[side], tolerance=0.1):
                yield Finding(where, f"lề {SIDES[side]} {section.margins_mm[side]:.1f} mm", f"từ {allowed.low:g} đến {allowed.high:g} mm")


SIDES = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}


def _section_name(section: SeenSection) -> str:
    return "Phần chính" if section.place == 0 else f"Phụ lục {section.place}"


def _page_numbers(doc: Reread, layout: Layout) -> Iterator[Finding]:
    for section in doc.sections:
        where, number = f"{_section_name(section)}, số trang", section.number
        if section.starts_at != 1:
            yield Finding(where, "không bắt đầu từ 1", "số trang bắt đầu từ 1, phụ lục đánh số riêng")
        if not section.first_page_apart or section.first_header_text.strip():
            yield Finding(where, "hiện ở trang thứ nhất", "không hiển thị số trang thứ nhất")
        if number is None:
            yield Finding(where, "không có số trang ở lề trên", "số trang đặt canh giữa ở lề trên")
            continue
        if number.align != "center" or section.header_mm >= section.margins_mm["top"]:
            yield Finding(where, "không canh giữa trong lề trên", "số trang đặt canh giữa ở lề trên")
        yield from _faces(number, "page_number", layout, where)


# --- runs ---------------------------------------------------------------------------------------------------------------------


def _every_run(doc: Reread, layout: Layout) -> Iterator[Finding]:
    for seen in doc.paragraphs:
        where = _place(seen)
        if not seen.box and seen.text.strip():
            yield Finding(where, "không thuộc ô nào của thể thức", "mỗi đoạn thuộc một ô của sơ đồ Phụ lục I")
        if "___" in seen.text:
            yield Finding(where, "đường kẻ gõ bằng dấu gạch dưới", "đường kẻ được vẽ bằng nét liền")
        if unicodedata.normalize("NFC", seen.text) != seen.text:
            yield Finding(where, "chữ tiếng Việt không ở dạng dựng sẵn (NFC)", "bộ mã Unicode theo TCVN 6909:2001")
        if seen.box in layout.boxes:
            yield from _faces(seen, seen.box, layout, where)


def _faces(seen: SeenParagraph, box: str, layout: Layout, where: str) -> Iterator[Finding]:
    rule = layout.boxes[box]
    for face in seen.faces:
        if face.font != layout.font:
            yield Finding(where, f"phông chữ {face.font or 'không rõ'}", f"phông chữ {layout.font}")
        if not rule.size.allows(face.size):
            yield Finding(where, f"cỡ chữ {face.size:g}", f"cỡ chữ từ {rule.size.low:g} đến {rule.size.high:g}")
        if face.language != "vi-VN":
            yield Finding(where, f"ngôn ngữ {face.language or 'không khai báo'}", "khai báo tiếng Việt (vi-VN)")
        if face.colour not in (layout.colour, "auto") and box != "frame":
            yield Finding(where, f"màu chữ {face.colour}", "chữ màu đen")
        yield from _style(face.bold, face.italic, box, layout, where)
    yield from _shape(seen, box, layout, where)


FREE_STYLE = {"body", "table_cell"}


def _style(bold: bool, italic: bool, box: str, layout: Layout, where: str) -> Iterator[Finding]:
    rule = layout.boxes[box]
    if box in FREE_STYLE:
        return
    if bold != rule.bold:
        yield Finding(where, "chữ đậm" if bold else "chữ không đậm", "kiểu chữ đậm" if rule.bold else "kiểu chữ không đậm")
    if italic != rule.italic:
        yield Finding(where, "chữ nghiêng" if italic else "chữ đứng", "kiểu chữ nghiêng" if rule.italic else "kiểu chữ đứng")


def _shape(seen: SeenParagraph, box: str, layout: Layout, where: str) -> Iterator[Finding]:
    rule = layout.boxes[box]
    if rule.caps and seen.text != seen.text.upper():
        yield Finding(where, "có chữ thường", "trình bày bằng chữ in hoa")
    if rule.align == "center" and seen.align != "center":
        yield Finding(where, "không canh giữa", "canh giữa")
    if rule.align == "both" and seen.align not in ("both", "left" if not seen.text.strip() or _leader(seen) else "both"):
        yield Finding(where, "không canh đều hai lề", "canh đều cả hai lề")


def _leader(seen: SeenParagraph) -> bool:
    return not seen.text.strip() or seen.text.endswith(" ")


def _paragraph_form(doc: Reread, layout: Layout) -> Iterator[Finding]:
    for seen in doc.paragraphs:
        if seen.box not in ("body", "heading", "base") or _leader(seen):
            continue
        where = _place(seen)
        if not layout.indent.allows(seen.first_line_mm, tolerance=0.1):
            yield Finding(where, f"lùi đầu dòng {seen.first_line_mm:.1f} mm", "lùi đầu dòng 1 cm hoặc 1,27 cm")
        if seen.after_pt < layout.gap.low - 0.05:
            yield Finding(where, f"cách đoạn {seen.after_pt:g} pt", f"khoảng cách giữa các đoạn tối thiểu {layout.gap.low:g} pt")
        if seen.lines is None or not layout.line.allows(seen.lines, tolerance=0.01):
            yield Finding(where, "khoảng cách dòng ngoài quy định", "từ dòng đơn đến 1,5 dòng")


# --- head ---------------------------------------------------------------------------------------------------------------------

NUMBER = re.compile(r"Số:(?:\s+|\s(?P<number>\d{2,}))/(?P<symbol>[A-ZĐƯƠÂĂÊÔa-zđ]+(?:[-&][A-ZĐƯƠÂĂÊÔ0-9]+)*)")
DATE = re.compile(r"[^,]+,\sngày(?:\s{2,}|\s(?P<day>0[1-9]|[12]\d|3[01])\s)tháng(?:\s{2,}|\s(?P<month>0[12]|[3-9]|1[0-2])\s)năm\s\d{4}")


def _required(doc: Reread, layout: Layout) -> Iterator[Finding]:
    kind = kind_of(doc, layout)
    needed = ["issuer", "nation", "motto", "date", "body", "authority", "signer"]
    needed += ["number"] if kind.numbered else []
    needed += ["about", "to"] if kind.about else ["type", "summary"]
    needed += ["copies_label", "copies"] if kind.numbered else []
    for box in needed:
        if not any(seen.box == box for seen in doc.paragraphs):
            yield Finding("Phần chính", f"thiếu ô {layout.boxes[box].box} ({box})", "văn bản có đủ các thành phần thể thức")
    for box, words in (("nation", layout.nation), ("motto", layout.motto)):
        for seen in _of(doc, box):
            if seen.text != words:
                yield Finding(_place(seen), "ghi không đúng", words)


def kind_of(doc: Reread, layout: Layout) -> KindRule:
    """Return the kind of a document by its printed name; without one it is a letter."""
    printed = next((seen.text for seen in _of(doc, "type")), "")
    return next((kind for kind in layout.kinds.values() if kind.name == printed), layout.kinds["cong-van"])


ORDER = (
    "parent",
    "issuer",
    "nation",
    "motto",
    "number",
    "about",
    "frame",
    "date",
    "type",
    "summary",
    "to",
    "base",
    "body",
    "copies_label",
    "copies",
    "drafter",
    "authority",
    "signer",
)


def _order(doc: Reread, layout: Layout) -> Iterator[Finding]:
    """Boxes come in the order of the diagram; with several signers the places sent to stand below them."""
    order = [box for box in ORDER if not (box in ("copies_label", "copies", "drafter") and len(_of(doc, "signer")) > 1)]
    firsts = [(box, _of(doc, box)[0]) for box in order if _of(doc, box)]
    for (_, before), (box, after) in zip(firsts, firsts[1:], strict=False):
        if after.place < before.place:
            yield Finding(
                _place(after), f"ô {layout.boxes[box].box} đứng trước ô {layout.boxes[before.box].box}", "thứ tự các ô theo Phụ lục I"
            )


def _number_and_date(doc: Reread, layout: Layout) -> Iterator[Finding]:
    kind = kind_of(doc, layout)
    for seen in _of(doc, "number"):
        found = NUMBER.fullmatch(seen.text)
        if not found:
            yield Finding(_place(seen), f"số, ký hiệu ghi “{_plain(seen.text)}”", "Số: 05/BC-UBND, số dưới 10 thêm số 0, không cách chữ")
        elif kind.abbreviation and not found["symbol"].startswith(f"{kind.abbreviation}-"):
            yield Finding(_place(seen), f"ký hiệu {found['symbol']}", f"ký hiệu bắt đầu bằng {kind.abbreviation}-")
        if _of(doc, "date") and _of(doc, "date")[0].row is not seen.row:
            yield Finding(_place(seen), "không cùng hàng với địa danh, thời gian", "số, ký hiệu cùng dòng với địa danh, thời gian")
    for seen in _of(doc, "date"):
        if not DATE.fullmatch(seen.text):
            yield Finding(_place(seen), f"thời gian ghi “{_plain(seen.text)}”", "ngày dưới 10 và tháng 1, 2 thêm số 0 ở trước")
    for seen in _of(doc, "about"):
        if not seen.text.startswith("V/v ") or not layout.about_gap.allows(seen.before_pt):
            yield Finding(_place(seen), "trích yếu công văn không đúng mẫu", "V/v …, cách số và ký hiệu 6 pt")


def _rules(doc: Reread, layout: Layout) -> Iterator[Finding]:
    whole, part = (0.97, 1.03), (layout.issuer_rule.low - 0.01, layout.issuer_rule.high + 0.01)
    for box, (low, high), said in (
        ("motto", whole, "đường kẻ liền dài bằng dòng chữ"),
        ("issuer", part, "đường kẻ bằng 1/3 đến 1/2 độ dài dòng chữ"),
        ("summary", part, "đường kẻ bằng 1/3 đến 1/2 độ dài dòng chữ"),
    ):
        lines = _of(doc, box)
        if not lines:
            continue
        last, after = lines[-1], _next(doc, lines[-1])
        if after is None or after.rule_mm is None:
            yield Finding(_place(last), "không có đường kẻ vẽ bên dưới", said)
            continue
        share = after.rule_mm / width_mm(last.text, last.faces[0].size, bold=last.faces[0].bold)
        if not low <= share <= high:
            yield Finding(_place(last), f"đường kẻ dài {share:.2f} lần dòng chữ", said)


def _frames(doc: Reread, layout: Layout) -> Iterator[Finding]:
    sizes = {frame.name.upper(): frame for frame in layout.urgencies.values()}
    for seen in _of(doc, "frame"):
        frame = sizes.get(seen.text)
        if frame is None:
            continue
        wide = float(seen.cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) / 1440 * 25.4
        high = float(seen.row.find(f"{W}trPr/{W}trHeight").get(f"{W}val")) / 1440 * 25.4
        if abs(wide - frame.width) > 0.1 or abs(high - frame.height) > 0.1:
            yield Finding(_place(seen), f"khung {wide:.0f} x {high:.0f} mm", f"khung {frame.width:g} x {frame.height:g} mm")
        if any(face.colour != layout.frame_colour for face in seen.faces):
            yield Finding(_place(seen), "dấu khẩn không phải màu đỏ", "mực màu đỏ tươi")


# --- text and close -----------------------------------------------------------------------------------------------------------


def _addressees(doc: Reread, layout: Layout) -> Iterator[Finding]:
    lines = _of(doc, "to")
    if lines and not lines[0].text.startswith("Kính gửi:"):
        yield Finding(_place(lines[0]), "không có “Kính gửi:”", "Kính gửi: đứng đầu danh sách nơi gửi")
    yield from _list(lines[1:], "tên cơ quan")


def _list(lines: list[SeenParagraph], what: str) -> Iterator[Finding]:
    for place, seen in enumerate(lines, 1):
        mark = "." if place == len(lines) else ";"
        if not seen.text.startswith("- ") or not seen.text.endswith(mark):
            yield Finding(_place(seen), f"{what} không đúng dấu", f"gạch đầu dòng ở đầu và dấu “{mark}” ở cuối")


def _copies(doc: Reread, layout: Layout) -> Iterator[Finding]:
    lines = _of(doc, "copies")
    yield from _list(lines, "nơi nhận")
    if lines and not lines[-1].text.startswith("- Lưu:"):
        yield Finding(_place(lines[-1]), "không có dòng Lưu", "dòng cuối là “- Lưu: VT, …”")
    if not lines or len(_of(doc, "signer")) > 1 or not _of(doc, "authority"):
        return
    row = _of(doc, "authority")[0].row
    if row is None or lines[0].row is not row:
        yield Finding(_place(lines[0]), "không ngang hàng với chức vụ người ký", "Nơi nhận trình bày ngang hàng với quyền hạn, chức vụ")
    elif row.find(f"{W}trPr/{W}cantSplit") is None:
        yield Finding(_place(lines[0]), "khối chữ ký có thể bị tách trang", "khối chữ ký không tách trang")


def _signers(doc: Reread, layout: Layout) -> Iterator[Finding]:
    for seen in _of(doc, "signer"):
        first = re.split(r"[.\s]", seen.text, maxsplit=1)[0]
        if first in layout.name_prefixes or seen.text.startswith("Đồng chí"):
            yield Finding(_place(seen), f"trước họ tên có “{first}”", "không ghi học hàm, học vị, danh hiệu trước họ tên")


def _ending(doc: Reread, layout: Layout) -> Iterator[Finding]:
    body = [seen for seen in doc.paragraphs if seen.section == 0 and seen.box in ("body", "heading") and seen.text.strip()]
    marked = [seen for seen in body if seen.text.rstrip().endswith(layout.end_mark)]
    if kind_of(doc, layout).stop and body and marked != [body[-1]]:
        yield Finding(_place(body[-1]), "dấu kết thúc không nằm đúng cuối nội dung", f"nội dung kết thúc bằng “{layout.end_mark}”")


POINT = re.compile(r"([a-zđ])\)\s")


def _points(doc: Reread, layout: Layout) -> Iterator[Finding]:
    """Points follow the Vietnamese alphabet: after d comes đ, and neither f nor j nor w is used."""
    expected = 0
    for seen in doc.paragraphs:
        found = POINT.match(seen.text) if seen.box in ("body", "heading") else None
        if not found:
            expected = 0 if re.match(r"(\d+|[IVXLC]+)\.\s", seen.text) else expected
            continue
        if found[1] not in (LETTERS[expected % len(LETTERS)], "a"):
            yield Finding(_place(seen), f"điểm {found[1]})", f"điểm tiếp theo là {LETTERS[expected % len(LETTERS)]})")
        expected = LETTERS.find(found[1]) + 1


def _annexes(doc: Reread, layout: Layout) -> Iterator[Finding]:
    labels = _of(doc, "annex")
    for place, seen in enumerate(labels, 1):
        wanted = f"Phụ lục {roman(place)}" if len(labels) > 1 else "Phụ lục"
        if _plain(seen.text) != wanted:
            yield Finding(_place(seen), f"ghi “{_plain(seen.text)}”", f"ghi “{wanted}”, từ hai phụ lục trở lên đánh số La Mã")
        if seen.section != place:
            yield Finding(_place(seen), "phụ lục không nằm ở phần riêng", "mỗi phụ lục là một phần có số trang riêng")
    for seen in _of(doc, "annex_note"):
        if not seen.text.startswith("(Kèm theo ") or not seen.text.endswith(")"):
            yield Finding(_place(seen), "không ghi kèm theo văn bản nào", "(Kèm theo … số … ngày … của …)")


def _tables(doc: Reread, layout: Layout) -> Iterator[Finding]:
    for seen in _of(doc, "table_head"):
        if seen.row is None or seen.row.find(f"{W}trPr/{W}tblHeader") is None:
            yield Finding(_place(seen), "đầu bảng không lặp lại ở trang sau", "đầu bảng lặp lại ở mỗi trang")


def _fields(doc: Reread, layout: Layout) -> Iterator[Finding]:
    """Nothing in a document runs or fetches: no field but the page number, no link, no object, no macro."""
    for name, data in doc.parts.items():
        if name.endswith(".xml") and re.search(rb"<w:(fldSimple|object|hyperlink|altChunk)\b", data):
            yield Finding(name, "có trường, đối tượng hoặc liên kết", "văn bản chỉ có chữ và số trang")
        if any(code.strip() != b"PAGE" for code in re.findall(rb"<w:instrText[^>]*>([^<]*)<", data)):
            yield Finding(name, "có trường khác số trang", "văn bản chỉ có chữ và số trang")
        if name.endswith(".rels") and b'TargetMode="External"' in data or name.endswith("vbaProject.bin"):
            yield Finding(name, "có liên kết ra ngoài hoặc macro", "văn bản không gọi ra ngoài")


def _of(doc: Reread, box: str) -> list[SeenParagraph]:
    return [seen for seen in doc.paragraphs if seen.box == box]


def _next(doc: Reread, seen: SeenParagraph) -> SeenParagraph | None:
    return doc.paragraphs[seen.place] if seen.place < len(doc.paragraphs) else None


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def _place(seen: SeenParagraph) -> str:
    opening = _plain(seen.text).strip()
    return f"Đoạn {seen.place}" + (f" (“{opening[:40]}{'…' if len(opening) > 40 else ''}”)" if opening else "")


RULES: tuple[Callable[[Reread, Layout], Iterator[Finding]], ...] = (
    *(_pages, _page_numbers, _every_run, _paragraph_form, _required, _order, _number_and_date, _rules),
    *(_frames, _addressees, _copies, _signers, _ending, _points, _annexes, _tables, _fields),
)
