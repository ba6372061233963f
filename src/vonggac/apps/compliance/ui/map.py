"""Pictures of the overview, drawn on the server: bars by level and the map of communes. Classes differ by hatching, not by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from vonggac.law.boundaries import Boundaries

BOUNDS = (25, 50, 75)
"""Where a class of the map ends, in percent: under 25, under 50, under 75, and above; class 0 has nothing to show."""
CLASSES = range(len(BOUNDS) + 2)
_HATCHES = {
    1: '<circle class="ht" cx="30" cy="30" r="9"/>',
    2: '<path class="hl" d="M0 30h60"/>',
    3: '<path class="hl" d="M0 15h60M0 45h60M15 0v60M45 0v60"/>',
}


def class_of(percent: int | None) -> int:
    """Return the class of a share, 0 when there is none."""
    return 0 if percent is None else 1 + sum(percent >= bound for bound in BOUNDS)


def _fill(kind: int, prefix: str) -> str:
    return f"url(#{prefix}{kind})" if kind in _HATCHES else ""


def _patterns(prefix: str, scale: int = 1) -> SafeString:
    made = (
        f'<pattern id="{prefix}{kind}" width="60" height="60" patternUnits="userSpaceOnUse" patternTransform="scale({scale})">'
        f'<rect class="hb" width="60" height="60"/>{drawn}</pattern>'
        for kind, drawn in _HATCHES.items()
    )
    return mark_safe("<defs>" + "".join(made) + "</defs>")  # noqa: S308  only the constants above


def commune_map(outlines: Boundaries, shown: Mapping[str, tuple[int | None, str, str]], label: str) -> SafeString:
    """Return the map; `shown` is code → (percent, address, the sentence that names the commune and its figure)."""
    shapes = []
    for code, path in outlines.shapes.items():
        percent, url, words = shown.get(code, (None, "", ""))
        kind = class_of(percent)
        drawn = format_html('<path class="k{}" fill="{}" d="{}"><title>{}</title></path>', kind, _fill(kind, "m"), path, words)
        shapes.append((format_html('<a href="{}" tabindex="-1" aria-label="{}">{}</a>', url, words, drawn) if url else drawn,))
    left, top, width, height = outlines.box
    body = format_html_join("", "{}", shapes)
    return format_html(
        '<svg class="communes" viewBox="{} {} {} {}" role="group" aria-label="{}">{}{}</svg>',
        left, top, width, height, label, _patterns("m", 3), body,
    )  # fmt: skip


def swatch(kind: int) -> SafeString:
    """Return the sign of a class for the legend."""
    return format_html(
        '<svg class="communes swatch" viewBox="0 0 240 160" aria-hidden="true">{}'
        '<rect class="k{}" fill="{}" x="8" y="8" width="224" height="144"/></svg>',
        _patterns(f"s{kind}-"), kind, _fill(kind, f"s{kind}-"),
    )  # fmt: skip


def stacked(counts: Sequence[int], most: int, label: str) -> SafeString:
    """Return one bar of several parts, its length to the scale of the longest; the parts take the hatches in their order."""
    at, rects = 0.0, []
    for place, count in enumerate(counts):
        width = 1000 * count / max(most, 1)
        if count:
            rects.append((f"b{place}", f"{at:.1f}", f"{width:.1f}"))
        at += width
    parts = format_html_join("", '<rect class="{}" x="{}" width="{}" height="40"/>', rects)
    return format_html(
        '<svg class="levels" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>', label, parts
    )
