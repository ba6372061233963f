"""No name is cut at its own comma or "và": every body the province knows, in every layout a list of addressees takes."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.letters import DEFAULT, read
from vonggac.law import load

HEAD = "Số: 15/UBND-NC\nQuảng Ngãi, ngày 05 tháng 10 năm 2026\nV/v rà soát hệ thống thông tin\n\nKính gửi:"
TAIL = "\n\nThực hiện nhiệm vụ được giao, UBND tỉnh yêu cầu:\n1. Rà soát hệ thống.\n2. Báo cáo kết quả.\n\nCHỦ TỊCH\nNguyễn Văn Mẫu\n"
NAMES = sorted(
    {name for one in load.province("quang-ngai").organisations for name in (one.name, one.addressee_name, one.short_name) if name}
)
KNOWING = DEFAULT.knowing(NAMES)


def dashes(names: list[str]) -> str:
    return "\n" + ";\n".join(f"- {name}" for name in names) + "."


def broken_in_the_middle(names: list[str]) -> str:
    halves = [(words[: len(words) // 2 or 1], words[len(words) // 2 or 1 :]) for words in (name.split() for name in names)]
    return dashes([" ".join(first) + ("\n" if rest else "") + " ".join(rest) for first, rest in halves])


LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "a dash each": dashes,
    "a dash each, commas": lambda names: dashes(names).replace(";\n- ", ",\n- "),
    "a dash each, broken in the middle": broken_in_the_middle,
    "a line each": lambda names: "\n" + ";\n".join(names) + ".",
    "one line, semicolons": lambda names: " " + "; ".join(names) + ".",
    "one line, commas": lambda names: " " + ", ".join(names) + ".",
    "one line, và before the last": lambda names: f" {', '.join(names[:-1])} và {names[-1]}.",
    "one entry joined by và": lambda names: f"\n- {names[0]} và {names[1]};\n- {'; '.join(names[2:])}.",
    "wrapped at 45": lambda names: "\n".join(textwrap.wrap(" " + "; ".join(names) + ".", 45, break_on_hyphens=False)),
}


def read_names(addressed: str, *, knowing: bool = False) -> list[str]:
    letter = read(HEAD + addressed + TAIL, vocabulary=KNOWING if knowing else DEFAULT)
    return [" ".join(one.text.split()) for one in letter.addressees]


@pytest.mark.parametrize("one_in", [3, pytest.param(1, marks=pytest.mark.long)], ids=["a third of them", "all"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_name_of_the_province_comes_back_whole(layout: str, one_in: int) -> None:
    """The fast tier reads every name in three of the nine layouts."""
    names = random.Random(1).sample(NAMES, len(NAMES))
    fours = [names[at : at + 4] for at in range(0, len(names) - 3, 4)][list(LAYOUTS).index(layout) % one_in :: one_in]
    seen = {name for four in fours for name in read_names(LAYOUTS[layout](four))}
    assert [name for four in fours for name in four if name not in seen] == []


@given(
    names=st.lists(st.sampled_from(NAMES), min_size=4, max_size=4, unique=True), layout=st.sampled_from(sorted(LAYOUTS)), seed=st.integers()
)
def test_a_line_break_anywhere_in_a_name_and_a_directory_change_nothing(names: list[str], layout: str, seed: int) -> None:
    text = LAYOUTS[layout](names)
    blanks = [found.start() for found in re.finditer(r"(?<=[^\s;,:-]) (?=\S)", text) if found.start() > 1]
    for at in random.Random(seed).sample(blanks, min(3, len(blanks))):
        text = f"{text[:at]}\n{text[at + 1 :]}"
    for knowing in (False, True):
        assert set(names) <= set(read_names(text, knowing=knowing))


@pytest.mark.parametrize(
    "name",
    [
        "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi",
        "Ban Quản lý KKT Dung Quất và các KCN Quảng Ngãi",
        "Sở Văn hoá, Thể thao và Du lịch",
        "Uỷ ban Mặt trận Tổ quốc và các tổ chức chính trị - xã hội",
        "Văn phòng Đoàn ĐBQH và HĐND tỉnh",
        "Văn phòng Đoàn ĐBQH, HĐND và UBND tỉnh",
        "Bộ Lao động - Thương binh và Xã hội",
        "Phòng Cảnh sát hình sự, Công an tỉnh",
        "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh",
        "Báo và Phát thanh, Truyền hình Quảng Ngãi",
        "Trường Cao đẳng Việt Nam - Hàn Quốc - Quảng Ngãi",
    ],
)
def test_a_name_that_looks_like_two_stays_one_at_every_line_break(name: str) -> None:
    words = name.split()
    for at in range(1, len(words)):
        broken = " ".join(words[:at]) + "\n" + " ".join(words[at:])
        assert read_names(f"\n- {broken};\n- Sở Tư pháp.") == [name, "Sở Tư pháp"]
        assert read_names(f" {broken}; Sở Tư pháp.") == [name, "Sở Tư pháp"]


@pytest.mark.parametrize(
    ("line", "bodies"),
    [
        ("Phòng Cảnh sát hình sự và Công an tỉnh", ["Phòng Cảnh sát hình sự", "Công an tỉnh"]),
        ("Thường trực HĐND và UBND tỉnh", ["Thường trực HĐND", "UBND tỉnh"]),
        ("Sở Tài chính và các Khu bảo tồn", ["Sở Tài chính", "các Khu bảo tồn"]),
        ("TAND tỉnh, VKSND tỉnh và BHXH tỉnh", ["TAND tỉnh", "VKSND tỉnh", "BHXH tỉnh"]),
    ],
)
def test_two_bodies_are_still_two(line: str, bodies: list[str]) -> None:
    assert read_names(f" {line}.") == bodies


def test_the_longest_name_the_directory_knows_is_one_addressee() -> None:
    line = " Trung tâm Giám sát và Sở Chỉ huy số, Sở Tư pháp."
    assert read_names(line) == ["Trung tâm Giám sát", "Sở Chỉ huy số", "Sở Tư pháp"]
    known = DEFAULT.knowing(["Trung tâm Giám sát", "Trung tâm Giám sát và Sở Chỉ huy số"])
    seen = [one.text for one in read(HEAD + line + TAIL, vocabulary=known).addressees]
    assert seen == ["Trung tâm Giám sát và Sở Chỉ huy số", "Sở Tư pháp"]
