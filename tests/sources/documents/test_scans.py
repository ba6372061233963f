"""Scans: recognised when the machine can, said plainly when it cannot."""

from __future__ import annotations

import io

import pytest

from sources import samples
from vonggac.kernel.handling import Secrecy
from vonggac.sources.documents import Format, Limits, Refused, read_document, scans

PIL = pytest.importorskip("PIL.Image", reason="the extra ocr (Pillow) is not installed")
needs_tesseract = pytest.mark.skipif(not scans.is_available(), reason="tesseract with its Vietnamese data is not installed")


def picture(markup: str, dots: int = 300) -> PIL.Image:
    import pypdfium2

    document = pypdfium2.PdfDocument(samples.pdf("#set page(width: 12cm, height: 6cm, margin: 1cm)\n#set text(size: 14pt)\n" + markup))
    return document[0].render(scale=dots / 72, grayscale=True).to_pil()


def saved(image: PIL.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def test_a_scan_without_recognition_says_what_to_do_and_asks_for_a_look_at_secrecy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "is_available", lambda: False)
    found = read_document(saved(picture("Công văn"), "PDF"), "quet.pdf")
    assert (found.text, found.images_only, found.recognition) == ("", True, None)
    assert [note.rule for note in found.warnings] == ["ocr-missing", "check-secrecy"]
    assert "cài" in found.warnings[0].why


def test_recognition_can_be_left_for_later() -> None:
    found = read_document(saved(picture("Công văn"), "PNG"), "quet.png", recognise=False)
    assert [note.rule for note in found.warnings] == ["ocr-not-run", "check-secrecy"]


@needs_tesseract
@pytest.mark.parametrize(("kind", "name"), [("PDF", "a.pdf"), ("TIFF", "a.tif")])
def test_a_scan_is_read_with_its_confidence(kind: str, name: str) -> None:
    found = read_document(saved(picture("Đề nghị các đơn vị rà soát hệ thống thông tin."), kind), name)
    assert found.format is (Format.PDF if kind == "PDF" else Format.IMAGE)
    assert "rà soát hệ thống" in found.text
    assert found.images_only
    assert found.recognition is not None
    assert found.recognition.confidence > 60
    assert "check-secrecy" in [note.rule for note in found.warnings]


@needs_tesseract
def test_a_stamp_in_a_scan_is_found_after_recognition() -> None:
    found = read_document(saved(picture("#align(center)[*TỐI MẬT*]\n\nKế hoạch bảo vệ mục tiêu trọng điểm."), "PNG"), "a.png")
    assert [(mark.degree, mark.where) for mark in found.secrecy] == [(Secrecy.SECRET, "recognised")]


@pytest.mark.parametrize("part", [0.2, 0.7])
def test_a_truncated_picture_is_refused(part: float) -> None:
    data = saved(picture("Công văn " * 20), "PNG")
    with pytest.raises(Refused) as refusal:
        read_document(data[: int(len(data) * part)], "a.png")
    assert refusal.value.bad.rule == "damaged"


def test_a_picture_that_announces_too_many_points_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        read_document(saved(picture("Công văn"), "PNG"), "a.png", limits=Limits(pixels=1000))
    assert refusal.value.bad.rule == "too-large"


@needs_tesseract
def test_the_two_columns_of_a_scanned_letterhead_are_kept_apart() -> None:
    head = "#grid(columns: (50%, 50%), align: center, [UBND TỈNH QUẢNG NGÃI \\ SỞ Y TẾ], [CỘNG HÒA XÃ HỘI \\ Độc lập - Tự do])"
    text = read_document(saved(picture(head), "PNG"), "a.png").text
    assert "SỞ Y" in text.split("CỘNG")[0]
