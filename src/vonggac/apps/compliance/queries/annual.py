"""What the yearly report asks, read for all systems of a body at once: four queries, however many systems there are.

Who owes a report: the body that runs a system, else its owner; a system that a provider runs by contract is reported by its owner
(Decree 331/2026/NĐ-CP, Articles 5.3, 35.4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import is_province_wide, leads_the_coordination, organisations_reached, roles_of
from vonggac.apps.compliance.models import AnnualReport, Assessment, Dossier, SecurityRegulation
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.organisations.queries import subtree_ids
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import OPEN_STATES, Task
from vonggac.engines import annual, deadlines
from vonggac.engines.annual import Act, Implementation, Status, SystemFacts
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE
from vonggac.kernel.periods import Validity
from vonggac.law.load import calendar_for
from vonggac.law.report import FormColumn, ReportRegime
from vonggac.law.reports import report_regime

_STATUS = {
    Dossier.State.DRAFT: Status.DRAFT,
    Dossier.State.SENT: Status.SENT,
    Dossier.State.APPRAISED: Status.APPRAISED,
    Dossier.State.APPROVED: Status.APPROVED,
    Dossier.State.IMPLEMENTED: Status.APPROVED,
}
_IMPLEMENTATION = {
    Dossier.Implementation.NONE: Implementation.NONE,
    Dossier.Implementation.SOME: Implementation.PARTLY,
    Dossier.Implementation.FULL: Implementation.FULLY,
}
YEARS = range(2000, 2100)


# --- the period ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReportYear:
    """The report of one year: its rules, its days, its deadlines in their order."""

    year: int
    regime: ReportRegime
    dues: tuple[deadlines.ReportDue, ...]

    @property
    def period(self) -> Validity:
        """The days that the report is about."""
        return self.regime.period(self.year)

    @property
    def to_owner(self) -> deadlines.ReportDue:
        """When the agencies have to have sent theirs."""
        return self.dues[0]

    @property
    def last_day(self) -> date:
        """The last day of the period, by which a report is found."""
        return self.regime.last.in_year(self.year)


def report_year(year: int) -> ReportYear:
    """Return the report of a year, in the regime in force on the last day of its period; `LawError` when there is none."""
    regime = report_regime(date(year, 12, 14))
    calendar = calendar_for(year - 1, year + 1)
    return ReportYear(year, regime, deadlines.report_dues(regime, year, calendar=calendar))


def year_at(day: date) -> int:
    """Return the year whose report is made now: until the last deadline of a year has passed it is that one."""
    running = report_regime(day).year_of(day)
    before = running - 1
    last_step = report_regime(day).steps[-1].before.in_year(before)
    return before if day < last_step else running


# --- facts --------------------------------------------------------------------------------------------------------------------------


def systems_of(body: Organisation | None) -> QuerySet[InformationSystem]:
    """Return the systems that a body's report lists: what it or a body below owns or runs; the province and None: everything."""
    rows = InformationSystem.objects.exclude(standing=InformationSystem.Standing.RETIRED)
    if body is None or body.kind == Kind.PROVINCE:
        return rows
    below = subtree_ids([body.pk])
    return rows.filter(Q(owner_id__in=below) | Q(operator_id__in=below))


def facts_of(systems: QuerySet[InformationSystem], day: date) -> list[SystemFacts]:
    """Return what the report asks of each of these systems as the register knows it, level 3 and above first, then by name."""
    rows = systems.order_by("sort_key", "id").values(
        "id", "name", "level", "hosting", "standing", "in_operation_on", "owner__name", "operator__name", "provider__name"
    )
    ids = systems.order_by().values("pk")
    dossiers = {one["system_id"]: one for one in _dossiers(ids)}
    regulations = _regulations(ids, day)
    assessed = _assessed(ids, day)
    found = [_facts(row, dossiers.get(row["id"], {}), regulations.get(row["id"]), assessed.get(row["id"], [])) for row in rows.iterator()]
    return sorted(found, key=first_things_first)


