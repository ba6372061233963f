from datetime import date
from pathlib import Path

import pytest

from vonggac.law.model import Confidence, LawError
from vonggac.law.report import ColumnType
from vonggac.law.reports import ANNUAL, read_regimes, report_regime, sanctions, term, terms


def test_the_form_of_the_decree_has_its_twelve_columns_and_seven_counters() -> None:
    regime = report_regime(date(2026, 11, 22))
    assert regime.form == "Mẫu số 08"
    assert [column.code for column in regime.columns] == [
        "number", "system", "owner", "operator", "level", "status", "decision", "regulation", "expected_approval",
        "implementation", "expected_implementation", "assessed",
    ]  # fmt: skip
    assert len(regime.counters) == 7
    assert len(regime.items) == 12


def test_the_enumerations_are_the_words_of_the_form() -> None:
    regime = report_regime(date(2026, 12, 1))
    assert [choice.title_vi for choice in regime.column("status").choices] == [
        "Đang dự thảo", "Đã gửi thẩm định", "Đã thẩm định", "Đã được phê duyệt",
    ]  # fmt: skip
    assert [choice.title_vi for choice in regime.column("implementation").choices] == [
        "Chưa triển khai", "Đã triển khai một số hạng mục", "Đã triển khai đầy đủ",
    ]  # fmt: skip
    assert regime.column("assessed").type is ColumnType.CHOICES
    assert regime.column("status").choice("sent").title_vi == "Đã gửi thẩm định"
    with pytest.raises(KeyError):
        regime.column("status").choice("lost")


def test_the_period_runs_from_mid_december_to_mid_december() -> None:
    regime = report_regime(date(2026, 12, 1))
    period = regime.period(2026)
    assert (period.first, period.last) == (date(2025, 12, 15), date(2026, 12, 14))
    assert [regime.year_of(day) for day in (period.first, period.last, date(2026, 12, 15))] == [2026, 2026, 2027]


def test_the_addressee_changes_with_the_regime_and_the_days_do_not() -> None:
    now, before = report_regime(date(2026, 8, 19)), report_regime(date(2026, 8, 18))
    assert [step.addressee for step in now.steps] == ["Chủ quản hệ thống thông tin", "Bộ Công an"]
    assert before.steps[1].addressee == "Bộ Thông tin và Truyền thông"
    assert [step.before for step in now.steps] == [step.before for step in before.steps]
    assert [step.before.in_year(2026) for step in now.steps] == [date(2026, 12, 20), date(2026, 12, 25)]
    assert before.confidence is Confidence.INFERRED
    assert not before.form_known


def test_a_day_before_any_regime_is_refused() -> None:
    with pytest.raises(LawError, match="01/01/2020"):
        report_regime(date(2020, 1, 1))


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("before: {month: 12, day: 20}", "before: {month: 13, day: 20}", "20/13"),
        ("  to: 2026-08-18", "  to: 2026-08-19", "trùng thời gian"),
        ("type: text, needed: always", "type: words, needed: always", "words"),
        ("type: level, needed: always", "type: choice, needed: always", "choices"),
    ],
)
def test_a_wrong_regime_is_named_with_its_line(tmp_path: Path, before: str, after: str, why: str) -> None:
    text = ANNUAL.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "annual.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LawError, match=r"annual\.yaml, dòng \d+") as refused:
        read_regimes(tmp_path / "annual.yaml")
    assert why in str(refused.value)


def test_the_words_of_the_law_change_on_the_first_of_july() -> None:
    assert term("security", date(2026, 6, 30)).vi == "an toàn thông tin"
    assert term("security", date(2026, 7, 1)).vi == "an ninh mạng"
    for code in {found.code for found in terms()}:
        assert term(code, date(2024, 12, 1)).vi != term(code, date(2026, 12, 1)).vi
    with pytest.raises(LawError, match="happiness"):
        term("happiness", date(2026, 1, 1))


def test_fines_are_for_reference_and_say_that_they_were_not_read() -> None:
    assert {fine.confidence for fine in sanctions()} == {Confidence.UNVERIFIED}
    assert all(0 < fine.low < fine.high and fine.article for fine in sanctions())
