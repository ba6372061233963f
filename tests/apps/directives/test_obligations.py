from datetime import date

import pytest

from vonggac.apps.directives.services.obligations import due_day, plan, short_title
from vonggac.kernel.workdays import WEEKENDS_ONLY


def leaf(text: str, **facts: object) -> dict[str, object]:
    return {"number": None, "text": text, "items": [], **facts}


def test_parts_without_numbers_get_the_points_of_a_vietnamese_document_with_d_stroke_in_its_place() -> None:
    letter = {"obligations": [{"number": "1", "text": "Tăng cường", "items": [leaf(f"việc {n}") for n in range(6)]}, leaf("hai")]}
    assert [planned.number for planned in plan(letter, None, WEEKENDS_ONLY)] == ["1", "1a", "1b", "1c", "1d", "1đ", "1e", "2"]


def test_a_heading_is_no_leaf_and_its_parts_know_it() -> None:
    letter = {"obligations": [{"number": "1", "text": "Tăng cường", "items": [leaf("rà soát")]}]}
    heading, part = plan(letter, None, WEEKENDS_ONLY)
    assert (heading.is_leaf, part.is_leaf, part.above) == (False, True, heading.path)


@pytest.mark.parametrize(
    ("deadline", "dated_on", "due"),
    [
        ({"date": "2026-12-31"}, None, date(2026, 12, 31)),
        ({"working_days": 5}, date(2026, 11, 20), date(2026, 11, 27)),
        ({"calendar_days": 3}, date(2026, 11, 20), date(2026, 11, 23)),
        ({"working_days": 5}, None, None),
        ({"day_of_month": 25}, date(2026, 11, 20), None),
        ({}, date(2026, 11, 20), None),
    ],
)
def test_a_deadline_in_days_runs_from_the_letters_date_and_is_never_guessed(
    deadline: dict[str, object], dated_on: date | None, due: date | None
) -> None:
    assert due_day(deadline, dated_on, WEEKENDS_ONLY) == due


def test_a_recurring_obligation_has_its_rhythm_from_the_text() -> None:
    [planned] = plan({"obligations": [leaf("báo cáo", recurrence="FREQ=MONTHLY;BYMONTHDAY=25")]}, None, WEEKENDS_ONLY)
    assert (planned.recurrence, planned.due_origin) == ("FREQ=MONTHLY;BYMONTHDAY=25", "text")


def test_a_short_title_is_the_first_clause_without_the_addressee_that_the_sentence_names() -> None:
    assert short_title("- phân công trực; theo dõi") == "Phân công trực"
    text = "Giám đốc Trung tâm Chuyển đổi số (theo Quyết định số 1) có trách nhiệm duy trì kết nối. Báo cáo"
    assert short_title(text, ["Giám đốc Trung tâm Chuyển đổi số"]) == "Duy trì kết nối"


def test_a_long_title_ends_between_words_and_not_in_the_air() -> None:
    text = "rà soát các hệ thống thông tin, bảo đảm các hệ thống thông tin được triển khai đầy đủ các biện pháp bảo vệ theo cấp độ an toàn"
    title = short_title(text)
    assert title == "Rà soát các hệ thống thông tin, bảo đảm các hệ thống thông tin được triển khai đầy đủ các biện pháp bảo vệ"
    assert "…" not in short_title("x" * 20 + " " + "y " * 200)


def test_two_addressees_of_one_sentence_both_stay_out_of_the_title() -> None:
    text = "Viettel Quảng Ngãi và Viễn thông Quảng Ngãi rà quét mã độc trên các hệ thống dùng chung"
    assert short_title(text, ["Viettel Quảng Ngãi", "Viễn thông Quảng Ngãi"]) == "Rà quét mã độc trên các hệ thống dùng chung"


def test_the_deadline_stands_beside_the_title_and_not_in_it() -> None:
    text = "Cài đủ bản vá cho hệ điều hành, gửi minh chứng trước ngày 26/11/2026"
    assert short_title(text, quote="trước ngày 26/11/2026") == "Cài đủ bản vá cho hệ điều hành"
    assert short_title("Báo cáo trước ngày 26/11/2026", quote="trước ngày 26/11/2026") == "Báo cáo trước ngày 26/11/2026"
