"""By when and how often, as letters write it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from vonggac.engines.letters import Letter, Obligation, read

HEAD = """UBND TỈNH QUẢNG NGÃI
SỞ KHOA HỌC VÀ CÔNG NGHỆ

Số: 15/SKHCN-CĐS

Quảng Ngãi, ngày 10 tháng {month} năm 2026

Kính gửi: Các sở, ban, ngành.

Sở Khoa học và Công nghệ đề nghị các cơ quan thực hiện các nội dung sau:

1. {sentence}

2. Lưu kết quả tại cơ quan./.

Nơi nhận:
- Như trên.
"""


def _letter(sentence: str, month: int = 3) -> Letter:
    return read(HEAD.format(sentence=sentence, month=month))


def _first(sentence: str, month: int = 3) -> Obligation:
    return _letter(sentence, month).obligations[0]


def _said(one: Obligation) -> dict[str, Any] | None:
    return (
        None
        if one.deadline is None
        else {key: value for key, value in asdict(one.deadline).items() if value is not None and key != "quote"}
    )


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Gửi báo cáo trước ngày 25/3/2026.", {"date": "2026-03-25"}),
        ("Gửi báo cáo trước ngày 25/3.", {"date": "2026-03-25"}),
        ("Hoàn thành trước ngày 5 tháng 4 năm 2026.", {"date": "2026-04-05"}),
        ("Gửi kết quả chậm nhất là ngày 30 tháng 4.", {"date": "2026-04-30"}),
        ("Gửi kết quả trước 17h00 ngày 20/3/2026.", {"date": "2026-03-20"}),
        ("Gửi kết quả trước 16 giờ 30 phút, ngày 20/3/2026.", {"date": "2026-03-20"}),
        ("Báo cáo trong vòng 05 ngày làm việc kể từ ngày nhận được văn bản.", {"working_days": 5}),
        ("Báo cáo trong thời hạn 03 (ba) ngày làm việc.", {"working_days": 3}),
        ("Báo cáo trong vòng 10 ngày.", {"calendar_days": 10}),
        ("Báo cáo trong vòng 24 giờ.", {"calendar_days": 1}),
        ("Báo cáo trước ngày 25 hàng tháng.", {"day_of_month": 25}),
        ("Báo cáo trước ngày 20 hằng tháng về Sở.", {"day_of_month": 20}),
        ("Hoàn thành trong tháng 6/2026.", {"date": "2026-06-30"}),
        ("Hoàn thành việc cài đặt trong quý II năm 2026.", {"date": "2026-06-30"}),
        ("Hoàn thành trước ngày\n25\ntháng 3 năm 2026.", {"date": "2026-03-25"}),
    ],
)
def test_a_deadline_is_read_as_it_is_written(sentence: str, said: dict[str, Any]) -> None:
    assert _said(_first(sentence)) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "Thực hiện Quyết định số 12/QĐ-UBND ngày 02/4/2024 của UBND tỉnh.",
        "Trực 24/7 trong những ngày nghỉ.",
        "Kiểm tra 30/4 máy chủ.",
        "Đọc văn bản đã ban hành trước ngày 01/01/2026.",
    ],
)
def test_a_day_that_is_no_deadline_is_not_read_as_one(sentence: str) -> None:
    assert _first(sentence).deadline is None


def test_a_deadline_without_a_year_takes_the_letters_year_and_says_so() -> None:
    letter = _letter("Gửi báo cáo trước ngày 30/4.")
    assert [warning.code for warning in letter.warnings if warning.path.startswith("/obligations/0/deadline")] == ["deadline-year-assumed"]


def test_a_december_letter_that_names_january_means_the_next_year_and_says_so() -> None:
    letter = _letter("Gửi báo cáo trước ngày 10/01.", month=12)
    assert _said(letter.obligations[0]) == {"date": "2027-01-10"}
    assert "deadline-next-year" in {warning.code for warning in letter.warnings}


def test_a_day_no_calendar_has_is_quoted_and_left_for_a_person() -> None:
    letter = _letter("Gửi báo cáo trước ngày 31/02/2026.")
    deadline = letter.obligations[0].deadline
    assert deadline is not None
    assert (deadline.date, deadline.quote) == (None, "trước ngày 31/02/2026")
    assert "deadline-unclear" in {warning.code for warning in letter.warnings}


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Báo cáo định kỳ hàng quý về Sở.", "FREQ=MONTHLY;INTERVAL=3"),
        ("Báo cáo định kỳ 06 tháng, 1 năm.", "FREQ=MONTHLY;INTERVAL=6"),
        ("Định kỳ hằng năm rà soát danh mục.", "FREQ=YEARLY"),
        ("Báo cáo trước ngày 25 hàng tháng.", "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("Báo cáo vào thứ Sáu hàng tuần.", "FREQ=WEEKLY;BYDAY=FR"),
        ("Báo cáo Ủy ban nhân dân tỉnh hằng tuần về tiến độ.", "FREQ=WEEKLY"),
        ("Báo cáo trước ngày 15/12 hằng năm.", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"),
        ("Xử lý các cảnh báo hàng tuần, hàng tháng do Công an tỉnh công bố.", None),
        ("Xử lý địa chỉ trong danh sách mà Công an tỉnh gửi hàng tháng hoặc đột xuất.", None),
    ],
)
def test_a_recurrence_belongs_to_the_duty_not_to_what_others_publish(sentence: str, rule: str | None) -> None:
    assert _first(sentence).recurrence == rule


def test_each_class_of_addressees_gets_its_own_day() -> None:
    one = _first("Báo cáo kết quả về Sở: các sở, ban, ngành trước ngày 20/3/2026; UBND các xã, phường trước ngày 22/3/2026.")
    assert one.deadline is None
    assert [(part.addressees[0].text, part.addressees[0].class_, _said(part)) for part in one.items] == [
        ("các sở, ban, ngành", "so-ban-nganh", {"date": "2026-03-20"}),
        ("UBND các xã, phường", "ubnd-cap-xa", {"date": "2026-03-22"}),
    ]


def test_the_figures_asked_back_are_listed() -> None:
    one = _first("Báo cáo số máy đã xử lý/tổng số máy và tỷ lệ máy đã cài phần mềm chống mã độc trước ngày 20/3.")
    assert one.figures_asked == ("số máy đã xử lý", "tổng số máy", "tỷ lệ máy đã cài phần mềm chống mã độc")