def first_things_first(facts: SystemFacts) -> int:
    """Level 5, 4, 3, then all others; the sort is stable, so names keep their order."""
    level = facts.level or 0
    return -level if level >= FIRST_IN_EVERY_QUEUE else 0


def _dossiers(ids: Any) -> Iterable[dict[str, Any]]:
    return Dossier.objects.filter(system__in=ids, is_superseded=False).order_by().values(
        "system_id", "proposed_level", "state", "decision_number", "approved_on", "decision_issuer", "expected_approval_on",
        "implementation", "expected_full_on", "regulation__number", "regulation__issued_on", "regulation__issuer",
    )  # fmt: skip


def _regulations(ids: Any, day: date) -> dict[int, Act]:
    """Return the newest regulation that names a system and holds on the day; a dossier may name another one."""
    named = (
        SecurityRegulation.objects.filter(systems__in=ids, issued_on__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gte=day))
        .order_by("issued_on", "id")
        .values_list("systems", "number", "issued_on", "issuer")
    )
    return {system: Act(number, issued, issuer) for system, number, issued, issuer in named}


def _assessed(ids: Any, day: date) -> dict[int, list[tuple[str, date]]]:
    """Return the finished assessments by somebody; one's own answers are no assessment (Decree 331/2026/NĐ-CP, Article 31)."""
    kinds = (Assessment.Kind.BEFORE_USE, Assessment.Kind.PERIODIC, Assessment.Kind.INDEPENDENT)
    closed = Assessment.objects.filter(system__in=ids, state=Assessment.State.CLOSED, kind__in=kinds, as_of__lte=day)
    found: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for system, kind, as_of in closed.order_by().values_list("system_id", "kind", "as_of"):
        found[system].append((kind, as_of))
    return found


def _facts(row: dict[str, Any], dossier: dict[str, Any], regulation: Act | None, assessed: list[tuple[str, date]]) -> SystemFacts:
    return SystemFacts(
        key=row["id"],
        name=row["name"],
        owner=row["owner__name"],
        operator=_operator(row),
        level=dossier.get("proposed_level") or row["level"],
        has_dossier=bool(dossier),
        status=_STATUS.get(dossier.get("state", "")),
        decision=Act(dossier.get("decision_number", ""), dossier.get("approved_on"), dossier.get("decision_issuer", "")),
        regulation=_regulation(dossier) or regulation or Act(),
        expected_approval=dossier.get("expected_approval_on"),
        implementation=_implementation(dossier),
        expected_implementation=dossier.get("expected_full_on"),
        assessed=frozenset(_assessment(kind, as_of, row) for kind, as_of in assessed),
    )


def _operator(row: dict[str, Any]) -> str:
    """A provider that hosts by contract is the operator (Decree 331/2026/NĐ-CP, Article 5.3)."""
    hosted = row["hosting"] in {InformationSystem.Hosting.PROVIDER, InformationSystem.Hosting.CLOUD}
    return str(row["operator__name"] or (row["provider__name"] if hosted else "") or "")


def _regulation(dossier: dict[str, Any]) -> Act | None:
    if not dossier.get("regulation__number"):
        return None
    return Act(dossier["regulation__number"], dossier["regulation__issued_on"], dossier["regulation__issuer"])


def _implementation(dossier: dict[str, Any]) -> Implementation | None:
    if dossier.get("state") == Dossier.State.IMPLEMENTED:
        return Implementation.FULLY
    return _IMPLEMENTATION.get(dossier.get("implementation", ""))


def _assessment(kind: str, as_of: date, row: dict[str, Any]) -> str:
    """An independent assessment counts by when it was: before the first day of operation, or after."""
    if kind != Assessment.Kind.INDEPENDENT:
        return kind
    before = row["standing"] == InformationSystem.Standing.BUILDING or (
        row["in_operation_on"] is not None and as_of < row["in_operation_on"]
    )
    return "before_use" if before else "periodic"


