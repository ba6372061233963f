"""A file of facts into systems: every wrong name or value is named with its line, and what is missing stays unknown.

Forms: one system at the top of the file; or `systems:` with a list; or a list. Answers stand beside `name`, or under `facts:`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vonggac.engines.levels import Facts, Uplift
from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.levels import Level, parse_level
from vonggac.law.levels.model import Input, Value
from vonggac.sources.facts.answers import BadAnswer, answer, nearest, plain_text, yes_or_no
from vonggac.sources.facts.nodes import Fields, Items, Node, Scalar, read_nodes
from vonggac.sources.limits import DEFAULT, Limits
from vonggac.sources.refusal import refuse, shortened

_OWN = ("name", "code", "note", "owner", "owners", "level", "under_construction", "uplift", "parts", "facts")
DEEPEST_PART = 5
MOST_PARTS = 20_000


@dataclass(frozen=True, slots=True)
class ReadSystem:
    """One system of the file."""

    facts: Facts
    code: str = ""
    recorded_level: Level | None = None
    """The level that somebody wrote down; it is compared, never used."""
    under_construction: bool = False
    """It was being built on 1 July 2026 (Decree 331/2026, khoản 1 Điều 39)."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Name of an answer → its line."""
    line: int = 1


@dataclass(frozen=True, slots=True)
class FactsFile:
    """What a file says, and what of it could not be understood; a file with bad rows is not judged."""

    name: str
    systems: tuple[ReadSystem, ...]
    bad: tuple[BadRow, ...]


def read_facts(data: bytes, name: str, questions: Sequence[Input], limits: Limits = DEFAULT) -> FactsFile:
    """Read a YAML or JSON file of facts; `Refused` when nothing of it can be read."""
    reader = _Reader(name, {question.id: question for question in questions})
    root = read_nodes(data, name)
    entries = _systems(root)
    if len(entries) > limits.rows:
        refuse(name, f"Tệp có hơn {limits.rows} hệ thống. Tách thành nhiều tệp.", "too-many-rows")
    if not entries:
        refuse(name, "Danh sách không có hệ thống nào. Ghi ít nhất một hệ thống.", "empty")
    drafts = [reader.system(node, f"hệ thống {at}" if len(entries) > 1 else "hệ thống") for at, node in enumerate(entries, start=1)]
    found = [draft for draft in drafts if draft is not None]
    systems = tuple(reader.whole(draft, found) for draft in found)
    bad = sorted(dict.fromkeys(reader.bad), key=lambda row: row.place.line or 0)
    return FactsFile(name, systems, tuple(bad[: limits.bad_rows]))


def _sentence(name: str, why: str) -> str:
    return f"Sửa “{name}”: {why}" + ("" if why.endswith("?") else ".")


def _systems(root: Node) -> tuple[Node, ...]:
    if isinstance(root, Items):
        return root.entries
    if isinstance(root, Fields):
        for name, value in root.entries:
            if name.raw == "systems" and isinstance(value, Items):
                return value.entries
    return (root,)


@dataclass(slots=True)
class _Draft:
    """A system before the names of its components are looked up."""

    system: ReadSystem
    parts: list[tuple[str | _Draft, int]]


