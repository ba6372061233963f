"""Rules out of files, one bad rule never stopping the others: read each document as a draft, put filters on, say where it looks, settle
correlations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vonggac.engines.hunt import AllOf, AnyOf, Condition, Heading, NotLoaded, Rule, RuleSet
from vonggac.sources.sigma.collecting import RuleFile
from vonggac.sources.sigma.correlations import CorrelationDraft, read_correlation, settle
from vonggac.sources.sigma.detections import Placeholders, joined
from vonggac.sources.sigma.documents import line_of, read_documents
from vonggac.sources.sigma.fields import fields_of, renamed
from vonggac.sources.sigma.filters import Filter, quieted, read_filter
from vonggac.sources.sigma.logsources import Table
from vonggac.sources.sigma.model import Draft, Fault, Read, Remark, SigmaLimits
from vonggac.sources.sigma.rules import is_rule, read_draft

RETIRED = frozenset({"deprecated", "unsupported"})


@dataclass(slots=True)
class Gathered:
    """What was read so far."""

    placeholders: Placeholders
    limits: SigmaLimits
    retired: bool
    drafts: list[Draft] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    correlations: list[CorrelationDraft] = field(default_factory=list)
    not_loaded: list[NotLoaded] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)

    def take(self, file: RuleFile) -> None:
        """Read one file; what is wrong with it is kept with its place."""
        if file.bad:
            self.not_loaded.append(NotLoaded(file.name, "", file.bad, "unreadable"))
            return
        try:
            documents = read_documents(file.raw, self.limits)
        except Fault as fault:
            self.not_loaded.append(NotLoaded(file.name, "", fault.why, fault.rule))
            return
        shared: dict[str, Any] = {}
        for number, document in enumerate(documents):
            if isinstance(document, dict) and document.get("action") == "global":
                shared = document
            elif is_rule(document):
                self._one(file, number, _merged(shared, document, number) if shared else document)
            else:
                self.remarks.append(Remark(file.name, line_of(file.raw, number, ()), "không phải quy tắc Sigma nên bỏ qua", "not-a-rule"))

    def _one(self, file: RuleFile, number: int, document: Mapping[str, Any]) -> None:
        try:
            self._read(file, number, document)
        except Fault as fault:
            line = line_of(file.raw, number, fault.at)
            title = document.get("title")
            name = f"{file.name}:{line}" if line else file.name
            self.not_loaded.append(NotLoaded(name, title if isinstance(title, str) else "", fault.why, fault.rule))

    def _read(self, file: RuleFile, number: int, document: Mapping[str, Any]) -> None:
        if not self.retired and str(document.get("status")).lower() in RETIRED:
            raise Fault("tác giả đã rút quy tắc này (deprecated, unsupported); dùng quy tắc thay thế", "retired", "status")
        if "correlation" in document:
            draft = read_correlation(document, file.name)
            if self._is_new(draft.correlation.heading, document):
                self.correlations.append(draft)
        elif "filter" in document:
            one = read_filter(document, file.name, self.placeholders, self.limits)
            if self._is_new(one.heading, document):
                self.filters.append(one)
        else:
            rule = read_draft(document, file.name, self.placeholders, self.limits)
            if self._is_new(rule.heading, document):
                self.drafts.append(rule)
                self._remark_unused(file, number, rule)

    def _is_new(self, heading: Heading, document: Mapping[str, Any]) -> bool:
        """The same rule twice counts once; another rule under a taken identifier is refused."""
        content = repr(document)
        first = self.seen.setdefault(heading.id, (heading.file, content))
        if first[0] == heading.file and first[1] is content:
            return True
        if first[1] == content:
            self.remarks.append(Remark(heading.file, 0, f"giống hệt quy tắc trong {first[0]} nên chỉ tính một lần", "same-rule"))
            return False
        raise Fault(f"trùng id với quy tắc khác trong {first[0]}; đổi id của một quy tắc", "duplicate-id", "id")

    def _remark_unused(self, file: RuleFile, number: int, rule: Draft) -> None:
        for name in rule.unused:
            line = line_of(file.raw, number, ("detection", name))
            self.remarks.append(Remark(file.name, line, f"điều kiện không dùng phép phát hiện “{name}”", "unused-detection"))

    def finish(self, table: Table, *, version: str, optional: bool) -> Read:
        """Put together what was gathered."""
        drafts = [quieted(draft, self.filters) for draft in self.drafts]
        rules = [_rule(draft, table, optional) for draft in drafts]
        settled = settle(self.correlations, [rule.heading for rule in rules])
        shown = tuple(replace(rule, shown=False) if rule.heading.id in settled.hidden else rule for rule in rules)
        sources = {draft.heading.id: str(draft.source) for draft in drafts}
        ruleset = RuleSet(shown, settled.correlations, version)
        return Read(ruleset, (*self.not_loaded, *settled.not_loaded), tuple(self.remarks), sources)


def _merged(shared: Mapping[str, Any], document: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A document after `action: global` takes over what it does not say itself, group by group; a shared identifier is numbered."""
    found = {key: value for key, value in shared.items() if key != "action"}
    for key, value in document.items():
        before = found.get(key)
        found[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    if "id" in shared and "id" not in document:
        found["id"] = f"{shared['id']}-{number}"
    return found


def _rule(draft: Draft, table: Table, optional: bool) -> Rule:
    condition = located(draft, table, optional)
    return Rule(draft.heading, condition, fields=fields_of(condition))


def located(draft: Draft, table: Table, optional: bool) -> Condition:
    """Return what a rule asks together with where it looks: one alternative per place whose fields are called otherwise."""
    by_names: dict[tuple[tuple[str, str], ...], list[Condition]] = {}
    asked = set(fields_of(draft.condition))
    for place in table.places(draft.source, optional=optional):
        names = tuple(sorted((name, there) for name, there in place.renames.items() if name in asked))
        by_names.setdefault(names, []).append(place.test)
    found = [joined(AllOf, [joined(AnyOf, tests), renamed(draft.condition, dict(names))]) for names, tests in by_names.items()]
    return joined(AnyOf, found)
