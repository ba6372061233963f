"""How an issuer stands to an addressee, by the table of the law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vonggac.law.model import OrganisationFact, OrganisationKind, Relation, RelationRule


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issued the letter, and whether by order of the provincial People's Committee."""

    code: str
    kind: OrganisationKind
    province: str
    """Code of the province within which its classes of addressees expand."""
    on_behalf: bool = False
    """It acts for the committee: signs by its order, or carries out a directive of it that the letter names."""

    @classmethod
    def of(cls, fact: OrganisationFact, *, on_behalf: bool = False) -> Issuer:
        """Make an issuer from a body."""
        return cls(fact.code, fact.kind, fact.province, on_behalf)


@dataclass(frozen=True, slots=True)
class Standing:
    """A relation with its reason."""

    relation: Relation
    because: str


def relation_to(addressee: OrganisationFact, *, issuer: Issuer, rules: Sequence[RelationRule], on: date) -> Standing:
    """Return the relation of the first rule that fits; without any the careful one, because nobody may be ordered by accident."""
    sender, receiver = {issuer.code, issuer.kind.value}, {addressee.code, addressee.kind.value}
    for rule in rules:
        fits = (not rule.issuers or rule.issuers & sender) and (not rule.addressees or rule.addressees & receiver)
        if fits and rule.on_behalf in (None, issuer.on_behalf) and rule.holds_on(on):
            return Standing(rule.relation, rule.because)
    return Standing(Relation.COORDINATE, "Chưa có quy tắc cho nơi nhận này: phối hợp")
