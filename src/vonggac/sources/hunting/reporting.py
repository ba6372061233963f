"""What a hunt could see at all, in words and as JSON: without it, "nothing found" says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from vonggac.engines.hunt.results import Coverage, NotLoaded
from vonggac.kernel.badrows import BadRow
from vonggac.kernel.reading import format_number
from vonggac.sources.hunting.model import Watched

FEW = 5
"""Lines of each part in the short report."""


def lines_of(coverage: Coverage, watched: Watched, *, whole: bool = False) -> Iterator[str]:
    """Give the report: short, or with every rule, field and place."""
    yield from _events(coverage, watched, whole)
    counted = (
        ("nạp được", coverage.loaded),
        ("không nạp được", len(coverage.not_loaded)),
        ("không có loại sự kiện để xét", len(coverage.idle)),
    )
    yield "Quy tắc: " + ", ".join(f"{format_number(count)} {name}" for name, count in counted) + "."
    yield from _part("Không nạp được", [_not_loaded(one) for one in coverage.not_loaded], whole)
    if whole:
        yield from _part("Không có loại sự kiện để xét", [f"{title} ({rule})" for rule, title in coverage.idle], whole)
    fields = [f"{field}: {format_number(len(rules))} quy tắc hỏi" for field, rules in _most_asked(coverage)]
    yield from _part("Trường chưa sự kiện nào có", fields, whole)


def _events(coverage: Coverage, watched: Watched, whole: bool) -> Iterator[str]:
    left = f", {format_number(watched.left_out)} ngoài khoảng thời gian" if watched.left_out else ""
    yield f"Nhật ký: {format_number(watched.files)} tệp, {format_number(coverage.events)} sự kiện{left}."
    kinds = [f"{name}: {format_number(count)}" for name, count in coverage.kinds.items()]
    yield from _part("Loại sự kiện", kinds, whole)
    if watched.undated:
        yield f"{format_number(watched.undated)} sự kiện khớp mà không ghi thời điểm nên không tính được vào quy tắc tương quan."


def bad_lines(bad: Sequence[BadRow], count: int, *, whole: bool = False) -> Iterator[str]:
    """Give what could not be read, with its place."""
    if not count:
        return
    yield f"Chỗ không đọc được: {format_number(count)}."
    shown = bad if whole else bad[: 2 * FEW]
    yield from (f"  {row}" for row in shown)
    if count > len(shown):
        yield f"  … còn {format_number(count - len(shown))} chỗ nữa" + ("." if whole else "; xem bằng --coverage.")


def as_json(coverage: Coverage, watched: Watched) -> dict[str, Any]:
    """Return the report as plain values."""
    return {
        "loaded": coverage.loaded,
        "not_loaded": [{"file": one.file, "title": one.title, "why": one.why, "rule": one.rule} for one in coverage.not_loaded],
        "files": watched.files,
        "events": coverage.events,
        "left_out": watched.left_out,
        "undated": watched.undated,
        "kinds": dict(coverage.kinds),
        "idle": [{"rule_id": rule, "title": title} for rule, title in coverage.idle],
        "unseen_fields": {field: list(rules) for field, rules in coverage.unseen_fields.items()},
        "bad_count": watched.bad_count,
        "bad": [_bad(row) for row in watched.bad],
    }


def _bad(row: BadRow) -> dict[str, Any]:
    return {"source": row.place.source, "line": row.place.line, "why": row.why, "seen": row.seen, "rule": row.rule}


def _part(name: str, lines: Sequence[str], whole: bool) -> Iterator[str]:
    if not lines:
        return
    shown = lines if whole else lines[:FEW]
    yield f"{name}:"
    yield from (f"  {line}" for line in shown)
    if len(lines) > len(shown):
        yield f"  … còn {format_number(len(lines) - len(shown))}; xem bằng --coverage."


def _not_loaded(one: NotLoaded) -> str:
    return f"{one.file}{f' ({one.title})' if one.title else ''}: {one.why}"


def _most_asked(coverage: Coverage) -> list[tuple[str, tuple[str, ...]]]:
    counts = Counter({field: len(rules) for field, rules in coverage.unseen_fields.items()})
    return [(field, coverage.unseen_fields[field]) for field, _count in counts.most_common()]
