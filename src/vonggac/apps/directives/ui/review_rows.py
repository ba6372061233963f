"""What the review page shows, as rows: every value with its place in the text, its origin, and what a person still has to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives import queries
from vonggac.apps.directives.marks import Place, Places, places_of
from vonggac.apps.directives.merging import next_of
from vonggac.apps.directives.models import Addressee, AddresseeLine, ClassDeadline, Directive, Obligation
from vonggac.apps.directives.rhythms import rhythm_words
from vonggac.apps.directives.ui.review_forms import FIELDS, ReviewForm
from vonggac.apps.directives.ui.review_parts import standing_value
from vonggac.apps.face.handling_words import handling_words
from vonggac.apps.work.models import Relation
from vonggac.kernel.reading import format_date
from vonggac.kernel.vietnamese import fold

Originals = Mapping[int, Sequence[Obligation]]
"""Merged obligation → those it was made of."""


@dataclass
class Row:
    """One line of a panel: its place, its words, and the part under which it can be changed."""

    part: str
    label: str
    words: str = ""
    place: Place | None = None
    origin: str = ""
    """"read", "person" or "" for what no machine reads."""
    warns: bool = False
    act: str = ""
    """The word of its link; empty means "Sửa"."""
    can_change: bool = True
    form: ReviewForm | None = None
    extra: list[str] = field(default_factory=list)


@dataclass
class LineRow(Row):
    """An addressee line."""

    line: AddresseeLine | None = None
    count: str = ""
    relation: str = ""
    because: str = ""
    is_open: bool = False
    bodies: list[Addressee] = field(default_factory=list)
    shows_bodies: bool = False
    heirless: int = 0
    heir_form: ReviewForm | None = None

    @property
    def names(self) -> str:
        """Return whom the line means, where its words do not say it already."""
        called = [one.today.addressed_as() for one in self.bodies if one.today]
        return "; ".join(called) if fold("; ".join(called)) != fold(self.label) else ""


@dataclass
class LeafRow(Row):
    """An obligation."""

    row: Obligation | None = None
    number: str = ""
    is_heading: bool = False
    whom: str = ""
    by_itself: bool = False
    due: str = ""
    due_place: Place | None = None
    due_origin: str = ""
    class_dues: list[ClassDeadline] = field(default_factory=list)
    """Addressees with another deadline."""
    asks: str = ""
    places: list[Place] = field(default_factory=list)
    """Where it stands in the letter: one place, or those of all it was merged from."""
    is_merged: bool = False
    merges_with: str = ""
    """The neighbour with which it may be merged, by number or title."""
    can_differ: bool = False
    """Whether it goes to more than one line, so that one may have another deadline."""


def field_labels() -> dict[str, str]:
    """Return the short label of each field, in the order of the page."""
    return {
        "loai": _("Loại văn bản"),
        "so": _("Số"),
        "ky-hieu": _("Ký hiệu"),
        "ngay": _("Ngày"),
        "noi-ban-hanh": _("Nơi ban hành"),
        "co-quan": _("Cơ quan ban hành"),
        "cap-tren": _("Cơ quan cấp trên"),
        "trich-yeu": _("Trích yếu"),
        "nguoi-ky": _("Người ký"),
        "chuc-vu": _("Chức vụ"),
        "can-cu": _("Căn cứ"),
        "vien-dan": _("Viện dẫn"),
        "dau-moi": _("Đầu mối"),
    }


def places(directive: Directive, obligations: list[Obligation], lines: list[AddresseeLine], merged: Originals | None = None) -> Places:
    """Return the marked places of the letter; what waits for a person is marked as such."""
    read = [*obligations, *(one for originals in (merged or {}).values() for one in originals)]
    numbers = {one.pointer: one.number for one in read if one.pointer}
    bad = {line.pointer for line in lines if line.settled == AddresseeLine.Settled.OPEN}
    missing = enumerate(directive.reading.get("attachments") or [])
    bad |= {f"/attachments/{place}" for place, one in missing if not one.get("present")}
    return places_of(directive.reading, directive.text, numbers, bad)


def field_rows(directive: Directive, where: Places) -> list[Row]:
    """Return every field of the letter; what the letter does not say is said to be missing, never guessed."""
    warned = {one["path"]: one["message"] for one in directive.reading.get("warnings") or []}
    rows = []
    for part, label in field_labels().items():
        pointer = FIELDS[part][0]
        corrected = pointer in directive.corrections
        words = _field_words(directive, part)
        place = where.of(pointer, f"{pointer}/0", "/signer" if pointer.startswith("/signer") else pointer)
        row = Row(part, label, words, place, "person" if corrected else "read" if words else "")
        if not corrected and pointer in warned:
            row.extra.append(warned[pointer])
        row.warns = bool(row.extra) and not words
        rows.append(row)
    return rows


def _field_words(directive: Directive, part: str) -> str:
    if part == "loai":
        return str(directive.get_kind_display())
    if part == "ngay" and directive.dated_on is None and directive.date_partial:
        year, _dash, month = directive.date_partial.partition("-")
        return _("tháng %(month)s/%(year)s, để trống ngày") % {"month": month, "year": year} if month else year
    value = standing_value(directive, part)
    return format_date(value) if isinstance(value, date) else str(value or "")


# -- lines ------------------------------------------------------------------------------------------------------------------------------


def line_rows(lines: list[AddresseeLine], where: Places, shown: str) -> list[LineRow]:
    """Return the lines, open ones first; few bodies are named at once, many when asked for (`shown` is the part that is opened)."""
    few = [line.pk for line in lines if line.named_count <= queries.FEW_BODIES or shown == f"dong-{line.pk}"]  # type: ignore[attr-defined]
    bodies = queries.bodies_of_lines(few)
    return [_line_row(line, where, bodies.get(line.pk, []), shown) for line in lines]


def _line_row(line: Any, where: Places, bodies: list[Addressee], shown: str) -> LineRow:
    part = f"dong-{line.pk}"
    return LineRow(
        part,
        line.text,
        place=where.of(f"{line.pointer}/addressees/0", f"{line.pointer}/text", line.pointer),
        line=line,
        count=line_count(line),
        relation=str(line.get_relation_display()),
        because=line.because,
        is_open=line.settled == AddresseeLine.Settled.OPEN,
        bodies=bodies,
        shows_bodies=shown == part,
        heirless=line.heirless_count,
    )


def line_count(line: Any) -> str:
    """Return how many bodies a line stands for: today, and on the letter's day when that differs."""
    if line.settled == AddresseeLine.Settled.SKIPPED or line.relation == Relation.INFORM:
        return _("không giao việc")
    today, named = line.today_count, line.named_count
    if line.settled == AddresseeLine.Settled.OPEN and not named:
        return _("chưa khớp")
    words = ngettext("%(n)s đơn vị", "%(n)s đơn vị", today) % {"n": today}
    return words if today == named else _("%(named)s đơn vị, nay là %(today)s") % {"named": named, "today": today}


