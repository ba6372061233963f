"""Addressees without an account: who they are, and the printed form on which they answer by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vonggac.apps.directives import following
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.outcome import origin_of
from vonggac.apps.directives.services.papers import docx_of, draft_of, pdf_of
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import AnswerLink, Task
from vonggac.apps.work.queries.plain import Question as Asked
from vonggac.apps.work.queries.plain import plain_questions
from vonggac.apps.work.services.noticing import ANSWERING, people_at
from vonggac.engines import documents
from vonggac.engines.documents import Paper, Question
from vonggac.engines.documents.forms import MOST_QUESTIONS


@dataclass(frozen=True, slots=True)
class WithoutAccount:
    """A body with open work that nobody can answer signed in."""

    organisation: Organisation
    tasks: int
    link: AnswerLink | None
    """The latest link made for it."""

    def link_stands(self, at: datetime) -> bool:
        """Say whether its link can still be used."""
        return self.link is not None and not self.link.used_at and not self.link.revoked_at and self.link.expires_at > at


def without_account(directive: Directive) -> list[WithoutAccount]:
    """Return the bodies with open work where nobody holds a post that answers, by name. A fixed number of queries."""
    waiting = Task.objects.filter(assignment__group=directive.group()).waiting_for_answer().order_by()
    counts: dict[int, int] = {}
    for body in waiting.values_list("organisation_id", flat=True):
        counts[body] = counts.get(body, 0) + 1
    served = people_at(counts, ANSWERING)
    lost = [body for body in counts if not served.get(body)]
    links = {row.organisation_id: row for row in AnswerLink.objects.filter(group=directive.group()).order_by("made_at", "id")}
    bodies = following.bodies_of(directive).filter(pk__in=lost)
    return [WithoutAccount(body, counts[body.pk], links.get(body.pk)) for body in bodies]


def answer_form(directive: Directive, body: Organisation, *, today: date, answer_by: date | None = None) -> Paper:
    """Draw the printed form of one body: at most five plain questions about its open work."""
    if directive.given_for is None:
        raise ValidationError(_("Giao việc trước rồi mới in phiếu trả lời."))
    rows = Task.objects.filter(assignment__group=directive.group(), organisation=body).waiting_for_answer()
    tasks = list(
        rows.select_related("assignment", "organisation").prefetch_related("assignment__figure_fields").order_by("assignment__position")
    )
    if not tasks:
        raise ValidationError(_("Cơ quan này không còn việc nào chưa trả lời."))
    draft, _superior = draft_of(directive, directive.given_for, today)
    return documents.answer_form(
        body=body.addressed_as(),
        place=draft.head.place,
        year=today.year,
        code=f"VB{directive.pk}-{body.code}".upper(),
        origin=origin_of(directive),
        questions=[_question(one) for one in plain_questions(tasks)[:MOST_QUESTIONS]],
        return_to=draft.head.issuer_in_text,
        answer_by=answer_by,
    )


def _question(asked: Asked) -> Question:
    """Return one question as the form prints it: a box to tick, one number, or room to write when several numbers are asked."""
    figures = asked.figure_fields
    if len(figures) == 1:
        return Question(f"{asked.text}: {figures[0].label}", "figure", figures[0].unit)
    if figures:
        labels = "; ".join(f"{one.label} ({one.unit})" if one.unit else one.label for one in figures)
        words = _("Ghi các số")
        return Question(f"{asked.text}. {words}: {labels}", "text")
    return Question(asked.text, "yes-no")


def answer_form_file(directive: Directive, body: Organisation, *, ending: str, today: date, at: datetime) -> bytes:
    """Return the printed form as DOCX or PDF."""
    paper = answer_form(directive, body, today=today)
    return pdf_of(paper, today=today, at=at) if ending == "pdf" else docx_of(paper, today=today, at=at)


class _Sink(io.RawIOBase):
    """Holds what the archive wrote since it was last emptied, so that a form can leave while the next is drawn."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._written.append(bytes(piece))
        return len(self._written[-1])

    def emptied(self) -> bytes:
        """Return what was written and forget it."""
        taken, self._written = b"".join(self._written), []
        return taken


def answer_forms_zip(directive: Directive, bodies: Iterable[Organisation], *, today: date, at: datetime) -> Iterator[bytes]:
    """Return the forms of several bodies as a ZIP that grows form by form, one Word file each.

    A form takes a tenth of a second, a letter may have a hundred: sent as they are drawn, nobody waits before the download begins.
    Raises `ValidationError`, before the first byte, when the work is not given out.
    """
    if directive.given_for is None:
        raise ValidationError(_("Giao việc trước rồi mới in phiếu trả lời."))
    return _growing_zip(directive, list(bodies), today, at)


def _growing_zip(directive: Directive, bodies: Sequence[Organisation], today: date, at: datetime) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for body in bodies:
            archive.writestr(f"phieu-{body.code}.docx", answer_form_file(directive, body, ending="docx", today=today, at=at))
            yield sink.emptied()
    yield sink.emptied()


def chosen_of(rows: Sequence[WithoutAccount], ids: Iterable[int]) -> list[Organisation]:
    """Return those of the bodies without an account that were chosen."""
    wanted = set(ids)
    return [one.organisation for one in rows if one.organisation.pk in wanted]