# --- who owes one -------------------------------------------------------------------------------------------------------------------


def reporters() -> dict[int, int]:
    """Return system → the body that has to report it, in one query."""
    runs = Case(When(Q(operator=None) | Q(operator__kind=Kind.PROVIDER), then=F("owner_id")), default=F("operator_id"))
    return dict(systems_of(None).order_by().annotate(reporter=runs).values_list("pk", "reporter"))


def reporting_bodies() -> QuerySet[Organisation]:
    """Return every body that has to report a system."""
    return Organisation.objects.filter(pk__in=set(reporters().values())).order_by("sort_key", "id")


def bodies_visible_to(user: Any) -> QuerySet[Organisation]:
    """Return the bodies whose reports the person may read: all for who coordinates, checks or leads; else those in reach."""
    if not roles_of(user) & ACTS["compliance.read"]:
        return Organisation.objects.none()
    if is_province_wide(user) or leads_the_coordination(user):
        return Organisation.objects.all()
    return organisations_reached(user, "compliance.read")


def decides_reports(user: Any) -> bool:
    """Say whether the person takes reports into the province's or gives them back: who coordinates, and the leaders over that office."""
    if not roles_of(user) & ACTS["compliance.accept"]:
        return False
    return Role.COORDINATOR in roles_of(user) or leads_the_coordination(user)


def sent_it(user: Any, report: AnnualReport | None) -> bool:
    """Say whether the person sent this report; then another one has to take it in."""
    return report is not None and report.sent_by_id is not None and report.sent_by_id == user.pk


def reports_visible_to(user: Any) -> QuerySet[AnnualReport]:
    """Return the reports that the person may read."""
    return AnnualReport.objects.filter(organisation__in=bodies_visible_to(user).values("pk")).select_related("organisation")


def reports_of(year: ReportYear) -> QuerySet[AnnualReport]:
    """Return every report of a year."""
    return AnnualReport.objects.filter(regime=year.regime.code, period_to=year.last_day)


def report_of(body: Organisation, year: ReportYear) -> AnnualReport | None:
    """Return a body's report of a year, if it has been begun."""
    return reports_of(year).filter(organisation=body).first()


@dataclass(frozen=True, slots=True)
class Sender:
    """One body that owes a report, and how far it is."""

    body: Organisation
    systems: int
    report: AnnualReport | None
    gaps: int
    """Systems with an empty cell that must not be empty, as the register knows them now."""

    @property
    def state(self) -> str:
        """Return the state of its report; "" when nobody has begun."""
        return self.report.state if self.report else ""

    @property
    def state_words(self) -> str:
        """Return the state in words."""
        return str(self.report.get_state_display()) if self.report else ""

    @property
    def complete(self) -> int:
        """Return the share of its systems without an empty cell, in percent."""
        return 100 * (self.systems - min(self.gaps, self.systems)) // self.systems if self.systems else 100

    @property
    def has_sent(self) -> bool:
        """Say whether its report lies above."""
        return self.state in {AnnualReport.State.SENT, AnnualReport.State.ACCEPTED}


def senders(user: Any, year: ReportYear, day: date) -> list[Sender]:
    """Return the bodies in sight that owe a report, those that have not sent first; a fixed number of queries."""
    owed = reporters()
    counts, gaps = Counter(owed.values()), gaps_by_body(owed, year, day)
    reports = {one.organisation_id: one for one in reports_of(year).defer("rows")}
    bodies = bodies_visible_to(user).filter(pk__in={*counts, *reports}).order_by("sort_key", "id")
    found = [_sender(body, counts[body.pk], reports.get(body.pk), gaps[body.pk]) for body in bodies]
    return sorted(found, key=lambda one: (one.has_sent, one.state == AnnualReport.State.ACCEPTED))


def _sender(body: Organisation, systems: int, report: AnnualReport | None, gaps: int) -> Sender:
    """A body that runs nothing may report what it owns: then its report says how many systems that are."""
    listed = report.header.get("total", 0) if report else 0
    return Sender(body, systems or listed, report, gaps)


