"""A month as lines: each figure beside that of the month before, in the order of the national technical report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vonggac.engines.alerts import CLASSES, MonthFigures, Share, Verified
from vonggac.engines.alerts.statistics import Change

Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure and that of the month before; None where nothing was counted."""

    name: str
    now: int | None
    before: int | None
    is_share: bool = False
    """A figure that is itself a percentage: how much it rose in percent would say nothing."""

    @property
    def percent(self) -> float | None:
        """Return by how much it rose or fell; None where there was nothing before."""
        if self.is_share or self.now is None or not self.before:
            return None
        return Change(self.now, self.before).percent


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one kind, the largest of this month first."""

    key: str
    title: str
    lines: tuple[Line, ...]

    @property
    def most(self) -> int:
        """Return the largest figure of this month, to which the others are drawn; 1 where nothing was counted."""
        return max((one.now or 0 for one in self.lines), default=0) or 1


def figure_lines(now: MonthFigures, before: MonthFigures) -> list[Line]:
    """Return the figures of the month in the order of the report."""
    pairs = zip(_told(now), _told(before), strict=True)
    return [Line(name, mine, theirs, is_share) for (name, mine, is_share), (_name, theirs, _share) in pairs]


def _told(one: MonthFigures) -> list[tuple[str, int | None, bool]]:
    return [
        (_("Bản ghi cảnh báo nhận được"), one.received, False),
        (_("Cảnh báo (đã gộp lặp)"), one.groups, False),
        (_("Bị ẩn theo quy tắc"), one.hidden, False),
        (_("Ở hệ thống cấp độ 3 trở lên"), one.on_level_three, False),
        (_("Máy nhiễm mã độc"), one.infected_machines, False),
        (_("Kết nối nghi ngờ ra ngoài"), one.suspicious_connections, False),
        (_("Kết luận đúng"), one.by_verified[Verified.TRUE], False),
        (_("Kết luận sai"), one.by_verified[Verified.FALSE], False),
        (_("Nghi ngờ, theo dõi tiếp"), one.by_verified[Verified.UNSURE], False),
        (_("Chưa xác minh"), one.by_verified[Verified.WAITING], False),
        (_("Xác minh đúng hạn (%)"), _percent(one.verified_in_time), True),
        (_("Xử lý đúng hạn (%)"), _percent(one.handled_in_time), True),
    ]


def _percent(share: Share) -> int | None:
    return None if share.percent is None else round(share.percent)


def tables_of(now: MonthFigures, before: MonthFigures, bodies: Mapping[str, str]) -> list[Table]:
    """Return the tables in which anything stands; what stood only in the month before stands in them too, as having gone."""
    classes = {**CLASSES, "": _("Không nêu")}
    tables = [
        ("severity", _("Theo mức độ"), now.by_severity, before.by_severity, str),
        ("class", _("Theo loại"), now.by_class, before.by_class, lambda name: classes.get(name, name)),
        ("product", _("Theo sản phẩm"), now.by_product, before.by_product, lambda name: name or _("Không nêu")),
        ("body", _("Theo cơ quan"), now.by_body, before.by_body, lambda code: bodies.get(code, code) or _("Chưa rõ cơ quan")),
        ("malware", _("Máy nhiễm theo mã độc"), now.machines_by_malware, before.machines_by_malware, str),
        ("cve", _("Máy theo lỗ hổng"), now.machines_by_cve, before.machines_by_cve, str),
    ]
    made = [Table(key, title, _lines(mine, theirs, words)) for key, title, mine, theirs, words in tables]  # type: ignore[arg-type]
    return [one for one in made if one.lines]


def _lines(now: Mapping[Any, int], before: Mapping[Any, int], words: Words) -> tuple[Line, ...]:
    names = dict.fromkeys([*now, *before])
    return tuple(Line(words(name), now.get(name, 0), before.get(name, 0)) for name in names)
