"""Parts 1 and 2 of the yearly report: what the directory says of the owner and of the body that reports, and what it lacks.

The documents of functions and the representatives hold from a day to a day; the report takes those in force (Decree 331/2026/NĐ-CP,
Form 08).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings

from vonggac.apps.compliance.models import AnnualReport
from vonggac.apps.organisations.models import Contact, Kind, Organisation
from vonggac.apps.organisations.queries import contacts_on, in_role, mandates_on, representatives_on, valid_on
from vonggac.engines.documents.annual import BodyCard
from vonggac.law.load import province
from vonggac.law.report import FormColumn, ReportRegime


def cards_on(bodies: Iterable[Organisation], day: date) -> dict[int, BodyCard]:
    """Return body → what is known of it on a day; three queries, however many bodies."""
    rows = list(bodies)
    ids = [one.pk for one in rows]
    mandates, heads = mandates_on(day, ids), representatives_on(day, ids)
    reached: dict[int, list[Contact]] = {}
    for contact in contacts_on(day, ids):
        reached.setdefault(contact.organisation_id, []).append(contact)
    return {
        body.pk: BodyCard(
            body.name,
            mandate=mandates[body.pk].document if body.pk in mandates else "",
            representative=_head(heads.get(body.pk)),
            address=body.address,
            phone=next((one.phone for one in reached.get(body.pk, ()) if one.phone), ""),
            email=next((one.email for one in reached.get(body.pk, ()) if one.email), ""),
        )
        for body in rows
    }


def _head(contact: Contact | None) -> str:
    return ", ".join(part for part in (contact.name, contact.role) if part) if contact else ""


@dataclass(frozen=True, slots=True)
class Cards:
    """The two cards of one report; as it was sent, or as the directory says now."""

    owner: BodyCard
    unit: BodyCard
    owner_body: Organisation
    unit_body: Organisation

    def as_json(self) -> dict[str, Any]:
        """Return both as plain values, kept with what was sent."""
        return {"owner": asdict(self.owner), "unit": asdict(self.unit)}


def cards_of(body: Organisation, day: date) -> Cards:
    """Return the cards of a body's report as the directory says now; the owner is the People's Committee where it is written (Art 4.1)."""
    author, owner = author_of(body, day), committee(day) or body
    found = cards_on({one.pk: one for one in (owner, author)}.values(), day)
    return Cards(found[owner.pk], found[author.pk], owner, author)


def cards_as_sent(report: AnnualReport, day: date) -> Cards:
    """Return the cards as they were sent; a report of before they were kept shows what the directory says now."""
    now = cards_of(report.organisation, day)
    if not report.cards:
        return now
    return Cards(BodyCard(**report.cards["owner"]), BodyCard(**report.cards["unit"]), now.owner_body, now.unit_body)


def author_of(body: Organisation, day: date) -> Organisation:
    """Return who writes a body's report; the province's is written by its specialised unit (Decree 331/2026/NĐ-CP, Article 32)."""
    return (in_role("specialised-unit", day) or body) if body.kind == Kind.PROVINCE else body


def committee(day: date) -> Organisation | None:
    """Return the People's Committee of the province, where the directory holds it."""
    return valid_on(day).filter(code=province(settings.PROVINCE).committee).first()


def lacking_on(bodies: Iterable[Organisation], regime: ReportRegime, day: date) -> dict[int, tuple[FormColumn, ...]]:
    """Return body → what the form asks of it and the directory does not say; bodies that lack nothing are left out."""
    return {pk: lacks for pk, card in cards_on(bodies, day).items() if (lacks := card.lacks(regime))}
