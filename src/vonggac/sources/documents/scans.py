"""Scans: pictures of letters, read with Debian's tesseract when the extra `ocr` is installed.

What recognition says is never sure: the result carries its confidence, and a person must look for a secrecy mark again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from vonggac.kernel.badrows import BadRow
from vonggac.sources.documents.cleaning import join_pages
from vonggac.sources.documents.layout import page_texts
from vonggac.sources.documents.lines import Piece
from vonggac.sources.documents.model import Content, Recognition
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, remark

if TYPE_CHECKING:
    from PIL.Image import Image

_LANGUAGE = "vie"
_LOW = 70.0
_MISSING = (
    "Đây là bản quét và máy chủ chưa cài phần nhận dạng chữ. Nhập nội dung bằng tay, gửi bản có chữ (DOCX, PDF), "
    "hoặc đề nghị người quản trị cài phần nhận dạng chữ (gói tesseract-ocr, tesseract-ocr-vie và phần mở rộng ocr)."
)
_NOT_A_PICTURE = "Ảnh bị hỏng hoặc chưa tải xong. Quét lại rồi gửi."


def read_image(data: bytes, name: str, limits: Limits, *, recognise: bool = True) -> Content:
    """Return the recognised text of a PNG, JPEG or TIFF; each frame of a TIFF is a page."""
    if not _has_pillow():
        return Content("", images_only=True, warnings=(remark(name, _MISSING, "ocr-missing"),))
    pages = list(frames(data, name, limits))
    return read_pages(iter(pages), len(pages), name, limits, recognise=recognise)


def read_pages(pictures: Iterable[Any], count: int, name: str, limits: Limits, *, recognise: bool = True) -> Content:
    """Return the recognised text of page pictures; without the extra, or when not asked to, an empty text that says so."""
    if not recognise:
        return Content("", images_only=True, warnings=(remark(name, "Đây là bản quét, chưa nhận dạng chữ.", "ocr-not-run"),))
    if not is_available():
        return Content("", images_only=True, warnings=(remark(name, _MISSING, "ocr-missing"),))
    pages: list[tuple[list[Piece], float, float]] = []
    scores: list[float] = []
    notes: list[BadRow] = []
    for number, picture in enumerate(pictures, start=1):
        pieces, seen = _recognised(picture, number, name, limits, notes)
        pages.append((pieces, float(picture.width), float(picture.height)))
        scores.extend(seen)
    if count > limits.scanned_pages:
        notes.append(
            remark(name, f"Chỉ nhận dạng {limits.scanned_pages} trên {count} trang. Tách tệp rồi gửi phần còn lại.", "ocr-page-limit")
        )
    confidence = round(sum(scores) / len(scores), 1) if scores else 0.0
    if confidence < _LOW:
        notes.append(
            remark(name, f"Nhận dạng chữ kém (độ tin cậy {confidence:.0f} %). Quét lại ở 300 dpi hoặc nhập bằng tay.", "ocr-unsure")
        )
    text, starts = join_pages(page_texts(pages))
    return Content(text, starts, warnings=tuple(notes), images_only=True, recognition=Recognition("tesseract", confidence, len(pages)))


def is_available() -> bool:
    """Say whether the extra, tesseract itself and its Vietnamese data are all installed."""
    try:
        import pytesseract
    except ImportError:
        return False
    try:
        return _LANGUAGE in pytesseract.get_languages(config="")
    except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError, OSError):
        return False


def _has_pillow() -> bool:
    try:
        import PIL  # noqa: F401
    except ImportError:
        return False
    return True


def frames(data: bytes, name: str, limits: Limits) -> Iterator[Image]:
    """Yield the pages of a picture. Pictures that announce more points than the limit are refused before they are unpacked."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                if frame.width * frame.height > limits.pixels:
                    refuse(name, "Ảnh quá lớn. Quét lại ở 300 dpi, khổ A4 rồi gửi.", "too-large")
                if number > limits.scanned_pages:
                    refuse(name, f"Ảnh có hơn {limits.scanned_pages} trang. Tách tệp rồi gửi lại.", "too-many-pages")
                yield ImageOps.exif_transpose(frame).convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        refuse(name, _NOT_A_PICTURE, "damaged", cause=error)


def _recognised(picture: Image, number: int, name: str, limits: Limits, notes: list[BadRow]) -> tuple[list[Piece], list[float]]:
    import pytesseract

    try:
        found: dict[str, list[Any]] = pytesseract.image_to_data(
            picture, lang=_LANGUAGE, timeout=limits.seconds_per_scanned_page, output_type=pytesseract.Output.DICT, config="--psm 3"
        )
    except RuntimeError as error:
        why = "quá thời gian" if "timeout" in str(error).lower() else "lỗi nhận dạng"
        notes.append(remark(name, f"Không nhận dạng được trang này ({why}). Quét lại trang hoặc nhập bằng tay.", "ocr-failed", page=number))
        return [], []
    return _pieces(found)


def _pieces(found: dict[str, list[Any]]) -> tuple[list[Piece], list[float]]:
    """One piece for each stretch of words, so that a letterhead in two columns is laid out as in a PDF."""
    lines: dict[tuple[int, int, int], list[int]] = {}
    for index, word in enumerate(found["text"]):
        if str(word).strip() and float(found["conf"][index]) >= 0:
            lines.setdefault((found["block_num"][index], found["par_num"][index], found["line_num"][index]), []).append(index)
    stretches = [stretch for words in lines.values() for stretch in _stretches(found, words)]
    pieces = [_piece(found, words, 2 * order) for order, words in enumerate(stretches)]
    return pieces, [float(found["conf"][index]) for words in lines.values() for index in words]


def _stretches(found: dict[str, list[Any]], words: list[int]) -> list[list[int]]:
    """Cut a line where a gap is wide beside the other gaps of the same line: the engine reads across columns."""
    gaps = [found["left"][after] - found["left"][before] - found["width"][before] for before, after in zip(words, words[1:], strict=False)]
    height = median(found["height"][index] for index in words)
    others = sorted(gaps)[:-1]
    usual = max(median(others) if others else 0, 0.35 * height)
    stretches = [words[:1]]
    for gap, index in zip(gaps, words[1:], strict=True):
        if gap > max(1.2 * height, 2.5 * usual):
            stretches.append([])
        stretches[-1].append(index)
    return stretches


def _piece(found: dict[str, list[Any]], words: list[int], order: int) -> Piece:
    tops = [found["top"][index] for index in words]
    bottoms = [found["top"][index] + found["height"][index] for index in words]
    left = min(found["left"][index] for index in words)
    right = max(found["left"][index] + found["width"][index] for index in words)
    size = median(found["height"][index] for index in words)
    text = " ".join(str(found["text"][index]) for index in words)
    return Piece(text, float(left), float(min(tops)), float(right), float(max(bottoms)), float(size), order)
