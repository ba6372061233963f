"""Letters: the list, the way in, and the files."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import intake
from vonggac.apps.directives.ui import scan_views
from vonggac.apps.directives.ui.intake_forms import UploadForm
from vonggac.apps.directives.ui.where import is_being_read, page_of
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.memory_upload import in_memory
from vonggac.apps.face.reading import size_text
from vonggac.apps.work.ui.downloads import stored_response

A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Listed:
    """One letter of the list."""

    row: Directive
    href: str
    words: str
    progress: queries.Progress | None = None
    waits: bool = False


@requires("directives.read", methods=("GET", "HEAD"))
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters: what waits for a person first; the filters live in the address."""
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "state", "kind")}
    rows = queries.matching(queries.visible_to(request.user), asked["q"])
    for name, allowed in (("state", Directive.State.values), ("kind", Directive.Kind.values)):
        if asked[name] in allowed:
            rows = rows.filter(**{name: asked[name]})
    found = Paginator(queries.in_list_order(rows), A_PAGE).get_page(request.GET.get("page"))
    progress = queries.progress_of(request.user, found.object_list, timezone.localdate())
    spills = request.user.may("directives.spill")  # type: ignore[union-attr]
    found.object_list = [_listed(one, progress.get(one.pk), spills=spills) for one in found.object_list]
    return page(
        request,
        "directives/letters.html",
        letters=found,
        asked=asked,
        chips=_chips(asked),
        counts=queries.counts_by_state(request.user),
        states=Directive.State.choices,
        kinds=Directive.Kind.choices,
        uploads=request.user.may("directives.upload"),  # type: ignore[union-attr]
    )


def _listed(one: Directive, progress: queries.Progress | None = None, *, spills: bool = False) -> Listed:
    waits = one.state == Directive.State.REVIEW and is_being_read(one)
    words = _("Đang nhận dạng chữ") if waits else _("Chờ rà soát") if one.state == Directive.State.REVIEW else str(one.get_state_display())
    href = "" if one.state == Directive.State.ERASED and not spills else page_of(one)
    return Listed(one, href, words, progress, waits)


def _chips(asked: dict[str, str]) -> list[tuple[str, str]]:
    names = {"state": dict(Directive.State.choices), "kind": dict(Directive.Kind.choices)}
    words = {"q": f"“{asked['q']}”" if asked["q"] else "", **{key: str(known.get(asked[key], "")) for key, known in names.items()}}
    return [(key, text) for key, text in words.items() if text]


@in_memory
@requires("directives.upload")
def upload(request: HttpRequest) -> HttpResponse:
    """Take a letter in: read in memory, stop what is secret, keep the rest."""
    if request.method != "POST":
        return page(request, "directives/upload.html", form=UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if request.too_big.too_big:  # type: ignore[attr-defined]
        form.errors.pop("file", None)
        form.add_error(
            "file", _("Chọn tệp tối đa %(most)s; tách phụ lục hoặc giảm độ phân giải bản quét") % {"most": size_text(request.too_big.most)}
        )  # type: ignore[attr-defined]
    return _take_in(request, form) if form.is_valid() else page(request, "directives/upload.html", form=form)


def _take_in(request: HttpRequest, form: UploadForm) -> HttpResponse:
    given = form.upload()
    named = "file" if form.cleaned_data.get("file") else "pasted"
    at = timezone.now()
    try:
        document = intake.open_upload(given, by=request.user, at=at, recognise=False)
        same = list(queries.same_file(request.user, document.sha256))
        if same and not form.cleaned_data["again"]:
            form.add_error(named, _("Tệp này đã được nhập; mở văn bản đã có ở trên"))
            return page(request, "directives/upload.html", form=form, same=[_listed(one) for one in same])
        if document.images_only:
            return scan_views.show_pages(request, given, document, at=at)
        directive = intake.receive_document(document, given, by=request.user, at=at, today=timezone.localdate(at))
    except intake.SecretFoundError as refusal:
        stopped = UploadForm({"handling": given.handling})
        stopped.full_clean()
        stopped.errors.clear()
        stopped.add_error(None, refusal)
        return page(request, "directives/upload.html", form=stopped)
    except ValidationError as refusal:
        form.add_error(named, refusal)
        return page(request, "directives/upload.html", form=form)
    return redirect(page_of(directive))


@requires("directives.read", methods=("GET", "HEAD"))
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand over a letter's file or annex as a download, never to be shown by the browser."""
    found = queries.files_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return stored_response(found.stored, found.name, media_type="application/octet-stream")
