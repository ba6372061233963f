"""Pages of the catalogues of requirements: what is demanded at which level, where it comes from, in which formats it leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vonggac.apps.compliance.queries import catalogues as queries
from vonggac.apps.compliance.ui.cadences import in_words
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.downloads import as_file
from vonggac.apps.face.forms import FileField, Form
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.kernel.badrows import BadRow
from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence
from vonggac.kernel.vietnamese import slug
from vonggac.law.catalogue import Catalogue, Control
from vonggac.law.catalogues import catalogues, edition_on
from vonggac.law.model import LawError
from vonggac.sources.refusal import Refused

A_PAGE, MOST_SHOWN = 50, 200
LEVELS = [(str(int(level)), format_lazy(_("Cấp độ {n}"), n=int(level))) for level in Level]
PAIRED = {"code": _("cùng mã"), "clause": _("cùng số điều"), "title": _("cùng tên")}
DIFFERS = {
    "title.vi": _("tên tiếng Việt"),
    "title.en": _("tên tiếng Anh"),
    "levels": _("cấp độ"),
    "group": _("nhóm"),
    "evidence": _("minh chứng gợi ý"),
    "kind": _("loại"),
    "clauses": _("số điều"),
    "cadence": _("chu kỳ"),
    "threshold": _("ngưỡng"),
    "params": _("giá trị"),
    "clause_inferred": _("dấu số điều suy ra"),
    "suggested": _("dấu giá trị gợi ý"),
    "note_vi": _("ghi chú"),
    "note_en": _("ghi chú tiếng Anh"),
    "letter": _("mục công văn"),
}


def _edition(name: str) -> Catalogue:
    found = queries.edition_by_slug(name)
    if found is None:
        raise Http404
    return found


@requires("compliance.read", methods=("GET", "HEAD"))
def editions(request: HttpRequest) -> HttpResponse:
    """Show every edition with how its rows were read, the one that binds today first."""
    today = localdate()
    rows = [_shown(edition, today) for edition in reversed(catalogues())]
    return page(request, "compliance/catalogues.html", rows=rows, levels=list(Level))


def _shown(edition: Catalogue, today: date) -> dict[str, Any]:
    return {
        "edition": edition,
        "slug": slug(edition.code),
        "title": _title(edition),
        "provenance": edition.provenance_en if _english() else edition.provenance_vi,
        "counts": list(queries.counts_by_level(edition).items()),
        "binds": _binds(edition, today),
        "usable": edition.usable_until is not None and today <= edition.usable_until and not _binds(edition, today),
    }


def _binds(edition: Catalogue, today: date) -> bool:
    try:
        return edition_on(today) is edition
    except LawError:
        return False


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _title(row: Any) -> str:
    return str(row.title_en if _english() else row.title_vi)


@requires("compliance.read", methods=("GET", "HEAD"))
def edition(request: HttpRequest, name: str) -> HttpResponse:
    """Show the controls of one edition, narrowed by level, group, kind, cadence and words."""
    found = _edition(name)
    seen = {key: request.GET.get(key, "")[:100] for key in ("q", "cap", "nhom", "loai", "chu_ky")}
    level = Level(int(seen["cap"])) if seen["cap"] in dict(LEVELS) else None
    filters = queries.ControlFilters(words=seen["q"], level=level, group=seen["nhom"], kind=seen["loai"], cadence=seen["chu_ky"])
    rows = Paginator(queries.controls_of(found, filters), A_PAGE).get_page(request.GET.get("page"))
    choices = _choices(found)
    return page(
        request,
        "compliance/catalogue.html",
        **_shown(found, localdate()),
        rows=rows,
        lines=[_line(found, control, level) for control in rows],
        seen=seen,
        level=level,
        choices=choices,
        level_choices=LEVELS,
        chips=[(key, dict(choices.get(key, LEVELS)).get(value, f"“{value}”")) for key, value in seen.items() if value],
    )


def _choices(found: Catalogue) -> dict[str, list[tuple[str, Any]]]:
    often = {cadence for control in found.controls for cadence in control.cadence.values()}
    return {
        "nhom": [(group.code, f"{group.code} {_title(group)}") for group in found.groups],
        "loai": [(kind.code, _title(kind)) for kind in found.kinds],
        "chu_ky": [("any", _("có chu kỳ")), *((one.value, in_words(one)) for one in Recurrence if one in often)],
    }


def _line(found: Catalogue, control: Control, level: Level | None) -> dict[str, Any]:
    """One control with its clause and cadence at one level, or at each of its levels."""
    at = [one for one in control.levels if level in (None, one)]
    return {
        "control": control,
        "title": _title(control),
        "group": next(_title(group) for group in found.groups if group.code == control.group),
        "kind": next(_title(kind) for kind in found.kinds if kind.code == control.kind),
        "clauses": [(one, control.clauses.get(one, "")) for one in at],
        "cadence": _often(control, at),
        "marks": found.marks(control),
    }


def _often(control: Control, at: list[Level]) -> list[tuple[str, Any]]:
    """The cadences of these levels; one that is the same at all of them is said once, without its levels."""
    by: dict[Recurrence, list[Level]] = {}
    for one in at:
        if one in control.cadence:
            by.setdefault(control.cadence[one], []).append(one)
    return [("" if levels == at else ", ".join(str(int(one)) for one in levels), in_words(cadence)) for cadence, levels in by.items()]


@requires("compliance.read", methods=("GET", "HEAD"))
def control(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """Show one control in full: each level's clause and cadence, what shows it, and its kin in other editions."""
    found = _edition(name)
    if code not in found:
        raise Http404
    row = found.control(code)
    kin = [(one, slug(one.edition.code), [(each, _title(each)) for each in one.controls]) for one in queries.kin_of(found, row)]
    return page(
        request,
        "compliance/catalogue_control.html",
        **_line(found, row, None),
        edition=found,
        slug=slug(found.code),
        provenance=found.provenance_en if _english() else found.provenance_vi,
        by_level=[(level, row.clauses.get(level, ""), in_words(row.cadence.get(level))) for level in row.levels],
        kin=kin,
        note=row.note_en if _english() else row.note_vi,
    )


