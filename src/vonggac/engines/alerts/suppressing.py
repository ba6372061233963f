"""Rules that hide alerts from the queue: conditions over fields, an end, a reason, and a count of what each hides.

A hidden alert is kept and counted; nothing is thrown away. A rule without a condition, without an end or without a reason is refused, and
so is one that only says "everything of this product": it must name a rule, a party, a file or a word of the title.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from vonggac.engines.alerts.ecs import holds
from vonggac.engines.alerts.model import Alert, Value
from vonggac.kernel.addresses import AddressError, parse_range
from vonggac.kernel.addresses import key as address_key

LONGEST_LIFE = timedelta(days=366)
MOST_CONDITIONS = 20
MOST_VALUES = 1_000
_WIDE = frozenset({"event.module", "event.kind", "observer.product", "observer.vendor", "event.dataset", "agent.type", "severity"})
"""Fields that narrow nothing on their own."""
OF_THE_HOUSE = frozenset({"product", "rule", "title", "source", "target", "severity"})
"""Names of the alert itself beside ECS fields; `severity` is 0 to 4."""


class Look(StrEnum):
    """How a condition looks at a field."""

    IS = "is"
    """One of the values, letters large or small."""
    WITHIN = "within"
    """The address lies in one of the ranges."""
    STARTS = "starts"
    CONTAINS = "contains"
    AT_MOST = "at-most"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold of an alert."""

    field: str
    test: Look
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """A rule that hides what fulfils all its conditions, until it ends."""

    id: str
    conditions: tuple[Condition, ...]
    expires_at: datetime
    because: str
    starts_at: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Say whether the rule is in force."""
        return (self.starts_at is None or self.starts_at <= at) and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a rule, where, and what to do."""

    place: str
    """`expires_at`, `because`, `conditions`, `conditions[2].values`."""
    why: str


@dataclass(slots=True)
class Hidden:
    """What became of many alerts."""

    by: list[str | None]
    """For each alert, in its place, the rule that hides it, or None."""
    counts: dict[str, int] = field(default_factory=dict)
    """Rule → how many it hides; rules that hide nothing stand with 0."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def faults_of(rule: Suppression, now: datetime) -> list[Fault]:
    """Return everything that is wrong with a rule; an empty list means that it may be used."""
    found = []
    if not rule.because.strip():
        found.append(Fault("because", "Ghi lý do ẩn, ví dụ: máy quét của Trung tâm, lịch quét tối thứ Bảy."))
    if rule.expires_at <= now:
        found.append(Fault("expires_at", "Chọn ngày hết hiệu lực sau hôm nay."))
    if rule.expires_at > now + LONGEST_LIFE:
        found.append(Fault("expires_at", "Chọn ngày hết hiệu lực trong vòng 12 tháng; hết hạn thì xem lại rồi gia hạn."))
    if not rule.conditions or all(one.field in _WIDE for one in rule.conditions):
        found.append(Fault("conditions", "Thêm điều kiện về quy tắc, địa chỉ, máy, tài khoản hoặc tệp; không ẩn cả một sản phẩm."))
    if len(rule.conditions) > MOST_CONDITIONS:
        found.append(Fault("conditions", f"Dùng tối đa {MOST_CONDITIONS} điều kiện."))
    for place, one in enumerate(rule.conditions):
        found += [Fault(f"conditions[{place}].{part}", why) for part, why in _faults(one)]
    return found


def _faults(one: Condition) -> Iterable[tuple[str, str]]:
    if one.field not in OF_THE_HOUSE and holds(one.field) is None:
        yield "field", f"Không có trường “{one.field}”. Chọn trong danh sách trường."
    if not one.values or len(one.values) > MOST_VALUES or any(not value.strip() or len(value) > 500 for value in one.values):
        yield "values", f"Ghi từ 1 đến {MOST_VALUES} giá trị, không để trống."
        return
    if one.test is Look.WITHIN:
        for value in one.values:
            try:
                parse_range(value)
            except AddressError as error:
                yield "values", f"{error} (đọc được: {value[:80]})."
    if one.test is Look.AT_MOST and any(_number(value) is None for value in one.values):
        yield "values", "Ghi một số, ví dụ 1."


def suppress(alerts: Sequence[Alert], rules: Iterable[Suppression], at: datetime) -> Hidden:
    """Say for each alert which rule hides it: the first in force whose conditions all hold."""
    in_force = [(rule.id, [_compiled(one) for one in rule.conditions]) for rule in rules if rule.holds_at(at) and rule.conditions]
    hidden = Hidden([], {rule_id: 0 for rule_id, _ in in_force})
    for alert in alerts:
        found = next((rule_id for rule_id, tests in in_force if all(test(alert) for test in tests)), None)
        hidden.by.append(found)
        if found is not None:
            hidden.counts[found] += 1
    return hidden


_OWN: dict[str, Callable[[Alert], Value]] = {
    "product": lambda alert: alert.product,
    "rule": lambda alert: alert.rule,
    "title": lambda alert: alert.title,
    "source": lambda alert: alert.source,
    "target": lambda alert: alert.target,
    "severity": lambda alert: int(alert.severity),
}


def _values(alert: Alert, name: str) -> tuple[str, ...]:
    own = _OWN.get(name)
    value = own(alert) if own else alert.raw.fields.get(name)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (str(value),)


def _compiled(one: Condition) -> Callable[[Alert], bool]:
    check = _CHECKS[one.test](one.values)
    return lambda alert: any(check(value) for value in _values(alert, one.field))


def _is(values: tuple[str, ...]) -> Callable[[str], bool]:
    wanted = frozenset(value.strip().casefold() for value in values)
    return lambda value: value.casefold() in wanted


def _starts(values: tuple[str, ...]) -> Callable[[str], bool]:
    wanted = tuple(value.casefold() for value in values)
    return lambda value: value.casefold().startswith(wanted)


def _contains(values: tuple[str, ...]) -> Callable[[str], bool]:
    wanted = tuple(value.casefold() for value in values)
    return lambda value: any(one in value.casefold() for one in wanted)


def _within(values: tuple[str, ...]) -> Callable[[str], bool]:
    ranges = [parse_range(value) for value in values]

    @lru_cache(maxsize=16_384)
    def lies(value: str) -> bool:
        try:
            own = address_key(ipaddress.ip_address(value))
        except ValueError:
            return False
        return any(one.first_key <= own <= one.last_key for one in ranges)

    return lies


def _at_most(values: tuple[str, ...]) -> Callable[[str], bool]:
    most = max(number for value in values if (number := _number(value)) is not None)
    return lambda value: (number := _number(value)) is not None and number <= most


_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


_CHECKS: dict[Look, Callable[[tuple[str, ...]], Callable[[str], bool]]] = {
    Look.IS: _is, Look.WITHIN: _within, Look.STARTS: _starts, Look.CONTAINS: _contains, Look.AT_MOST: _at_most,
}  # fmt: skip
