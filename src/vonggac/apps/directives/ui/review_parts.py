"""The parts of the review page that can be changed: name in the address → form. One table, so that one view serves them all."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.ui import line_forms, merge_forms, obligation_forms, review_forms
from vonggac.apps.directives.ui.review_forms import FIELDS, ReviewForm, field_form
from vonggac.kernel.reading import format_date

WHOLE: dict[str, type[ReviewForm]] = {
    "but-phe": review_forms.NoteForm,
    "che-do": review_forms.HandlingForm,
    "dot": review_forms.SeasonForm,
    "quet": review_forms.ScanCheckForm,
    "viec-moi": obligation_forms.ObligationForm,
}
"""Parts of the letter as a whole."""
LINES: dict[str, type[ReviewForm]] = {"dong": line_forms.LineForm, "them": line_forms.NewBodyForm}
OBLIGATIONS: dict[str, type[ReviewForm]] = {
    "viec": obligation_forms.ObligationForm,
    "bo": review_forms.SkipForm,
    "lay": review_forms.TakeUpForm,
    "gop": merge_forms.MergeForm,
    "tach": merge_forms.SplitForm,
    "han": merge_forms.ClassDeadlineForm,
}


def form_of(part: str, directive: Directive, *, user: Any, today: date, **given: Any) -> ReviewForm:
    """Return the form of a part ("so", "dong-12", "viec-moi"); 404 for what this letter has not."""
    facts: dict[str, Any] = {"directive": directive, "part": part, "user": user, "today": today, **given}
    if part in FIELDS:
        return field_form(part)(initial={"value": standing_value(directive, part)}, **facts)
    if part in WHOLE:
        return WHOLE[part](initial=_begin(directive, part), **facts)
    name, _dash, number = part.rpartition("-")
    if not number.isdigit():
        raise Http404(part)
    if name == "phu-luc":
        return review_forms.AnnexPartForm(initial={"title": announced(directive, int(number))}, **facts)
    return _row_form(name, int(number), directive, facts)


def _row_form(name: str, number: int, directive: Directive, facts: dict[str, Any]) -> ReviewForm:
    if name in LINES:
        return LINES[name](row=_found(queries.lines_counted(directive), number), **facts)
    if name in OBLIGATIONS:
        return OBLIGATIONS[name](row=_found(queries.all_obligations(directive), number), **facts)
    if name == "noi":
        return line_forms.HeirForm(row=_found(queries.addressees_of(directive), number), **facts)
    raise Http404(name)


def _found(rows: Any, number: int) -> Any:
    row = rows.filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def standing_value(directive: Directive, part: str) -> Any:
    """Return what stands in a field now: the column, or a list in words."""
    from vonggac.apps.directives.services.review import CORRECTABLE

    pointer = FIELDS[part][0]
    return getattr(directive, CORRECTABLE[pointer]) if pointer in CORRECTABLE else in_words(directive, pointer)


def standing_words(directive: Directive, part: str) -> str:
    """Return what stands in a part now, for a person whose change came too late; empty where the page itself shows it beside the form."""
    if part in FIELDS:
        value = standing_value(directive, part)
        return format_date(value) if isinstance(value, date) else str(value or "")
    if part == "dot" and directive.season_from and directive.season_to:
        return f"{directive.season_name} {format_date(directive.season_from)}–{format_date(directive.season_to)}".strip()
    return ""


def in_words(directive: Directive, pointer: str) -> str:
    """Return a list of the letter in words, one a line: as a person put it, else as it was read."""
    if pointer in directive.corrections:
        return str(directive.corrections[pointer])
    read = directive.reading
    if pointer == "/bases":
        return "\n".join(_base(one) for one in read.get("bases") or [])
    if pointer == "/cited":
        return "\n".join(read.get("cited") or [])
    return "\n".join(_contact(one) for one in read.get("contacts") or [])


def _base(one: dict[str, Any]) -> str:
    day = "/".join(reversed(str(one["date"]).split("-"))) if one.get("date") else ""
    return " ".join(filter(None, [one.get("number") or "", f"ngày {day}" if day else "", one.get("title") or ""]))


def _contact(one: dict[str, Any]) -> str:
    who = [one.get("organisation"), one.get("name"), one.get("role"), *(one.get("phones") or []), *(one.get("emails") or [])]
    return ", ".join(filter(None, who))


def announced(directive: Directive, place: int) -> str:
    """Return the title of an annex as the letter announces it."""
    rows = directive.reading.get("attachments") or []
    return str(rows[place]["title"]) if place < len(rows) else ""


def _begin(directive: Directive, part: str) -> dict[str, Any]:
    if part == "che-do":
        return {"handling": directive.handling}
    if part == "dot":
        return {"name": directive.season_name, "first": directive.season_from, "last": directive.season_to}
    return {}


def may_change(user: Any, part: str) -> bool:
    """Say whether the person may change this part: the coordinator all of it, a leader the decision alone."""
    return bool(user.may("directives.upload") or (part == "but-phe" and user.may("directives.decide")))