@requires("compliance.read", methods=("GET", "HEAD"))
def download(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Hand over an edition in one of the formats; it is published law data, so nothing is asked or recorded."""
    from vonggac.sources.catalogues import edition_file

    level = request.GET.get("cap", "")
    chosen = Level(int(level)) if form == "oscal-profile" and level in dict(LEVELS) else None
    try:
        made = edition_file(_edition(name), form, chosen, at=localtime(now()))
    except ValueError:
        raise Http404 from None
    return as_file(HttpResponse(made.content, content_type=made.media_type), made.name)


class CheckForm(Form):
    """A catalogue from outside."""

    file = FileField(label=_("Tệp danh mục"), endings=("yaml", "yml", "json"), most=12 * 1024 * 1024)


@in_memory
@requires("compliance.read")
def check(request: HttpRequest) -> HttpResponse:
    """Read a catalogue from outside and lay it beside ours; nothing is stored, and nothing of ours changes."""
    form = CheckForm(request.POST or None, request.FILES or None)
    told: dict[str, Any] = {}
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            told = _compared(file.read(), file.name)
        except Refused as refused:
            form.add_error("file", refused.bad.why)
    return page(request, "compliance/catalogue_check.html", form=form, **told)


def _compared(data: bytes, name: str) -> dict[str, Any]:
    from vonggac.sources.catalogues import compare_framework, nearest_edition, read_framework

    found = read_framework(data, name)
    nearest = nearest_edition(found.framework, catalogues())
    told: dict[str, Any] = {
        "framework": found.framework,
        "bad": [_located(row) for row in found.bad[:MOST_SHOWN]],
        "bad_count": len(found.bad),
    }
    told["source"] = name
    if nearest is not None:
        compared = compare_framework(found.framework, nearest)
        theirs = {row.code: row.titles.get(found.framework.locale, "") for row in found.framework.requirements}
        told |= {"nearest": nearest, "compared": compared, "slug": slug(nearest.code)}
        told["differing"] = [_differing(nearest, pair) for pair in compared.differing[:MOST_SHOWN]]
        told["otherwise"] = [(pair, PAIRED[pair.by], _title(nearest.control(pair.ours))) for pair in compared.pairs if pair.by != "code"][
            :MOST_SHOWN
        ]
        told["only_ours"] = [(code, _title(nearest.control(code))) for code in compared.only_ours[:MOST_SHOWN]]
        told["only_theirs"] = [(code, theirs[code]) for code in compared.only_theirs[:MOST_SHOWN]]
    return told


def _located(row: BadRow) -> tuple[str, str, str]:
    return row.place.column or str(row.place), row.why, row.seen


def _differing(nearest: Catalogue, pair: Any) -> tuple[Any, str, list[tuple[Any, str, str]]]:
    lines = [(DIFFERS.get(one.what, one.what), one.ours, one.theirs) for one in pair.differences]
    return pair, _title(nearest.control(pair.ours)), lines
