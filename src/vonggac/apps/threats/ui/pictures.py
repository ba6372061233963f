"""The ladder of a month as one bar: new, returned, continuing and gone, each in its own hatch; its table always stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PARTS = ("b4", "b3", "b2", "b1")
"""Hatches of new, returned, continuing, gone."""


def rung_bar(counts: Sequence[int], most: int, label: str) -> SafeString:
    """Return one bar of four parts, its length to the scale of the longest."""
    at, rects = 0.0, []
    for part, count in zip(PARTS, counts, strict=True):
        width = 1000 * count / max(most, 1)
        if count:
            rects.append((part, f"{at:.1f}", f"{width:.1f}"))
        at += width
    drawn = format_html_join("", '<rect class="{}" x="{}" width="{}" height="40"/>', rects)
    return format_html(
        '<svg class="levels" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>', label, drawn
    )
