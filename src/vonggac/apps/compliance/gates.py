"""What a dossier lacks before its next step, each with its article and with who sees to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from vonggac.apps.compliance import hands, rulebook
from vonggac.apps.compliance.course import Course
from vonggac.apps.compliance.models import Dossier, DossierPart, SecurityRegulation
from vonggac.law.levels.procedure import DossierPart as Part
from vonggac.law.levels.procedure import DossierState, Gate

GATE = "gate:"
"""A statement on a gate is kept like a part, under this and the key of the gate."""
OPINION, REGULATION, APPRAISAL = "opinion", "regulation", "appraisal"
FROM_STEPS = frozenset({OPINION, REGULATION, APPRAISAL})
"""Parts that come with a step or stand in a register of their own."""
SINGLE_OWNER = "single-owner"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of what the dossier holds."""

    key: str
    name: str
    article: str
    holds: Sequence[str]
    is_there: bool
    row: DossierPart | None = None
    fills: bool = True
    """A person fills it on this page; else it comes with a step."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands in the way, who sees to it, and beside which field it is said."""

    what: str
    who: str
    article: str
    key: str = ""


def entries(dossier: Dossier, course: Course, day: date) -> list[Entry]:
    """Return every part of the dossier in the order of the law, and whether it is there."""
    rows = {row.key: row for row in dossier.parts.select_related("file", "changed_by")}
    return [_entry(part, dossier, course, rows) for part in rulebook.parts_on(dossier, day)]


def _entry(part: Part, dossier: Dossier, course: Course, rows: Mapping[str, DossierPart]) -> Entry:
    row = rows.get(part.id)
    there = {
        OPINION: course.opinion is not None,
        REGULATION: dossier.regulation_id is not None,
        APPRAISAL: course.appraisal is not None,
    }.get(part.id, row is not None and row.is_there)
    return Entry(part.id, part.name, part.article, part.holds, there, row, part.id not in FROM_STEPS)


def statements(dossier: Dossier, day: date) -> list[Entry]:
    """Return the gates before sending: what a person states, with where it is shown, and what the register shows by itself."""
    rows = {row.key.removeprefix(GATE): row for row in dossier.parts.all() if row.key.startswith(GATE)}
    return [_stated(gate, rows.get(gate.id)) for gate in rulebook.gates_on(day, DossierState.SENT)]


def _stated(gate: Gate, row: DossierPart | None) -> Entry:
    return Entry(GATE + gate.id, gate.text, gate.article, (), row is not None and row.is_there, row)


def missing_to_send(dossier: Dossier, course: Course, day: date) -> list[Missing]:
    """Return what must be there before the dossier is sent."""
    before = {part.id for part in rulebook.parts_on(dossier, day) if part.before is DossierState.SENT}
    who = dossier.preparer.addressed_as()
    found = [_lacks(one, who) for one in entries(dossier, course, day) if one.key in before and not one.is_there]
    found += [
        Missing(_("Xác nhận: %(gate)s") % {"gate": one.name}, who, one.article, one.key)
        for one in statements(dossier, day)
        if not one.is_there
    ]
    if dossier.system.owner.valid_to is not None and dossier.system.owner.valid_to < day:
        article = next((gate.article for gate in rulebook.gates_on(day, DossierState.SENT) if gate.id == SINGLE_OWNER), "")
        found.insert(0, Missing(_("Chủ quản ghi trong sổ đăng ký không còn tồn tại; ghi chủ quản hiện nay"), who, article, "owner"))
    found += _opinion(dossier, course, day)
    return found


def _lacks(entry: Entry, who: str) -> Missing:
    return Missing(_("Thiếu: %(part)s") % {"part": entry.name}, who, entry.article, entry.key)


def _opinion(dossier: Dossier, course: Course, day: date) -> list[Missing]:
    """An opinion that the law asks for must say that the level fits; who gives it is named instead of the preparer."""
    giver = hands.opinion_giver_of(dossier, day)
    if giver is None or course.opinion is None or course.opinion.is_favourable:
        return []
    article = rulebook.authority_on(dossier, day).article
    return [Missing(_("Ý kiến chuyên môn chưa thống nhất; hoàn thiện rồi xin ý kiến lại"), giver.name, article, OPINION)]


def needs_appraisal(dossier: Dossier, day: date) -> bool:
    """Say whether somebody else than the approver appraises; if not, the approval is the appraisal."""
    acts = rulebook.authority_on(dossier, day)
    return acts.appraises is not acts.approves


def missing_to_approve(dossier: Dossier, course: Course, day: date, regulation: SecurityRegulation | None) -> list[Missing]:
    """Return what must be there before an approval of that day counts."""
    found = []
    acts = rulebook.authority_on(dossier, day)
    if course.appraisal is not None and not course.is_favourable:
        said = _("Kết quả thẩm định không đạt; hoàn thiện hồ sơ rồi gửi thẩm định lại")
        found.append(Missing(said, dossier.preparer.addressed_as(), acts.article, APPRAISAL))
    elif course.appraisal is None and needs_appraisal(dossier, day):
        found.append(Missing(_("Chưa có kết quả thẩm định"), hands.appraiser_of(dossier, day).name, acts.article, APPRAISAL))
    gate = next((one for one in rulebook.gates_on(day, DossierState.APPROVED) if one.id == "regulation-issued"), None)
    if gate is not None and regulation is None:
        said = _("Chưa có quy chế bảo đảm an ninh mạng đã ban hành")
        found.append(Missing(said, dossier.system.owner.addressed_as(), gate.article, REGULATION))
    return found


def is_independent(dossier: Dossier, body: hands.Body, day: date) -> bool:
    """Say whether who appraises does not run the system (Decree 331/2026, khoản 4 Điều 18)."""
    return body.organisation is None or body.organisation.pk not in {hands.operator_of(dossier.system, day).pk, dossier.system.operator_id}
