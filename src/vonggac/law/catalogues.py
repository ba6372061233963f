"""Reads the catalogues of controls and the mapping between editions, and checks that they are whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence
from vonggac.law.catalogue import (
    Candidate,
    Catalogue,
    Closeness,
    Control,
    ControlKind,
    DisplayGroup,
    EditionMapping,
    Group,
    MappedControl,
    Provenance,
)
from vonggac.law.load import DATA
from vonggac.law.model import Confidence, LawError
from vonggac.law.reading import Record, RuleFile

FOLDER = DATA / "controls"


@lru_cache(maxsize=1)
def catalogues() -> tuple[Catalogue, ...]:
    """Return every edition that is shipped, the oldest first."""
    found = [read_catalogue(file) for file in sorted(FOLDER.glob("tcvn*.yaml"))]
    return tuple(sorted(found, key=lambda edition: edition.valid_from or date.min))


def catalogue(code: str) -> Catalogue:
    """Return an edition by its code, "TCVN 14423:2026"."""
    for edition in catalogues():
        if edition.code == code:
            return edition
    known = ", ".join(edition.code for edition in catalogues())
    raise LawError(f"Không có danh mục yêu cầu “{code}”. Chọn một trong: {known}.")


def edition_on(day: date) -> Catalogue:
    """Return the edition that binds on a day."""
    for edition in catalogues():
        if edition.holds_on(day):
            return edition
    raise LawError(f"Chưa có danh mục yêu cầu cho ngày {day:%d/%m/%Y}. Chọn ngày từ {catalogues()[0].valid_from:%d/%m/%Y}.")


def usable_on(day: date) -> tuple[Catalogue, ...]:
    """Return the editions an assessment may use on a day: the one that binds first, then those still usable in transition."""
    binding = edition_on(day)
    former = [edition for edition in catalogues() if edition is not binding and _still_usable(edition, day)]
    return (binding, *former)


def _still_usable(edition: Catalogue, day: date) -> bool:
    return edition.usable_until is not None and edition.validity.ended_before(day) and day <= edition.usable_until


def controls_for(edition: Catalogue, level: Level) -> tuple[Control, ...]:
    """Return the controls demanded at a level, in the order of the standard."""
    return tuple(control for control in edition.controls if level in control.levels)


@lru_cache(maxsize=8)
def mapping(old: str, new: str) -> EditionMapping:
    """Return the mapping between two editions by their codes."""
    for file in sorted(FOLDER.glob("map-*.yaml")):
        found = read_mapping(file)
        if (found.old, found.new) == (old, new):
            return found
    raise LawError(f"Chưa có bảng đối chiếu từ {old} sang {new}.")


# --- one edition ------------------------------------------------------------------------------------------------------------------


def read_catalogue(file: Path) -> Catalogue:
    """Read one edition; a `LawError` names the file and the line of the first thing that does not fit."""
    rules = RuleFile.read(file)
    kinds = read_kinds(file.with_name("kinds.yaml"))
    groups = tuple(map(_group, rules.records("groups")))
    controls = tuple(_control(record, kinds, groups) for record in rules.records("controls"))
    displays = tuple(map(_display, rules.records("displays")))
    _check(rules, groups, displays, controls)
    about = rules.record(rules.content.get("edition"), "edition")
    edition = Catalogue(
        **about.dated(),
        code=about.text("code"),
        title_vi=about.text("title_vi"),
        title_en=about.text("title_en"),
        published=about.day("published"),
        replaces=about.texts("replaces"),
        usable_until=about.day("usable_until"),
        usable_because=about.text("usable_because", ""),
        provenance=about.one_of("provenance", Provenance),
        provenance_vi=about.text("provenance_vi"),
        provenance_en=about.text("provenance_en"),
        digest=digest_of(controls),
        groups=groups,
        displays=displays,
        controls=controls,
        kinds=kinds,
        _by_code={control.code: control for control in controls},
    )
    about.end()
    return edition


def digest_of(controls: Iterable[Control]) -> str:
    """Return the digest of what answers depend on: codes, groups, levels, clauses, cadences, thresholds and titles."""
    rows = [_plain(control) for control in controls]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(control: Control) -> dict[str, Any]:
    return {
        "code": control.code,
        "group": control.group,
        "kind": control.kind,
        "titles": [control.title_vi, control.title_en],
        "levels": [int(level) for level in control.levels],
        "clauses": {str(int(level)): clause for level, clause in control.clauses.items()},
        "cadence": {str(int(level)): cadence.value for level, cadence in control.cadence.items()},
        "params": control.params,
        "threshold": control.threshold_vi,
        "marks": [control.clause_inferred, control.suggested],
    }


def read_kinds(file: Path) -> tuple[ControlKind, ...]:
    """Return the kinds of controls in the order in which gaps are closed."""
    found = []
    for order, record in enumerate(RuleFile.read(file).records("kinds")):
        found.append(ControlKind(record.text("code"), record.text("title_vi"), record.text("title_en"), order))
        record.end()
    return tuple(found)


def _group(record: Record) -> Group:
    group = Group(
        code=record.text("code"),
        title_vi=record.text("title_vi"),
        title_en=record.text("title_en"),
        sections=_by_level(record, "sections"),
        plan=record.text("plan", ""),
        requirements=record.texts("requirements"),
    )
    record.end()
    return group


def _display(record: Record) -> DisplayGroup:
    display = DisplayGroup(record.text("code"), record.text("title_vi"), record.text("title_en"), record.texts("groups"))
    record.end()
    return display


def _control(record: Record, kinds: tuple[ControlKind, ...], groups: tuple[Group, ...]) -> Control:
    clauses = _by_level(record, "clauses")
    control = Control(
        code=record.text("code"),
        group=record.text("group"),
        kind=record.text("kind"),
        title_vi=record.text("title_vi"),
        title_en=record.text("title_en"),
        levels=tuple(clauses) or _levels(record),
        clauses=clauses,
        clause_inferred=bool(record.flag("clause_inferred")),
        cadence=_cadence(record),
        suggested=bool(record.flag("suggested")),
        threshold_vi=record.text("threshold_vi", ""),
        params=record.mapping("params"),
        evidence_vi=record.text("evidence_vi", ""),
        note_vi=record.text("note_vi", ""),
        note_en=record.text("note_en", ""),
        letter=record.numbers("letter"),
    )
    if control.kind not in {kind.code for kind in kinds}:
        raise record.error(f"sửa “kind”: “{control.kind}” không có trong kinds.yaml", "kind")
    if control.group not in {group.code for group in groups}:
        raise record.error(f"sửa “group”: không có nhóm “{control.group}”", "group")
    if beyond := [int(level) for level in control.cadence if level not in control.levels]:
        raise record.error(f"sửa “cadence”: yêu cầu không áp dụng ở cấp độ {beyond[0]}", "cadence")
    record.end()
    return control


def _level(record: Record, number: object, name: str) -> Level:
    try:
        return Level(number)  # type: ignore[arg-type]  # anything that is no level raises
    except ValueError:
        raise record.error(f"sửa “{name}”: “{number}” không phải cấp độ từ 1 đến 5", name) from None


def _levels(record: Record) -> tuple[Level, ...]:
    levels = tuple(_level(record, number, "levels") for number in record.numbers("levels"))
    if not levels:
        raise record.error("thêm “clauses”, hoặc “levels” khi tiêu chuẩn không có số điều")
    return levels


def _by_level(record: Record, name: str) -> Mapping[Level, str]:
    found: dict[Level, str] = {}
    for number, text in record.mapping(name).items():
        if not isinstance(text, str) or not text:
            raise record.error(f"đặt giá trị của “{name}” ở cấp độ {number} trong dấu nháy", name)
        found[_level(record, number, name)] = text
    if list(found) != sorted(found):
        raise record.error(f"xếp “{name}” theo cấp độ tăng dần", name)
    return found


def _cadence(record: Record) -> Mapping[Level, Recurrence]:
    try:
        return {_level(record, number, "cadence"): Recurrence(word) for number, word in record.mapping("cadence").items()}
    except ValueError as error:
        raise record.error(f"sửa “cadence”: {error}", "cadence") from None


def _check(rules: RuleFile, groups: tuple[Group, ...], displays: tuple[DisplayGroup, ...], controls: tuple[Control, ...]) -> None:
    seen: set[str] = set()
    for index, control in enumerate(controls):
        if control.code in seen:
            raise rules.error(f"bỏ một trong hai dòng mang mã {control.code}", "controls", index)
        seen.add(control.code)
    shown = [code for display in displays for code in display.groups]
    for group in groups:
        if shown.count(group.code) != 1:
            raise rules.error(f"đặt nhóm {group.code} vào đúng một nhóm hiển thị", "displays")
    if unknown := set(shown) - {group.code for group in groups}:
        raise rules.error(f"sửa “displays”: không có nhóm {min(unknown)}", "displays")


# --- the mapping ------------------------------------------------------------------------------------------------------------------


def read_mapping(file: Path) -> EditionMapping:
    """Read a mapping; every control named must be one of its edition, and every old control must be there once."""
    rules = RuleFile.read(file)
    about = rules.record(rules.content.get("mapping"), "mapping")
    old, new = catalogue(about.text("old")), catalogue(about.text("new"))
    confidence, because = about.one_of("confidence", Confidence), about.text("because_vi")
    about.end()
    rows = tuple(_mapped(record, old, new) for record in rules.records("rows"))
    codes = [row.old for row in rows]
    for control in old.controls:
        if codes.count(control.code) != 1:
            raise rules.error(f"ghi mã {control.code} đúng một lần", "rows")
    return EditionMapping(old.code, new.code, confidence, because, rows)


def _mapped(record: Record, old: Catalogue, new: Catalogue) -> MappedControl:
    code, closest = record.text("from"), record.texts("closest")
    every = bool(record.flag("every_group"))
    groups = {group.code for group in new.groups} if every else set(record.texts("groups"))
    if code not in old:
        raise record.error(f"sửa “from”: {old.code} không có mã {code}", "from")
    for other in closest:
        if other not in new or new.control(other).group not in groups:
            raise record.error(f"sửa “closest”: {other} không thuộc các nhóm đã nêu của {new.code}", "closest")
    if unknown := groups - {group.code for group in new.groups}:
        raise record.error(f"sửa “groups”: {new.code} không có nhóm {min(unknown)}", "groups")
    record.end()
    near = [Candidate(other, Closeness.CLOSEST) for other in closest]
    rest = [
        Candidate(control.code, Closeness.SAME_GROUP) for control in new.controls if control.group in groups and control.code not in closest
    ]
    return MappedControl(code, (*near, *(rest if not every else ())), every_group=every)