class _Reader:
    def __init__(self, source: str, questions: Mapping[str, Input]) -> None:
        self.source, self.questions = source, questions
        self.bad: list[BadRow] = []
        self.expanded = 0

    def complain(self, line: int, why: str, seen: str, rule: str) -> None:
        self.bad.append(BadRow(Place(self.source, line=line), why, shortened(seen), rule))

    # --- one system ---------------------------------------------------------------------------------------------------------------

    def system(self, node: Node, otherwise: str) -> _Draft | None:
        if not isinstance(node, Fields):
            self.complain(node.line, "Viết hệ thống thành các dòng “câu hỏi: câu trả lời”.", "", "not-a-system")
            return None
        draft = _Draft(ReadSystem(Facts(otherwise, {}), line=node.line), [])
        values: dict[str, Value] = {}
        lines: dict[str, int] = {}
        owners: list[str] = []
        for name, value in self._unique(node):
            lines[name.raw] = name.line
            self._field(name, value, draft, values, lines, owners)
        self._settle_owners(owners, values, lines)
        draft.system = replace(draft.system, facts=replace(draft.system.facts, values=values), lines=lines)
        return draft

    def _unique(self, node: Fields) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, int] = {}
        for name, value in node.entries:
            if name.raw in seen:
                self.complain(name.line, f"Bỏ dòng này hoặc dòng {seen[name.raw]}: “{name.raw}” ghi hai lần.", name.raw, "twice")
                continue
            seen[name.raw] = name.line
            yield name, value

    def _field(self, name: Scalar, value: Node, draft: _Draft, values: dict[str, Value], lines: dict[str, int], owners: list[str]) -> None:
        match name.raw:
            case "name" | "code" | "note":
                self._label(name, value, draft)
            case "owner" | "owners":
                owners += self._owners(value)
                lines["owners"] = name.line
            case "level":
                draft.system = replace(draft.system, recorded_level=self._level(name.raw, value))
            case "under_construction":
                draft.system = replace(draft.system, under_construction=bool(self._flag(name.raw, value)))
            case "uplift":
                draft.system = replace(draft.system, facts=replace(draft.system.facts, uplift=self._uplift(value)))
            case "parts":
                draft.parts = list(self._parts(value))
            case "facts" if isinstance(value, Fields):
                for inner, answered in self._unique(value):
                    lines[inner.raw] = inner.line
                    self._answer(inner, answered, values)
            case _:
                self._answer(name, value, values)

    def _answer(self, name: Scalar, value: Node, values: dict[str, Value]) -> None:
        question = self.questions.get(name.raw)
        if question is None:
            hint = nearest(name.raw, [*self.questions, *_OWN])
            why = f"Không có câu hỏi “{name.raw}”" + (f"; có phải “{hint}” không?" if hint else ".")
            self.complain(name.line, why, name.raw, "unknown-input")
            return
        found = answer(question, value)
        if isinstance(found, BadAnswer):
            self.complain(value.line, _sentence(name.raw, found.why), found.seen, found.rule)
        elif found is not None:
            values[name.raw] = found

    # --- what stands beside the answers -------------------------------------------------------------------------------------------

    def _label(self, name: Scalar, value: Node, draft: _Draft) -> None:
        text = plain_text(value)
        if text is None:
            self.complain(value.line, f"Viết “{name.raw}” thành chữ.", "", "wrong-type")
        elif name.raw == "name" and text:
            draft.system = replace(draft.system, facts=replace(draft.system.facts, name=text))
        elif name.raw == "code":
            draft.system = replace(draft.system, code=text)

    def _owners(self, value: Node) -> list[str]:
        entries = value.entries if isinstance(value, Items) else (value,)
        names = [plain_text(entry) for entry in entries]
        if None in names:
            self.complain(value.line, "Viết chủ quản thành tên cơ quan.", "", "wrong-type")
        return [name for name in names if name]

    def _settle_owners(self, owners: list[str], values: dict[str, Value], lines: dict[str, int]) -> None:
        """Two owners are one answer to “only one owner?”, and may not stand beside the other."""
        if len(set(owners)) < 2:
            return
        line = lines.get("owners", 1)
        if values.get("single_owner") is True:
            why = "Ghi hai chủ quản mà trả lời chỉ có một (single_owner). Sửa một trong hai."
            self.complain(line, why, ", ".join(owners), "two-owners")
        values["single_owner"] = False
        lines["single_owner"] = line

    def _level(self, name: str, value: Node) -> Level | None:
        if isinstance(value, Scalar) and value.kind == "null":
            return None
        found = parse_level(value.raw) if isinstance(value, Scalar) else None
        if found is None:
            seen = value.raw if isinstance(value, Scalar) else ""
            self.complain(value.line, f"Sửa “{name}”: ghi cấp độ từ 1 đến 5, hoặc bỏ trống nếu chưa biết.", seen, "unknown-level")
        return found

    def _flag(self, name: str, value: Node) -> bool | None:
        found = yes_or_no(value)
        if isinstance(found, BadAnswer):
            self.complain(value.line, _sentence(name, found.why), found.seen, found.rule)
            return None
        return found

    def _uplift(self, value: Node) -> Uplift | None:
        if not isinstance(value, Fields):
            self.complain(value.line, "Viết “uplift” thành {level: cấp độ, reason: lý do}.", "", "wrong-type")
            return None
        inside = {name.raw: one for name, one in self._unique(value)}
        for name in set(inside) - {"level", "reason"}:
            self.complain(inside[name].line, f"Trong “uplift” chỉ có level và reason, không có “{name}”.", name, "unknown-input")
        level = self._level("uplift.level", inside["level"]) if "level" in inside else None
        reason = (plain_text(inside["reason"]) or "").strip() if "reason" in inside else ""
        if level is None and "level" not in inside:
            self.complain(value.line, "Thêm “level” vào “uplift”.", "", "missing")
        if not reason:
            self.complain(value.line, "Ghi lý do (reason) đề xuất cấp độ cao hơn.", "", "missing")
        return Uplift(level, reason) if level is not None and reason else None

    # --- components ---------------------------------------------------------------------------------------------------------------

    def _parts(self, value: Node) -> Iterator[tuple[str | _Draft, int]]:
        if not isinstance(value, Items):
            self.complain(value.line, "Viết “parts” thành danh sách tên hoặc danh sách hệ thống.", "", "wrong-type")
            return
        for at, entry in enumerate(value.entries, start=1):
            if isinstance(entry, Fields):
                inner = self.system(entry, f"thành phần {at}")
                if inner is not None:
                    yield inner, entry.line
            elif name := plain_text(entry):
                yield name, entry.line
            else:
                self.complain(entry.line, "Ghi tên hệ thống thành phần.", "", "wrong-type")

    def whole(self, draft: _Draft, named: Sequence[_Draft], above: tuple[str, ...] = ()) -> ReadSystem:
        """Put the components in; a name stands for another system of the same file."""
        way = (*above, draft.system.facts.name)
        parts = [self._part(part, line, named, way) for part, line in draft.parts]
        return replace(draft.system, facts=replace(draft.system.facts, parts=tuple(part.facts for part in parts if part)))

    def _part(self, part: str | _Draft, line: int, named: Sequence[_Draft], way: tuple[str, ...]) -> ReadSystem | None:
        name = part if isinstance(part, str) else part.system.facts.name
        if name in way:
            chain = " → ".join([*way[way.index(name) :], name])
            self.complain(line, f"Hệ thống không thể là thành phần của chính nó: {chain}. Bỏ một chỗ.", name, "part-of-itself")
            return None
        if len(way) > DEEPEST_PART:
            self.complain(line, f"Thành phần lồng nhau quá {DEEPEST_PART} tầng. Viết thẳng ra.", name, "too-deep")
            return None
        meant = [part] if isinstance(part, _Draft) else [one for one in named if one.system.facts.name == name]
        if len(meant) > 1:
            self.complain(line, f"Tệp có {len(meant)} hệ thống cùng tên “{name}”. Đặt tên khác nhau.", name, "same-name")
            return None
        self.expanded += 1
        if self.expanded > MOST_PARTS:
            refuse(self.source, f"Các thành phần mở ra hơn {MOST_PARTS} hệ thống. Tách thành nhiều tệp.", "too-many-elements")
        if not meant:
            hint = nearest(name, [one.system.facts.name for one in named])
            why = f"Trong tệp không có hệ thống “{name}”" + (f"; có phải “{hint}” không?" if hint else ".")
            self.complain(line, why, name, "unknown-part")
            return None
        return self.whole(meant[0], named, way)
