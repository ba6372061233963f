"""The minutes of accepting a month of a hired service, with its annexes: scope, proofs of watching, work done, promises met or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vonggac.engines.documents.drawing import draw, symbol_of
from vonggac.engines.documents.facts import Draft
from vonggac.engines.documents.model import Annex, Block, Column, Dash, Item, Kind, Paper, Paragraph, Rank, Signer, Table
from vonggac.kernel.reading import format_date, format_number
from vonggac.law.layout import Layout

_SCOPE = (
    Column("STT", 1, "center"),
    Column("Mã", 2.6),
    Column("Hệ thống thông tin", 6),
    Column("Cấp độ", 2, "center"),
    Column("Số minh chứng trong tháng", 2.6, "right"),
)
_PROOFS = (
    Column("STT", 1, "center"),
    Column("Ngày", 2.4, "center"),
    Column("Hệ thống thông tin", 5),
    Column("Lớp", 3.4),
    Column("Minh chứng", 3.4),
    Column("Số, ký hiệu", 4),
)
_WORK = (
    Column("STT", 1, "center"),
    Column("Số việc", 2.4),
    Column("Nội dung", 6),
    Column("Mở lúc", 3, "center"),
    Column("Tiếp nhận lúc", 3, "center"),
    Column("Xong lúc", 3, "center"),
    Column("Hạn", 2.4, "center"),
)
_PROMISES = (
    Column("STT", 1, "center"),
    Column("Nội dung nghiệm thu", 6),
    Column("Yêu cầu", 3.4),
    Column("Kết quả trong tháng", 3),
    Column("Kết luận", 2.6, "center"),
    Column("Ghi chú", 3),
)
MET = {True: "Đạt", False: "Không đạt", None: "Chưa có kết quả"}


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """One system in scope and how many proofs the month holds."""

    code: str
    name: str
    level: str
    proofs: int


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One proof of the month."""

    day: date
    system: str
    layer: str
    sort: str
    reference: str


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One piece of work with its times in Vietnam; None where it did not happen yet."""

    number: str
    title: str
    opened: datetime
    taken: datetime | None
    done: datetime | None
    due: date | None


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One item of the contract and what the month brought."""

    words: str
    wanted: str
    result: str
    met: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceFacts:
    """A month of a contract."""

    number: str
    title: str
    provider: str
    client: str
    first: date
    last: date
    scope: tuple[ScopeLine, ...]
    proofs: tuple[ProofLine, ...]
    work: tuple[WorkLine, ...]
    promises: tuple[PromiseLine, ...]

    @property
    def month(self) -> str:
        """Return the month as documents write it: 11/2026."""
        return f"{self.first:%m/%Y}"


def acceptance_minutes(*, draft: Draft, layout: Layout, facts: AcceptanceFacts) -> Paper:
    """Draw the minutes; both parties sign, and nothing that was not measured is called met."""
    return draw(
        Kind.MINUTES,
        draft,
        symbol_of(Kind.MINUTES, draft, layout),
        subject=f"Nghiệm thu dịch vụ tháng {facts.month} theo Hợp đồng số {facts.number}",
        body=_body(facts),
        signers=(Signer("ĐẠI DIỆN BÊN CUNG CẤP"), Signer("ĐẠI DIỆN BÊN THUÊ")),
        filed_with=", hồ sơ hợp đồng",
        annexes=_annexes(facts),
    )


