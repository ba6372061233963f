"""The report of a hunting campaign: how far it came at each body, what was found, who was excused and why, what could not be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vonggac.engines.documents.drawing import draw_report
from vonggac.engines.documents.facts import Draft
from vonggac.engines.documents.model import Annex, Block, Column, Dash, Item, Paper, Paragraph, Rank, Table
from vonggac.kernel.reading import format_date, format_number
from vonggac.law.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignBodyLine:
    """One body's figures."""

    name: str
    stage: str
    """How far it is, in words: "đã thấy đủ máy"."""
    hunts: int = 0
    seen: int = 0
    machines: int = 0
    blind: int = 0
    """Rules that had nothing to look at in any of its logs."""
    true: int = 0
    set_aside: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class CampaignRuleLine:
    """A rule that was verified as true somewhere; its author is credited wherever it is named (Detection Rule License)."""

    title: str
    author: str
    severity: str
    bodies: int
    machines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """What the report says; every list in the order in which it is printed."""

    title: str
    period: str
    purpose: str
    letter_number: str
    opened_on: date
    due_on: date
    as_of: date
    rules: Sequence[str]
    """Names of the rule sets, with versions."""
    with_indicators: bool
    bodies: Sequence[CampaignBodyLine]
    excused: Sequence[tuple[str, str]]
    """(body, why)."""
    silent: Sequence[str]
    handed: int
    read: int
    events: int
    found: Sequence[CampaignRuleLine]
    tactics: Sequence[tuple[str, int, int]]
    """(tactic, findings verified as true, findings that wait)."""
    tasks: tuple[int, int]
    """Tasks that findings became: all, done."""
    conclusion: str

    def total(self, name: str) -> int:
        """Return the sum of a figure over the bodies."""
        return sum(getattr(one, name) for one in self.bodies)


def campaign_report(*, draft: Draft, facts: CampaignFacts, layout: Layout, superior: str = "") -> Paper:
    """Draw the report of a campaign that ended; number, day and signature come from outside."""
    return draw_report(
        draft,
        layout,
        subject=f"Kết quả đợt săn lùng mối nguy hại “{facts.title}”",
        superior=superior,
        body=_body(draft, facts),
        annexes=(Annex("Kết quả săn lùng của từng cơ quan, đơn vị", (_bodies_table(facts),), landscape=True),),
    )


def _body(draft: Draft, facts: CampaignFacts) -> Iterable[Block]:
    office = draft.head.issuer_in_text
    because = f"Thực hiện Văn bản số {facts.letter_number}, " if facts.letter_number else ""
    period = f" {facts.period}" if facts.period else ""
    yield Paragraph(
        f"{because}{office} báo cáo kết quả đợt săn lùng mối nguy hại{period} từ ngày {format_date(facts.opened_on)} "
        f"đến ngày {format_date(facts.as_of)}, hạn nộp nhật ký ngày {format_date(facts.due_on)}."
    )
    yield from _how(facts)
    yield from _reach(facts)
    yield from _results(facts)
    yield Item(Rank.ROMAN, "ĐÁNH GIÁ, KIẾN NGHỊ", titled=True)
    yield from (Paragraph(line.strip()) for line in facts.conclusion.splitlines() if line.strip())
    yield Paragraph(f"Trên đây là kết quả đợt săn lùng (số liệu từng cơ quan tại Phụ lục kèm theo), {office} báo cáo")


def _how(facts: CampaignFacts) -> Iterable[Block]:
    yield Item(Rank.ROMAN, "MỤC ĐÍCH VÀ CÁCH LÀM", titled=True)
    yield from (Paragraph(line.strip()) for line in facts.purpose.splitlines() if line.strip())
    looked = [*facts.rules, *(["chỉ dấu đang theo dõi của tỉnh"] if facts.with_indicators else [])]
    yield Paragraph(f"Nhật ký do cơ quan nộp được đối chiếu với: {'; '.join(looked)}.")


