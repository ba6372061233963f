"""Reads of assessments: where systems stand, what is missing, what waits for whom. Sums come from `Coverage`, never from answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from vonggac.apps.compliance.models import Answer, Assessment, Coverage, Inheritance, Proof, ProofUse
from vonggac.apps.compliance.queries.visibility import gaps_known_to, systems_prepared_by, systems_visible_to
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import Task
from vonggac.engines.gaps import Evidence, Freshness, Tally, Verdict, freshness
from vonggac.kernel.levels import Level
from vonggac.kernel.vietnamese import fold
from vonggac.law.catalogue import Catalogue, Control
from vonggac.law.catalogues import catalogue as read_catalogue
from vonggac.law.model import LawError

TALLY = ("met", "partly", "not_met", "not_applicable", "unanswered", "confirmed")
MISSING = (Answer.State.PARTLY, Answer.State.NOT, Answer.State.UNANSWERED)


# --- assessments ------------------------------------------------------------------------------------------------------------------


def assessments_visible_to(user: Any) -> QuerySet[Assessment]:
    """Return the assessments of the systems that the person may know of; their single answers are need-to-know beside that."""
    return Assessment.objects.filter(system__in=systems_visible_to(user)).select_related("system", "system__owner", "carried_from")


def may_know(user: Any, system: InformationSystem) -> bool:
    """Say whether the person may know which measures the system lacks."""
    return gaps_known_to(user).filter(pk=system.pk).exists()


def history_of(system: InformationSystem) -> list[Assessment]:
    """Return the assessments of one system, the newest first."""
    return list(Assessment.objects.filter(system=system).select_related("opened_by", "closed_by").order_by("-as_of", "-id"))


def with_sums(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Add the sums of each assessment, from the rows of `Coverage`; for few rows: a page sums its own with `tallies_of`."""
    return rows.annotate(**{f"sum_{name}": Sum(f"coverage__{name}") for name in TALLY})


def assessments_in_order(user: Any, words: str = "", state: str = "") -> QuerySet[Assessment]:
    """Return the assessments for the list page: level 3 and above first, then the newest."""
    found = assessments_visible_to(user)
    if words.strip():
        found = found.filter(system__folded__contains=fold(words))
    if state in Assessment.State.values:
        found = found.filter(state=state)
    return found.order_by("-level", "-as_of", "-id")


def edition_of(assessment: Assessment) -> Catalogue | None:
    """Return the edition it is held against, or None when this installation no longer has it."""
    try:
        return read_catalogue(assessment.catalogue)
    except LawError:
        return None


def was_corrected(assessment: Assessment) -> bool:
    """Say whether the edition is no longer as it was when the assessment was opened; a notice, never a change."""
    edition = edition_of(assessment)
    return edition is not None and edition.digest != assessment.catalogue_digest


# --- sums -------------------------------------------------------------------------------------------------------------------------


def tallies_of(assessments: Collection[int]) -> dict[int, dict[str, Tally]]:
    """Return the tally of each chapter of several assessments, in one query."""
    found: dict[int, dict[str, Tally]] = {pk: {} for pk in assessments}
    for row in Coverage.objects.filter(assessment_id__in=assessments).order_by("id").values("assessment_id", "group", *TALLY):
        found[row["assessment_id"]][row["group"]] = Tally(**{name: row[name] for name in TALLY})
    return found


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of the radar with its tally now and, where there was one, last time."""

    code: str
    title: str
    now: Tally
    before: Tally | None


def arms_of(edition: Catalogue, now: Mapping[str, Tally], before: Mapping[str, Tally] | None, *, english: bool = False) -> list[Arm]:
    """Add chapters up to the arms of the radar; an arm of which nothing is demanded is left out."""
    arms = []
    for display in edition.displays:
        tally = Tally.sum(now[group] for group in display.groups if group in now)
        last = Tally.sum(before[group] for group in display.groups if group in before) if before else None
        if tally.demanded:
            arms.append(Arm(display.code, display.title_en if english else display.title_vi, tally, last))
    return arms


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a system stands: the newest assessment that says something, the one before it, and their sums."""

    assessment: Assessment
    edition: Catalogue
    arms: list[Arm]
    total: Tally
    previous: Assessment | None
    previous_total: Tally | None


