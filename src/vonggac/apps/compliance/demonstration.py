"""Invented dossiers in every state, for systems of the demonstration; in a demonstration only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from vonggac.apps.audit.services import record
from vonggac.apps.compliance import gates, hands
from vonggac.apps.compliance.models import Dossier, DossierPart, DossierStep, SecurityRegulation
from vonggac.apps.compliance.services.dossiers import course, settle, write_step
from vonggac.apps.compliance.services.filing import Document
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import InformationSystem
from vonggac.law.levels.load import rules_on

What = DossierStep.What
NOTE = "Dữ liệu trình diễn, hư cấu"
Step = tuple[str, int, dict[str, Any]]
FIT: dict[str, Any] = {"favourable": True}
SOME = {"facts": {"implementation": "some"}}
FULL = {"facts": {"implementation": "full"}}


@dataclass(frozen=True, slots=True)
class Life:
    """One invented dossier: the system, the level, and its steps with how many days ago each happened."""

    code: str
    level: int
    steps: tuple[Step, ...]
    filled: bool = True


LIVES = (
    Life(
        "TD-01",
        3,
        ((What.OPENED, 52, {}), (What.SENT, 17, {}), (What.RECEIVED, 16, {}), (What.APPRAISED, 4, FIT), (What.SUBMITTED, 3, {})),
    ),
    Life("TD-02", 3, ((What.OPENED, 20, {}), (What.SENT, 8, {}), (What.RECEIVED, 6, {}))),
    Life("TD-03", 3, ((What.OPENED, 9, {}),), filled=False),
    Life(
        "TD-04",
        3,
        (
            (What.OPENED, 40, {}),
            (What.SENT, 30, {}),
            (What.RECEIVED, 28, {}),
            (What.RETURNED, 12, {"note": "Bổ sung vùng mạng và quy hoạch địa chỉ; mô tả sao lưu."}),
        ),
    ),
    Life("TD-05", 2, ((What.OPENED, 5, {}), (What.SENT, 2, {}))),
    Life(
        "TD-06",
        2,
        (
            (What.OPENED, 60, {}),
            (What.SENT, 50, {}),
            (What.RECEIVED, 49, {}),
            (What.APPRAISED, 44, FIT),
            (What.APPROVED, 42, {}),
            (What.IMPLEMENTED, 20, SOME),
        ),
    ),
    Life(
        "TD-07",
        2,
        ((What.OPENED, 70, {}), (What.SENT, 65, {}), (What.APPRAISED, 58, FIT), (What.APPROVED, 56, {}), (What.IMPLEMENTED, 30, FULL)),
    ),
    Life(
        "TD-09",
        4,
        (
            (What.OPENED, 45, {}),
            (What.OPINION_ASKED, 40, {}),
            (What.OPINION_GIVEN, 34, FIT),
            (What.SENT, 30, {}),
            (What.RECEIVED, 27, {}),
        ),
    ),
    Life("TD-10", 3, ((What.OPENED, 55, {}), (What.SENT, 40, {}), (What.RECEIVED, 38, {}))),
)
DECIDED = {What.APPRAISED, What.APPROVED, What.SUBMITTED}


@transaction.atomic
def make_dossiers(*, at: datetime) -> None:
    """Make dossiers for the invented systems; where one stands already, nothing changes."""
    if not settings.DEMO:
        raise RuntimeError("invented dossiers belong into a demonstration only")
    systems = {
        row.code: row for row in InformationSystem.objects.filter(code__in=[one.code for one in LIVES]).select_related("owner", "operator")
    }
    if not systems or Dossier.objects.filter(system__in=systems.values()).exists():
        return
    today = localdate(at)
    first = rules_on(today).valid_from or today
    regulations = _regulations(list(systems.values()), today, at)
    unit = Organisation.objects.filter(kind="police").exclude(parent=None).order_by("id").first()
    for life in LIVES:
        if life.code in systems:
            _live(life, systems[life.code], unit, regulations, first=first, today=today, at=at)
    record("compliance.demonstration.made", by=None, at=at, count=len(systems))


def _regulations(systems: list[InformationSystem], today: date, at: datetime) -> dict[int, SecurityRegulation]:
    """Give every owner a regulation of its own, issued long before."""
    owners = {row.owner_id: row.owner for row in systems}
    rows = [
        SecurityRegulation(
            organisation=owner,
            number=f"{pk}/QĐ-TD",
            issued_on=today - timedelta(days=200),
            issuer=owner.addressed_as(),
            title=NOTE,
            recorded_at=at,
        )
        for pk, owner in owners.items()
    ]
    return {row.organisation_id: row for row in SecurityRegulation.objects.bulk_create(rows)}


def _live(
    life: Life,
    system: InformationSystem,
    unit: Organisation | None,
    regulations: dict[int, SecurityRegulation],
    *,
    first: date,
    today: date,
    at: datetime,
) -> None:
    dossier = Dossier.objects.create(
        system=system,
        number=1,
        proposed_level=life.level,
        regime=rules_on(today).id,
        reason=NOTE,
        preparer=hands.operator_of(system, today),
        appraiser=unit if life.level < 4 else None,
        regulation=regulations[system.owner_id] if life.filled else None,
        expected_approval_on=today + timedelta(days=20),
        opened_at=at - timedelta(days=life.steps[0][1]),
    )
    if life.filled:
        _fill(dossier, today, at)
    for what, ago, facts in life.steps:
        on = max(first, today - timedelta(days=ago))
        paper = Document(number=f"{ago}/TD", dated_on=on) if what in DECIDED else Document()
        issuer = (
            hands.approver_of(dossier, on).name
            if what == What.APPROVED
            else hands.appraiser_of(dossier, on).name
            if what == What.APPRAISED
            else ""
        )
        given = dict(facts)
        if given.get("facts", {}).get("implementation") == "some":
            given["facts"] = {**given["facts"], "until": (today + timedelta(days=60)).isoformat()}
        write_step(dossier, what, on=on, by=None, at=at - timedelta(days=ago), paper=paper, issuer=issuer, **given)
    settle(dossier)


def _fill(dossier: Dossier, today: date, at: datetime) -> None:
    rows = [*gates.entries(dossier, course(dossier), today), *gates.statements(dossier, today)]
    DossierPart.objects.bulk_create(
        [DossierPart(dossier=dossier, key=one.key, is_there=True, text=NOTE, changed_at=at) for one in rows if one.fills]
    )