def _reach(facts: CampaignFacts) -> Iterable[Block]:
    yield Item(Rank.ROMAN, "MỨC ĐỘ BAO PHỦ", titled=True)
    asked = len(facts.bodies)
    yield Paragraph(
        f"Đợt săn lùng có {format_number(asked)} cơ quan, đơn vị; {format_number(facts.handed)} đã nộp nhật ký, "
        f"{format_number(facts.read)} đã có kết quả, {format_number(len(facts.silent))} chưa nộp, "
        f"{format_number(len(facts.excused))} được miễn. "
        f"Đã đọc {format_number(facts.events)} sự kiện của {format_number(facts.total('seen'))} máy; "
        f"sổ đăng ký ghi {format_number(facts.total('machines'))} máy chủ, máy trạm."
    )
    if facts.silent:
        yield Paragraph(f"{'; '.join(facts.silent)}.", lead="Chưa nộp nhật ký:")
    yield from (Dash(f"Được miễn: {name}. Lý do: {why.rstrip('.')}.") for name, why in facts.excused)
    yield Paragraph(
        "Máy chưa nộp nhật ký và quy tắc không có loại sự kiện để xét thì chưa kết luận được; "
        "không có kết quả ở đó không có nghĩa là không có mối nguy hại.",
        italic=True,
    )


def _results(facts: CampaignFacts) -> Iterable[Block]:
    yield Item(Rank.ROMAN, "KẾT QUẢ", titled=True)
    yield Paragraph(
        f"Đã xác minh đúng {format_number(facts.total('true'))} kết quả; {format_number(facts.total('set_aside'))} là báo nhầm "
        f"hoặc hoạt động hợp lệ đã biết; {format_number(facts.total('waiting'))} chưa xác minh."
    )
    yield _rules_table(facts.found)
    if facts.tactics:
        yield Paragraph("Theo chiến thuật của MITRE ATT&CK:")
        yield _tactics_table(facts.tactics)
    given, done = facts.tasks
    yield Paragraph(f"Đã giao {format_number(given)} việc xử lý, {format_number(done)} việc đã xong.")


def _rules_table(found: Sequence[CampaignRuleLine]) -> Table:
    columns = (
        Column("STT", 1, "center"),
        Column("Dấu hiệu đã xác minh đúng (tác giả quy tắc)", 8),
        Column("Mức độ", 2.6, "center"),
        Column("Cơ quan", 2, "right"),
        Column("Máy", 2, "right"),
    )
    rows = (
        (str(place), _credited(one), one.severity, format_number(one.bodies), format_number(one.machines))
        for place, one in enumerate(found, 1)
    )
    return Table(columns, tuple(rows), empty="Không có kết quả nào được xác minh đúng")


def _credited(one: CampaignRuleLine) -> str:
    return f"{one.title} ({one.author})" if one.author else one.title


def _tactics_table(tactics: Sequence[tuple[str, int, int]]) -> Table:
    columns = (Column("Chiến thuật", 8), Column("Đúng", 2.4, "right"), Column("Chưa xác minh", 3, "right"))
    return Table(columns, tuple((name, format_number(true), format_number(waiting)) for name, true, waiting in tactics))


_BODY_COLUMNS = (
    Column("STT", 1, "center"),
    Column("Cơ quan, đơn vị", 7),
    Column("Tình trạng", 5),
    Column("Lượt", 1.6, "right"),
    Column("Máy đã thấy", 2, "right"),
    Column("Máy theo sổ đăng ký", 2.4, "right"),
    Column("Quy tắc không xét được", 2.6, "right"),
    Column("Đúng", 1.6, "right"),
    Column("Nhầm, hợp lệ", 2, "right"),
    Column("Chưa xác minh", 2.2, "right"),
)
_FIGURES = ("hunts", "seen", "machines", "blind", "true", "set_aside", "waiting")


def _bodies_table(facts: CampaignFacts) -> Table:
    rows = [
        (str(place), one.name, one.stage, *(format_number(getattr(one, name)) for name in _FIGURES))
        for place, one in enumerate(facts.bodies, 1)
    ]
    # Rules that could not see are not summed: the same rule is blind at many bodies.
    sums = ["" if name == "blind" else format_number(facts.total(name)) for name in _FIGURES]
    return Table(_BODY_COLUMNS, tuple(rows), totals=("", "Cộng", "", *sums))
