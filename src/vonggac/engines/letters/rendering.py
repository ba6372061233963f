"""A letter as the JSON object that `vonggac letter read` prints; its shape is published in letter.schema.json."""

from __future__ import annotations

from typing import Any

from .model import Addressee, Contact, Deadline, Letter, Obligation


def as_json(letter: Letter, file: str | None = None) -> dict[str, Any]:
    """Return the letter as plain values, in the order of the published schema."""
    return {
        "file": file,
        "text": letter.text,
        "kind": letter.kind.value,
        "number": letter.number,
        "symbol": letter.symbol,
        "place": letter.place,
        "date": letter.date,
        "date_partial": letter.date_partial,
        "issuer": letter.issuer,
        "parent": letter.parent,
        "subject": letter.subject,
        "addressees": [{**_addressee(one), "line": one.line} for one in letter.addressees],
        "recipients": list(letter.recipients),
        "bases": [{"number": base.number, "date": base.date, "title": base.title} for base in letter.bases],
        "cited": list(letter.cited),
        "attachments": [{"title": one.title, "present": one.present} for one in letter.attachments],
        "obligations": [_obligation(one) for one in letter.obligations],
        "contacts": [_contact(one) for one in letter.contacts],
        "signer": None
        if letter.signer is None
        else {"name": letter.signer.name, "title": letter.signer.title, "authority": letter.signer.authority},
        "warnings": [{"code": one.code, "path": one.path, "message": one.message} for one in letter.warnings],
        "spans": {pointer: [start, end] for pointer, (start, end) in sorted(letter.spans.items(), key=lambda row: (row[1], row[0]))},
    }


def _addressee(one: Addressee) -> dict[str, Any]:
    return {"text": one.text, "class": one.class_}


def _deadline(one: Deadline) -> dict[str, Any]:
    return {
        "date": one.date,
        "working_days": one.working_days,
        "calendar_days": one.calendar_days,
        "day_of_month": one.day_of_month,
        "quote": one.quote,
    }


def _obligation(one: Obligation) -> dict[str, Any]:
    return {
        "number": one.number,
        "text": one.text,
        "addressees": [_addressee(body) for body in one.addressees],
        "deadline": None if one.deadline is None else _deadline(one.deadline),
        "recurrence": one.recurrence,
        "figures_asked": list(one.figures_asked),
        "own": one.own,
        "items": [_obligation(item) for item in one.items],
    }


def _contact(one: Contact) -> dict[str, Any]:
    return {"organisation": one.organisation, "name": one.name, "role": one.role, "phones": list(one.phones), "emails": list(one.emails)}
