"""The printed form on which an addressee without an account answers by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vonggac.engines.documents.facts import Origin, Question
from vonggac.engines.documents.model import Blank, Block, Item, Kind, Paper, PaperDate, Paragraph, Rank, Signer
from vonggac.kernel.reading import format_date

MOST_QUESTIONS = 5
BOX = "\u25a1"


def answer_form(
    *, body: str, place: str, year: int, code: str, origin: Origin, questions: Sequence[Question], return_to: str, answer_by: date | None
) -> Paper:
    """Draw the form of one body: at most five plain questions, room to write, a blank to sign.

    `code` finds the work again when the form comes back on paper or as a photo.
    """
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise ValueError(f"phiếu trả lời có từ 1 đến {MOST_QUESTIONS} câu hỏi")
    return Paper(
        kind=Kind.ANSWER_FORM,
        issuer=body,
        place=place,
        date=PaperDate(year),
        subject=f"Việc thực hiện {origin.words()}",
        addressees=(return_to,),
        body=tuple(_body(code, questions, return_to, answer_by)),
        signers=(Signer("Người đứng đầu cơ quan", None, (), "(Ký, ghi rõ họ tên, đóng dấu)"),),
    )


def _body(code: str, questions: Sequence[Question], return_to: str, answer_by: date | None) -> Iterable[Block]:
    yield Paragraph(f"{code} (ghi mã này khi liên hệ hoặc gửi ảnh chụp phiếu).", lead="Mã phiếu:")
    for question in questions:
        yield Item(Rank.ARABIC, question.text, titled=True)
        yield from _room(question)
    yield Blank("Người lập phiếu, điện thoại:")
    yield Paragraph(f"Gửi phiếu đã ký về {return_to}{f' trước ngày {format_date(answer_by)}' if answer_by else ''}.", italic=True)


def _room(question: Question) -> Iterable[Block]:
    if question.kind == "yes-no":
        yield Paragraph(f"{BOX} Có      {BOX} Không      {BOX} Không áp dụng".replace("      ", "\u2003\u2003"))
        yield Blank("Ghi chú:")
    elif question.kind == "figure":
        yield Blank(f"Số liệu ({question.unit}):" if question.unit else "Số liệu:")
    else:
        yield Blank("", lines=3)