def standing_of(system: InformationSystem, *, english: bool = False) -> Standing | None:
    """Return where a system stands, in two queries; None when it was never assessed."""
    rows = list(Assessment.objects.filter(system=system).order_by("-as_of", "-id")[:12])
    if not rows:
        return None
    newest = rows[0]
    edition = edition_of(newest)
    if edition is None:
        return None
    previous = next((row for row in rows[1:] if row.catalogue == newest.catalogue and row.state == Assessment.State.CLOSED), None)
    tallies = tallies_of([row.pk for row in (newest, previous) if row])
    before = tallies[previous.pk] if previous else None
    arms = arms_of(edition, tallies[newest.pk], before, english=english)
    last = Tally.sum(before.values()) if before else None
    return Standing(newest, edition, arms, Tally.sum(tallies[newest.pk].values()), previous, last)


# --- answers ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page of an assessment is narrowed to."""

    words: str = ""
    state: str = ""
    group: str = ""
    only: str = ""
    """again, waiting, returned, inherited, without-proof, task-done, missing."""


@dataclass(slots=True)
class Line:
    """One control with its answer and what stands beside it."""

    control: Control
    answer: Answer
    verdict: Verdict
    tasks: tuple[Task, ...]
    level: Level
    edition: Catalogue
    cell: str = ""
    """How the answer is drawn, set by a page."""

    @property
    def clause(self) -> str:
        return self.control.clauses.get(self.level, "")

    @property
    def cadence(self) -> Any:
        return self.control.cadence.get(self.level)

    @property
    def marks(self) -> tuple[str, ...]:
        return self.edition.marks(self.control)

    @property
    def waits(self) -> bool:
        """Answered, and not yet confirmed by somebody else."""
        answer = self.answer
        return bool(answer.state) and not answer.look_again and not answer.returned_because and answer.confirmed_by_id is None

    @property
    def task_done(self) -> bool:
        """A task for this control was accepted after the answer was given: somebody should look whether the answer still stands."""
        given = self.answer.answered_at
        return any(task.state == Task.State.DONE and (given is None or (task.done_at and task.done_at > given)) for task in self.tasks)

    @property
    def has_proof(self) -> bool:
        return self.verdict.freshness in (Freshness.VALID, Freshness.EXPIRING)


def lines_of(assessment: Assessment, edition: Catalogue, *, on: date) -> list[Line]:
    """Return every control of an assessment in the order of the standard, in a constant number of queries."""
    answers = Answer.objects.filter(assessment=assessment).select_related("answered_by", "confirmed_by", "inherited_from").order_by("id")
    proofs, tasks = _proofs_by_control(assessment), _tasks_by_control(assessment)
    level = Level(assessment.level)
    lines = []
    for answer in answers:
        if answer.control not in edition:
            continue
        control = edition.control(answer.control)
        verdict = freshness(proofs.get(control.code, ()), on=on, cadence=control.cadence.get(level))
        lines.append(Line(control, answer, verdict, tuple(tasks.get(control.code, ())), level, edition))
    return lines


def narrowed(lines: Iterable[Line], filters: Filters) -> list[Line]:
    """Keep the lines that fit; words are looked for without marks in code, clause and title."""
    words = fold(filters.words)
    tests = {
        "again": lambda line: line.answer.look_again,
        "waiting": lambda line: line.waits,
        "returned": lambda line: bool(line.answer.returned_because),
        "inherited": lambda line: line.answer.inherited_from_id is not None,
        "without-proof": lambda line: line.answer.counts_as == Answer.State.MET and not line.has_proof,
        "task-done": lambda line: line.task_done,
        "missing": lambda line: line.answer.counts_as in MISSING,
    }
    found = []
    for line in lines:
        if filters.group and line.control.group != filters.group and filters.group not in _display_codes(line):
            continue
        if filters.state and line.answer.counts_as != ("" if filters.state == "none" else filters.state):
            continue
        if filters.only in tests and not tests[filters.only](line):
            continue
        if words and words not in fold(f"{line.control.code} {line.clause} {line.control.title_vi} {line.control.title_en}"):
            continue
        found.append(line)
    return found


