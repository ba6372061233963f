"""What the API says of bodies."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from vonggac.apps.face.api import PageOf
from vonggac.apps.organisations import queries
from vonggac.apps.organisations.models import Contact, Organisation, Succession


class BodyOut(Schema):
    """A body in a list."""

    id: int
    code: str
    name: str
    short_name: str
    addressed_as: str
    kind: str
    province_code: str
    """Empty for the national level."""
    parent_id: int | None
    valid_from: date | None
    valid_to: date | None
    precision: str
    """read, inferred or unverified."""


class BodyList(PageOf):
    """A part of the directory."""

    items: list[BodyOut]


class StepOut(Schema):
    """Who goes on with what; an empty function is everything."""

    organisation_id: int
    code: str
    name: str
    function: str
    on: date
    source: str


class ContactOut(Schema):
    """Whom to call or write to."""

    id: int
    role: str
    name: str
    phone: str
    email: str
    purpose: str
    is_hotline: bool
    is_representative: bool
    valid_from: date | None
    valid_to: date | None


class BodyDetail(BodyOut):
    """Everything about one body."""

    domain: str
    address: str
    source: str
    note: str
    heirs: list[StepOut]
    forebears: list[StepOut]
    contacts: list[ContactOut]
    mandate: str
    """The document in force that says what the body is for; empty when none is written."""


def listed(body: Organisation) -> BodyOut:
    """Return a body as lists say it."""
    return BodyOut(
        id=body.pk,
        code=body.code,
        name=body.name,
        short_name=body.short_name,
        addressed_as=body.addressed_as(),
        kind=body.kind,
        province_code=body.province_code,
        parent_id=body.parent_id,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        precision=body.precision,
    )


def _step(other: Organisation, step: Succession) -> StepOut:
    return StepOut(organisation_id=other.pk, code=other.code, name=other.name, function=step.function, on=step.on, source=step.source)


def _contact(contact: Contact) -> ContactOut:
    return ContactOut.model_validate({name: getattr(contact, name) for name in ContactOut.model_fields})


def detailed(body: Organisation, day: date) -> BodyDetail:
    """Return one body whole."""
    mandate = queries.mandates_on(day, [body.pk]).get(body.pk)
    return BodyDetail(
        **listed(body).model_dump(),
        domain=body.domain,
        address=body.address,
        source=body.source,
        note=body.note,
        heirs=[_step(step.after, step) for step in queries.heirs_of(body)],
        forebears=[_step(step.before, step) for step in queries.forebears_of(body)],
        contacts=[_contact(contact) for contact in queries.contacts_on(day, [body.pk])],
        mandate=mandate.document if mandate else "",
    )
