"""A draft becomes a paper: head, number, date, signers and the lines below are the same in every document that an office draws."""

from __future__ import annotations

from collections.abc import Iterable

from vonggac.engines.documents.facts import Draft
from vonggac.engines.documents.model import Annex, Block, Kind, Paper, PaperDate, Signer
from vonggac.law.layout import Layout

OWN_LEADERS = ("Lãnh đạo cơ quan",)
AS_ABOVE = ("Như trên",)


def draw(
    kind: Kind,
    draft: Draft,
    symbol: str,
    *,
    subject: str,
    body: Iterable[Block],
    addressees: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
    bases: tuple[str, ...] = (),
    annexes: tuple[Annex, ...] = (),
    signers: tuple[Signer, ...] = (),
    date: PaperDate | None = None,
    place: str = "",
    filed_with: str = "",
) -> Paper:
    """Draw a paper; recipients, signers, date and place of the draft hold where none are given, `filed_with` is added to its filing."""
    head = draft.head
    return Paper(
        kind=kind,
        parent=head.parent,
        issuer=head.issuer,
        issuer_in_text=head.issuer_in_text,
        number=draft.number,
        symbol=symbol,
        place=place or head.place,
        date=date or draft.date,
        subject=subject,
        addressees=addressees,
        bases=bases,
        body=tuple(body),
        recipients=recipients or draft.recipients,
        filing=f"{draft.filing}{filed_with}",
        drafter=draft.drafter,
        signers=signers or draft.signers,
        urgency=draft.urgency,
        handling=draft.handling,
        contact=head.contact,
        annexes=annexes,
    )


def symbol_of(kind: Kind, draft: Draft, layout: Layout) -> str:
    """Return the symbol of a paper: a letter bears the office and its unit, every named kind its abbreviation (Decree 30/2020, Annex I)."""
    return draft.head.letter_symbol() if kind is Kind.LETTER else draft.head.named_symbol(layout.kinds[kind.value].abbreviation)


def draw_letter(draft: Draft, *, subject: str, addressees: tuple[str, ...], body: Iterable[Block], annexes: tuple[Annex, ...]) -> Paper:
    """Draw a letter; it goes to whom it names unless the draft says more."""
    recipients = draft.recipients or AS_ABOVE
    symbol = draft.head.letter_symbol()
    return draw(
        Kind.LETTER, draft, symbol, subject=subject, addressees=addressees, body=body, recipients=recipients, annexes=annexes
    )  # fmt: skip


def draw_report(
    draft: Draft, layout: Layout, *, subject: str, superior: str, body: Iterable[Block], annexes: tuple[Annex, ...]
) -> Paper:  # fmt: skip
    """Draw a report to a superior body; without one it goes to the leaders of the own office."""
    to, symbol = (superior,) if superior else (), symbol_of(Kind.REPORT, draft, layout)
    recipients = draft.recipients or to or OWN_LEADERS
    return draw(Kind.REPORT, draft, symbol, subject=subject, addressees=to, body=body, recipients=recipients, annexes=annexes)
