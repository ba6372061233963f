"""The reasons in Vietnamese, with the line of the list of ranges that each one rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from vonggac.engines.addresses.spaces import Space
from vonggac.engines.addresses.values import LOCAL, Lost, Need, OwnedRange, RangeKind, RunnerUp, Verdict
from vonggac.kernel.addresses import AddressRange

_BEATEN = {
    Lost.WIDER: "hẹp hơn",
    Lost.EARLIER: "bắt đầu sau",
    Lost.WITHOUT_PORTS: "nêu đúng cổng, khác với",
    Lost.WIDER_PORTS: "ít cổng hơn",
    Lost.BLOCK: "có cơ quan giữ, khác với khối của tỉnh ở",
    Lost.SAME_HOLDER: "cùng nơi giữ với",
}
_ALONE = {
    Lost.EXPIRED: "đã hết hạn: ",
    Lost.NOT_YET: "chưa bắt đầu: ",
    Lost.OTHER_PORT: "cổng khác: ",
}
_BEHIND = {
    RangeKind.NAT: "nhiều máy sau một địa chỉ (NAT)",
    RangeKind.SHARED: "nhiều thuê bao chung một địa chỉ",
    RangeKind.DYNAMIC: "địa chỉ cấp động",
}
NEEDED = {
    Need.PROVIDER: "nơi quản lý địa chỉ tra máy",
    Need.TIME: "giờ, phút của kết nối (+07:00)",
    Need.ADDRESS: "đúng địa chỉ trong dải mà danh sách nêu",
    Need.PORT: "cổng nguồn phía Internet của kết nối",
}


@lru_cache(maxsize=65_536)
def written(addresses: AddressRange) -> str:
    """Write a range as briefly as it can be read; the same few thousand are named again and again."""
    return str(addresses)


def of_space(space: Space) -> str:
    """Say why nobody can hold such an address."""
    return f"{space.name.capitalize()} ({written(space.addresses)}, {space.source}): không tra được nơi giữ trên Internet."


def because(verdict: Verdict, leading: Sequence[OwnedRange], losers: Sequence[RunnerUp], needs: Sequence[Need], second: int) -> str:
    """Say in one or two sentences what decided."""
    named = "; ".join(described(one) for one in leading)
    match verdict:
        case Verdict.HELD:
            return f"Nằm trong {named}{_why(losers)}."
        case Verdict.CONTESTED:
            return f"{len(leading)} nơi cùng nhận, không dải nào hơn: {named}."
        case Verdict.QUESTION:
            return _question(leading, named, needs)
        case Verdict.UNASSIGNED:
            return f"Nằm trong khối của tỉnh, chưa ghi ai giữ: {named}."
        case Verdict.FORMER:
            return f"Không ai giữ vào lúc đó: {_before_or_after(leading, second)}."
        case _:
            return "Không nằm trong dải nào."


def described(one: OwnedRange) -> str:
    """Name a range, its holder, its time and its line."""
    ports = f", cổng {one.ports[0]}-{one.ports[1]}," if one.ports else ""
    return f"{written(one.addresses)}{ports} của {holder(one)}{_validity(one)} (dòng {one.line})"


def holder(one: OwnedRange) -> str:
    """Name who holds a range."""
    return " / ".join(part for part in (one.organisation, one.system) if part) or one.provider or "chưa rõ nơi giữ"


def _why(losers: Sequence[RunnerUp]) -> str:
    """Say how the winner beat each of the others."""
    parts = []
    for lost, words in _BEATEN.items():
        lines = [str(one.range.line) for one in losers if one.lost is lost]
        if lines:
            parts.append(f"{words} dòng {', '.join(lines)}")
    for lost, words in _ALONE.items():
        lines = [str(one.range.line) for one in losers if one.lost is lost]
        if lines:
            parts.append(f"{words}dòng {', '.join(lines)}")
    return "; " + "; ".join(parts) if parts else ""


def _question(leading: Sequence[OwnedRange], named: str, needs: Sequence[Need]) -> str:
    asked = "; ".join(NEEDED[one] for one in needs)
    behind = sorted({_BEHIND[one.kind] for one in leading if one.kind in _BEHIND})
    if Need.PROVIDER in needs and leading and all(one.ports for one in leading) and len(needs) == 1:
        return f"Cổng đã nêu không nằm trong dải cổng nào đã ghi: {named}. Cần hỏi: {asked}."
    said = f"Nằm trong {named}" + (f"; {', '.join(behind)}" if behind else "")
    return f"{said}. Cần có: {asked}."


def _before_or_after(leading: Sequence[OwnedRange], second: int) -> str:
    return "; ".join(
        f"{written(one.addresses)} do {holder(one)} giữ {'đến' if one.until <= second else 'từ'} "
        f"{_said(one.valid_to) if one.until <= second else _said(one.valid_from)} (dòng {one.line})"
        for one in leading
    )


def _validity(one: OwnedRange) -> str:
    first = f" từ {_said(one.valid_from)}" if one.valid_from else ""
    return first + (f" đến {_said(one.valid_to)}" if one.valid_to else "")


def _said(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        return f"{moment.astimezone(LOCAL) if moment.tzinfo else moment:%H:%M %d/%m/%Y}"
    return f"{moment:%d/%m/%Y}" if moment else "trước đến nay"