# -- obligations ------------------------------------------------------------------------------------------------------------------------


def leaf_rows(obligations: list[Obligation], where: Places, everyone: int, merged: Originals | None = None) -> list[LeafRow]:
    """Return headings and leaves in the letter's order."""
    headings = {one.above_id for one in obligations if not one.own}
    behind = next_of(obligations)
    rows = [_leaf_row(one, where, everyone, one.pk in headings, (merged or {}).get(one.pk, ())) for one in obligations]
    for row in rows:
        if row.row is not None and row.row.pk in behind:
            row.merges_with = behind[row.row.pk].number or behind[row.row.pk].title
    return rows


def _leaf_row(one: Obligation, where: Places, everyone: int, is_heading: bool, originals: Sequence[Obligation]) -> LeafRow:
    lines = [] if one.for_everyone else list(one.lines.all())
    sources = originals or [one]
    found = [place for source in sources if (place := where.of(source.pointer))]
    due_pointers = [f"{source.pointer}/{name}" for source in sources if source.pointer for name in ("deadline", "recurrence")]
    return LeafRow(
        f"viec-{one.pk}",
        one.title,
        place=found[0] if found else None,
        places=found,
        is_merged=bool(originals),
        can_differ=one.for_everyone or len(lines) > 1,
        class_dues=list(one.class_deadlines.all()),
        row=one,
        number=one.number,
        is_heading=is_heading,
        whom=ngettext("Cả %(n)s đơn vị nhận", "Cả %(n)s đơn vị nhận", everyone) % {"n": everyone}
        if one.for_everyone
        else "; ".join(line.text for line in lines),
        by_itself=any(line.where == AddresseeLine.Where.SENTENCE for line in lines),
        due=due_words(one),
        due_place=where.of(*due_pointers) if due_pointers else None,
        due_origin=one.due_origin if one.due_on or one.recurrence else "",
        asks=asks_words(one),
    )


