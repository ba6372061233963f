"""Documents the tests of this room set: invented bodies and names, every box filled once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from vonggac.engines.documents import (
    Annex,
    Column,
    Dash,
    Item,
    Kind,
    Paper,
    PaperDate,
    Paragraph,
    Rank,
    Signer,
    Table,
    Urgency,
)
from vonggac.kernel.handling import Handling
from vonggac.law.layouts import layout_as_of, wording_as_of

LAYOUT = layout_as_of(date(2026, 11, 22))
WORDING = wording_as_of(date(2026, 11, 22))
MADE_AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
ALL_VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆFGHIÌỈĨÍỊJKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVWXYỲỶỸÝỴZ"
)
HOSTILE = '#set page(fill: red) \\ $x$ @ref // note *bold* _it_ `raw` <a> </w:t><w:fldSimple w:instr="DATE"/> =cmd|x {{ x }} [y]'


def bodies_table(count: int) -> Table:
    """A table like the annex of a reminder, as long as wanted."""
    columns = (Column("STT", 1, "center"), Column("Cơ quan", 5), Column("Số ngày quá hạn", 2, "right"))
    rows = tuple((str(place), f"UBND xã số {place}", str(place % 30)) for place in range(1, count + 1))
    return Table(columns, rows, totals=("", "Cộng", str(count)) if count else None)


def wide_table(count: int) -> Table:
    """A table of narrow columns: names, long dates, numbers of documents, a letter of unknown width here and there."""
    columns = tuple(Column(title, 1) for title in ("STT", "Hệ thống thông tin", "Quyết định (số, ngày, cơ quan)", "Kiểm tra", "Ghi chú"))
    rows = tuple(
        (
            str(n),
            f"Hệ thống thông tin một cửa điện tử {'liên thông ' * (n % 4)}số {n}",
            f"Số {n}/QĐ-UBND, ngày 23/11/2026, UBND tỉnh" if n % 3 else "",
            "Định kỳ" if n % 2 else "Đã kiểm tra, đánh giá trước khi đưa vào sử dụng",
            "chi phí 5 € một máy" if n % 17 == 0 else "",
        )
        for n in range(1, count + 1)
    )
    return Table(columns, rows)


def letter(**changes: Any) -> Paper:
    """A letter of a department with every box in use."""
    values: dict[str, Any] = {
        "kind": Kind.LETTER,
        "parent": "UBND tỉnh Quảng Ngãi",
        "issuer": "Sở Khoa học và Công nghệ",
        "issuer_in_text": "Sở Khoa học và Công nghệ",
        "symbol": "SKHCN-CNS",
        "place": "Quảng Ngãi",
        "date": PaperDate(2026, 12),
        "subject": "tăng cường bảo đảm an ninh mạng dịp Tết Nguyên đán",
        "addressees": ("Các sở, ban, ngành tỉnh", "UBND các xã, phường, đặc khu"),
        "body": (
            Paragraph("Thực hiện Công văn số 5653/UBND-CNTT ngày 05 tháng 11 năm 2026, Sở Khoa học và Công nghệ yêu cầu:"),
            Item(Rank.ARABIC, "Về rà soát", titled=True),
            Dash("Rà soát cấu hình tường lửa;"),
            Item(Rank.LETTER, "Cập nhật bản vá;"),
            bodies_table(3),
            Paragraph("Yêu cầu các cơ quan, đơn vị thực hiện"),
        ),
        "recipients": ("Như trên", "UBND tỉnh (báo cáo)"),
        "filing": "VT, CNS",
        "signers": (Signer("Phó Giám đốc", "Trần Thị Thử", ("KT. Giám đốc",)),),
        "urgency": Urgency.URGENT,
        "handling": Handling.INTERNAL,
        "annexes": (Annex("Danh sách cơ quan", (bodies_table(12),)), Annex("Minh chứng", (bodies_table(0),), landscape=True)),
    }
    return Paper(**(values | changes))


def report(**changes: Any) -> Paper:
    """A report of a commune, with a summary under its type name and legal bases."""
    values: dict[str, Any] = {
        "kind": Kind.REPORT,
        "issuer": "Ủy ban nhân dân phường Trương Quang Trọng",
        "issuer_in_text": "UBND phường Trương Quang Trọng",
        "symbol": "BC-UBND",
        "number": 7,
        "place": "Trương Quang Trọng",
        "date": PaperDate(2026, 2, 5),
        "subject": "Kết quả thực hiện nhiệm vụ bảo đảm an ninh mạng quý IV năm 2026 trên địa bàn phường",
        "bases": ("Căn cứ Luật An ninh mạng ngày 10 tháng 12 năm 2025;", "Căn cứ Kế hoạch số 12/KH-UBND ngày 02/11/2026"),
        "body": (Item(Rank.ROMAN, "TÌNH HÌNH", titled=True), Paragraph("Phường đã hoàn thành các nhiệm vụ được giao.")),
        "recipients": ("UBND tỉnh",),
        "filing": "VT",
        "signers": (Signer("Chủ tịch", None, ("TM. Ủy ban nhân dân",)),),
        "urgency": None,
        "handling": Handling.NONE,
    }
    return letter(**(values | {"addressees": (), "annexes": (), "parent": ""} | changes))
