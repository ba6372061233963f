"""The radar of measures as inline SVG, no script: this time over last time. The table beside it says the same in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vonggac.apps.compliance.queries.measures import Arm
from vonggac.engines.gaps import Tally

MIDDLE_X, MIDDLE_Y, REACH, LABEL = 235, 165, 112, 18
RINGS = (28, 56, 84, 112)
WIDEST_LABEL = 17
"""More letters than these in a label are broken into two lines."""


def radar(arms: Sequence[Arm]) -> SafeString:
    """Return the picture; empty below three arms, where it would show nothing."""
    if len(arms) < 3:
        return SafeString("")
    count = len(arms)
    rings = format_html_join("", '<polygon class="ring" points="{}"/>', ((_points([r / REACH] * count),) for r in RINGS))
    spokes = format_html_join(
        "",
        '<line class="ring" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        ((MIDDLE_X, MIDDLE_Y, *_point(at, count, 1.0)) for at in range(count)),
    )
    before = [_share(arm.before) for arm in arms]
    was = format_html('<polygon class="was" points="{}"/>', _points(before)) if any(arm.before for arm in arms) else ""
    now = format_html('<polygon class="is" points="{}"/>', _points([_share(arm.now) for arm in arms]))
    labels = format_html_join("", "{}", ((_label(arm.title, at, count),) for at, arm in enumerate(arms)))
    said = _("Tỷ lệ đạt theo %(arms)s nhóm, số liệu ở bảng bên cạnh") % {"arms": count}
    return format_html(
        '<svg class="radar" viewBox="0 0 470 330" role="img" aria-label="{}">{}{}{}{}{}</svg>', said, rings, spokes, was, now, labels
    )


def _share(tally: Tally | None) -> float:
    return (tally.coverage or 0) / 100 if tally else 0


def _point(at: int, count: int, share: float) -> tuple[int, int]:
    angle = 2 * pi * at / count
    return round(MIDDLE_X + REACH * share * sin(angle)), round(MIDDLE_Y - REACH * share * cos(angle))


def _points(shares: Sequence[float]) -> str:
    return " ".join("{},{}".format(*_point(at, len(shares), share)) for at, share in enumerate(shares))


def _label(title: str, at: int, count: int) -> SafeString:
    x, y = _point(at, count, 1 + LABEL / REACH)
    side = sin(2 * pi * at / count)
    anchor = "middle" if abs(side) < 0.1 else "start" if side > 0 else "end"
    lines = _in_lines(title)
    down = (
        y - (14 if y < MIDDLE_Y - REACH else 0) + (10 if y > MIDDLE_Y + REACH else 0) - (7 if len(lines) > 1 and anchor != "middle" else 0)
    )
    spans = format_html_join("", '<tspan x="{}" y="{}">{}</tspan>', ((x, down + 14 * n, line) for n, line in enumerate(lines)))
    return format_html('<text text-anchor="{}">{}</text>', anchor, spans)


def _in_lines(title: str) -> list[str]:
    """Break a label near its middle, between words."""
    words = title.split()
    if len(title) <= WIDEST_LABEL - 6 or len(words) < 2:
        return [title]
    cuts = range(1, len(words))
    best = min(cuts, key=lambda cut: abs(len(" ".join(words[:cut])) - len(" ".join(words[cut:])) - 3))
    return [" ".join(words[:best]), " ".join(words[best:])]
