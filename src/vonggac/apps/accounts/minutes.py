"""The minutes of a finished transfer, as a Word file in the layout of Decree 30/2020."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from vonggac.apps.accounts.models import Transfer, User
from vonggac.engines import documents
from vonggac.engines.documents import Draft, HandedOver, Letterhead, PaperDate, Person, Signer
from vonggac.law.layouts import layout_as_of
from vonggac.law.letterheads import letterhead_of


def minutes_of(transfer: Transfer) -> bytes:
    """Return the minutes; the transfer is taken, so both signatures have their time."""
    assert transfer.taken_at is not None  # the database holds this: taken_means_signed_by_both
    at = timezone.localtime(transfer.taken_at)
    layout = layout_as_of(at.date())
    post = transfer.post
    paper = documents.handover_minutes(
        draft=_draft(transfer, at.date()),
        layout=layout,
        at=at,
        where=post.organisation.name,
        giver=_person(transfer.giver, transfer),
        taker=_person(transfer.taker, transfer),
        reason=_reason(transfer),
        work=[HandedOver(work, body, date.fromisoformat(due) if due else None, state) for work, body, due, state in transfer.contents],
    )
    return documents.write_docx(paper, layout, made_at=at)


def _reason(transfer: Transfer) -> str:
    if not transfer.absence:
        return transfer.reason
    signer = transfer.given_by.full_name if transfer.given_by else ""
    return f"{transfer.reason}. Người bàn giao vắng mặt ({transfer.absence}), {signer} ký thay"


def _person(user: User, transfer: Transfer) -> Person:
    return Person(name=user.full_name, post=transfer.post.title, body=transfer.post.organisation.name)


def _draft(transfer: Transfer, day: date) -> Draft:
    return Draft(
        head=_letterhead(transfer, day),
        date=PaperDate.of(day),
        signers=(Signer("NGƯỜI BÀN GIAO", transfer.giver.full_name), Signer("NGƯỜI NHẬN BÀN GIAO", transfer.taker.full_name)),
    )


def _letterhead(transfer: Transfer, day: date) -> Letterhead:
    body = transfer.post.organisation
    fact = letterhead_of(body.code, day, settings.PROVINCE)
    if fact is None:
        return Letterhead(issuer=body.name.upper(), issuer_in_text=body.name, short=body.short_name or body.code.upper(), unit="", place="")
    return Letterhead(
        issuer=fact.issuer, issuer_in_text=fact.in_text, short=fact.short, unit=fact.unit, place=fact.place, parent=fact.parent
    )
