"""Reads the regimes of the yearly report, the words of the law by day, and the fines kept for reference."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from vonggac.law.load import DATA
from vonggac.law.model import LawError
from vonggac.law.reading import Record, RuleFile
from vonggac.law.report import ColumnType, FormChoice, FormColumn, Needed, ReportRegime, ReportStep, Sanction, Term, YearDay

ANNUAL = DATA / "reports" / "annual.yaml"


@lru_cache(maxsize=1)
def report_regimes() -> tuple[ReportRegime, ...]:
    """Return every regime of the yearly report, the newest first."""
    return read_regimes(ANNUAL)


def report_regime(day: date) -> ReportRegime:
    """Return the regime in force on a day."""
    for regime in report_regimes():
        if regime.holds_on(day):
            return regime
    raise LawError(f"Chưa có chế độ báo cáo hằng năm cho ngày {day:%d/%m/%Y}. Chọn ngày muộn hơn.")


def read_regimes(file: Path) -> tuple[ReportRegime, ...]:
    """Read the regimes of a file; a `LawError` names the line of what does not fit, and two regimes on one day do not."""
    rules = RuleFile.read(file)
    found = tuple(map(_regime, rules.records("regimes")))
    for index, regime in enumerate(found):
        if any(regime.validity.overlaps(other.validity) for other in found[:index]):
            raise rules.error(f"sửa “from”, “to”: {regime.code} trùng thời gian với chế độ khác", "regimes", index)
    return found


def _regime(record: Record) -> ReportRegime:
    period = record.inner("period")
    first, last = _year_day(period.inner("first")), _year_day(period.inner("last"))
    period.end()
    regime = ReportRegime(
        **record.dated(),
        code=record.text("code"),
        name=record.text("name"),
        article=record.text("article"),
        form=record.text("form", ""),
        form_known=bool(record.flag("form_known")),
        first=first,
        last=last,
        first_period_note=record.text("first_period_note", ""),
        first_period_note_en=record.text("first_period_note_en", ""),
        steps=tuple(map(_step, record.records("steps"))),
        channels=record.texts("channels"),
        items=record.texts("items"),
        card=tuple(map(_column, record.records("card"))),
        counters=tuple(map(_column, record.records("counters"))),
        columns=tuple(map(_column, record.records("columns"))),
    )
    record.end()
    return regime


def _year_day(record: Record) -> YearDay:
    month, day = record.number("month"), record.number("day")
    try:
        found = YearDay(month or 0, day or 0, bool(record.flag("year_before")))
        found.in_year(2001)
    except ValueError:
        raise record.error(f"sửa “month”, “day”: không có ngày {day}/{month}") from None
    record.end()
    return found


def _step(record: Record) -> ReportStep:
    step = ReportStep(
        record.text("code"),
        record.texts("senders"),
        record.text("addressee"),
        _year_day(record.inner("before")),
        record.texts("senders_en"),
        record.text("addressee_en", ""),
    )
    record.end()
    return step


def _column(record: Record) -> FormColumn:
    column = FormColumn(
        code=record.text("code"),
        title_vi=record.text("title_vi"),
        title_en=record.text("title_en"),
        type=record.one_of("type", ColumnType, ColumnType.NUMBER),
        needed=record.one_of("needed", Needed, Needed.NEVER),
        choices=tuple(map(_choice, record.records("choices"))),
    )
    if bool(column.choices) != (column.type in {ColumnType.CHOICE, ColumnType.CHOICES}):
        raise record.error("ghi “choices” cho cột lựa chọn, và chỉ cho cột lựa chọn")
    record.end()
    return column


def _choice(record: Record) -> FormChoice:
    choice = FormChoice(record.text("code"), record.text("title_vi"), record.text("title_en"))
    record.end()
    return choice


# --- words and fines --------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """Return every dated word."""
    found = []
    for record in RuleFile.read(DATA / "terms.yaml").records("terms"):
        found.append(Term(**record.dated(), code=record.text("code"), vi=record.text("vi"), en=record.text("en")))
        record.end()
    return tuple(found)


def term(code: str, day: date) -> Term:
    """Return what the law of a day calls a thing."""
    for found in terms():
        if found.code == code and found.holds_on(day):
            return found
    raise LawError(f"Không có từ “{code}” cho ngày {day:%d/%m/%Y} trong terms.yaml.")


@lru_cache(maxsize=1)
def sanctions() -> tuple[Sanction, ...]:
    """Return the fines kept for reference."""
    return tuple(map(_sanction, RuleFile.read(DATA / "sanctions.yaml").records("sanctions")))


def _sanction(record: Record) -> Sanction:
    low, high = record.number("low"), record.number("high")
    if low is None or high is None or low > high:
        raise record.error("sửa “low”, “high”: ghi hai số, số nhỏ trước")
    found = Sanction(
        **record.dated(), code=record.text("code"), title_vi=record.text("title_vi"), article=record.text("article"), low=low, high=high
    )
    record.end()
    return found
