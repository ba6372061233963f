"""Writes docs/reference/level-rules.md from the data of the law: `python -m vonggac.apps.compliance.rules_page FILE`.

Every row of both regimes with its article and a worked example: the fewest answers that meet it, what is then decided, and one change
after which the row is no longer met. The examples are judged by the same engine as every system.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vonggac.engines.levels import Facts, decide
from vonggac.engines.levels.truth import shown
from vonggac.kernel.levels import Level
from vonggac.kernel.reading import format_date
from vonggac.law.levels.load import regimes
from vonggac.law.levels.model import AnyOf, Condition, Input, InputType, Operator, Row, RuleSet, Test, Value

HEAD = """# Tra cứu: từng tiêu chí cấp độ, ví dụ và điều khoản

Trang này do `python -m vonggac.apps.compliance.rules_page docs/reference/level-rules.md` ghi từ `law/data/levels/`; kiểm thử so từng dòng.

Mỗi tiêu chí một ví dụ tính sẵn: ít câu trả lời nhất để đáp ứng, cấp độ máy kết luận từ đúng các câu ấy, và một câu đổi khác đi
thì tiêu chí không còn đáp ứng. Câu không nêu là chưa trả lời. Điều khoản viết theo thứ tự điểm, khoản, Điều. Tiêu chí viết bằng lời
của sản phẩm; khi đưa vào hồ sơ thì trích nguyên văn từ văn bản. Cách tính và trường hợp phải có người quyết định:
[engines/levels](engines/levels.md).
"""


@dataclass(frozen=True, slots=True)
class Example:
    """The fewest answers that meet a row, what is decided from them, and one change that misses it."""

    row: Row
    answers: dict[str, Value]
    level: Level | None
    decided_by: tuple[str, ...]
    changed: str
    change: Value


def examples(rules: RuleSet) -> Iterator[Example]:
    """Work one example out for every row."""
    for row in rules.rows:
        answers: dict[str, Value] = {}
        tests = [_first(one) for one in row.when]
        for test in tests:
            if test.operator is not Operator.NONE:
                answers[test.input] = _meeting(test, rules.input(test.input))
        decision = decide(Facts("", answers), rules)
        last = tests[-1]
        changed = _missing(last, rules.input(last.input))
        yield Example(row, answers, decision.level, tuple(one.row for one in decision.decided_by), last.input, changed)


def _first(condition: Condition) -> Test:
    return condition.tests[0] if isinstance(condition, AnyOf) else condition


def _meeting(test: Test, question: Input) -> Value:
    """Return an answer that meets a test."""
    match test.operator:
        case Operator.BELOW:
            return int(test.value) - 1  # type: ignore[arg-type]  # only numbers lie below
        case Operator.ANY:
            return frozenset([next(word for word in question.words if word in test.value)])  # type: ignore[operator]
        case Operator.NOT:
            return _other(test.value, question)
        case _:
            return test.value


def _missing(test: Test, question: Input) -> Value:
    """Return an answer that misses a test, the nearest one where there is an order."""
    match test.operator:
        case Operator.AT_LEAST if question.type is InputType.INT:
            return int(test.value) - 1  # type: ignore[arg-type]  # only numbers
        case Operator.AT_LEAST:
            return question.words[question.rank(str(test.value)) - 1]
        case Operator.AT_MOST:
            return int(test.value) + 1  # type: ignore[arg-type]  # only numbers
        case Operator.BELOW | Operator.NOT:
            return test.value
        case Operator.NONE:
            return test.value
        case Operator.ANY | Operator.ONLY:
            return frozenset(word for word in question.words if word not in test.value)  # type: ignore[operator]
        case _:
            return _other(test.value, question)


def _other(value: Value, question: Input) -> Value:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return 0 if value else 1
    return next(word for word in question.words if word != value)


def rules_page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for rules in sorted(regimes(), key=lambda one: one.valid_from or one.valid_to, reverse=True):  # type: ignore[arg-type,return-value]
        parts.append("\n".join(_of_regime(rules)) + "\n")
    return "\n".join(parts)


def _of_regime(rules: RuleSet) -> Iterator[str]:
    until = f" đến hết {format_date(rules.valid_to)}" if rules.valid_to else ""
    yield f"## {rules.doc} (`{rules.id}`)"
    yield ""
    yield f"Từ {format_date(rules.valid_from)}{until}. Lấy cấp độ cao nhất đáp ứng: {rules.max_rule}."
    yield f"Hệ thống thành phần ({rules.components.article}): {rules.components.text}."
    if rules.transition_to:
        yield f"Hệ thống đang xây dựng khi quy định mới có hiệu lực được theo quy định này đến hết {format_date(rules.transition_to)}."
    if rules.uplift:
        yield f"Rủi ro ({rules.uplift.article}): {rules.uplift.text}."
    yield ""
    yield "| điều khoản | tiêu chí | ví dụ đáp ứng | kết luận | không còn đáp ứng khi | mã |"
    yield "|---|---|---|---|---|---|"
    for one in examples(rules):
        yield f"| {one.row.article} | {one.row.text} | {_said(one, rules)} | {_concluded(one)} | {_changed(one, rules)} | `{one.row.id}` |"


def _said(one: Example, rules: RuleSet) -> str:
    return "<br>".join(f"{rules.input(name).ask} **{shown(rules.input(name), value)}**" for name, value in one.answers.items())


def _concluded(one: Example) -> str:
    return str(one.level).lower() if one.level else "chưa có cấp độ"


def _changed(one: Example, rules: RuleSet) -> str:
    question = rules.input(one.changed)
    return f"{question.ask} **{shown(question, one.change)}**"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(rules_page(), encoding="utf-8")
