"""Short ways to dossiers for the tests: a system, its bodies, and the steps that lead to each state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import F

from cast import Cast, person
from registry_cast import system
from vonggac.apps.accounts.acts import Role
from vonggac.apps.compliance import gates
from vonggac.apps.compliance.models import Dossier, DossierPart, SecurityRegulation
from vonggac.apps.compliance.services import dossier_approval, dossier_steps, dossiers
from vonggac.apps.compliance.services.filing import Document
from vonggac.apps.registry.models import InformationSystem

PDF = b"%PDF-1.4\n% a signed paper of the tests\n%%EOF"
OPENED = date(2026, 10, 1)
LATE = datetime(2027, 12, 1, 3, tzinfo=UTC)
"""A moment after everything: steps name their own days."""


def at(day: date, hour: int = 3) -> datetime:
    """Return a moment of that day in Vietnam."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def paper(number: str = "12/QĐ", dated_on: date | None = None, content: bytes | None = PDF) -> Document:
    """Return a signed paper."""
    return Document(number=number, dated_on=dated_on, content=content, file_name="da-ky.pdf")


@dataclass
class Stage:
    """A commune owns and runs a system, the coordinating office is the specialised unit, the coordinator keeps the records."""

    cast: Cast
    system: InformationSystem
    appraiser: Any
    regulation: SecurityRegulation

    @classmethod
    def build(cls, **facts: object) -> Stage:
        cast = Cast.assemble()
        facts.setdefault("construction_started_on", date(2026, 3, 1))
        facts.setdefault("standing", "building")
        facts.setdefault("specialised_unit", cast.office)
        row = system("Một cửa xã Đức Hòa", cast.commune, operator=cast.commune, **facts)
        regulation = SecurityRegulation.objects.create(
            organisation=cast.commune, number="05/QĐ-UBND", issued_on=date(2026, 5, 4), issuer="UBND xã Đức Hòa", recorded_at=LATE
        )
        return cls(cast, row, person("thamdinh", "Trịnh Văn Thẩm", Role.COORDINATOR, cast.office, "Thẩm định"), regulation)

    def open(self, level: int = 3, *, on: date = OPENED, **facts: Any) -> Dossier:
        return dossiers.open_dossier(
            self.system, by=self.cast.commune_officer, at=at(on), level=level, reason="Tiêu chí của cấp độ", happened_on=on, **facts
        )

    def fill(self, dossier: Dossier, *, on: date = OPENED) -> None:
        """Fill every part that a person fills and state every gate: the first by the act, the others as the act leaves them."""
        rows = [*gates.entries(dossier, dossiers.course(dossier), on), *gates.statements(dossier, on)]
        first, *others = (one.key for one in rows if one.fills)
        dossiers.fill_part(dossier, first, by=self.cast.commune_officer, at=at(on), text=f"Nội dung {first}")
        facts = {"is_there": True, "changed_by": self.cast.commune_officer, "changed_at": at(on)}
        parts = [DossierPart(dossier=dossier, key=key, text=f"Nội dung {key}", **facts) for key in others]
        again = {"update_conflicts": True, "unique_fields": ["dossier", "key"], "update_fields": ["text", *facts]}
        DossierPart.objects.bulk_create(parts, **again)
        Dossier.objects.filter(pk=dossier.pk).update(version=F("version") + len(others))

    def opinion(self, dossier: Dossier, *, on: date = OPENED, favourable: bool = True) -> None:
        dossier_steps.ask_opinion(dossier, by=self.cast.commune_officer, at=at(on), happened_on=on)
        dossier_steps.give_opinion(dossier, favourable=favourable, note="Ý kiến", by=self.appraiser, at=at(on), happened_on=on)

    def sent(self, level: int = 3, *, on: date = OPENED, **facts: Any) -> Dossier:
        dossier = self.open(level, on=on, **facts)
        self.fill(dossier, on=on)
        if level >= 4 or facts.get("is_critical"):
            self.opinion(dossier, on=on)
        return dossier_steps.send_dossier(dossier, by=self.cast.commune_officer, at=at(on), happened_on=on)

    def hand(self, dossier: Dossier) -> Any:
        """Return who enters the appraiser's answer: its own people, or who keeps the owner's records."""
        return self.appraiser

    def received(self, level: int = 3, *, on: date = OPENED, **facts: Any) -> Dossier:
        dossier = self.sent(level, on=on, **facts)
        return dossier_steps.receive_dossier(dossier, by=self.hand(dossier), at=at(on), happened_on=on)

    def appraised(self, level: int = 3, *, on: date = OPENED, favourable: bool = True, **facts: Any) -> Dossier:
        dossier = self.received(level, on=on, **facts)
        return dossier_steps.appraise_dossier(
            dossier, favourable=favourable, note="Kết quả", by=self.hand(dossier), at=at(on), happened_on=on, paper=paper("09/BB", on)
        )

    def issuer(self, dossier: Dossier, on: date = OPENED) -> str:
        from vonggac.apps.compliance import rulebook

        return rulebook.authority_on(dossier, on).approves.value

    def approve(self, dossier: Dossier, *, on: date = OPENED + timedelta(days=5), **facts: Any) -> Dossier:
        given: dict[str, Any] = {
            "issuer": self.issuer(dossier, on),
            "paper": paper("77/QĐ-UBND", on),
            "regulation": self.regulation,
            "by": self.appraiser if dossier.proposed_level < 3 and not dossier.is_critical else self.cast.commune_officer,
            "at": at(on),
        }
        return dossier_approval.approve_dossier(dossier, **given | facts)

    def approved(self, level: int = 3, *, on: date = OPENED, **facts: Any) -> Dossier:
        dossier = self.appraised(level, on=on, **facts)
        return self.approve(dossier, on=on + timedelta(days=5))
