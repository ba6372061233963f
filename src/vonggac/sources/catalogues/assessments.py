"""Results of an assessment as OSCAL assessment-results, and what remains to be done as plan-of-action-and-milestones (OSCAL 1.1, JSON)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vonggac.sources.catalogues.oscal import identifier, metadata, moment, prop, tokens, write_json

_SATISFIED, _NOT = "satisfied", "not-satisfied"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one requirement; one that does not apply is left out of the findings, with its reason among the remarks."""

    code: str
    title: str
    state: str
    """In English, as our answers are called: met, partly, not_met, not_applicable, unanswered."""
    words: str = ""
    """What the answer says, for a person."""
    collected: datetime | None = None
    """When the newest proof took effect."""
    expires: datetime | None = None
    inherited_from: str = ""
    confirmed: datetime | None = None
    """When another person than who answered confirmed it."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment of one system."""

    system_code: str
    system_name: str
    framework_code: str
    framework_version: str
    selection: str
    title: str
    words: str
    start: datetime
    end: datetime | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step on the way, with its day."""

    title: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Remedy:
    """Work that was given to a body so that a measure is taken."""

    key: str
    """What tells it from other work on the same measure."""
    title: str
    responsible: str
    state: str
    """In English: new, doing, sent, back, done."""
    due: datetime | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One measure still to be taken."""

    code: str
    title: str
    words: str = ""
    due: datetime | None = None
    responsible: str = ""
    done: bool = False
    milestones: tuple[Milestone, ...] = ()
    remedies: tuple[Remedy, ...] = ()


def write_assessment_results(assessed: Assessed, *, at: datetime) -> bytes:
    """Return an assessment as OSCAL; requirements nobody answered are reviewed and not satisfied, those that do not apply are excluded."""
    if not assessed.findings:
        raise ValueError(f"Đánh giá của {assessed.system_name} chưa có yêu cầu nào.")
    key = ("assessment", assessed.system_code, assessed.framework_code, moment(assessed.start))
    ids = tokens(finding.code for finding in assessed.findings)
    document = {
        "uuid": identifier(*key),
        "metadata": metadata(assessed.title, moment(at), at, props=[prop("system", assessed.system_code)]),
        "import-ap": {"href": f"urn:uuid:{identifier('profile', assessed.framework_code, assessed.framework_version, assessed.selection)}"},
        "results": [_result(assessed, key, ids)],
    }
    return write_json({"assessment-results": document})


def _result(assessed: Assessed, key: tuple[str, ...], ids: Mapping[str, str]) -> dict[str, Any]:
    applicable = [finding for finding in assessed.findings if finding.state != "not_applicable"]
    excluded = [finding for finding in assessed.findings if finding.state == "not_applicable"]
    selection: dict[str, Any] = {"include-controls": [{"control-id": ids[finding.code]} for finding in assessed.findings]}
    if excluded:
        selection["exclude-controls"] = [{"control-id": ids[finding.code]} for finding in excluded]
        selection["remarks"] = "\n".join(f"{finding.code}: {finding.words or 'không áp dụng'}" for finding in excluded)
    proofs = [_observation(finding, key) for finding in applicable if finding.collected is not None]
    result: dict[str, Any] = {
        "uuid": identifier(*key, "result"),
        "title": assessed.title,
        "description": assessed.words or assessed.title,
        "start": moment(assessed.start),
        "reviewed-controls": {"control-selections": [selection]},
    }
    if assessed.end is not None:
        result["end"] = moment(assessed.end)
    if proofs:
        result["observations"] = proofs
    if applicable:
        result["findings"] = [_finding(finding, key, ids[finding.code]) for finding in applicable]
    return result


def _observation(finding: Finding, key: tuple[str, ...]) -> dict[str, Any]:
    if finding.collected is None:
        raise ValueError("an observation has a day")
    found = {
        "uuid": identifier(*key, "observation", finding.code),
        "description": finding.words or finding.title,
        "methods": ["EXAMINE"],
        "collected": moment(finding.collected),
    }
    return found | ({"expires": moment(finding.expires)} if finding.expires else {})


