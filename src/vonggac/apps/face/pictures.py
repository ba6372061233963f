"""Small pictures as inline SVG: one colour from the theme, a sentence for those who cannot see them, no style attribute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def _tenth(value: float) -> str:
    return f"{value:.1f}"


def spark(values: Sequence[float], label: str, *, hot: bool = False) -> SafeString:
    """Return columns, the last one lit (red when it needs someone); `label` is the sentence it says."""
    top = max([*values, 1])
    step = 100 / max(len(values), 1)
    columns = []
    for place, value in enumerate(values):
        height = 26 * max(value, 0) / top
        kind = ("hot" if hot else "last") if place == len(values) - 1 else ""
        columns.append((kind, _tenth(place * step + step * 0.09), _tenth(28 - height), _tenth(step * 0.82), _tenth(height)))
    rects = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', columns)
    return format_html(
        '<svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label="{}">{}'
        '<line x1="0" x2="100" y1="29" y2="29"/></svg>',
        label,
        rects,
    )


def beat(gaps: Iterable[tuple[float, float]], label: str) -> SafeString:
    """Return a line of a day (0 to 1) with its gaps; each gap is (from, to)."""
    cuts = sorted((max(0.0, start), min(1.0, end)) for start, end in gaps)
    pieces: list[tuple[str, str, str, str, str]] = []
    at = 0.0
    for start, end in [*cuts, (1.0, 1.0)]:
        if start > at:
            pieces.append(("", _tenth(at * 192), "6", _tenth((start - at) * 192), "8"))
        if end > start:
            pieces.append(("gap", _tenth(start * 192), "0", _tenth(max((end - start) * 192, 1)), "20"))
        at = max(at, end)
    rects = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', pieces)
    return format_html(
        '<svg class="beat" viewBox="0 0 192 20" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>', label, rects
    )


def bar(done: float, total: float, label: str, *, part: float = 0) -> SafeString:
    """Return a bar of progress: `done` of `total`, then `part` (under way) in the lamp's colour."""
    whole = total or 1
    width = min(100.0, 100 * done / whole)
    more = min(100.0 - width, 100 * part / whole)
    lit = format_html('<rect class="part" x="{}" width="{}" height="4"/>', _tenth(width), _tenth(more)) if more > 0 else ""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="rest" width="100" height="4"/><rect width="{}" height="4"/>{}</svg>',
        label,
        _tenth(width),
        lit,
    )


MOST_AXES = 8
_CENTRE_X, _CENTRE_Y, _REACH = 180.0, 130.0, 92.0


def _corners(shares: Sequence[float]) -> str:
    turn = 2 * pi / len(shares)
    points = ((_REACH * share * sin(turn * i), -_REACH * share * cos(turn * i)) for i, share in enumerate(shares))
    return " ".join(f"{_tenth(_CENTRE_X + x)},{_tenth(_CENTRE_Y + y)}" for x, y in points)


def _axis_names(names: Sequence[str]) -> SafeString:
    turn = 2 * pi / len(names)
    rows = []
    for i, name in enumerate(names):
        x, y = _CENTRE_X + (_REACH + 12) * sin(turn * i), _CENTRE_Y - (_REACH + 12) * cos(turn * i)
        anchor = "middle" if abs(x - _CENTRE_X) < 1 else ("start" if x > _CENTRE_X else "end")
        rows.append((_tenth(x), _tenth(y + 4), anchor, name))
    return format_html_join("", '<text x="{}" y="{}" text-anchor="{}">{}</text>', rows)


def radar(names: Sequence[str], shares: Sequence[float], label: str, *, was: Sequence[float] = ()) -> SafeString:
    """Return one assessment against at most eight groups (0 to 1 each); always show its table beside it."""
    if not 3 <= len(names) <= MOST_AXES or len(shares) != len(names):
        raise ValueError(f"a radar has 3 to {MOST_AXES} axes and a share for each, not {len(names)} and {len(shares)}")
    rings = format_html_join("", '<polygon class="ring" points="{}"/>', ((_corners([r] * len(names)),) for r in (0.25, 0.5, 0.75, 1.0)))
    before = format_html('<polygon class="was" points="{}"/>', _corners(was)) if was else ""
    return format_html(
        '<svg class="radar" viewBox="0 0 360 260" role="img" aria-label="{}">{}{}<polygon class="is" points="{}"/>{}</svg>',
        label,
        rings,
        before,
        _corners(shares),
        _axis_names(names),
    )
