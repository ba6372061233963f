"""The words on the screen: the official register, no machine words, lateness said one way, buttons that say what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from house.test_messages import entries
from house.tree import SOURCE, python_files

TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))

MACHINE = r"\b(API|tokens?|pars(?:e|er|ing)|sync|dashboard|tickets?|assets?)\b|bảng điều khiển"
REFUSED = {
    "pleading": r"vui lòng|xin hãy",
    "a bare refusal": r"không hợp lệ\W*$|không đúng định dạng\W*$",
    "a machine word": MACHINE,
    "another word for late": r"\b(trễ|muộn) (hạn|\d|%)|quá hạn (được )?(%|\d)\S* hôm",
    "another word for to remind": r"\bnhắc (nhở|việc|hạn)\b",
    "a tone mark in the other style": r"\b\w*(oá|oà|oả|oã|oạ|oé|oè|uỷ|uý|uỳ)\b(?<!quý)(?<!quỷ)(?<!quỳ)",
}


def _shown() -> list[str]:
    return [*entries("en"), *entries("vi").values()]


@pytest.mark.parametrize("kind", REFUSED)
def test_no_message_holds_a_word_that_the_register_refuses(kind: str) -> None:
    rule = re.compile(REFUSED[kind], re.IGNORECASE)
    assert [words for words in _shown() if rule.search(words)] == []


def test_the_rules_of_the_register_can_fail() -> None:
    bad = {
        "pleading": "Vui lòng nhập lại",
        "a bare refusal": "Dữ liệu không hợp lệ.",
        "a machine word": "Nhập token của bạn",
        "another word for late": "Trễ hạn 3 ngày",
        "another word for to remind": "Nhắc nhở cơ quan",
        "a tone mark in the other style": "Xã Đức Hoà",
    }
    assert [kind for kind, words in bad.items() if not re.search(REFUSED[kind], words, re.IGNORECASE)] == []


def test_lateness_is_counted_in_the_words_overdue_n_days() -> None:
    counted = [words for words in _shown() if re.search(r"(chậm|trễ|muộn|quá) %\(n\)s ngày", words) and not words.startswith("đã quá")]
    assert counted == []
    assert "Quá hạn %(n)s ngày" in entries("en")


VERBS = re.compile(
    r"Bật|Bỏ|Cho|Chép|Chấp|Chọn|Chuyển|Cấp|Duyệt|Dùng|Ghi|Gia|Giao|Gỡ|Gửi|Hiện|Hủy|In|Kê|Kiểm|Kết|Ký|Lưu|"
    r"Lấy|Lập|Lọc|Mời|Mở|Nhập|Nhận|Ngừng|Nộp|Quay|Rút|Sửa|So|Soạn|Sắp|Thu|Thay|Thêm|Thực|Tiếp|Trả|Tìm|"
    r"Tạo|Tải|Tra|Tắt|Tách|Xem|Xin|Xuất|Xóa|Xử|Yêu|Đánh|Đóng|Đôn|Đăng|Đưa|Đặt|Đề|Đọc|Đối|Đổi|Đồng|Bổ|"
    r"Báo|Bắt|Chia|Chạy|Dừng|Nối|Khôi|Rà|Để|Điều|Ở|Đến|Tiến"
)
ANSWERS = {
    "Đúng": "the verdict on an alert, beside its two others",
    "Hôm nay không có sự cố": "the one tap of a peak period",
    "Không có dấu mật, máy đọc nhầm": "the answer to a question above it",
    "Có dấu mật, bỏ tệp này": "the answer to a question above it",
    "Đúng là văn bản mật, xóa khỏi hệ thống": "the answer to a question above it",
}
BUTTON = re.compile(r"<button\b[^>]*>(.*?)</button>", re.DOTALL)
SAID = re.compile(r"""\{% translate ["']([^"']+)["']|\{% blocktranslate[^%]*%\}(.*?)\{%""", re.DOTALL)
IN_CODE = re.compile(r"""\b(?:button|submit)=_\(\s*["']([^"']+)["']""")


def _buttons(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return IN_CODE.findall(text)
    bodies = [re.sub(r'<span class="visually-hidden">.*?</span>', "", body) for body in BUTTON.findall(text)]
    return [(a or b).strip() for body in bodies for a, b in SAID.findall(body)]


def _does_something(words: str) -> bool:
    first = words.removeprefix("Không ").removeprefix("Chưa ").split()[0].strip(",.")
    return VERBS.fullmatch(first[:1].upper() + first[1:]) is not None or words in ANSWERS


def test_every_button_begins_with_a_verb() -> None:
    said = {words: path.name for path in [*TEMPLATES, *python_files()] for words in _buttons(path)}
    assert len(said) > 60
    assert {words: name for words, name in said.items() if not _does_something(words)} == {}
    assert {words for words in said if words in {"OK", "Xác nhận", "Hủy bỏ", "Đồng ý"}} == set()


def test_a_button_without_a_verb_is_noticed() -> None:
    assert not _does_something("Xác nhận")
    assert not _does_something("OK")
    assert _does_something("Chưa giao, quay lại")
