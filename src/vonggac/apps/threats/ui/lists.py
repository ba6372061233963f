"""Pages of lists: which came, taking one in, what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.handling_words import handling_words
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.jobs.queries import progress_of
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.threats.models import ThreatList
from vonggac.apps.threats.queries import lists as queries
from vonggac.apps.threats.queries.visibility import knows_all, lists_visible_to, remarks_visible_to, sees_all
from vonggac.apps.threats.services import intake
from vonggac.apps.threats.services.confirming import may_be_confirmed
from vonggac.apps.threats.ui.files import workbook
from vonggac.apps.threats.ui.forms import ListForm, ReasonForm
from vonggac.apps.threats.ui.words import VERDICTS, state_of
from vonggac.sources.tables import Column, Kind, write_xlsx

READ = ("GET", "HEAD")
A_PAGE, SHOWN_REMARKS = 25, 20
State = ThreatList.State


def _demand_sight(request: HttpRequest) -> None:
    if not sees_all(request.user):
        raise Http404


def inside_rows(row: ThreatList) -> int:
    """Return how many rows of a list name addresses of the inside that it was not declared to know of: they were not matched."""
    return 0 if row.made_inside else int(row.counts.get("by_verdict", {}).get("private", 0))


def list_or_404(request: HttpRequest, pk: int) -> ThreatList:
    """Return a list that the person may see."""
    return get_object_or_404(lists_visible_to(request.user).select_related("replaces", "declared_by", "applied_by"), pk=pk)


@requires("threats.read", methods=READ)
def lists(request: HttpRequest) -> HttpResponse:
    """Show the lists, the newest day first."""
    _demand_sight(request)
    rows = Paginator(queries.lists_in_order(request.user), A_PAGE).get_page(request.GET.get("page"))
    waiting = queries.waiting_for_a_person(request.user)
    may_import = request.user.may("threats.import")  # type: ignore[union-attr]
    lines = [(row, *state_of(row)) for row in rows]
    return page(request, "threats/lists.html", rows=rows, lines=lines, waiting=waiting, may_import=may_import)


@in_memory
@requires("threats.import")
def receive(request: HttpRequest) -> HttpResponseBase:
    """Take a list in: looked through in memory, then kept, then led to its columns."""
    form, standing = ListForm(request.POST or None, request.FILES or None, user=request.user, today=localdate()), None
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        row, standing = _received(request, form)
        if row is not None:
            return redirect("threats:columns", row.pk)
    told = {"form": form, "sources": queries.source_names(), "standing": standing}
    return page(request, "threats/receive.html", 422 if form.errors else 200, **told)


def _received(request: HttpRequest, form: ListForm) -> tuple[ThreatList | None, ThreatList | None]:
    """Return the list that was taken in; else the one that holds this very file already, for who may see it."""
    given = dict(form.cleaned_data)
    file = given.pop("file")
    try:
        return intake.receive_list(intake.NewList(content=file.read(), file_name=file.name, **given), by=request.user, at=now()), None
    except ValidationError as refused:
        place_errors(form, placed(refused))
        same = refused.standing.pk if isinstance(refused, intake.SameFileError) else None
    return None, lists_visible_to(request.user).filter(pk=same).first()


@requires("threats.read", methods=READ)
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list: how far it is, its counts, what waits, what was wrong."""
    row = list_or_404(request, pk)
    remarks = remarks_visible_to(request.user).filter(list=row)
    key = {State.READING: row.reading_key, State.MATCHING: row.job_key}.get(State(row.state))
    progress = progress_of(key) if key else None
    return page(
        request,
        "threats/list.html",
        row=row,
        state=state_of(row),
        handling=handling_words(row.handling),
        awaited=key is not None,
        progress=progress,
        failed=progress is not None and progress.state == "failed",
        inside=inside_rows(row),
        sums=[(VERDICTS.get(name, name), number) for name, number in row.counts.get("by_verdict", {}).items()],
        remarks=list(remarks[:SHOWN_REMARKS]),
        remark_count=remarks.count(),
        waiting=queries.waiting_addresses(request.user, row) if row.state == State.APPLIED else [],
        listings=row.listings.select_related("case__system", "case__organisation").order_by("-case__queue_rank", "-case__risk", "id"),
        inquiries=row.inquiries.select_related("provider").order_by("id") if knows_all(request.user) else [],
        **_acts(request, row),
    )


def _acts(request: HttpRequest, row: ThreatList) -> dict[str, Any]:
    may = request.user.may("threats.import")  # type: ignore[union-attr]
    return {
        "may_confirm": may and may_be_confirmed(row),
        "may_apply": may and row.state == State.MATCHED,
        "may_drop": may and row.is_before_applied,
        "may_settle": request.user.may("threats.settle"),  # type: ignore[union-attr]
    }


@requires("threats.import")
def drop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put a list aside before anything was opened from it."""
    row = list_or_404(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            intake.drop_list(row, reason=form.cleaned_data["reason"], by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã bỏ danh sách %(name)s.") % {"name": row.file_name})
            return redirect("threats:lists")
    return page(request, "threats/drop.html", 422 if form.errors else 200, row=row, form=form)


@requires("threats.read", methods=READ)
def remarks(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over every place of a list that could not be read, or was read with a doubt."""
    row = list_or_404(request, pk)
    found = remarks_visible_to(request.user).filter(list=row).order_by("id")
    if not found.exists():
        raise Http404
    titles = [("sheet", "Trang tính"), ("line", "Dòng"), ("column", "Cột"), ("seen", "Đọc được"), ("why", "Cần sửa"), ("left", "Bị loại")]
    columns = [Column(key, title, Kind.INTEGER if key == "line" else Kind.TEXT) for key, title in titles]
    told = found.values_list("sheet", "line", "column", "seen", "why", "is_left_out").iterator(chunk_size=2_000)
    keys = [key for key, _title in titles]
    content = write_xlsx(columns, [{**dict(zip(keys, one, strict=True)), "left": "có" if one[5] else ""} for one in told], sheet="Cần xem")
    return workbook(content, f"cho-can-xem-{row.pk}")
