"""How one body of the directory stands to another: a body as the engines take it, and the relation that the table of the law gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from vonggac.apps.organisations.models import Organisation
from vonggac.engines.addressees.relations import Issuer, relation_to
from vonggac.law.load import province
from vonggac.law.model import Confidence, OrganisationFact, OrganisationKind, Relation, SuccessionFact


def fact_of(row: Organisation, heirs: Iterable[SuccessionFact] = ()) -> OrganisationFact:
    """Return a body as the engines take it; the body above has to be at hand (`select_related("parent")`)."""
    return OrganisationFact(
        code=row.code,
        name=row.name,
        kind=OrganisationKind(row.kind),
        province=row.province_code,
        parent=row.parent.code if row.parent else None,
        short_name=row.short_name,
        addressee_name=row.addressed_as(),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        precision=Confidence(row.precision),
        successors=tuple(heirs),
    )


def relations_of(unit: Organisation | None, bodies: Iterable[Organisation], on: date) -> dict[int, Relation]:
    """Return body → how a unit of the province that writes in its own name stands to it; an unknown unit may only request."""
    profile = province(settings.PROVINCE)
    issuer = Issuer.of(fact_of(unit)) if unit else Issuer("", OrganisationKind.DEPARTMENT, profile.code)
    return {body.pk: relation_to(fact_of(body), issuer=issuer, rules=profile.relations, on=on).relation for body in bodies}
