"""The report on how a directive was carried out: counts, who is late or silent by name, figures summed, evidence listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vonggac.engines.documents.drawing import draw_report
from vonggac.engines.documents.facts import Draft, Evidence, FigureSum, ObligationResult, Origin, Overdue, group_digest
from vonggac.engines.documents.model import Annex, Block, Column, Dash, Item, Paper, Paragraph, Rank, Table
from vonggac.engines.documents.reminders import overdue_table, short_name
from vonggac.kernel.reading import format_date, format_number
from vonggac.law.layout import Layout, Wording

_COUNTS = (
    Column("STT", 1, "center"),
    Column("Nhiệm vụ", 6.5),
    Column("Số cơ quan được giao", 1.9, "right"),
    Column("Hoàn thành", 1.8, "right"),
    Column("Đang thực hiện", 1.8, "right"),
    Column("Quá hạn", 1.6, "right"),
    Column("Chưa trả lời", 1.6, "right"),
)
_FIGURES = (
    Column("STT", 1, "center"),
    Column("Chỉ tiêu", 6),
    Column("Đơn vị tính", 2, "center"),
    Column("Tổng số", 2.2, "right"),
    Column("Số cơ quan đã báo cáo", 2.6, "right"),
)
_EVIDENCE = (
    Column("STT", 0.8, "center"),
    Column("Cơ quan", 4),
    Column("Nhiệm vụ", 2),
    Column("Tài liệu minh chứng", 5),
    Column("Ngày có hiệu lực", 2, "center"),
    Column("Mã băm SHA-256", 5),
)
NAMED_IN_TEXT = 12


def directive_report(
    *,
    draft: Draft,
    origin: Origin,
    as_of: date,
    results: Sequence[ObligationResult],
    evidence: Sequence[Evidence],
    layout: Layout,
    wording: Wording,
    superior: str = "",
    difficulties: Sequence[str] = (),
    proposals: Sequence[str] = (),
) -> Paper:
    """Draw the report of one directive as it stands on a day."""
    late = [item for result in results for item in shown_late(result, wording)]
    return draw_report(
        draft,
        layout,
        subject=f"Kết quả thực hiện {short_name(origin)}",
        superior=superior,
        body=_body(draft, origin, as_of, results, difficulties, proposals, wording),
        annexes=(
            Annex("Danh sách cơ quan, đơn vị quá hạn", (overdue_table(late, wording),)),
            Annex("Danh mục tài liệu minh chứng", (_evidence_table(evidence),), landscape=True),
        ),
    )


def shown_late(result: ObligationResult, wording: Wording) -> list[Overdue]:
    """Return what may be shown as late: deadlines of the letter itself, of bodies whose relation allows it."""
    return [item for item in result.overdue if not item.internal and wording.towards(item.body.relation, item.body.standing).lateness]


def _body(
    draft: Draft,
    origin: Origin,
    as_of: date,
    results: Sequence[ObligationResult],
    difficulties: Sequence[str],
    proposals: Sequence[str],
    wording: Wording,
) -> Iterable[Block]:
    office = draft.head.issuer_in_text
    yield Paragraph(f"Thực hiện {origin.words()}, {office} báo cáo kết quả đến hết ngày {format_date(as_of)} như sau:")
    yield Item(Rank.ROMAN, "TÌNH HÌNH CHUNG", titled=True)
    yield Paragraph(_overview(results, wording))
    yield _counts_table(results, wording)
    yield Item(Rank.ROMAN, "KẾT QUẢ THEO TỪNG NHIỆM VỤ", titled=True)
    for result in results:
        yield from _one_result(result, wording)
    yield Item(Rank.ROMAN, "SỐ LIỆU TỔNG HỢP", titled=True)
    yield from _figures([figure for result in results for figure in result.figures])
    yield Item(Rank.ROMAN, "KHÓ KHĂN, VƯỚNG MẮC", titled=True)
    yield from _listed(difficulties, "Không có.")
    yield Item(Rank.ROMAN, "ĐỀ XUẤT, KIẾN NGHỊ", titled=True)
    yield from _listed(proposals, "Không có.")
    yield Paragraph(f"Trên đây là kết quả thực hiện {short_name(origin)}, {office} báo cáo")


def _overview(results: Sequence[ObligationResult], wording: Wording) -> str:
    given, done = sum(result.given for result in results), sum(result.done for result in results)
    late = sum(len(shown_late(result, wording)) for result in results)
    share = f" (đạt {format_number(done * 100 / given, 1)} %)" if given else ""
    return (
        f"Tổng số {len(results):02d} nhiệm vụ được giao thành {format_number(given)} lượt việc; "
        f"đã hoàn thành {format_number(done)} lượt việc{share}; quá hạn {format_number(late)} lượt việc."
    )


def _counts_table(results: Sequence[ObligationResult], wording: Wording) -> Table:
    counts = [(r.given, r.done, r.working, len(shown_late(r, wording)), len(r.missing)) for r in results]
    rows = tuple((r.number, r.text, *map(format_number, count)) for r, count in zip(results, counts, strict=True))
    sums = tuple(format_number(sum(column)) for column in zip(*counts, strict=True)) or ("0",) * 5
    return Table(_COUNTS, rows, totals=("", "Cộng", *sums), empty="Không có nhiệm vụ được giao")


def _one_result(result: ObligationResult, wording: Wording) -> Iterable[Block]:
    yield Item(Rank.ARABIC, result.text, titled=True)
    given, done, working = (format_number(count) for count in (result.given, result.done, result.working))
    yield Dash(f"Giao {given} cơ quan; hoàn thành {done}; đang thực hiện {working}.")
    late = list(dict.fromkeys(item.body.name for item in shown_late(result, wording)))
    yield Dash(f"Cơ quan quá hạn: {_named(late, 'Phụ lục I')}.")
    yield Dash(f"Cơ quan chưa trả lời: {_named(list(result.missing))}.")


def _named(names: list[str], annex: str = "") -> str:
    """Name every body; a long list that an annex gives in full is only counted here."""
    if not names:
        return "không có"
    if annex and len(names) > NAMED_IN_TEXT:
        return f"{len(names)} cơ quan (danh sách tại {annex})"
    return f"{len(names):02d} cơ quan, gồm: {'; '.join(names)}"


def _figures(figures: Sequence[FigureSum]) -> Iterable[Block]:
    if not figures:
        yield Paragraph("Không yêu cầu số liệu.")
        return
    rows = tuple(
        (
            str(place),
            figure.name,
            figure.unit,
            "Chưa có" if figure.value is None else format_number(figure.value),
            f"{figure.answered}/{figure.asked}",
        )
        for place, figure in enumerate(figures, 1)
    )
    yield Table(_FIGURES, rows)


def _evidence_table(evidence: Sequence[Evidence]) -> Table:
    rows = tuple(
        (
            str(place),
            item.body,
            item.obligation,
            item.name,
            format_date(item.effective_on) if item.effective_on else "",
            group_digest(item.sha256),
        )
        for place, item in enumerate(evidence, 1)
    )
    return Table(_EVIDENCE, rows, empty="Không có tài liệu minh chứng")


def _listed(lines: Sequence[str], nothing: str) -> Iterable[Block]:
    if not lines:
        yield Paragraph(nothing)
    for line in lines:
        yield Dash(line)
