"""The ready documents say the right thing to the right body."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engines.documents.cases import (
    COMMUNE,
    DEPARTMENT,
    INFORMED,
    ORIGIN,
    PARTY,
    everything,
    form,
    handover,
    late,
    reminder,
    result_report,
    results,
    silent,
    spill,
    urging,
)
from engines.documents.papers import WORDING
from vonggac.engines.documents import Body, Kind, NothingToRemindError, ObligationResult, Origin, Paper, PaperDate, Table
from vonggac.engines.documents.model import Block, Paragraph


def said(paper: Paper) -> str:
    return "\n".join(getattr(block, "text", "") for block in paper.body)


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def requests(paper: Paper) -> list[str]:
    return [block.text for block in paper.body if isinstance(block, Paragraph) and "đã đến hạn, gửi kết quả" in block.text]


def test_a_commune_is_ordered_and_a_department_is_asked() -> None:
    assert "yêu cầu các cơ quan" in requests(reminder(late(COMMUNE)))[0]
    asked = said(reminder(late(DEPARTMENT)))
    assert "đề nghị các cơ quan" in asked
    assert "yêu cầu" not in asked.lower()


@pytest.mark.parametrize("standing", sorted(WORDING.asked_only))
@pytest.mark.parametrize("relation", ["chi-dao", "de-nghi", "phoi-hop"])
def test_bodies_that_cannot_be_ordered_are_asked_whatever_was_entered_and_never_shown_as_late(standing: str, relation: str) -> None:
    paper = reminder(late(Body("Cơ quan Trung ương", relation, standing)))
    assert "yêu cầu" not in said(paper).lower()
    assert tables(paper.annexes[0].blocks)[0].rows[0][-1] == "Chưa nhận được"


def test_with_several_relations_those_who_are_asked_are_named_and_come_first() -> None:
    party, department, rest = requests(reminder(late(COMMUNE), late(DEPARTMENT), late(PARTY)))
    assert "đề nghị Văn phòng Tỉnh ủy quan tâm, phối hợp" in party
    assert "đề nghị Sở Tài chính quan tâm hoàn thành" in department
    assert "yêu cầu các cơ quan, đơn vị, địa phương còn lại nêu tại Phụ lục khẩn trương" in rest


def test_the_annex_names_body_work_deadline_and_days_late() -> None:
    table = tables(reminder(late(COMMUNE)).annexes[0].blocks)[0]
    assert [column.header for column in table.columns] == ["STT", "Cơ quan", "Nội dung", "Hạn", "Quá hạn"]
    assert table.rows == (("1", "UBND xã Đức Hòa", "Rà soát cấu hình tường lửa", "20/11/2026", "12 ngày"),)


def test_without_anything_overdue_there_is_no_reminder() -> None:
    for nothing in ((), (late(INFORMED),), (late(COMMUNE, internal=True),)):
        with pytest.raises(NothingToRemindError):
            reminder(*nothing)


def test_few_bodies_are_addressed_by_name_and_many_by_the_annex() -> None:
    assert reminder(late(COMMUNE), late(COMMUNE), late(DEPARTMENT)).addressees == ("UBND xã Đức Hòa", "Sở Tài chính")
    many = reminder(*(late(Body(f"UBND xã số {n}", "chi-dao")) for n in range(250)))
    assert len(many.addressees) == 1
    assert len(tables(many.annexes[0].blocks)[0].rows) == 250


def test_a_reminder_counts_bodies_and_pieces_of_work_apart() -> None:
    assert "còn 01 cơ quan, đơn vị chưa gửi kết quả thực hiện 02 nội dung" in said(
        reminder(late(COMMUNE), late(COMMUNE, content="Quét mã độc"))
    )


def test_a_letter_is_named_without_what_is_not_known() -> None:
    assert ORIGIN.words() == "Công văn số 5653/UBND-CNTT ngày 05/11/2026 của UBND tỉnh về việc tăng cường bảo đảm an ninh mạng dịp Tết"
    assert Origin("Chỉ thị", "", "UBND tỉnh", None, "an ninh mạng").words() == "Chỉ thị của UBND tỉnh về việc an ninh mạng"


def test_the_report_sums_what_was_given_done_late_and_silent() -> None:
    table = tables(result_report().body)[0]
    assert table.totals == ("", "Cộng", "192", "176", "10", "1", "1")
    assert "192 lượt việc; đã hoàn thành 176 lượt việc (đạt 91,7 %); quá hạn 1 lượt việc" in said(result_report())


def test_the_report_names_the_late_and_the_silent_but_not_bodies_that_are_only_asked() -> None:
    text = said(result_report())
    assert "Cơ quan quá hạn: 01 cơ quan, gồm: UBND xã Đức Hòa." in text
    assert "Cơ quan chưa trả lời: 01 cơ quan, gồm: UBND xã Ba Tơ." in text
    assert PARTY.name not in text


def test_an_internal_deadline_never_counts_as_overdue_in_a_report() -> None:
    paper = result_report(results(overdue=(late(COMMUNE, internal=True),)))
    assert "Cơ quan quá hạn: không có." in said(paper)
    assert tables(paper.annexes[0].blocks)[0].rows == ()


def test_a_figure_nobody_gave_is_said_to_be_missing_and_not_zero() -> None:
    figures = tables(result_report().body)[1]
    assert [row[3] for row in figures.rows] == ["12.450", "Chưa có"]
    assert figures.rows[0][4] == "40/96"


def test_the_report_of_nothing_divides_by_nothing() -> None:
    paper = result_report([], 0)
    assert "00 nhiệm vụ" in said(paper)
    assert tables(paper.annexes[1].blocks)[0].rows == ()


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError):
        ObligationResult("1", "x", given=2, done=2, working=1)


def test_every_piece_of_evidence_stands_in_a_wide_annex_with_its_whole_digest() -> None:
    annex = result_report().annexes[1]
    assert annex.landscape
    assert tables(annex.blocks)[0].rows[0][-1].replace(" ", "") == "ab" * 32


def test_minutes_of_a_spill_list_what_was_erased_and_which_backups_are_left() -> None:
    paper = spill()
    erased, backups = tables(paper.body)
    assert [row[3] for row in erased.rows] == ["1", "2"]
    assert backups.rows[0][1:4] == ("Bản sao lưu hằng ngày", "Tủ lưu trữ số 2", "02/12/2026")
    assert "Nội dung tài liệu không được ghi" in said(paper)
    assert paper.symbol == "BB-SKHCN"


def test_minutes_carry_the_day_they_were_made() -> None:
    assert spill().date == handover().date == PaperDate(2026, 12, 3)
    assert "Hồi 14 giờ 05 phút, ngày 03/12/2026" in said(spill())


def test_both_sign_the_handing_over_and_every_open_work_is_listed() -> None:
    paper = handover(3)
    assert [signer.title for signer in paper.signers] == ["Người bàn giao", "Người nhận"]
    assert [row[3] for row in tables(paper.body)[0].rows] == ["Không có hạn", "10/12/2026", "Không có hạn"]


@pytest.mark.parametrize("count", [0, 6])
def test_a_form_asks_one_to_five_questions(count: int) -> None:
    with pytest.raises(ValueError):
        form(count)


def test_a_form_has_no_number_and_carries_its_code() -> None:
    paper = form(5)
    assert (paper.kind, paper.number, paper.symbol) == (Kind.ANSWER_FORM, None, "")
    assert "VG-7K2M-91" in said(paper)


def test_no_ready_document_invents_a_name_or_a_number() -> None:
    for name, paper in everything().items():
        assert paper.number is None, name
    assert all(signer.name is None for signer in replace(reminder(late(COMMUNE))).signers)
    assert reminder(late(COMMUNE)).date.day is None
    assert date(2026, 11, 20) == late(COMMUNE).due


def test_a_body_is_late_with_its_report_only_after_the_day_of_the_law_and_never_when_it_is_only_asked() -> None:
    before = tables(urging(silent(COMMUNE), silent(PARTY)).annexes[0].blocks)[0].rows
    assert [row[-1] for row in before] == ["Chưa lập", "Chưa nhận được"]
    after = tables(urging(silent(COMMUNE), silent(PARTY), as_of=date(2026, 12, 22)).annexes[0].blocks)[0].rows
    assert [row[-1] for row in after] == ["Chưa lập, quá hạn 3 ngày", "Chưa nhận được"]


def test_a_letter_about_the_report_leaves_out_bodies_that_are_only_told_and_is_not_drawn_for_nobody() -> None:
    assert urging(silent(COMMUNE), silent(INFORMED)).addressees == ("UBND xã Đức Hòa",)
    with pytest.raises(NothingToRemindError):
        urging(silent(INFORMED))
