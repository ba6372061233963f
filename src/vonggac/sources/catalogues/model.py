"""A framework of requirements between formats: what every format can hold, with words in several languages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vonggac.kernel.badrows import BadRow
from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence
from vonggac.law.catalogue import Catalogue, Control

Words = Mapping[str, str]
"""Language → text."""
_LEVEL = re.compile(r"CD([1-5])")


@dataclass(frozen=True, slots=True)
class Selection:
    """A named part of the framework that may be assessed alone: here a security level."""

    code: str
    titles: Words


@dataclass(frozen=True, slots=True)
class FrameworkGroup:
    """A heading; `parent` is the code of the heading above it."""

    code: str
    titles: Words
    texts: Words = field(default_factory=dict)
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing to assess."""

    code: str
    group: str
    titles: Words
    texts: Words = field(default_factory=dict)
    selections: tuple[str, ...] = ()
    evidence: str = ""
    remark: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What only our own catalogues carry: kind, clauses, cadence, thresholds, marks; plain JSON values."""


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole framework; its identity is the code, which formats turn into their own identifiers."""

    code: str
    locale: str
    titles: Words
    texts: Words = field(default_factory=dict)
    version: str = "1"
    published: date | None = None
    provider: str = ""
    copyright: str = ""
    selections: tuple[Selection, ...] = ()
    groups: tuple[FrameworkGroup, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    def __post_init__(self) -> None:
        headings: set[str] = {""}
        for group in self.groups:
            if group.code in headings or group.parent not in headings:
                raise ValueError(f"Nhóm {group.code} trùng mã hoặc đứng trước nhóm cha.")
            headings.add(group.code)
        codes = [requirement.code for requirement in self.requirements]
        if len(codes) != len(set(codes)) or any(requirement.group not in headings for requirement in self.requirements):
            raise ValueError(f"Khung {self.code} có yêu cầu trùng mã hoặc thuộc nhóm không có.")

    def title(self) -> str:
        """Return the title in its own language, or its code."""
        return self.titles.get(self.locale) or self.code


@dataclass(frozen=True, slots=True)
class FrameworkRead:
    """What a file said: the framework, and the entries that could not be taken in."""

    framework: Framework
    bad: tuple[BadRow, ...]


def framework_of(catalogue: Catalogue) -> Framework:
    """Return one of our editions as a framework; how its rows were read goes along as its copyright note."""
    return Framework(
        code=catalogue.code,
        locale="vi",
        titles={"vi": f"{catalogue.code} {catalogue.title_vi}", "en": f"{catalogue.code} {catalogue.title_en}"},
        texts={"vi": catalogue.provenance_vi, "en": catalogue.provenance_en},
        published=catalogue.published,
        provider="TCVN",
        copyright=catalogue.provenance_vi,
        selections=tuple(Selection(f"CD{level.value}", {"vi": f"Cấp độ {level.value}", "en": f"Level {level.value}"}) for level in Level),
        groups=tuple(FrameworkGroup(group.code, {"vi": group.title_vi, "en": group.title_en}) for group in catalogue.groups),
        requirements=tuple(map(_requirement, catalogue.controls)),
    )


def _requirement(control: Control) -> Requirement:
    facts: dict[str, Any] = {
        "kind": control.kind,
        "clauses": {str(int(level)): clause for level, clause in control.clauses.items()},
        "cadence": {str(int(level)): cadence.value for level, cadence in control.cadence.items()},
        "clause_inferred": control.clause_inferred,
        "suggested": control.suggested,
        "threshold": control.threshold_vi,
        "params": _with_text_keys(control.params),
        "note_vi": control.note_vi,
        "note_en": control.note_en,
        "letter": list(control.letter),
    }
    return Requirement(
        code=control.code,
        group=control.group,
        titles={"vi": control.title_vi, "en": control.title_en},
        selections=tuple(f"CD{int(level)}" for level in control.levels),
        evidence=control.evidence_vi,
        facts={name: value for name, value in facts.items() if value},
    )


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {f"#{key}" if isinstance(key, int) else key: _with_text_keys(inner) for key, inner in value.items()}
    return value


def _with_level_keys(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {int(key[1:]) if key.startswith("#") else key: _with_level_keys(inner) for key, inner in value.items()}
    return value


def controls_of(framework: Framework) -> tuple[Control, ...]:
    """Return the rows of one of our editions back; ValueError when a requirement lacks what a control needs."""
    return tuple(map(_control, framework.requirements))


def _control(requirement: Requirement) -> Control:
    facts = requirement.facts
    levels = tuple(Level(int(found[1])) for code in requirement.selections if (found := _LEVEL.fullmatch(code)))
    if not levels or "kind" not in facts or not {"vi", "en"} <= requirement.titles.keys():
        raise ValueError(f"Yêu cầu {requirement.code} thiếu cấp độ, loại hoặc tên tiếng Việt, tiếng Anh.")
    return Control(
        code=requirement.code,
        group=requirement.group,
        kind=str(facts["kind"]),
        title_vi=requirement.titles["vi"],
        title_en=requirement.titles["en"],
        levels=levels,
        clauses={Level(int(level)): str(clause) for level, clause in facts.get("clauses", {}).items()},
        clause_inferred=bool(facts.get("clause_inferred")),
        cadence={Level(int(level)): Recurrence(word) for level, word in facts.get("cadence", {}).items()},
        suggested=bool(facts.get("suggested")),
        threshold_vi=str(facts.get("threshold", "")),
        params=_with_level_keys(facts.get("params", {})),
        evidence_vi=requirement.evidence,
        note_vi=str(facts.get("note_vi", "")),
        note_en=str(facts.get("note_en", "")),
        letter=tuple(int(number) for number in facts.get("letter", ())),
    )


FACTS = (
    "kind", "clauses", "cadence", "clause_inferred", "suggested", "threshold", "params", "note_vi", "note_en", "letter",
)  # fmt: skip
"""The facts a file may carry, in the order in which they are written."""


def fact_text(value: Any) -> str:
    """Return a fact as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def fact_of(name: str, text: str) -> Any:
    """Return a fact from its line; None when the name or the line is none of ours."""
    if name not in FACTS:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    wanted = {"clauses": dict, "cadence": dict, "params": dict, "clause_inferred": bool, "suggested": bool, "letter": list}.get(name, str)
    return value if isinstance(value, wanted) else None
