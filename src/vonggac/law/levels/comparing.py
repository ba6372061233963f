"""What each operator of a rule means, for an answer that is known. Values only; the loader and the engine share it."""

from __future__ import annotations

from vonggac.law.levels.model import Input, Operator, Test, Value


def holds(test: Test, answer: Value, question: Input) -> bool:
    """Say whether a known answer passes a test; for `exceeds` the caller has put the other answer in as the value."""
    wanted = test.value
    match test.operator:
        case Operator.IS:
            return answer == wanted
        case Operator.NOT:
            return answer != wanted
        case Operator.AT_LEAST if isinstance(answer, str):
            return question.rank(answer) >= question.rank(str(wanted))
        case Operator.ANY:
            return not _words(answer).isdisjoint(_words(wanted))
        case Operator.ONLY:
            return bool(_words(answer)) and _words(answer) <= _words(wanted)
        case Operator.NONE:
            return _words(answer).isdisjoint(_words(wanted))
    return _number_holds(test.operator, answer, wanted)


def _words(value: Value) -> frozenset[str]:
    if not isinstance(value, frozenset):
        raise TypeError(f"a list of words was expected, not {value!r}")
    return value


def _number_holds(operator: Operator, answer: Value, wanted: Value) -> bool:
    if not isinstance(answer, int) or not isinstance(wanted, int):
        raise TypeError(f"numbers were expected, not {answer!r} and {wanted!r}")
    match operator:
        case Operator.BELOW:
            return answer < wanted
        case Operator.AT_MOST:
            return answer <= wanted
        case Operator.EXCEEDS:
            return answer > wanted
        case _:
            return answer >= wanted
