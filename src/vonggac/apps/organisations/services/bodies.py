"""Adding and changing one body or contact. A change of name, parentage or existence at a date is a reorganisation, not an edit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from vonggac.apps.audit.services import facts_of, record, said
from vonggac.apps.organisations.models import Contact, Mandate, Organisation
from vonggac.apps.organisations.services.tree import rebuild_ancestry


@transaction.atomic
def add_body(*, by: Any, at: datetime, **facts: Any) -> Organisation:
    """Add one body to the directory and the tree."""
    body = Organisation.objects.create(**facts)
    rebuild_ancestry(on=localdate(at))
    record("organisations.body.added", by=by, at=at, subject=body, organisation_id=body.pk, code=body.code, name=body.name)
    return body


@transaction.atomic
def change_body(body: Organisation, *, by: Any, at: datetime, **facts: Any) -> Organisation:
    """Correct facts of one body that are simply wrong; before and after stand in the log, notes by digest."""
    before = {name: getattr(body, name) for name in facts}
    for name, value in facts.items():
        setattr(body, name, value)
    body.from_profile = False
    body.save()
    if {"parent", "parent_id"} & facts.keys():
        rebuild_ancestry(on=localdate(at))
    record(
        "organisations.body.changed",
        by=by,
        at=at,
        subject=body,
        organisation_id=body.pk,
        before=facts_of(Organisation, before),
        after=facts_of(Organisation, facts),
    )
    return body


@transaction.atomic
def set_contact(contact: Contact, *, by: Any, at: datetime) -> Contact:
    """Add or change one contact; a number that no longer holds gets an end day and stays as history."""
    act = "organisations.contact.changed" if contact.pk else "organisations.contact.added"
    contact.save()
    record(act, by=by, at=at, subject=contact, organisation_id=contact.organisation_id, role=contact.role, hotline=contact.is_hotline)
    return contact


@transaction.atomic
def set_mandate(mandate: Mandate, *, by: Any, at: datetime) -> Mandate:
    """Add or change the document that says what a body is for; one that no longer holds gets an end day and stays as history."""
    act = "organisations.mandate.changed" if mandate.pk else "organisations.mandate.added"
    mandate.save()
    record(act, by=by, at=at, subject=mandate, organisation_id=mandate.organisation_id, document=said(mandate.document))
    return mandate
