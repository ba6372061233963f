"""The questions and rows of the law in the reader's language: law/data/levels holds both texts, a decision keeps the Vietnamese one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vonggac.law.levels.load import inputs, regimes
from vonggac.law.levels.model import Input, Option, Step
from vonggac.law.levels.procedure import TransitionWindow
from vonggac.law.report import FormColumn

PLAIN = {"Có": "Yes", "Không": "No", "Chưa biết": "Not known", "không chọn loại nào": "none chosen"}


def in_english() -> bool:
    """Say whether the reader reads English."""
    return (get_language() or "vi").startswith("en")


def ask_of(one: Input) -> str:
    """Return a question."""
    return one.ask_en if in_english() else one.ask


def hint_of(one: Input) -> str:
    """Return the help beside a question, with its examples."""
    help_text, examples = (one.help_en, one.examples_en) if in_english() else (one.help, one.examples)
    said = _("Ví dụ: %(examples)s.") % {"examples": "; ".join(examples)} if examples else ""
    return f"{help_text} {said}".strip()


def option_of(one: Option) -> tuple[str, str]:
    """Return the name of a choice and the words beside it."""
    return (one.name_en, one.help_en) if in_english() else (one.name, one.help)


def step_of(one: Step) -> Step:
    """Return a step under its name in the reader's language."""
    return replace(one, name=one.name_en) if in_english() else one


def answer_of(one: Input, shown: str) -> str:
    """Return an answer that was written in Vietnamese as the reader reads it; numbers and unknown words stay."""
    if not in_english() or shown in PLAIN:
        return PLAIN[shown] if in_english() else shown
    for option in sorted(one.options, key=lambda option: -len(option.name)):
        shown = shown.replace(option.name, option.name_en)
    return shown


def duty_of(window: TransitionWindow) -> str:
    """Return what a window of the transition asks."""
    return window.duty_en if in_english() else window.duty


def title_of(column: FormColumn) -> str:
    """Return the title of a column of a form, or of a counter, or of what it asks of a body; files always carry the Vietnamese one."""
    return column.title_en if in_english() else column.title_vi


class Titled(Protocol):
    """What has a title in both languages."""

    @property
    def title_vi(self) -> str: ...

    @property
    def title_en(self) -> str: ...


def titled(thing: Titled) -> str:
    """Return the title of a control, group or kind in the reader's language; what has no English keeps its own."""
    return (in_english() and thing.title_en) or thing.title_vi


def case_of(case_id: str, question: str, effect: str) -> tuple[str, str]:
    """Return the question of an open case and what hangs on it."""
    return _Texts().cases.get(case_id, (question, effect)) if in_english() else (question, effect)


def verdict_of_reader(verdict: Any) -> Any:
    """Return a kept verdict in the reader's language: questions, answers, rows, cases, contradictions; everything else as it is."""
    return _turned(verdict, _Texts()) if in_english() and verdict else verdict


class _Texts:
    """English texts by the ids that a verdict holds."""

    def __init__(self) -> None:
        self.questions = {one.id: one for one in inputs()}
        self.rows: dict[str, str] = {}
        self.cases: dict[str, tuple[str, str]] = {}
        for rules in regimes():
            self.rows |= {row.id: row.text_en for row in rules.rows} | {one.id: one.text_en for one in rules.clashes}
            self.cases |= {case.id: (case.question_en, case.effect_en) for case in rules.grey}


def _turned(value: Any, texts: _Texts) -> Any:
    if isinstance(value, list):
        return [_turned(one, texts) for one in value]
    if not isinstance(value, Mapping):
        return value
    turned = {name: _turned(one, texts) for name, one in value.items()}
    if "text" in value:
        turned["text"] = value.get("text_en") or texts.rows.get(str(value.get("row") or value.get("id")), value["text"])
    if "effect" in value:
        turned["question"], turned["effect"] = texts.cases.get(str(value.get("id")), (value["question"], value["effect"]))
    question = texts.questions.get(str(value.get("input")))
    if question is not None:
        turned |= {"ask": question.ask_en} if value.get("ask") else {}
        turned |= {"shown": answer_of(question, value["shown"])} if "shown" in value else {}
    return turned
