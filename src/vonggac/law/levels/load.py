"""Reads the criteria of the levels and checks that they fit together. Only apps, the command line and tests come here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from vonggac.kernel.levels import Level
from vonggac.law.levels.conditions import read_conditions
from vonggac.law.levels.model import Clash, Clause, GreyCase, GreyKind, Input, InputType, Option, Row, RuleSet, Step
from vonggac.law.model import Confidence
from vonggac.law.reading import Record, RuleFile

DATA = Path(__file__).parents[1] / "data" / "levels"
_ONE_DAY = timedelta(days=1)
_ARTICLE = re.compile(r"(?:điểm (?:[a-z]|đ) )?(?:khoản \d+ )?Điều \d+")


class NoRegimeError(LookupError):
    """No regime of levels, or none of that name."""


def rules_on(day: date, *, under_construction: bool = False) -> RuleSet:
    """Return the criteria by which a system is judged on that day.

    `under_construction`: it was being built on 1 July 2026, so that it finishes under Decree 85 until 31 December 2026
    (Decree 331/2026, khoản 1 Điều 39).
    """
    for rules in regimes():
        if under_construction and rules.transition_to and (rules.valid_to or date.max) < day <= rules.transition_to:
            return rules
    found = next((rules for rules in regimes() if rules.holds_on(day)), None)
    if found is None:
        first = regimes()[0]
        raise NoRegimeError(
            f"Ngày {day:%d/%m/%Y} chưa có quy định nào về cấp độ; "
            f"{first.doc} là quy định đầu tiên, từ ngày {first.valid_from:%d/%m/%Y}. Chọn ngày sau đó."
        )
    return found


def regime(name: str) -> RuleSet:
    """Return the criteria of one regime by its name, whether or not it is in force."""
    found = next((rules for rules in regimes() if rules.id == name), None)
    if found is None:
        raise NoRegimeError(f"Không có quy định “{name}”; chọn một trong {', '.join(rules.id for rules in regimes())}.")
    return found


@lru_cache(maxsize=1)
def regimes() -> tuple[RuleSet, ...]:
    """Return all regimes, oldest first."""
    return read_regimes(DATA)


@lru_cache(maxsize=1)
def inputs() -> tuple[Input, ...]:
    """Return every question of every regime, in the order of the file."""
    return tuple(map(_input, RuleFile.read(DATA / "inputs.yaml").records("inputs")))


def read_regimes(folder: Path) -> tuple[RuleSet, ...]:
    """Read the criteria in a folder; a `LawError` names the file and the line of the first thing that does not fit."""
    asked = RuleFile.read(folder / "inputs.yaml")
    questions = {question.id: question for question in _unique(asked, "inputs", map(_input, asked.records("inputs")))}
    steps = tuple(_unique(asked, "steps", map(_step, asked.records("steps"))))
    for index, question in enumerate(questions.values()):
        if question.step not in {step.id for step in steps}:
            raise asked.error(f"sửa “step”: không có bước {question.step}", "inputs", index)
    files = [RuleFile.read(path) for path in sorted(folder.glob("rules-*.yaml"))]
    sets = [(file, _rules(file, questions, steps, folder / "judgement.yaml")) for file in files]
    sets.sort(key=lambda pair: pair[1].valid_from or date.min)
    _check_gapless(sets)
    _check_readings([rules for _file, rules in sets], folder / "judgement.yaml")
    return tuple(rules for _file, rules in sets)


def _unique(file: RuleFile, name: str, entries: Iterable[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry.id in seen:
            raise file.error(f"đổi “id”: {entry.id} đã dùng", name, index)
        seen.add(entry.id)
        yield entry


def read_article(record: Record) -> str:
    """Take an article in the official order: điểm, khoản, Điều; several are divided by semicolons."""
    text = record.text("article")
    for part in text.split("; "):
        if not _ARTICLE.fullmatch(part):
            raise record.error(f"viết “{part}” theo thứ tự điểm, khoản, Điều, ví dụ “điểm b khoản 2 Điều 12”", "article")
    return text


def _step(record: Record) -> Step:
    step = Step(record.text("id"), record.text("name"), record.text("name_en"))
    record.end()
    return step


def _option(record: Record) -> Option:
    option = Option(record.text("id"), record.text("name"), record.text("name_en"), record.text("help", ""), record.text("help_en", ""))
    record.end()
    return option


def _input(record: Record) -> Input:
    found = Input(
        id=record.text("id"),
        type=record.one_of("type", InputType),
        step=record.text("step"),
        ask=record.text("ask"),
        ask_en=record.text("ask_en"),
        help=record.text("help", ""),
        help_en=record.text("help_en", ""),
        examples=record.texts("examples"),
        examples_en=record.texts("examples_en"),
        options=tuple(map(_option, record.records("options"))),
        ordered=bool(record.flag("ordered")),
        judgement=bool(record.flag("judgement")),
        highest=record.number("max"),
        article=read_article(record),
        source=record.source(),
    )
    if bool(found.options) is not (found.type in {InputType.CHOICE, InputType.MULTI}):
        raise record.error("thêm “options” cho choice, multi; bỏ “options” ở loại khác")
    record.end()
    return found


def _rules(file: RuleFile, questions: dict[str, Input], steps: tuple[Step, ...], judgement: Path) -> RuleSet:
    head = file.record({name: value for name, value in file.content.items() if name not in {"sources", "rows"}})
    name, components, uplift, transition = (
        head.text("id"),
        head.inner("components"),
        head.optional_inner("uplift"),
        head.optional_inner("transition"),
    )
    grey, clashes = _judgement(judgement, questions, name)
    rules = RuleSet(
        id=name,
        doc=head.text("doc"),
        valid_from=head.day("from"),
        valid_to=head.day("to"),
        rows=tuple(_unique(file, "rows", (_row(record, questions) for record in file.records("rows")))),
        inputs=tuple(questions.values()),
        steps=steps,
        grey=grey,
        clashes=clashes,
        max_rule=head.text("max_rule"),
        near_share=_share(head),
        components=_clause(components),
        uplift=_clause(uplift) if uplift else None,
        transition_window=transition.text("window") if transition else "",
        transition_to=transition.day("to") if transition else None,
        digest=_digest(file.content, RuleFile.read(judgement).content, questions),
        _inputs=questions,
    )
    head.end()
    return rules


def _share(head: Record) -> int:
    share = head.number("near_share")
    if share is None or not 0 <= share < 100:
        raise head.error("ghi “near_share” từ 0 đến 99", "near_share")
    return share


def _digest(rules: Mapping[str, Any], judgement: Mapping[str, Any], questions: Mapping[str, Input]) -> str:
    """Digest what decides and what was shown of it; comments, and the help beside a question, do not count."""
    asked = [[one.id, one.type.value, one.words, one.ordered, one.highest] for one in questions.values()]
    whole = json.dumps([rules, judgement, asked], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()


def _clause(record: Record) -> Clause:
    clause = Clause(
        read_article(record), record.text("text"), record.text("text_en"), record.one_of("confidence", Confidence, Confidence.READ)
    )
    record.end()
    return clause


def _row(record: Record, questions: dict[str, Input]) -> Row:
    level = record.number("level")
    if level not in set(Level):
        raise record.error("ghi “level” từ 1 đến 5", "level")
    row = Row(
        id=record.text("id"),
        level=Level(level),
        article=read_article(record),
        text=record.text("text"),
        text_en=record.text("text_en"),
        when=read_conditions(record, questions, decides=True),
        source=record.source(),
        confidence=record.one_of("confidence", Confidence, Confidence.READ),
    )
    record.end()
    return row


# --- what is left to a person -----------------------------------------------------------------------------------------------------


def _judgement(path: Path, questions: dict[str, Input], regime_id: str) -> tuple[tuple[GreyCase, ...], tuple[Clash, ...]]:
    file = RuleFile.read(path)
    grey = [_grey(record, questions) for record in file.records("grey")]
    cases = tuple(_unique(file, "grey", (case for _regimes, case in grey)))
    clashes = tuple(_unique(file, "contradictions", (_clash(record, questions) for record in file.records("contradictions"))))
    wanted = [not names or regime_id in names for names, _case in grey]
    return tuple(case for case, here in zip(cases, wanted, strict=True) if here), clashes


def _grey(record: Record, questions: dict[str, Input]) -> tuple[tuple[str, ...], GreyCase]:
    names = record.texts("regimes")
    case = GreyCase(
        id=record.text("id"),
        kind=record.one_of("kind", GreyKind),
        article=read_article(record),
        question=record.text("question"),
        question_en=record.text("question_en"),
        effect=record.text("effect"),
        effect_en=record.text("effect_en"),
        when=read_conditions(record, questions),
        without_level=bool(record.flag("without_level")),
        may_read_as=record.texts("may_read_as"),
        source=record.source(),
        confidence=record.one_of("confidence", Confidence, Confidence.READ),
    )
    record.end()
    return names, case


def _clash(record: Record, questions: dict[str, Input]) -> Clash:
    blocks = bool(record.flag("blocks"))
    clash = Clash(
        id=record.text("id"),
        article=read_article(record),
        text=record.text("text"),
        text_en=record.text("text_en"),
        when=read_conditions(record, questions, decides=blocks),
        blocks=blocks,
        source=record.source(),
        confidence=record.one_of("confidence", Confidence, Confidence.READ),
    )
    record.end()
    return clash


# --- the sets together ------------------------------------------------------------------------------------------------------------


def _check_gapless(sets: list[tuple[RuleFile, RuleSet]]) -> None:
    for (_file, before), (file, after) in zip(sets, sets[1:], strict=False):
        if before.valid_to is None or after.valid_from != before.valid_to + _ONE_DAY:
            raise file.error(f"sửa “from”: phải là ngày ngay sau ngày cuối của {before.id}", "from")
    if sets and sets[-1][1].valid_to is not None:
        raise sets[-1][0].error("để “to” trống ở quy định cuối cùng", "to")
    for file, rules in sets:
        if missing := set(Level) - {row.level for row in rules.rows}:
            raise file.error(f"thêm tiêu chí cho {', '.join(str(level) for level in sorted(missing))}", "rows")


def _check_readings(sets: list[RuleSet], judgement: Path) -> None:
    rows = {row.id for rules in sets for row in rules.rows}
    file = RuleFile.read(judgement)
    for index, record in enumerate(file.records("grey")):
        names, others = record.texts("may_read_as"), record.texts("regimes")
        if unknown := [*(set(names) - rows), *(set(others) - {rules.id for rules in sets})]:
            raise file.error(f"sửa mục này: không có {', '.join(unknown)}", "grey", index)
