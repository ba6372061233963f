"""Reads `when:` of a rule file: every question known, every operator fitting its question, every value possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from vonggac.law.levels.comparing import holds
from vonggac.law.levels.model import AnyOf, Condition, Input, InputType, Operator, Test, Value
from vonggac.law.reading import Record

ALTERNATIVES = "any"
_LISTS = frozenset({Operator.ANY, Operator.ONLY, Operator.NONE})
_NUMBERS = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.BELOW})
_FITTING: Mapping[InputType, frozenset[Operator]] = {
    InputType.BOOL: frozenset({Operator.IS}),
    InputType.CHOICE: frozenset({Operator.IS, Operator.NOT}),
    InputType.MULTI: _LISTS,
    InputType.INT: _NUMBERS | {Operator.IS, Operator.EXCEEDS},
}


def read_conditions(record: Record, questions: Mapping[str, Input], *, decides: bool = False) -> tuple[Condition, ...]:
    """Take `when`; what it asks can be fulfilled by some answers, or the row could never be met.

    What `decides` on a level compares each answer with the law, never with another answer.
    """
    fields = record.mapping("when")
    found: list[Condition] = []
    for name, wanted in fields.items():
        if name == ALTERNATIVES:
            found.append(AnyOf(tuple(_alternatives(record, wanted, questions))))
        else:
            found += _tests(record, name, wanted, questions)
    if not found:
        raise record.error("thêm ít nhất một điều kiện", "when")
    compared = [test for one in found for test in (one.tests if isinstance(one, AnyOf) else (one,))]
    if decides and any(test.operator is Operator.EXCEEDS for test in compared):
        raise record.error("sửa “when”: phép so “exceeds” chỉ dùng để báo mâu thuẫn, không dùng để quyết định", "when")
    _check_possible(record, found, questions)
    return tuple(found)


def _alternatives(record: Record, wanted: Any, questions: Mapping[str, Input]) -> Iterator[Test]:
    if not isinstance(wanted, list) or len(wanted) < 2:
        raise record.error("viết “any” thành danh sách từ hai điều kiện", "when")
    for one in wanted:
        if not isinstance(one, dict) or len(one) != 1:
            raise record.error("viết mỗi điều kiện của “any” thành {câu hỏi: giá trị}", "when")
        name, value = next(iter(one.items()))
        tests = list(_tests(record, name, value, questions))
        if len(tests) != 1:
            raise record.error(f"chỉ để một phép so với “{name}” trong “any”", "when")
        yield tests[0]


def _tests(record: Record, name: str, wanted: Any, questions: Mapping[str, Input]) -> Iterator[Test]:
    question = questions.get(name)
    if question is None:
        raise record.error(f"sửa “when”: không có câu hỏi “{name}”", "when")
    compared = wanted if isinstance(wanted, dict) else {Operator.IS.value: wanted}
    for word, value in compared.items():
        try:
            operator = Operator(word)
        except ValueError:
            raise record.error(f"sửa “when”: không có phép so “{word}”", "when") from None
        if operator not in _fitting(question):
            raise record.error(f"sửa “when”: phép so “{word}” không dùng được với “{name}”", "when")
        yield Test(name, operator, _value(record, question, operator, value, questions))


def _fitting(question: Input) -> frozenset[Operator]:
    return _FITTING[question.type] | ({Operator.AT_LEAST} if question.ordered else frozenset())


def _value(record: Record, question: Input, operator: Operator, value: Any, questions: Mapping[str, Input]) -> Value:
    if operator is Operator.EXCEEDS:
        if value in questions and questions[value].type is InputType.INT:
            return str(value)
    elif operator in _LISTS:
        if isinstance(value, list) and value and set(value) <= set(question.words):
            return frozenset(value)
    elif question.type is InputType.CHOICE:
        if value in question.words:
            return str(value)
    elif (question.type is InputType.BOOL and type(value) is bool) or (question.type is InputType.INT and type(value) is int):
        return bool(value) if type(value) is bool else int(value)
    raise record.error(f"sửa “when”: {value!r} không thể là câu trả lời của “{question.id}”", "when")


# --- can it ever be true? ---------------------------------------------------------------------------------------------------------


def _check_possible(record: Record, conditions: list[Condition], questions: Mapping[str, Input]) -> None:
    asked: dict[str, list[Test]] = {}
    for condition in conditions:
        if isinstance(condition, Test) and condition.operator is not Operator.EXCEEDS:
            asked.setdefault(condition.input, []).append(condition)
    for name, tests in asked.items():
        question = questions[name]
        if not any(all(holds(test, answer, question) for test in tests) for answer in _possible_answers(question, tests)):
            raise record.error(f"sửa “when”: không câu trả lời nào cho “{name}” thỏa mãn mọi phép so", "when")


def _possible_answers(question: Input, tests: list[Test]) -> Iterator[Value]:
    """Give every answer that matters; for numbers the thresholds and their neighbours."""
    match question.type:
        case InputType.BOOL:
            yield from (True, False)
        case InputType.CHOICE:
            yield from question.words
        case InputType.MULTI:
            for size in range(len(question.words) + 1):
                yield from map(frozenset, combinations(question.words, size))
        case InputType.INT:
            numbers = {0, *(int(test.value) + step for test in tests if isinstance(test.value, int) for step in (-1, 0, 1))}
            yield from (number for number in sorted(numbers) if 0 <= number <= (question.highest or number))
