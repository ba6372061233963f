"""Why a correlation holds, as a sentence for the person who reads the result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from vonggac.engines.hunt.conditions import Order
from vonggac.engines.hunt.correlating.windows import Run
from vonggac.engines.hunt.rules import Correlation, Counting
from vonggac.kernel.reading import format_number

_COUNTED = {
    Counting.EVENTS: "{amount} sự kiện",
    Counting.VALUES: "{amount} giá trị khác nhau của {field}",
    Counting.TOGETHER: "{amount} quy tắc cùng khớp",
    Counting.IN_ORDER: "{amount} quy tắc khớp lần lượt",
    Counting.SUM: "tổng {field} là {amount}",
    Counting.AVERAGE: "trung bình {field} là {amount}",
    Counting.PERCENTILE: "bách phân vị {percentile} của {field} là {amount}",
}
_ORDERS = {
    Order.LESS: "dưới", Order.AT_MOST: "nhiều nhất", Order.MORE: "trên", Order.AT_LEAST: "từ", Order.EQUAL: "đúng", Order.UNLIKE: "khác",
}  # fmt: skip
_UNITS = (("ngày", timedelta(days=1)), ("giờ", timedelta(hours=1)), ("phút", timedelta(minutes=1)), ("giây", timedelta(seconds=1)))


def reason(rule: Correlation, bounds: Sequence[tuple[Order, float]], values: Sequence[str], run: Run) -> str:
    """Say what was counted, of whom, within which span, against which bound."""
    field = " + ".join((rule.field, *rule.more_fields))
    counted = _COUNTED[rule.counting].format(amount=_number(run.amount), field=field, percentile=_number(Fraction(rule.percentile)))
    wanted = ", ".join(f"{_ORDERS[order]} {_number(Fraction(number))}" for order, number in bounds)
    whose = ", ".join(f"{name} = {value}" for name, value in zip(rule.group_by, values, strict=False))
    told = f"{counted} trong {duration(rule.span)} (quy tắc đòi {wanted})"
    if run.count > run.amount or rule.counting is not Counting.EVENTS:
        told += f"; cả đợt {format_number(run.count)} sự kiện trong {duration((run.last - run.first) * timedelta(microseconds=1))}"
    return f"{whose}: {told}" if whose else told


def duration(span: timedelta) -> str:
    """Return a span in its largest whole unit: 90 phút, 2 giờ."""
    for name, unit in _UNITS:
        if span >= unit and not span % unit:
            return f"{span // unit} {name}"
    return f"{_number(Fraction(span // timedelta(milliseconds=1), 1000))} giây"


def _number(number: Fraction | int) -> str:
    whole = Fraction(number)
    return format_number(int(whole)) if whole.denominator == 1 else format_number(round(float(whole), 2))
