"""Tags and filters of every page: numbers, days, badges and links that keep their query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from vonggac.apps.face import pictures, shapes
from vonggac.apps.face import reading as words
from vonggac.apps.face.forms import anchor_of
from vonggac.apps.face.names import safe_name
from vonggac.kernel import reading

register = template.Library()

register.simple_tag(shapes.icon, name="icon")
register.simple_tag(shapes.level, name="level")
register.simple_tag(shapes.state, name="state")
register.simple_tag(shapes.severity, name="severity")
register.simple_tag(shapes.late, name="late")
register.simple_tag(pictures.spark, name="spark")
register.simple_tag(pictures.beat, name="beat")
register.simple_tag(pictures.bar, name="bar")
register.simple_tag(pictures.radar, name="radar")


@register.filter
def vn_number(value: Any, places: int | None = None) -> str:
    """Write a number the Vietnamese way: 1.234 and 9,8; nothing for nothing."""
    if value is None or value == "":
        return ""
    number = value if isinstance(value, int | float | Decimal) else Decimal(str(value))
    return reading.format_number(number, places)


@register.filter
def vn_percent(value: Any, places: int | None = None) -> str:
    """Write hundredths as a percentage: 78 becomes "78 %"."""
    return "" if value is None or value == "" else reading.format_percent(value, places)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day in the province's time: 23/11/2026."""
    if not value:
        return ""
    return reading.format_date(timezone.localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def clock(value: datetime | None) -> str:
    """Write a time of day in the province's time: 07:42."""
    return reading.format_time(timezone.localtime(value)) if value else ""


@register.filter
def moment(value: datetime | None) -> SafeString:
    """Write a moment: 07:42 23/11/2026, with its age and UTC on hover and focus."""
    if not value:
        return SafeString("")
    local = timezone.localtime(value)
    title = words.moment_title(value, timezone.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), title, reading.format_moment(local))


@register.simple_tag
def moments(first: datetime | None, last: datetime | None) -> SafeString:
    """Write from when to when, each day once: 07:42 – 09:10 23/11/2026; a single moment when both show the same minute."""
    if not first or not last:
        return moment(first or last)
    start, end = timezone.localtime(first), timezone.localtime(last)
    if reading.format_moment(start) == reading.format_moment(end):
        return moment(first)
    if start.date() != end.date():
        return format_html("{} – {}", moment(first), moment(last))
    return format_html('<time datetime="{}">{}</time> – {}', start.isoformat(timespec="seconds"), reading.format_time(start), moment(last))


@register.filter
def age(value: datetime | None) -> str:
    """Write how long ago: "21 phút trước"."""
    return words.age_text(value, timezone.now()) if value else ""


@register.filter
def file_size(value: int | None) -> str:
    """Write the size of a file."""
    return "" if value is None else words.size_text(int(value))


@register.filter
def file_name(value: str) -> SafeString:
    """Write a file's name so that no hidden character of direction can disguise its ending."""
    return format_html("<bdi>{}</bdi>", safe_name(value))


@register.filter
def domain(value: str) -> SafeString:
    """Write a domain name that may break after its dots."""
    return format_html("<code>{}</code>", format_html_join(SafeString(".<wbr>"), "{}", ((part,) for part in str(value).split("."))))


@register.simple_tag
def time_left(due: date | datetime | None, today: date | None = None) -> SafeString:
    """Write what is left until a deadline, or how late it is."""
    return shapes.time_left(due, today)


@register.simple_tag
def working_day_before(due: date | None) -> SafeString:
    """Write the last working day before a deadline that falls on a day off."""
    return shapes.working_day_before(due)


@register.simple_tag
def choices(options: Iterable[tuple[Any, Any]], value: Any) -> SafeString:
    """Draw the options of a choice, the chosen one marked; in Python, for a page of a list shows dozens of them."""
    drawn = [
        f'<option value="{conditional_escape(code)}"{" selected" if str(code) == str(value) else ""}>{conditional_escape(words)}</option>'
        for code, words in options or ()
    ]
    return SafeString("".join(drawn))


@register.simple_tag(takes_context=True)
def link_with(context: Context, **changes: Any) -> str:
    """Return the query of this page with some values changed: `{% link_with page=2 %}`; None or "" takes a value away.

    Filters, sort and page live in the address. Changing anything but the page goes back to the first page.
    """
    query = context["request"].GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def link_without(context: Context, key: str, value: Any = None) -> str:
    """Return the query without one filter, or without one of its several values: the cross of a chip."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = [seen for seen in query.getlist(key) if value is not None and seen != str(value)]
    query.setlist(key, kept)
    return f"?{query.urlencode()}" if query.urlencode() else "?"


@register.simple_tag(takes_context=True)
def sorting(context: Context, column: str) -> dict[str, str]:
    """Return the link of a column's head: the same column again turns the order round (`sort=name`, then `sort=-name`)."""
    seen = context["request"].GET.get("sort", "")
    if seen == column:
        return {"href": link_with(context, sort=f"-{column}"), "aria": "ascending", "icon": "chevron-up"}
    if seen == f"-{column}":
        return {"href": link_with(context, sort=column), "aria": "descending", "icon": "chevron-down"}
    return {"href": link_with(context, sort=column), "aria": "", "icon": ""}


@register.filter
def pages(page: Page[Any]) -> list[int | str]:
    """Return the page numbers to show around this one."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.filter
def anchor(field: BoundField) -> str:
    """Return the id that a link to this field leads to."""
    return anchor_of(field)


@register.filter
def is_check(field: BoundField) -> bool:
    """Say whether the field is one box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def has_text(value: Any) -> bool:
    """Say whether a slot holds anything."""
    return bool(str(value or "").strip())


@register.filter
def digits(value: str) -> str:
    """Return a telephone number as a machine dials it."""
    return "".join(letter for letter in str(value) if letter.isdigit() or letter == "+")
