"""Names from outside never lead anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.sources.names import LONGEST, extension, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Công văn số 12.docx", "Công văn số 12.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\Công văn.pdf", "Công văn.pdf"),
        ("/tuyet/doi.pdf", "doi.pdf"),
        ("a\x00b\n.txt", "ab .txt"),
        ("hoa\u202efdp.exe", "hoafdp.exe"),
        ("a<b>|c?.txt", "a_b__c_.txt"),
        ("CON.txt", "_CON.txt"),
        ("lpt1", "_lpt1"),
        ("..", "tep-khong-ten"),
        ("", "tep-khong-ten"),
        ("thu muc/", "tep-khong-ten"),
        (" .bashrc. ", "bashrc"),
        ("Đội ứng cứu".encode().decode(), "Đội ứng cứu"),
    ],
)
def test_a_name_becomes_safe_and_stays_vietnamese(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("a" * 500 + ".docx") == "a" * (LONGEST - 5) + ".docx"


@given(st.text())
def test_no_name_holds_a_folder_or_an_invisible_letter_and_twice_safe_is_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= LONGEST + 1
    assert not set(safe) & set('/\\\0\n\r\u202e<>:"|?*')
    assert safe not in {".", ".."}
    assert safe_name(safe) == safe


def test_the_extension_is_the_last_one_in_small_letters() -> None:
    assert extension("a.tar.PDF") == "pdf"
    assert extension("khong-duoi") == ""