def gaps_by_body(owed: dict[int, int], year: ReportYear, day: date) -> Counter[int]:
    """Return body → how many of the systems it reports lack something, as the register knows them now."""
    found = annual.lacking(facts_of(systems_of(None), min(day, year.last_day)), year.regime)
    return Counter(owed[system] for system in found if system in owed)


# --- the report as it would be sent -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Laid:
    """A report as it stands: rows, counters, and what is missing, named."""

    rows: Sequence[annual.FormRow]
    header: dict[str, int | date | None]
    facts: Sequence[SystemFacts]

    @property
    def missing(self) -> list[annual.Missing]:
        """Return every empty cell that must be filled."""
        return [one for row in self.rows for one in row.missing]

    @property
    def gaps(self) -> int:
        """Return how many systems lack something."""
        return sum(bool(row.missing) for row in self.rows)

    @property
    def complete(self) -> int:
        """Return the share of systems without an empty cell, in percent."""
        return 100 * (len(self.rows) - self.gaps) // len(self.rows) if self.rows else 100


def laid_out(body: Organisation | None, year: ReportYear, day: date) -> Laid:
    """Return what the register says now about a body's report."""
    return laid(facts_of(systems_of(body), min(day, year.last_day)), year.regime)


def laid(facts: Sequence[SystemFacts], regime: ReportRegime) -> Laid:
    """Return facts as a report."""
    return Laid(annual.fill(facts, regime), annual.count(facts), facts)


# --- who is asked for what ----------------------------------------------------------------------------------------------------------


def dossiers_at_hand(systems: Iterable[int]) -> dict[int, int]:
    """Return system → its current dossier."""
    return dict(Dossier.objects.filter(system__in=list(systems), is_superseded=False).values_list("system_id", "pk"))


SENDING, CELLS = "gui", "bo-sung"


def group_of(year: ReportYear, what: str = SENDING) -> str:
    """Return the mark of the assignments that ask for a year's report, or for what is missing in it."""
    return f"bao-cao-{year.year}-{what}"


def already_asked(year: ReportYear, what: str = SENDING) -> set[int]:
    """Return the bodies that still have such a task open."""
    asked = Task.objects.filter(assignment__origin_room="compliance", assignment__group=group_of(year, what), state__in=OPEN_STATES)
    return set(asked.values_list("organisation_id", flat=True))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one body is asked to fill in: one line a system, and what is not known of the body itself."""

    body: Organisation
    lines: tuple[str, ...]
    cells: int
    """Empty cells of its systems."""
    card: tuple[str, ...] = ()


def wanted_of(laid: Laid, regime: ReportRegime, lacking: Mapping[int, Sequence[FormColumn]] | None = None) -> list[Wanted]:
    """Return what is missing, by the body that reports the system; `lacking` is what the form asks of a body and nobody has said."""
    owed, about = reporters(), lacking or {}
    lines: dict[int, list[str]] = defaultdict(list)
    cells: Counter[int] = Counter()
    for row in laid.rows:
        if row.missing and row.system in owed:
            said = "; ".join(missing_words(one, regime) for one in row.missing)
            lines[owed[row.system]].append(f"{row.cells['system']}: {said}")
            cells[owed[row.system]] += len(row.missing)
    bodies = Organisation.objects.filter(pk__in={*lines, *about}).order_by("sort_key", "id")
    return [Wanted(body, tuple(lines[body.pk]), cells[body.pk], tuple(one.title_vi for one in about.get(body.pk, ()))) for body in bodies]


PARTS = {"number": "số", "day": "ngày", "body": "cơ quan ban hành"}


def missing_words(one: annual.Missing, regime: ReportRegime) -> str:
    """Return what is missing in the words of the form, and of an act which part."""
    title = regime.column(one.column).title_vi.partition(" (")[0]
    return f"{title} (thiếu {', '.join(PARTS[part] for part in one.parts)})" if one.parts else title