def due_words(one: Obligation) -> str:
    """Return by when, in words; the letter's silence is said."""
    if one.recurrence:
        words = rhythm_words(one.recurrence)
        return _("%(words)s, lần đầu %(day)s") % {"words": words, "day": format_date(one.due_on)} if one.due_on else words
    if one.due_on:
        return _("Hạn %(day)s") % {"day": format_date(one.due_on)}
    return one.due_quote[:1].upper() + one.due_quote[1:] if one.due_quote else _("Không nêu thời hạn")


def asks_words(one: Obligation) -> str:
    """Return what is asked back."""
    parts = []
    if one.figures:
        names = ", ".join(f"{f['label']} ({f['unit']})" if f.get("unit") else str(f["label"]) for f in one.figures)
        parts.append(
            ngettext("%(n)s số liệu: %(names)s", "%(n)s số liệu: %(names)s", len(one.figures)) % {"n": len(one.figures), "names": names}
        )
    parts.append(_("tệp minh chứng") if one.wants_evidence else _("trả lời bằng chữ"))
    if one.central_operator:
        parts.append(_("%(name)s trả lời một lần cho mọi nơi") % {"name": one.central_operator.addressed_as()})
    if one.applies_to_owners:
        parts.append(_("chỉ nơi có hệ thống"))
    words = "; ".join(parts)
    return words[:1].upper() + words[1:]


# -- the rest ---------------------------------------------------------------------------------------------------------------------------


def annex_rows(directive: Directive, where: Places, files: list[Any]) -> list[Row]:
    """Return the annexes: announced and missing first as warnings, then those that are here."""
    here = [one for one in files if not one.is_letter]
    titles = {one.title for one in here}
    rows = []
    for place, one in enumerate(directive.reading.get("attachments") or []):
        if one.get("present") or one["title"] in titles:
            continue
        words = _("“%(title)s”: có nhắc trong văn bản, chưa có tệp") % {"title": one["title"]}
        rows.append(Row(f"phu-luc-{place}", _("Phụ lục"), words, where.of(f"/attachments/{place}"), warns=True, act=_("Tải lên")))
    return rows


def missing_words(points: list[tuple[str, str]]) -> list[str]:
    """Return what stands before giving out, in words; each says what to do."""
    words = []
    for kind, name in points:
        if kind == "line":
            words.append(_("xác định “%(name)s”") % {"name": name})
        elif kind == "heir":
            words.append(_("chọn nơi tiếp nhận của %(name)s") % {"name": name})
        elif kind == "scan":
            words.append(_("đối chiếu chữ nhận dạng với bản quét"))
        else:
            words.append(_("thêm ít nhất một nội dung phải làm"))
    return words


def handling_of(directive: Directive) -> str:
    """Return the handling mark in words."""
    return handling_words(directive.handling)
