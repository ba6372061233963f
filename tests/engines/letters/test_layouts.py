"""The same letter in the shapes that conversion, typing and scanning give it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.letters.test_schema import assert_found_again
from vonggac.engines.letters import Letter, as_json, read

FOLDER = Path(__file__).parents[2] / "samples" / "letters"
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
FREE = "Độc lập - Tự do - Hạnh phúc"
BODY = """Kính gửi: Các sở, ban, ngành.

Sở Y tế đề nghị các cơ quan thực hiện:

1. Rà soát tài khoản.
2. Báo cáo kết quả trước ngày 25/3/2026./.
"""
FOOT = """
Nơi nhận:
- Như trên;
- Lưu: VT, VP.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Nguyễn Văn Mẫu
"""
HEADS = {
    "hai cột lần lượt": f"UBND TỈNH QUẢNG NGÃI\nSỞ Y TẾ\n\n{MOTTO}\n{FREE}\n\nSố: 12/SYT-VP\nV/v rà soát tài khoản\n\nQuảng Ngãi, ngày 5 tháng 3 năm 2026\n\n",  # noqa: E501
    "hai cột xen kẽ": f"UBND TỈNH QUẢNG NGÃI      {MOTTO}\nSỞ Y TẾ     {FREE}\nSố: 12/SYT-VP    Quảng Ngãi, ngày 5 tháng 3 năm 2026\nV/v rà soát tài khoản\n\n",  # noqa: E501
    "xen kẽ một dấu cách": f"UBND TỈNH QUẢNG NGÃI {MOTTO}\nSỞ Y TẾ {FREE}\nSố: 12/SYT-VP Quảng Ngãi, ngày 5 tháng 3 năm 2026\nV/v rà soát tài khoản\n\n",  # noqa: E501
    "một dòng": f"UBND TỈNH QUẢNG NGÃI SỞ Y TẾ {MOTTO} {FREE} Số: 12/SYT-VP Quảng Ngãi, ngày 5 tháng 3 năm 2026 V/v rà soát tài khoản\n",
    "dấu gạch đứng": f"UBND TỈNH QUẢNG NGÃI SỞ Y TẾ | {MOTTO} {FREE} | Số: 12/SYT-VP | Quảng Ngãi, ngày 5 tháng 3 năm 2026 | V/v rà soát tài khoản\n",  # noqa: E501
    "bảng": f"| UBND TỈNH QUẢNG NGÃI | {MOTTO} |\n|---|---|\n| SỞ Y TẾ | {FREE} |\n| Số: 12/SYT-VP | Quảng Ngãi, ngày 5 tháng 3 năm 2026 |\n| V/v rà soát tài khoản | |\n\n",  # noqa: E501
    "mỗi ô một dòng": f"UBND TỈNH QUẢNG NGÃI\n\nSỞ Y TẾ\n\n{MOTTO}\n\n{FREE}\n\nSố: 12/SYT-VP\n\nQuảng Ngãi, ngày 5 tháng 3 năm 2026\n\nV/v rà soát tài khoản\n\n",  # noqa: E501
    "quốc hiệu trước": f"{MOTTO}\n{FREE}\nQuảng Ngãi, ngày 5 tháng 3 năm 2026\nUBND TỈNH QUẢNG NGÃI\nSỞ Y TẾ\nSố: 12/SYT-VP\nV/v rà soát tài khoản\n\n",  # noqa: E501
    "dòng kẻ": f"UBND TỈNH QUẢNG NGÃI\nSỞ Y TẾ\n_______\n{MOTTO}\n{FREE}\n----------------\nSố: 12/SYT-VP\nV/v: rà soát tài khoản\n\nQuảng Ngãi, ngày 05 tháng 03 năm 2026\n\n",  # noqa: E501
    "dấu cách trong số": f"UBND TỈNH QUẢNG NGÃI\nSỞ Y TẾ\n{MOTTO}\n{FREE}\nSố : 12 / SYT - VP\nV/v rà soát tài khoản\nQuảng Ngãi , ngày 5 tháng 3 năm 2026\n\n",  # noqa: E501
    "đậm nghiêng": f"**UBND TỈNH QUẢNG NGÃI**\n**SỞ Y TẾ**\n\n**{MOTTO}**\n**{FREE}**\n\nSố: 12/SYT-VP\n*V/v rà soát tài khoản*\n\n*Quảng Ngãi, ngày 5 tháng 3 năm 2026*\n\n",  # noqa: E501
}  # fmt: skip
FEET = {
    "lần lượt": FOOT,
    "ký trước": "\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nNguyễn Văn Mẫu\n\nNơi nhận:\n- Như trên;\n- Lưu: VT, VP.\n",
    "xen kẽ": "\nNơi nhận:                    KT. GIÁM ĐỐC\n- Như trên;                  PHÓ GIÁM ĐỐC\n- Lưu: VT, VP.\n                             Nguyễn Văn Mẫu\n",  # noqa: E501
    "xen kẽ một dấu cách": "\nNơi nhận: KT. GIÁM ĐỐC\n- Như trên; PHÓ GIÁM ĐỐC\n- Lưu: VT, VP. Nguyễn Văn Mẫu\n",
    "đã ký": "\nNơi nhận:\n- Như trên;\n- Lưu: VT, VP.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n(Đã ký)\nNguyễn Văn Mẫu\n",
    "chữ ký số": "\nNơi nhận:\n- Như trên;\n- Lưu: VT, VP.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nKý bởi: Sở Y tế\nThời gian ký: 05.03.2026 10:00:00\nNguyễn Văn Mẫu\n",  # noqa: E501
    "ngắt giữa chức danh": "\nNơi nhận:\n- Như trên;\n- Lưu: VT, VP.\n\nKT.\nGIÁM ĐỐC\nPHÓ\nGIÁM ĐỐC\nNguyễn\nVăn Mẫu\n",
    "có học vị": "\nNơi nhận:\n- Như trên;\n- Lưu: VT, VP.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nTS. Nguyễn Văn Mẫu\n",
    "bảng": "\n| Nơi nhận: | KT. GIÁM ĐỐC |\n| - Như trên; | PHÓ GIÁM ĐỐC |\n| - Lưu: VT, VP. | Nguyễn Văn Mẫu |\n",
    "phụ lục sau chữ ký": FOOT
    + "\nPHỤ LỤC\nDANH SÁCH\n(Kèm theo Công văn số 99/SYT-VP ngày 01 tháng 01 năm 2020)\nSố: 77/QĐ-UBND\nHà Nội, ngày 9 tháng 9 năm 2019\nCHỦ TỊCH\nTrần Văn Khác\n",  # noqa: E501
}


def _facts(letter: Letter) -> dict[str, object]:
    signer = letter.signer
    return {
        "kind": letter.kind.value,
        "number": letter.number,
        "date": letter.date,
        "place": letter.place,
        "issuer": letter.issuer,
        "parent": letter.parent,
        "subject": letter.subject,
        "addressees": [one.text for one in letter.addressees],
        "recipients": [one.rstrip(".") for one in letter.recipients],
        "obligations": [one.number for one in letter.obligations],
        "signer": (signer.name, signer.title, signer.authority) if signer else None,
    }


TRUTH = {
    "kind": "cong-van",
    "number": "12/SYT-VP",
    "date": "2026-03-05",
    "place": "Quảng Ngãi",
    "issuer": "SỞ Y TẾ",
    "parent": "UBND TỈNH QUẢNG NGÃI",
    "subject": "rà soát tài khoản",
    "addressees": ["Các sở, ban, ngành"],
    "recipients": ["Như trên", "Lưu: VT, VP"],
    "obligations": ["1", "2"],
    "signer": ("Nguyễn Văn Mẫu", "PHÓ GIÁM ĐỐC", "KT. GIÁM ĐỐC"),
}


@pytest.mark.parametrize("head", HEADS)
def test_the_letterhead_is_read_in_any_shape(head: str) -> None:
    assert _facts(read(HEADS[head] + BODY + FOOT)) == TRUTH


@pytest.mark.parametrize("foot", FEET)
def test_the_foot_is_read_in_any_shape(foot: str) -> None:
    assert _facts(read(HEADS["hai cột lần lượt"] + BODY + FEET[foot])) == TRUTH


def test_a_name_in_capitals_is_a_name() -> None:
    letter = read(HEADS["bảng"] + BODY + FOOT.replace("Nguyễn Văn Mẫu", "(Ký, ghi rõ họ tên)\nNGUYỄN VĂN MẪU"))
    assert letter.signer is not None
    assert letter.signer.name == "NGUYỄN VĂN MẪU"


def test_two_signers_give_a_warning() -> None:
    foot = FOOT + "\n\nGIÁM ĐỐC CÔNG AN TỈNH\nTrần Văn Khác\n"
    assert "several-signers" in {warning.code for warning in read(HEADS["bảng"] + BODY + foot).warnings}


@pytest.mark.parametrize(
    ("lines", "signed"),
    [
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLê Văn Thử", ("Lê Văn Thử", "CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN")),
        (
            "TM. ỦY BAN NHÂN\nDÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nLê Văn Thử",
            ("Lê Văn Thử", "PHÓ CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"),
        ),
        ("TL. GIÁM ĐỐC\nCHÁNH VĂN PHÒNG\nLê Văn Thử", ("Lê Văn Thử", "CHÁNH VĂN PHÒNG", "TL. GIÁM ĐỐC")),
        ("TUQ. CHỦ TỊCH\nGIÁM ĐỐC SỞ NỘI VỤ\nLê Văn Thử", ("Lê Văn Thử", "GIÁM ĐỐC SỞ NỘI VỤ", "TUQ. CHỦ TỊCH")),
        ("KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nLê Văn Thử", ("Lê Văn Thử", "THỨ TRƯỞNG", "KT. BỘ TRƯỞNG")),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nĐại tá Lê Văn Thử", ("Lê Văn Thử", "PHÓ GIÁM ĐỐC", "KT. GIÁM ĐỐC")),
        ("Q. GIÁM ĐỐC\nLê Văn Thử", ("Lê Văn Thử", "Q. GIÁM ĐỐC", "Q.")),
        ("GIÁM ĐỐC\nY Mẫu Niê Kđăm", ("Y Mẫu Niê Kđăm", "GIÁM ĐỐC", None)),
    ],
)
def test_the_authority_and_the_title_of_a_signature_are_told_apart(lines: str, signed: tuple[str, str, str | None]) -> None:
    letter = read(HEADS["bảng"] + BODY + f"\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\n{lines}\n")
    assert letter.signer is not None
    assert (letter.signer.name, letter.signer.title, letter.signer.authority) == signed


def test_other_documents_headers_in_the_body_and_behind_it_change_nothing() -> None:
    quoted = f"“UBND TỈNH KHÁC\n{MOTTO}\nSố: 1/UBND\nHà Nội, ngày 1 tháng 1 năm 2020\nKính gửi: Các huyện.\nNơi nhận:\n- Như trên.\nCHỦ TỊCH\nTrần Văn Khác”\n\n"  # noqa: E501
    body = BODY.replace("1. Rà soát", quoted + "Sở Y tế đề nghị:\n\n1. Rà soát")
    said = _facts(read(HEADS["bảng"] + body + FOOT))
    assert {key: said[key] for key in ("number", "date", "signer", "addressees")} == {
        key: TRUTH[key] for key in ("number", "date", "signer", "addressees")
    }


def _wrapped(text: str, width: int) -> str:
    """Break every long line at a blank, as a converter with a narrow page does."""
    return "\n".join(re.sub(rf"(.{{{width - 8},{width}}})\s(?=\S)", r"\1\n", line) for line in text.split("\n"))


@pytest.mark.parametrize("width", [38, 52, 66, 90])
@pytest.mark.parametrize("name", ["01-so-va-ngay-de-trong", "07-cong-an-tinh", "12-trich-dau-van-ban-khac", "13-phu-luc-co-cot-so-ky-hieu"])
def test_wrapping_the_lines_changes_no_value(name: str, width: int) -> None:
    text = (FOLDER / "blanked" / f"{name}.txt").read_text(encoding="utf-8")
    assert _facts(read(_wrapped(text, width))) == _facts(read(text))


@given(seed=st.integers(0, 10_000))
def test_breaking_lines_anywhere_in_head_and_foot_changes_no_value(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    head = "\n".join(_broken(line, chance) for line in HEADS["hai cột lần lượt"].split("\n"))
    foot = "\n".join(_broken(line, chance) for line in FOOT.split("\n"))
    assert _facts(read(head + BODY + foot)) == TRUTH


def _broken(line: str, chance: random.Random) -> str:
    words = line.split(" ")
    if len(words) < 2 or line.startswith("-") or chance.random() < 0.5:
        return line
    at = chance.randrange(1, len(words))
    return " ".join(words[:at]) + "\n" + " ".join(words[at:])


PIECES = ["Số:", "/", "UBND-VP", "ngày", "tháng", "năm 2026", "Kính gửi:", "- ", "1. ", "a) ", "Điều 1. ", "Nơi nhận:", "KT. ", "CHỦ TỊCH", "./.", "\n", "\n\n", "¹", "[1]",  # noqa: E501
          "“", "”", "(", ")", "|", "\t", "     ", "đề nghị", "trước ngày 30/2", "Phụ lục", "0000.111.222", "điện thoại", "a@b.example", "Sở Y tế", "để", "V/v ", "…", "\u0301", "\r", "\x00"]  # fmt: skip  # noqa: E501


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=120).map("".join))
def test_no_text_breaks_the_reading_and_every_value_has_its_place(text: str) -> None:
    assert_found_again(as_json(read(text)))


@pytest.mark.parametrize(
    "piece",
    ["(", " ", "\n", "Số: ", "KT. ", "¹ x\n\n", "1. đề nghị các sở trước ngày 1/1/2025.\n", "để hỗ trợ về Sở Y tế ", "V/v ", "0", "“\n"],
)
def test_a_hostile_repetition_costs_no_more_than_its_length(piece: str) -> None:
    """Each of these took minutes once; a pattern that squares the length again would hang here."""
    text = "Kính gửi: Các sở.\n\nSở Y tế đề nghị:\n\n1. " + piece * (20_000 // len(piece))
    assert read(text).text == text


def test_a_very_long_gap_keeps_every_place_right() -> None:
    text = HEADS["hai cột lần lượt"].replace("\n\n", " " * 5_000 + "\n\n") + BODY + "\n" * 3_000 + FOOT
    answer = as_json(read(text))
    assert answer["signer"]["name"] == "Nguyễn Văn Mẫu"
    assert_found_again(answer)


def test_a_subject_that_ends_with_the_name_of_the_party_is_not_taken_for_the_motto_of_a_party_letter() -> None:
    letter = read(
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ\n\nSố: 12/SKHCN-CNTT\n\nQuảng Ngãi, ngày 05 tháng 01 năm 2026\n\n"
        "V/v bảo đảm an toàn thông tin dịp Lễ kỷ niệm 96 năm thành lập Đảng Cộng sản Việt Nam\n\n"
        "Kính gửi: Các sở, ban ngành.\n\n1. Rà soát."
    )
    assert letter.subject == "bảo đảm an toàn thông tin dịp Lễ kỷ niệm 96 năm thành lập Đảng Cộng sản Việt Nam"