def _finding(finding: Finding, key: tuple[str, ...], control: str) -> dict[str, Any]:
    props = [prop("state", finding.state)]
    props += [prop("inherited-from", finding.inherited_from)] if finding.inherited_from else []
    props += [prop("confirmed", moment(finding.confirmed))] if finding.confirmed else []
    found: dict[str, Any] = {
        "uuid": identifier(*key, "finding", finding.code),
        "title": finding.title,
        "description": finding.words or finding.title,
        "props": props,
        "target": {
            "type": "objective-id",
            "target-id": control,
            "status": {"state": _SATISFIED if finding.state == "met" else _NOT},
        },
    }
    if finding.collected is not None:
        found["related-observations"] = [{"observation-uuid": identifier(*key, "observation", finding.code)}]
    return found


def write_plan_of_action(
    system_code: str, system_name: str, items: Iterable[PlanItem], *, at: datetime, profile: Sequence[str] = ()
) -> bytes:
    """Return what remains to be done for one system; every measure is a risk with its deadline and its steps."""
    wanted = tuple(items)
    if not wanted:
        raise ValueError(f"Hệ thống {system_name} không còn biện pháp nào phải làm.")
    key = ("plan", system_code, *profile)
    document = {
        "uuid": identifier(*key),
        "metadata": metadata(f"Kế hoạch khắc phục: {system_name}", moment(at), at),
        "system-id": {"identifier-type": "urn:vonggac:system", "id": system_code},
        "risks": [_risk(item, key) for item in wanted],
        "poam-items": [_item(item, key) for item in wanted],
    }
    return write_json({"plan-of-action-and-milestones": document})


def _risk(item: PlanItem, key: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "uuid": identifier(*key, "risk", item.code),
        "title": item.title,
        "description": item.words or item.title,
        "statement": f"{item.code}: {item.title}",
        "status": "closed" if item.done else "open",
        "remediations": [_remedied(remedy, item, key) for remedy in item.remedies] or [_response(item, key)],
    }
    return found | ({"deadline": moment(item.due)} if item.due else {})


def _response(item: PlanItem, key: tuple[str, ...]) -> dict[str, Any]:
    """What is to be done when nobody was given the work: planned when it has a body or a day, otherwise only recommended."""
    planned = "planned" if item.due or item.responsible or item.milestones else "recommendation"
    response: dict[str, Any] = {
        "uuid": identifier(*key, "response", item.code),
        "lifecycle": "completed" if item.done else planned,
        "title": item.title,
        "description": item.words or item.title,
    }
    if item.milestones:
        response["tasks"] = [_task(step, number, item, key) for number, step in enumerate(item.milestones)]
    return response


def _remedied(remedy: Remedy, item: PlanItem, key: tuple[str, ...]) -> dict[str, Any]:
    response: dict[str, Any] = {
        "uuid": identifier(*key, "response", item.code, remedy.key),
        "lifecycle": "completed" if remedy.done else "planned",
        "title": remedy.title,
        "description": item.words or item.title,
        "props": [prop("responsible", remedy.responsible), prop("state", remedy.state)],
    }
    if remedy.due is not None:
        response["tasks"] = [_task(Milestone(remedy.title, remedy.due), 0, item, (*key, remedy.key))]
    return response


def _task(step: Milestone, number: int, item: PlanItem, key: tuple[str, ...]) -> dict[str, Any]:
    return {
        "uuid": identifier(*key, "task", item.code, str(number)),
        "type": "milestone",
        "title": step.title,
        "timing": {"on-date": {"date": moment(step.due)}},
    }


def _item(item: PlanItem, key: tuple[str, ...]) -> dict[str, Any]:
    props = [prop("control", item.code)]
    props += [prop("responsible", item.responsible)] if item.responsible else []
    return {
        "uuid": identifier(*key, "item", item.code),
        "title": item.title,
        "description": item.words or item.title,
        "props": props,
        "related-risks": [{"risk-uuid": identifier(*key, "risk", item.code)}],
    }
