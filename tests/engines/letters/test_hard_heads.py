"""Heads and feet as scanners, converters, party offices and the police give them."""

from __future__ import annotations

import pytest

from vonggac.engines.letters import as_json, read

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
BODY = "\n\nKính gửi: Các sở, ban, ngành.\n\n1. Rà soát tài khoản.\n2. Báo cáo kết quả trước ngày 25/3/2026.\n"
FOOT = "\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nCHỦ TỊCH\n\nNguyễn Văn Mẫu\n"
TWO_COLUMNS = {
    "tabs": f"ỦY BAN NHÂN DÂN\t{MOTTO}\nTỈNH QUẢNG NGÃI\tĐộc lập - Tự do - Hạnh phúc\nSố: 15/UBND-NC\tQuảng Ngãi, ngày 05 tháng 3 năm 2026",
    "blanks": f"ỦY BAN NHÂN DÂN      {MOTTO}\n TỈNH QUẢNG NGÃI        Độc lập - Tự do - Hạnh phúc\n  ————————     ——————————————\n"
    "Số: 15 /UBND-NC       Quảng Ngãi, ngày 05 tháng 3 năm 2026",
    "a mark of haste above": f"HỎA TỐC\nỦY BAN NHÂN DÂN\t{MOTTO}\nTỈNH QUẢNG NGÃI\tĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 15/UBND-NC\tQuảng Ngãi, ngày 05 tháng 3 năm 2026",
}


@pytest.mark.parametrize("head", TWO_COLUMNS.values(), ids=TWO_COLUMNS)
def test_two_columns_read_as_one_never_put_the_motto_into_the_issuer(head: str) -> None:
    letter = read(head + BODY + FOOT)
    assert (letter.issuer, letter.number, letter.date) == ("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", "15/UBND-NC", "2026-03-05")


PARTY = "\n*\nSố 12-{}/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nQuảng Ngãi, ngày 05 tháng 3 năm 2026\n\n"


def test_a_party_letter_without_recipients_has_its_signer() -> None:
    text = "ĐẢNG BỘ TỈNH QUẢNG NGÃI\nTỈNH ỦY" + PARTY.format("CV")
    letter = read(text + "Kính gửi: Các đảng ủy.\n\n1. Quán triệt.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nNguyễn Văn Mẫu\n")
    assert letter.number == "12-CV/TU"
    assert letter.signer is not None
    assert (letter.signer.name, letter.signer.title, letter.signer.authority) == ("Nguyễn Văn Mẫu", "PHÓ BÍ THƯ", "T/M BAN THƯỜNG VỤ")


def test_the_author_of_a_party_directive_is_not_its_subject() -> None:
    text = "TỈNH ỦY QUẢNG NGÃI" + PARTY.format("CT") + "CHỈ THỊ\nCỦA BAN THƯỜNG VỤ TỈNH ỦY\nvề tăng cường an ninh mạng\n-----\n\n"
    assert (
        read(text + "1. Quán triệt.\n2. Báo cáo.\n\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nNguyễn Văn Mẫu\n").subject == "về tăng cường an ninh mạng"
    )


def test_a_short_letter_of_the_police_has_its_issuer_and_signer_without_the_rank() -> None:
    head = f"CÔNG AN TỈNH QUẢNG NGÃI\nPHÒNG AN NINH MẠNG\n{MOTTO}\nSố: 77/PA05-Đ2\nQuảng Ngãi, ngày 05 tháng 3 năm 2026\nV/v cảnh báo\n\n"
    letter = read(head + "Kính gửi: Trung tâm Chuyển đổi số.\n\n1. Vá lỗ hổng.\n\nTL. GIÁM ĐỐC\nTRƯỞNG PHÒNG\n\nThượng tá Trần Văn Mẫu\n")
    assert (letter.parent, letter.issuer) == ("CÔNG AN TỈNH QUẢNG NGÃI", "PHÒNG AN NINH MẠNG")
    assert letter.signer is not None
    assert (letter.signer.name, letter.signer.title) == ("Trần Văn Mẫu", "TRƯỞNG PHÒNG")


def test_a_day_written_with_slashes_beside_its_place_is_the_letters_date() -> None:
    letter = read("SỞ Y TẾ\nSố: 15/SYT-VP\nQuảng Ngãi, ngày 5/3/2026\nV/v rà soát" + BODY + FOOT)
    assert (letter.date, letter.place) == ("2026-03-05", "Quảng Ngãi")
    cited = read("SỞ Y TẾ\nSố: 15/SYT-VP\nV/v trả lời Công văn số 12/ABC, ngày 5/3/2026" + BODY + FOOT)
    assert cited.date is None, "the day of another document is not the letter's own"


def test_the_words_of_a_deadline_begin_with_a_word() -> None:
    letter = as_json(read("SỞ Y TẾ\nSố: 1/SYT-VP\n\nKính gửi: Các bệnh viện.\n\n1. Báo cáo hằng tháng, trước ngày 25 hàng tháng.\n" + FOOT))
    assert letter["obligations"][0]["deadline"]["quote"] == "trước ngày 25 hàng tháng"


def test_ministries_named_by_their_fields_stay_whole() -> None:
    letter = read(
        "Số: 1/A\n\nKính gửi:\n- Các Bộ: Công an, Nông nghiệp và Môi trường, Khoa học và Công nghệ;\n- Sở Y tế.\n\n1. Rà soát.\n" + FOOT
    )
    names = [one.text for one in letter.addressees]
    assert names == ["Bộ Công an", "Bộ Nông nghiệp và Môi trường", "Bộ Khoa học và Công nghệ", "Sở Y tế"]


def test_a_register_without_the_line_of_the_kind_still_gives_subject_issuer_and_a_place_with_a_dash() -> None:
    letter = read(
        f"ỦY BAN NHÂN DÂN | {MOTTO} |\nSố: 27/QĐ-UBND | Bà Rịa – Vũng Tàu, ngày 31 tháng 01 năm 2013 |\n"
        "VỀ VIỆC BAN HÀNH QUY CHẾ TRỰC GIẢ ĐỊNH\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BÀ RỊA – VŨNG TÀU\n"
        "Căn cứ Luật Giả định ngày 26 tháng 11 năm 2003;\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành Quy chế trực.\n"
    )
    assert (letter.kind, letter.number, letter.place) == ("quyet-dinh", "27/QĐ-UBND", "Bà Rịa – Vũng Tàu")
    assert letter.subject == "BAN HÀNH QUY CHẾ TRỰC GIẢ ĐỊNH"
    assert (letter.parent, letter.issuer) == (None, "ỦY BAN NHÂN DÂN TỈNH BÀ RỊA – VŨNG TÀU")
