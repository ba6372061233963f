"""Text of any age becomes Unicode."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sources import samples
from vonggac.kernel.vietnamese import nfc
from vonggac.sources.documents import read_document
from vonggac.sources.encodings import decode
from vonggac.sources.legacy import from_vni, is_syllable, repaired


@pytest.mark.parametrize(("encode", "name"), [(samples.tcvn3, "TCVN3"), (samples.vni, "VNI"), (samples.windows_1258, "windows-1258")])
def test_a_letter_in_an_old_encoding_is_recognised_by_its_syllables(encode: Callable[[str], bytes], name: str) -> None:
    found = read_document(encode(samples.LETTER), "cong-van.txt")
    assert found.encoding == name
    assert " ".join(found.text.lower().split()) == " ".join(samples.LETTER.lower().split())
    assert [note.rule for note in found.warnings] == ["encoding-converted"]


@pytest.mark.parametrize("encode", [samples.tcvn3, samples.vni])
def test_old_letters_saved_as_unicode_by_a_careless_program_are_mended(encode: Callable[[str], bytes]) -> None:
    text = encode(samples.LETTER).decode("cp1252" if encode is samples.vni else "latin-1")
    assert " ".join(read_document(text.encode("utf-8"), "a.txt").text.lower().split()) == " ".join(samples.LETTER.lower().split())
    body = "".join(samples.paragraph(line.replace("&", "&amp;")) for line in text.split("\n") if line)
    assert "nguyễn thị sương mai" in read_document(samples.docx(body), "a.docx").text.lower()


def test_capitals_of_vni_keep_their_marks() -> None:
    assert from_vni("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@pytest.mark.parametrize("text", ["Le café était fermé à Noël; déjà vu, garçon", "Käse, Größe, Straße, Tür, Öl", "plain ASCII text"])
def test_other_languages_are_left_alone(text: str) -> None:
    assert repaired(text) == (text, None)
    assert decode(text.encode("latin-1"), "a.txt").text == text


def test_latin_1_bytes_are_read_with_a_warning_to_check_them() -> None:
    found = read_document("Le café était fermé".encode("latin-1"), "a.txt")
    assert [note.rule for note in found.warnings] == ["encoding-unsure"]


@pytest.mark.parametrize("word", ["nghiêng", "Quảng", "ỦY", "đã", "tuyến", "khuỷu", "giếng", "yêu", "ướt"])
def test_vietnamese_syllables_are_known(word: str) -> None:
    assert is_syllable(nfc(word))


@pytest.mark.parametrize("word", ["café", "Größe", "hßa", "x·", "NghÜa", "ấấ", "été"])
def test_other_accented_words_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_the_founding_letter_survives_every_old_encoding(reference: Path) -> None:
    text = (reference / "letter" / "letter-2024-12.txt").read_text(encoding="utf-8").replace("¹", "(1)")
    for encode in (samples.tcvn3, samples.vni, samples.windows_1258):
        assert " ".join(decode(encode(text), "a.txt").text.lower().split()) == " ".join(nfc(text).lower().split())
