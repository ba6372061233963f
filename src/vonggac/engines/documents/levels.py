"""The reasoning of a level (thuyết minh cấp độ): a report with its annex, for the dossier (Decree 331/2026, Article 22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vonggac.engines.documents.drawing import draw, symbol_of
from vonggac.engines.documents.facts import Draft
from vonggac.engines.documents.model import Annex, Block, Column, Dash, Item, Kind, Paper, Paragraph, Rank, Table
from vonggac.kernel.reading import format_date
from vonggac.law.layout import Layout

_ROWS = (
    Column("STT", 1, "center"),
    Column("Căn cứ", 3),
    Column("Tiêu chí", 6),
    Column("Cấp độ", 1.8, "center"),
    Column("Thông tin đã xét", 6),
)
_ANSWERS = (Column("STT", 1, "center"), Column("Câu hỏi", 7), Column("Trả lời", 4), Column("Nguồn", 4))
_REGIMES = (Column("Quy định", 5), Column("Cấp độ", 3, "center"), Column("Căn cứ", 7))


@dataclass(frozen=True, slots=True)
class MetRow:
    """A criterion that is met: article, words, level, the answers that met it."""

    article: str
    text: str
    level: str
    seen: str


@dataclass(frozen=True, slots=True)
class Concluded:
    """What a person concluded about a case that the law leaves open."""

    question: str
    article: str
    conclusion: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer and where the answer was read."""

    ask: str
    answer: str
    source: str


@dataclass(frozen=True, slots=True)
class UnderRegime:
    """The same facts under one set of rules."""

    doc: str
    level: str
    articles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReasoning:
    """Everything the paper says of one determination."""

    system: str
    code: str
    owner: str
    operator: str
    level: str
    doc: str
    max_rule: str
    on_day: date
    concluded_on: date
    provisional: bool
    decided: Sequence[MetRow]
    also: Sequence[MetRow]
    concluded: Sequence[Concluded]
    components: str
    raised: str
    """The level of the criteria and why it was raised, in words; empty where it was not."""
    open: Sequence[str]
    answers: Sequence[Answered]
    regimes: Sequence[UnderRegime]
    rules_digest: str


def level_reasoning(*, draft: Draft, facts: LevelReasoning, layout: Layout) -> Paper:
    """Draw the reasoning of a level: the conclusion in the report, criteria and answers in the annex."""
    return draw(
        Kind.REPORT,
        draft,
        symbol_of(Kind.REPORT, draft, layout),
        subject=f"Thuyết minh cấp độ của {facts.system}",
        body=_body(facts),
        annexes=(Annex(f"Thuyết minh cấp độ của {facts.system}", tuple(_annex(facts)), landscape=True),),
    )


def _body(facts: LevelReasoning) -> list[Block]:
    body: list[Block] = [
        Item(Rank.ARABIC, "Hệ thống thông tin", titled=True),
        Dash(f"Tên hệ thống: {facts.system} (mã {facts.code});"),
        Dash(f"Chủ quản hệ thống thông tin: {facts.owner};"),
        Dash(f"Đơn vị vận hành: {facts.operator or 'chưa ghi'}."),
        Item(Rank.ARABIC, "Kết quả xác định", titled=True),
        Paragraph(
            f"Căn cứ {facts.doc}, xét các tiêu chí có hiệu lực ngày {format_date(facts.on_day)}, lấy tiêu chí cao nhất ({facts.max_rule}), "
            f"đề xuất hệ thống ở {facts.level.lower()}{' (tạm tính)' if facts.provisional else ''}. "
            f"Kết luận ngày {format_date(facts.concluded_on)}."
        ),
    ]
    body += [Dash(f"{_start(row.article)}: {row.text};") for row in facts.decided]
    for words in (facts.components, facts.raised):
        if words:
            body.append(Paragraph(words))
    if facts.concluded:
        body.append(Item(Rank.ARABIC, "Trường hợp quy định để người có thẩm quyền kết luận", titled=True))
        for one in facts.concluded:
            body += [Dash(one.question), Paragraph(f"Theo {one.article}, kết luận: {one.conclusion}. Lý do: {one.reason}")]
    if facts.open:
        body.append(Item(Rank.ARABIC, "Thông tin chưa biết, có thể nâng cấp độ", titled=True))
        body += [Dash(words) for words in facts.open]
    return [*body, Paragraph("Tiêu chí đã xét, câu trả lời và nguồn của từng câu ở phụ lục kèm theo")]


def _annex(facts: LevelReasoning) -> list[Block]:
    met = [*facts.decided, *facts.also]
    rows = tuple((str(n), _start(row.article), row.text, row.level, row.seen) for n, row in enumerate(met, 1))
    answers = tuple((str(n), one.ask, one.answer, one.source) for n, one in enumerate(facts.answers, 1))
    return [
        Item(Rank.ROMAN, "TIÊU CHÍ ĐÃ KHỚP", titled=True),
        Table(_ROWS, rows, empty="Không tiêu chí nào khớp nguyên văn"),
        Item(Rank.ROMAN, "CÙNG THÔNG TIN, THEO TỪNG QUY ĐỊNH", titled=True),
        Table(_REGIMES, tuple((one.doc, one.level, one.articles) for one in facts.regimes)),
        Item(Rank.ROMAN, "CÂU TRẢ LỜI", titled=True),
        Table(_ANSWERS, answers, empty="Chưa trả lời câu nào"),
        Paragraph(f"Mã băm của bộ tiêu chí đã dùng: {facts.rules_digest[:16]}"),
    ]


def _start(article: str) -> str:
    """Return an article as it begins a sentence."""
    return article[:1].upper() + article[1:]
