"""What stops a letter, and what must not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from vonggac.kernel.handling import Secrecy
from vonggac.sources.documents.secrecy import find_marks

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI\n{stamp}\nSố: 12/UBND-NC\n"
    "Quảng Ngãi, ngày 05 tháng 01 năm 2026\n\nKính gửi: Các sở, ban ngành.\n\nNội dung.\n"
)


@pytest.mark.parametrize(
    ("stamp", "degree"),
    [
        ("MẬT", Secrecy.CONFIDENTIAL),
        ("TỐI MẬT", Secrecy.SECRET),
        ("TUYỆT MẬT", Secrecy.TOP_SECRET),
        ("Mật", Secrecy.CONFIDENTIAL),
        ("Tối mật", Secrecy.SECRET),
        ("M Ậ T", Secrecy.CONFIDENTIAL),
        ("T U Y Ệ T   M Ậ T", Secrecy.TOP_SECRET),
        ("[MẬT]", Secrecy.CONFIDENTIAL),
        ("| MẬT |", Secrecy.CONFIDENTIAL),
        ("**TỐI MẬT**", Secrecy.SECRET),
        ("MẬT - KHẨN", Secrecy.CONFIDENTIAL),
        ("HỎA TỐC   TUYỆT MẬT", Secrecy.TOP_SECRET),
        ("MẬT\tBản số: 03", Secrecy.CONFIDENTIAL),
        ("MAT", Secrecy.CONFIDENTIAL),
        ("TUYET MAT", Secrecy.TOP_SECRET),
        ("Độ mật: Mật", Secrecy.CONFIDENTIAL),
        ("ĐỘ MẬT: TỐI MẬT", Secrecy.SECRET),
        ("Độ mật:\nTuyệt mật", Secrecy.TOP_SECRET),
        ("BÍ MẬT NHÀ NƯỚC", Secrecy.CONFIDENTIAL),
        ("TÀI LIỆU BÍ MẬT NHÀ NƯỚC", Secrecy.CONFIDENTIAL),
        ("Số: 07/MẬT-UBND", Secrecy.CONFIDENTIAL),
        ("Số: 05-BC/TU (M)", Secrecy.CONFIDENTIAL),
        ("Số:   /TỐI MẬT-BCA", Secrecy.SECRET),
        ("Số: 15/KH-CAT (Mật)", Secrecy.CONFIDENTIAL),
    ],
)
def test_a_stamp_in_the_head_of_a_letter_is_found_with_its_degree(stamp: str, degree: Secrecy) -> None:
    assert degree in [mark.degree for mark in find_marks(HEAD.format(stamp=stamp), "cong-van.docx")]


@pytest.mark.parametrize(
    "line",
    [
        "Chỉ đạo thay đổi mật khẩu tài khoản thư điện tử công vụ, đảm bảo mật khẩu đủ mạnh.",
        "MẬT KHẨU",
        "QUY ĐỊNH VỀ MẬT KHẨU",
        "BẢO MẬT",
        "CÔNG TÁC BẢO\nMẬT",
        "QUẢN LÝ\nMẬT\nKHẨU THƯ ĐIỆN TỬ",
        "V/v tăng cường công tác bảo vệ bí mật nhà nước",
        "TĂNG CƯỜNG CÔNG TÁC BẢO VỆ\nBÍ MẬT NHÀ NƯỚC",
        "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Bí mật kinh doanh của doanh nghiệp",
        "BÍ MẬT KINH DOANH",
        "Mật độ dân số 250 người/km²",
        "Mật độ: Cao",
        "Mật mã dân sự",
        "Độ mật: Không",
        "Độ mật của tài liệu gồm: Tuyệt mật, Tối mật, Mật",
        "Tài liệu có độ mật Mật, Tối mật không gửi qua mạng.",
        "Thực hiện Công văn số 07/MẬT-BCA về công tác bảo vệ",
        "MẶT TRẬN",
        "MẶT",
        "MẤT",
        "MẤT AN TOÀN",
        "Xử lý lỗ hổng bảo mật trên máy chủ.",
        "Số: 12/BM-UBND",
        "Số: 12/TM-KHCN",
        "An ninh, bảo mật\tMật khẩu",
    ],
)
def test_everyday_words_stop_nothing(line: str) -> None:
    assert find_marks(HEAD.format(stamp=line) + line + "\n", "cong-van.docx") == ()


def test_a_stamp_at_the_top_of_a_later_page_is_found() -> None:
    assert [mark.degree for mark in find_marks(HEAD.format(stamp="") + "Trang sau.\n\nTỐI MẬT\n\n2\nnội dung", "a.pdf")] == [Secrecy.SECRET]


def test_the_place_of_a_stamp_points_into_the_text() -> None:
    text = HEAD.format(stamp="  TỐI MẬT")
    (mark,) = find_marks(text, "a.pdf")
    assert mark.start is not None
    assert text[mark.start : mark.start + len(mark.quote)] == "TỐI MẬT"


@pytest.mark.parametrize(
    "name",
    [
        "mat-cong-van-12.docx",
        "MẬT_ke-hoach.pdf",
        "Công văn (Mật).docx",
        "CV 12 [mat].pdf",
        "toi-mat 15.pdf",
        "TUYỆT MẬT - báo cáo.docx",
        "mat.pdf",
        "Ke hoach TOIMAT.docx",
        "độ mật.docx",
        "cong van mật 12.docx",
        "tai-lieu-bi-mat-nha-nuoc.pdf",
        "van-ban-mat.pdf",
    ],
)
def test_a_name_that_says_secret_stops_the_file(name: str) -> None:
    assert [mark.where for mark in find_marks("Nội dung.", name)] == ["name"]


@pytest.mark.parametrize(
    "name",
    [
        "doi-mat-khau.docx",
        "Mật khẩu mạnh.docx",
        "mat-khau.txt",
        "bao-mat.pdf",
        "bảo mật.pdf",
        "bao-ve-bi-mat-nha-nuoc.docx",
        "mat-bang.xlsx",
        "Mặt trận Tổ quốc.docx",
        "mat-dien.docx",
        "mất mạng.txt",
        "Mật độ.docx",
        "khong-dung-tien-mat.docx",
        "automat.docx",
        "ra-mat.pdf",
        "Luật bảo vệ bí mật nhà nước.pdf",
        "format.docx",
        "mat-ma-dan-su.pdf",
        "an-toan-bao-mat-2025.pdf",
    ],
)
def test_an_everyday_name_stops_nothing(name: str) -> None:
    assert find_marks("Nội dung.", name) == ()


def test_the_founding_letter_about_passwords_passes(reference: Path) -> None:
    path = reference / "letter" / "letter-2024-12.txt"
    assert find_marks(path.read_text(encoding="utf-8"), path.name) == ()


def test_no_real_open_letter_is_stopped(reference: Path) -> None:
    with gzip.open(reference / "data" / "letters" / "letters-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        stopped = [letter["id"] for letter in map(json.loads, lines) if find_marks(letter["text"], "")]
    assert stopped == []


@pytest.mark.parametrize("misread", ["TỐI MẠT", "TÔI MẬT", "TUYỆT MẶT"])
def test_a_stamp_misread_by_recognition_still_stops_the_file(misread: str) -> None:
    text = HEAD.format(stamp=misread)
    assert find_marks(text, where="recognised") != ()
    assert find_marks(text) == ()