def _body(facts: AcceptanceFacts) -> Iterable[Block]:
    yield Item(Rank.ROMAN, "THÀNH PHẦN", titled=True)
    yield Dash(f"Bên thuê: {facts.client};")
    yield Dash(f"Bên cung cấp: {facts.provider}.")
    yield Item(Rank.ROMAN, "NỘI DUNG NGHIỆM THU", titled=True)
    named = f"Hợp đồng số {facts.number}{f' ({facts.title})' if facts.title else ''}"
    yield Item(Rank.ARABIC, f"{named}, từ ngày {format_date(facts.first)} đến hết ngày {format_date(facts.last)}.")
    bare = sum(1 for one in facts.scope if not one.proofs)
    said = f"Phạm vi: {format_number(len(facts.scope))} hệ thống thông tin; {format_number(len(facts.proofs))} minh chứng trong tháng"
    yield Item(Rank.ARABIC, said + (f"; {format_number(bare)} hệ thống chưa có minh chứng." if bare else "."))
    done = sum(1 for one in facts.work if one.done)
    yield Item(Rank.ARABIC, f"Công việc: {format_number(len(facts.work))} việc, đã xong {format_number(done)} việc.")
    yield Item(Rank.ARABIC, f"Mức dịch vụ: {_count(facts.promises)}.")
    yield Item(Rank.ROMAN, "KẾT LUẬN", titled=True)
    yield Paragraph(_conclusion(facts.promises))


def _count(promises: Sequence[PromiseLine]) -> str:
    if not promises:
        return "hợp đồng chưa ghi nội dung nghiệm thu nào"
    counted = [(sum(1 for one in promises if one.met is met), words.lower()) for met, words in MET.items()]
    return f"{len(promises)} nội dung, " + ", ".join(f"{words} {format_number(count)}" for count, words in counted)


def _conclusion(promises: Sequence[PromiseLine]) -> str:
    if promises and all(one.met for one in promises):
        return "Các nội dung nghiệm thu trong tháng đều đạt. Số liệu chi tiết tại các phụ lục kèm theo"
    return "Hai bên thống nhất số liệu tại các phụ lục kèm theo; nội dung không đạt hoặc chưa có kết quả xử lý theo hợp đồng"


def _annexes(facts: AcceptanceFacts) -> tuple[Annex, ...]:
    return (
        Annex("Hệ thống thông tin trong phạm vi", (_scope(facts.scope), Paragraph("Cấp độ theo sổ đăng ký tại ngày lập"))),
        Annex(
            "Minh chứng giám sát, bảo vệ trong tháng", (_proofs(facts.proofs), Paragraph("Bản gốc lưu theo số, ký hiệu")), landscape=True
        ),
        Annex("Công việc đã thực hiện cho các hệ thống", (_work(facts.work), Paragraph("Giờ Việt Nam")), landscape=True),
        Annex("Mức dịch vụ", (_promises(facts.promises), Paragraph("Kết luận theo mức ghi trong hợp đồng")), landscape=True),
    )


def _scope(lines: Sequence[ScopeLine]) -> Table:
    rows = tuple((str(n), one.code, one.name, one.level, format_number(one.proofs)) for n, one in enumerate(lines, 1))
    return Table(_SCOPE, rows, empty="Hợp đồng chưa nêu hệ thống nào")


def _proofs(lines: Sequence[ProofLine]) -> Table:
    rows = tuple((str(n), format_date(one.day), one.system, one.layer, one.sort, one.reference) for n, one in enumerate(lines, 1))
    return Table(_PROOFS, rows, empty="Không có minh chứng nào trong tháng")


def _work(lines: Sequence[WorkLine]) -> Table:
    rows = tuple(
        (str(n), one.number, one.title, _at(one.opened), _at(one.taken), _at(one.done), format_date(one.due) if one.due else "")
        for n, one in enumerate(lines, 1)
    )
    return Table(_WORK, rows, empty="Không có công việc nào trong tháng")


def _promises(lines: Sequence[PromiseLine]) -> Table:
    rows = tuple((str(n), one.words, one.wanted, one.result, MET[one.met], one.note) for n, one in enumerate(lines, 1))
    return Table(_PROMISES, rows, empty="Hợp đồng chưa ghi nội dung nghiệm thu nào")


def _at(moment: datetime | None) -> str:
    return f"{moment:%H:%M} {format_date(moment.date())}" if moment else ""