def _display_codes(line: Line) -> tuple[str, ...]:
    return tuple(one.code for one in line.edition.displays if line.control.group in one.groups)


def _proofs_by_control(assessment: Assessment) -> dict[str, list[Evidence]]:
    uses = ProofUse.objects.filter(system_id=assessment.system_id, catalogue=assessment.catalogue, proof__withdrawn_at=None)
    found: dict[str, list[Evidence]] = {}
    for control, begins, ends in uses.values_list("control", "proof__effective_on", "proof__expires_on"):
        found.setdefault(control, []).append(Evidence(begins, ends))
    return found


def _tasks_by_control(assessment: Assessment) -> dict[str, list[Task]]:
    tasks = Task.objects.filter(assignment__origin_room="compliance", assignment__group__startswith="danh-gia:")
    found: dict[str, list[Task]] = {}
    for task in tasks.filter(system_id=assessment.system_id).select_related("assignment", "organisation").order_by("-id"):
        found.setdefault(task.assignment.number, []).append(task)
    return found


def states_of(assessment: Assessment) -> dict[str, str]:
    """Return what each control counts as."""
    return dict(Answer.objects.filter(assessment=assessment).order_by().values_list("control", "counts_as"))


def neighbours(controls: Sequence[str], control: str) -> tuple[str | None, str | None]:
    """Return the control before and after one, in the order of the assessment."""
    at = controls.index(control)
    return (controls[at - 1] if at else None), (controls[at + 1] if at + 1 < len(controls) else None)


# --- the missing ------------------------------------------------------------------------------------------------------------------


def gaps_of(assessment: Assessment, edition: Catalogue) -> list[Any]:
    """Return what is missing in the order in which it is to be closed; NumPy is loaded here and not with the room."""
    from vonggac.engines.gaps.columns import Scheme, sheet_of
    from vonggac.engines.gaps.missing import missing

    scheme = Scheme.of(edition, by_chapter=True)
    known = [(scheme.position[one], _STATE_NUMBERS[state]) for one, state in states_of(assessment).items() if one in scheme.position]
    sheet = sheet_of(
        scheme, [assessment.level], systems=[0] * len(known), controls=[at for at, _ in known], states=[state for _, state in known]
    )
    return missing(scheme, sheet)


_STATE_NUMBERS = {"": 0, "met": 1, "partly": 2, "not": 3, "na": 4}


# --- proofs and inheritance -------------------------------------------------------------------------------------------------------


def proofs_visible_to(user: Any) -> QuerySet[Proof]:
    """Return the proofs that stand for a system whose measures the person may know."""
    return Proof.objects.filter(uses__system__in=gaps_known_to(user)).select_related("organisation", "added_by", "file").distinct()


def proofs_for(system: InformationSystem, catalogue: str, control: str) -> list[Proof]:
    """Return the proofs of one control of one system, those taken back too."""
    uses = ProofUse.objects.filter(proof=OuterRef("pk"), system=system, catalogue=catalogue, control=control)
    return list(
        Proof.objects.filter(Exists(uses)).select_related("added_by").order_by(F("withdrawn_at").asc(nulls_first=True), "-effective_on")
    )


def inheritances_of(system: InformationSystem) -> tuple[list[Inheritance], list[Inheritance]]:
    """Return what the system takes over, and what it gives: whoever declares a link tells the shared side its name by that."""
    rows = Inheritance.objects.select_related("tenant", "shared", "made_by", "confirmed_by").order_by("-valid_from", "id")
    return list(rows.filter(tenant=system)), list(rows.filter(shared=system))


def shared_systems_for(user: Any, system: InformationSystem) -> QuerySet[InformationSystem]:
    """Return the systems that may answer for this one: those in sight, and those of the province that serve several bodies."""
    several = InformationSystem.objects.filter(Q(pk__in=systems_visible_to(user).values("pk")) | Q(serves_several=True))
    return several.exclude(pk=system.pk).order_by("sort_key")


def inheritances_visible_to(user: Any) -> QuerySet[Inheritance]:
    """Return the inheritances of which the person prepares one side."""
    mine = systems_prepared_by(user)
    return Inheritance.objects.filter(Q(tenant__in=mine) | Q(shared__in=mine)).select_related("tenant", "shared")
