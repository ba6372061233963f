import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.vietnamese import SORT_KEY_LENGTH, fold, letters_of, nfc, same_spelling, slug, sort_key, tone_on_first

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ -0123456789")


def test_search_finds_a_name_typed_without_marks_in_capitals_or_with_the_older_tone_placement() -> None:
    assert fold("Đức Hòa") == fold("ĐỨC HOÀ") == fold(" duc  hoa ") == "duc hoa"


def test_text_from_a_mac_or_from_word_folds_as_typed_text_does() -> None:
    assert fold(unicodedata.normalize("NFD", "Ủy ban\u00a0nhân dân")) == "uy ban nhan dan"
    assert fold("Đức\u200b Hòa\ufeff") == "duc hoa"


def test_letters_outside_latin_still_lose_case_and_marks() -> None:
    assert fold("ΆΛΦΑ Đ") == fold("άλφα đ")


@given(st.text())
def test_folding_twice_changes_nothing_and_normal_forms_do_not_matter(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text))


def test_an_address_keeps_the_letter_that_django_drops() -> None:
    assert slug("Đội ứng cứu sự cố xã Đức Hòa") == "doi-ung-cuu-su-co-xa-duc-hoa"
    assert slug("  –  ") == ""


def test_the_tone_of_an_open_oa_oe_uy_moves_to_its_first_vowel() -> None:
    assert tone_on_first("Xã Sơn Thuỷ, Đức Hoà, khoẻ, UỶ BAN") == "Xã Sơn Thủy, Đức Hòa, khỏe, ỦY BAN"


def test_closed_syllables_and_qu_keep_their_tone() -> None:
    assert tone_on_first("quý hoài toàn thuyết Quỳnh quỷ") == "quý hoài toàn thuyết Quỳnh quỷ"


def test_two_placements_are_one_spelling_but_marks_count() -> None:
    assert same_spelling("Xã Sơn Thuỷ", "xã  SƠN THỦY")
    assert not same_spelling("Đức Hòa", "Đức Hóa")


def test_names_stand_in_the_order_of_a_dictionary() -> None:
    ordered = ["An", "Ăn", "Ân", "Ba", "Da", "Dz", "Đà", "Đá", "Đạ", "Em", "Ên", "Ô", "Ơn", "Ủy", "Ư", "Yên"]
    assert sorted(random.Random(7).sample(ordered, len(ordered)), key=sort_key) == ordered


def test_letters_are_compared_before_tones() -> None:
    assert sorted(["Hòa Bình", "Hoa Lư", "Hoá An", "Hoa An"], key=sort_key) == ["Hoa An", "Hoá An", "Hòa Bình", "Hoa Lư"]


def test_a_shorter_word_comes_first_and_numbers_go_by_value() -> None:
    assert sorted(["Tổ 10", "Tổ 2", "Anh", "An Phú", "An"], key=sort_key) == ["An", "An Phú", "Anh", "Tổ 2", "Tổ 10"]


def test_case_and_tone_placement_do_not_move_a_name() -> None:
    assert sort_key("XÃ SƠN THUỶ") == sort_key("Xã Sơn Thủy")


@given(VIETNAMESE)
def test_a_key_is_plain_hexadecimal_and_fits_its_column(text: str) -> None:
    key = sort_key(text * 20)
    assert set(key) <= set("0123456789abcdef")
    assert len(key) <= SORT_KEY_LENGTH


@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    assert set(sort_key(text)) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("short_name", "letters"),
    [
        ("Sở KH&CN", "SKHCN"),
        ("Sở VH,TT&DL", "SVHTTDL"),
        ("VP UBND tỉnh", "VPUBND"),
        ("UBND tỉnh", "UBND"),
        ("Công an tỉnh", "CAT"),
        ("Trung tâm CĐS", "TTCĐS"),
        ("Ủy ban Ứng phó", "UBƯP"),
        ("", ""),
    ],
)
def test_a_body_stands_in_the_number_of_its_papers_by_letters_alone(short_name: str, letters: str) -> None:
    assert letters_of(short_name) == letters
