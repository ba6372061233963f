"""The picture of what falls with a system, as inline SVG in the colour of the text; the table under it says the same in full."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.registry.models import InformationSystem
from vonggac.engines.systems.falling import BOX_HEIGHT, BOX_WIDTH, Box, Picture

LETTERS, ROWS = 24, 2
"""So many letters of a name fit into a line of a box, and so many lines; the whole name is the box's title, and stands in the table."""


def outage_picture(picture: Picture, names: Mapping[int, InformationSystem]) -> SafeString:
    """Return the boxes with their lines; each box leads to its system."""
    lines = format_html_join(
        "",
        '<path d="M{} {}C{} {} {} {} {} {}" fill="none" stroke="currentColor" opacity=".5"/>',
        ((o.x1, o.y1, o.x1 + 28, o.y1, o.x2 - 28, o.y2, o.x2, o.y2) for o in picture.lines),
    )
    boxes = format_html_join("", "{}", ((_box(one, names),) for one in picture.boxes))
    return format_html(
        '<svg viewBox="-2 -2 {} {}" width="{}" height="{}" role="group" aria-label="{}">{}{}</svg>',
        picture.width + 4,
        picture.height + 4,
        picture.width + 4,
        picture.height + 4,
        _("Hệ thống ngừng theo, mỗi cột một bước; danh sách đầy đủ ở bảng dưới"),
        lines,
        boxes,
    )


def _box(box: Box, names: Mapping[int, InformationSystem]) -> SafeString:
    if box.system is None:
        words = ngettext("và %(n)s hệ thống nữa", "và %(n)s hệ thống nữa", box.more) % {"n": box.more}
        return format_html('<text x="{}" y="{}" font-size="13" fill="currentColor">{}</text>', box.x, box.y + BOX_HEIGHT // 2, words)
    system = names[box.system]
    return format_html(
        '<a href="{}"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="4" fill="none" stroke="currentColor"/>'
        '<text x="{}" y="{}" font-size="11" fill="currentColor">{}</text>'
        "{}</a>",
        system.get_absolute_url(),
        system.name,
        box.x,
        box.y,
        BOX_WIDTH,
        BOX_HEIGHT,
        box.x + 8,
        box.y + 15,
        system.code,
        _named(box, system.name),
    )


def _named(box: Box, name: str) -> SafeString:
    lines = wrap(name, LETTERS, max_lines=ROWS, placeholder="…")
    placed = ((box.x + 8, box.y + 31 + 17 * row, words) for row, words in enumerate(lines))
    return format_html_join("", '<text x="{}" y="{}" font-size="13" fill="currentColor">{}</text>', placed)
