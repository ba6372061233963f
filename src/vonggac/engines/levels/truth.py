"""Three-valued truth: true, false, unknown (None). A missing answer makes a test unknown, never false."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from vonggac.kernel.reading import format_number
from vonggac.law.levels.comparing import holds
from vonggac.law.levels.model import AnyOf, Condition, Input, InputType, Operator, RuleSet, Test, Value

from .values import Facts, FactsError, PartPath, Seen

Truth = bool | None


def truth_of_test(test: Test, values: Mapping[str, Value], rules: RuleSet) -> Truth:
    """Compare one answer."""
    answer = values.get(test.input)
    if answer is None:
        return None
    if test.operator is Operator.EXCEEDS:
        other = values.get(str(test.value))
        if other is None:
            return None
        test = replace(test, value=other)
    return holds(test, answer, rules.input(test.input))


def truth_of(condition: Condition, values: Mapping[str, Value], rules: RuleSet) -> Truth:
    """Judge a test, or alternatives of which one true is enough."""
    if isinstance(condition, AnyOf):
        return any_true(truth_of_test(test, values, rules) for test in condition.tests)
    return truth_of_test(condition, values, rules)


def all_true(truths: Iterable[Truth]) -> Truth:
    """AND: false if one is false, else unknown if one is unknown."""
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def any_true(truths: Iterable[Truth]) -> Truth:
    """OR: true if one is true, else unknown if one is unknown."""
    unknown = False
    for truth in truths:
        if truth:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def tests_in(condition: Condition) -> tuple[Test, ...]:
    """Return the test, or the alternatives."""
    return condition.tests if isinstance(condition, AnyOf) else (condition,)


def inputs_of(conditions: Iterable[Condition], values: Mapping[str, Value], rules: RuleSet, wanted: Truth) -> tuple[str, ...]:
    """Return the inputs of the tests that came out as wanted, each once, in order."""
    found: dict[str, None] = {}
    for condition in conditions:
        for test in tests_in(condition):
            if truth_of_test(test, values, rules) is wanted:
                found[test.input] = None
                if wanted is None and test.operator is Operator.EXCEEDS:
                    found[str(test.value)] = None
    return tuple(name for name in found if wanted is not None or name not in values)


def seen(names: Iterable[str], values: Mapping[str, Value], rules: RuleSet) -> tuple[Seen, ...]:
    """Return the answers of these inputs as they were and as a person reads them."""
    return tuple(Seen(name, values[name], shown(rules.input(name), values[name])) for name in names if name in values)


def shown(question: Input, value: Value) -> str:
    """Write an answer for a person."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int):
        return format_number(value)
    if isinstance(value, frozenset):
        return ", ".join(question.name_of(word) for word in question.words if word in value) or "không chọn loại nào"
    return question.name_of(value)


# --- are these answers at all? ----------------------------------------------------------------------------------------------------


def check(facts: Facts, rules: RuleSet, path: PartPath = ()) -> None:
    """Refuse what cannot be judged: an unknown question, an impossible answer, a system that is its own part, an uplift without reason."""
    for name, value in facts.values.items():
        if not rules.knows(name):
            raise FactsError(f"không có câu hỏi “{name}”", input=name, part=path)
        if why := impossible(rules.input(name), value):
            raise FactsError(f"sửa “{name}”: {why}", input=name, part=path)
    if facts.uplift is not None and not facts.uplift.reason.strip():
        raise FactsError("ghi lý do đề xuất cấp độ cao hơn", input="uplift", part=path)
    _check_parts(facts, rules, path)


def _check_parts(facts: Facts, rules: RuleSet, path: PartPath) -> None:
    above = (*path, facts.name)
    for part in facts.parts:
        if part.name in above:
            raise FactsError(f"“{part.name}” không thể là thành phần của chính nó; bỏ khỏi danh sách thành phần", input="parts", part=above)
        check(part, rules, above)


def impossible(question: Input, value: object) -> str:
    """Say why a value cannot answer a question; empty when it can."""
    match question.type:
        case InputType.BOOL:
            return "" if isinstance(value, bool) else "trả lời có hoặc không (true, false)"
        case InputType.CHOICE:
            return "" if isinstance(value, str) and value in question.words else f"chọn một trong {', '.join(question.words)}"
        case InputType.MULTI:
            fits = isinstance(value, frozenset) and value <= frozenset(question.words)
            return "" if fits else f"chọn trong {', '.join(question.words)}"
        case InputType.INT:
            return _impossible_number(question, value)


def _impossible_number(question: Input, value: object) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        return "ghi số nguyên"
    if value < 0:
        return "ghi số từ 0 trở lên"
    if question.highest is not None and value > question.highest:
        return f"ghi số từ 0 đến {question.highest}"
    return ""


def every_part(facts: Facts, path: PartPath = ()) -> Iterator[tuple[PartPath, Facts]]:
    """Give the whole and every component, with the way to it."""
    yield path, facts
    for part in facts.parts:
        yield from every_part(part, (*path, part.name))
