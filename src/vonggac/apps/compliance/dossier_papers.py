"""The drafted papers of a dossier: which there are, what they are filled from, and their bytes. The house issues none of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from vonggac.apps.compliance import gates, hands, rulebook
from vonggac.apps.compliance.course import Course, course_of
from vonggac.apps.compliance.models import Answer, Assessment, Dossier, DossierStep
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry import queries as registry
from vonggac.apps.registry.models import Component, SystemLink
from vonggac.engines import documents
from vonggac.engines.documents import Draft, Letterhead, PaperDate, Signer
from vonggac.engines.documents.dossier_facts import DataLine, DossierDraft, DossierFacts, Ground, LinkLine, PartLine, PlanPart, ZoneLine
from vonggac.engines.documents.dossiers import DRAWN
from vonggac.kernel.reading import format_date, format_number
from vonggac.law.catalogue import Catalogue
from vonggac.law.catalogues import catalogue
from vonggac.law.layouts import layout_as_of
from vonggac.law.letterheads import letterhead_of
from vonggac.law.levels.procedure import Role
from vonggac.law.levels.procedures import procedures

SOFTWARE = {Component.What.APPLICATION, Component.What.DATABASE, Component.What.SERVICE}
PLAN_LETTERS = ("a", "b", "c", "d", "đ", "e", "g")
"""The seven parts of the plan in the order of khoản 2 Điều 29."""
BEGUN = frozenset({"overview", "justification"})


@dataclass(frozen=True, slots=True)
class PaperName:
    """One paper that can be drawn, as it is called."""

    key: str
    name: str


NAMES = {
    "ho-so": "Hồ sơ đề xuất cấp độ",
    "de-nghi": "Đề nghị thẩm định (mẫu 01, 02)",
    "xin-y-kien": "Xin ý kiến chuyên môn (mẫu 03)",
    "tham-dinh": "Biên bản, ý kiến thẩm định (mẫu 04)",
    "to-trinh": "Tờ trình phê duyệt (mẫu 05)",
    "quyet-dinh": "Dự thảo quyết định phê duyệt cấp độ (mẫu 06)",
    "quyet-dinh-phuong-an": "Dự thảo quyết định phê duyệt phương án (mẫu 07)",
    "quy-che": "Mẫu quy chế bảo đảm an ninh mạng",
}


def papers_for(dossier: Dossier) -> list[PaperName]:
    """Return the papers that the procedure of this dossier needs."""
    acts = rulebook.authority_on(dossier, localdate())
    wanted = ["ho-so", "de-nghi"]
    if acts.opinion:
        wanted.append("xin-y-kien")
    wanted.append("tham-dinh")
    if acts.appraises is not acts.approves:
        wanted.append("to-trinh")
    wanted.append("quyet-dinh")
    if acts.approves_plan:
        wanted.append("quyet-dinh-phuong-an")
    return [PaperName(key, NAMES[key]) for key in [*wanted, "quy-che"]]


def write(dossier: Dossier, key: str, ending: str, *, user: Any, at: datetime) -> bytes:
    """Return one paper as DOCX or PDF, filled from what the person may know of the system."""
    today = localdate(at)
    layout = layout_as_of(today)
    paper = DRAWN[key](
        draft=drafts_of(dossier, today, by_owner=key in {"quy-che", "quyet-dinh-phuong-an"}),
        layout=layout,
        facts=facts_of(dossier, user=user, today=today),
    )
    if ending == "pdf":
        return documents.write_pdf(paper, layout, made_at=at.replace(microsecond=0))
    return documents.write_docx(paper, layout, made_at=at)


# --- heads ----------------------------------------------------------------------------------------------------------------------------


def drafts_of(dossier: Dossier, today: date, *, by_owner: bool = False) -> DossierDraft:
    """Return the heads of who prepares, appraises and approves; `by_owner`: the owner signs whatever the level."""
    acts = rulebook.authority_on(dossier, today)
    approver = hands.body_in(dossier, Role.OWNER if by_owner else acts.approves, today)
    return DossierDraft(
        preparer=_head(dossier.preparer, dossier.preparer.addressed_as(), today),
        appraiser=_head(hands.appraiser_of(dossier, today).organisation, hands.appraiser_of(dossier, today).name, today),
        approver=_head(approver.organisation, approver.name, today),
    )


def _head(body: Organisation | None, name: str, today: date) -> Draft:
    fact = letterhead_of(body.code, today, settings.PROVINCE) if body else None
    if fact is not None:
        head, signer = Letterhead(fact.issuer, fact.in_text, fact.short, fact.unit, fact.place, fact.parent), fact.signer
    else:
        parent = body.parent.name.upper() if body and body.parent else ""
        short = body.paper_letters() if body else "".join(word[0] for word in name.split()).upper()
        head, signer = Letterhead(name.upper(), name, short, "", "", parent), ""
    return Draft(head=head, date=PaperDate(today.year), signers=(Signer(title=signer or "THỦ TRƯỞNG CƠ QUAN"),))


# --- facts ----------------------------------------------------------------------------------------------------------------------------


def facts_of(dossier: Dossier, *, user: Any, today: date) -> DossierFacts:
    """Gather what the papers say; addresses only for who needs to know them."""
    system, course = dossier.system, course_of(dossier.steps.all())
    held = registry.holdings_of(system, user)
    links, _links_in = registry.links_of(system, user)
    acts = rulebook.authority_on(dossier, today)
    assessed, plan = _plan(dossier, user)
    return DossierFacts(
        system=system.name,
        code=system.code,
        level=dossier.proposed_level,
        regime=rulebook.regime_doc(dossier),
        authority=acts.article,
        owner=system.owner.addressed_as(),
        operator=dossier.preparer.addressed_as(),
        unit=hands.body_in(dossier, Role.SPECIALISED_UNIT, today).name,
        appraiser=hands.appraiser_of(dossier, today).name,
        approver=hands.approver_of(dossier, today).name,
        reason=dossier.reason,
        kind=str(system.get_system_type_display() or ""),
        purpose=system.purpose,
        serves=_serves(system.serves, system.users),
        logical=system.logical,
        physical=system.physical,
        harm=next(one.text for one in procedures().harm if one.level == dossier.proposed_level),
        is_critical=dossier.is_critical,
        parts=tuple(_part(one) for one in held.components),
        zones=None if held.zones is None else tuple(ZoneLine(one.name, one.private_prefix, one.public_prefix) for one in held.zones),
        data=tuple(
            DataLine(one.name, one.get_sort_display(), _count(one.basic_subjects), _count(one.sensitive_subjects)) for one in held.data
        ),
        links=tuple(LinkLine(one.target.name, str(SystemLink.Sort(one.sort).label), one.flows) for one in links),
        grounds=tuple(_grounds(dossier)),
        raised=dossier.determination.raised_because if dossier.determination and dossier.determination.raised_to else "",
        plan=plan,
        holds=tuple((one.name, one.article, one.is_there) for one in gates.entries(dossier, course, today)),
        stated=tuple((row.key, row.text) for row in dossier.parts.all()),
        regulation=_regulation(dossier),
        appraisal=_appraisal(course),
        assessed=assessed,
        drawn=format_date(today),
    )


def _part(one: Component) -> PartLine:
    place = one.host.name if one.host else one.place
    return PartLine(one.name, str(one.get_what_display()), place, one.os, str(one.get_use_display() or one.note), one.what in SOFTWARE)


def _serves(words: str, users: int | None) -> str:
    counted = f"khoảng {format_number(users)} người dùng" if users else ""
    return "; ".join(one for one in (words, counted) if one)


def _count(value: int | None) -> str:
    return "chưa thống kê" if value is None else format_number(value)


def _grounds(dossier: Dossier) -> Iterable[Ground]:
    """Return the rows that decided, as the determination kept them."""
    verdict = dossier.determination.verdict if dossier.determination else {}
    for one in verdict.get("decided_by", []):
        yield Ground(str(one.get("article", "")), str(one.get("text", "")))


def _regulation(dossier: Dossier) -> str:
    row = dossier.regulation
    return f"số {row.number} ngày {format_date(row.issued_on)} của {row.issuer}" if row else ""


def _appraisal(course: Course) -> str:
    step: DossierStep | None = course.appraisal
    if step is None:
        return ""
    number = f"văn bản số {step.paper_number} " if step.paper_number else ""
    return f"{number}ngày {format_date(step.paper_date or step.happened_on)} của {step.paper_issuer}"


# --- the plan -------------------------------------------------------------------------------------------------------------------------


def _plan(dossier: Dossier, user: Any) -> tuple[str, tuple[PlanPart, ...]]:
    """Return the seven parts; where the system was assessed and the person may know the measures, with how each stands."""
    titles = next((part.holds for part in procedures().parts if part.id == "plan"), ())
    articles = [f"điểm {letter} khoản 2 Điều 29" for letter in PLAN_LETTERS]
    assessment = Assessment.objects.filter(system=dossier.system).first() if registry.needs_addresses_of(user, dossier.system) else None
    found = _measures(assessment) if assessment else {}
    parts = tuple(PlanPart(title, article, tuple(found.get(article, ()))) for title, article in zip(titles, articles, strict=True))
    return (f"theo {assessment.catalogue} ngày {format_date(assessment.as_of)}" if assessment else "", parts)


def _measures(assessment: Assessment) -> dict[str, list[tuple[str, str]]]:
    """Return, by the part of the plan that it feeds, each demanded measure and how it stands."""
    edition: Catalogue = catalogue(assessment.catalogue)
    feeds = {group.code: group.plan for group in edition.groups}
    titles = {control.code: control.title_vi for control in edition.controls}
    found: dict[str, list[tuple[str, str]]] = {}
    for control, group, state in assessment.answers.values_list("control", "group", "counts_as"):
        found.setdefault(feeds.get(group, ""), []).append((titles.get(control, control), str(Answer.State(state).label)))
    return found


# --- texts that the register begins -----------------------------------------------------------------------------------------------------


def begun_text(dossier: Dossier, key: str, *, user: Any, today: date) -> str:
    """Return the words with which the register begins a part; nothing where it knows nothing."""
    if key not in BEGUN:
        return ""
    facts = facts_of(dossier, user=user, today=today)
    return _overview(facts) if key == "overview" else _justification(facts)


def _overview(facts: DossierFacts) -> str:
    lines = [
        f"Chủ quản: {facts.owner}. Đơn vị vận hành: {facts.operator}.",
        f"Phạm vi, quy mô, đối tượng phục vụ: {facts.serves or '…'}.",
        f"Thành phần trong sổ đăng ký: {len(facts.parts)}; liên kết: {len(facts.links)}; loại thông tin: {len(facts.data)}.",
    ]
    return "\n".join(lines)


def _justification(facts: DossierFacts) -> str:
    grounds = [f"{one.article}: {one.text}" for one in facts.grounds] or [facts.reason]
    return "\n".join([f"Đề xuất cấp độ {facts.level} theo {facts.regime}.", *grounds, f"Tác động dự kiến: {facts.harm}."])
