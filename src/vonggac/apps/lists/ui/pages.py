"""The pages of every list, for the room that owns it: `path("", include(pages_of("registry", …)))`.

nhap/                     which lists there are
nhap/<kind>/              send a file, take the template
nhap/<kind>/<run>/        exactly what will happen; agreeing writes it; afterwards, how far it is
nhap/<kind>/<run>/sai     what is wrong, as a workbook
xuat/<kind>/              what will leave; agreeing hands the file over
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import download
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.face.reading import local_now
from vonggac.apps.jobs.queries import progress_of
from vonggac.apps.lists import queries, services
from vonggac.apps.lists.comparing import first_words, shifts
from vonggac.apps.lists.kinds import ListKind, kind_of, kinds_of_room
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.lists.ui.forms import ListForm
from vonggac.kernel.reading import format_number
from vonggac.kernel.vietnamese import slug
from vonggac.sources.refusal import Refused

SHOWN_LINES = 100
FORMS = (services.XLSX, services.CSV)


def pages_of(room: str, *, import_act: str, export_act: str) -> Sequence[URLPattern]:
    """Return the addresses of a room's lists, to stand under the room's own; here stands who may enter which."""
    pages = _Pages(room, import_act, export_act)
    may_import, may_look, may_export = requires(import_act), requires(import_act, methods=("GET", "HEAD")), requires(export_act)
    return [
        path("nhap/", may_look(pages.lists), name="lists"),
        path("nhap/<slug:key>/", in_memory(may_import(pages.upload)), name="upload"),
        path("nhap/<slug:key>/mau", may_look(pages.template), name="template"),
        path("nhap/<slug:key>/<int:number>/", may_import(pages.run), name="run"),
        path("nhap/<slug:key>/<int:number>/sai", may_look(pages.bad_rows), name="bad-rows"),
        path("xuat/<slug:key>/", may_export(pages.export), name="export"),
    ]


class _Pages:
    """The views of one room's lists."""

    def __init__(self, room: str, import_act: str, export_act: str) -> None:
        self.room, self.import_act, self.export_act = room, import_act, export_act

    def _home(self, user: Any) -> str:
        """Return where a person goes back to: the lists, or the room's first page for who only takes lists away."""
        lists = reverse(f"{self.room}:lists")
        return lists if user.may(self.import_act) else lists.removesuffix("nhap/")

    def _kind(self, key: str) -> ListKind:
        kind = kind_of(key)
        if kind is None or kind.room != self.room:
            raise Http404
        return kind

    def _run(self, request: HttpRequest, key: str, number: int) -> tuple[ListKind, ImportRun]:
        kind = self._kind(key)
        return kind, get_object_or_404(queries.visible_to(request.user), pk=number, kind=kind.key)

    def lists(self, request: HttpRequest) -> HttpResponse:
        """Show which lists the room takes in and gives out."""
        may_export = request.user.may(self.export_act)  # type: ignore[union-attr]
        return page(request, "lists/lists.html", kinds=kinds_of_room(self.room), room=self.room, may_export=may_export)

    def upload(self, request: HttpRequest, key: str) -> HttpResponse:
        """Take a file, compare it, and lead to what it would do."""
        kind = self._kind(key)
        form = ListForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                run = services.preview_list(kind, file.read(), file.name, user=request.user, at=now(), on=localdate())
            except Refused as refused:
                form.add_error("file", refused.bad.why)
            else:
                return HttpResponseRedirect(reverse(f"{self.room}:run", args=[kind.key, run.pk]))
        return page(request, "lists/upload.html", kind=kind, room=self.room, form=form, runs=queries.latest(request.user, kind.key))

    def run(self, request: HttpRequest, key: str, number: int) -> HttpResponse:
        """Show exactly what will happen; on agreeing, write it; afterwards show how far it is."""
        kind, found = self._run(request, key, number)
        if not found.is_open_at(now()) or not found.to_write:
            return _outcome(request, kind, found, self.room)
        if answer := ask(request, _shown(kind, found, self.room), template="lists/preview.html", **_preview(kind, found, self.room)):
            return answer
        try:
            services.confirm_import(found, by=request.user, at=now())
        except services.NotWritten as refused:
            services.refuse_import(found, " ".join(refused.messages))
        return HttpResponseRedirect(reverse(f"{self.room}:run", args=[kind.key, found.pk]))

    def bad_rows(self, request: HttpRequest, key: str, number: int) -> HttpResponse:
        """Hand over what is wrong, located."""
        kind, found = self._run(request, key, number)
        if not found.bad:
            raise Http404
        return _file(services.bad_rows_xlsx(found), f"can-sua-{slug(str(kind.title))}-{found.pk}", services.XLSX)

    def template(self, request: HttpRequest, key: str) -> HttpResponse:
        """Hand over an empty list with guidance."""
        kind = self._kind(key)
        return _file(services.template(kind), f"mau-{slug(str(kind.title))}", services.XLSX)

    def export(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show what would leave; on agreeing, record it and hand the file over."""
        kind = self._kind(key)
        form = request.GET.get("dang", services.XLSX)
        if form not in FORMS:
            raise Http404
        if answer := ask(request, _leaving(kind, form, request.user, self._home(request.user))):
            return answer
        made = services.export_list(kind, form, by=request.user, at=now(), on=localdate())
        return _file(made, f"{slug(str(kind.title))}-{local_now():%Y%m%d-%H%M}", form)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    return download(content, f"{name}.{form}", services.MEDIA[form])


def _outcome(request: HttpRequest, kind: ListKind, found: ImportRun, room: str) -> HttpResponse:
    progress = progress_of(found.job_key) if found.state == ImportRun.State.WAITING else None
    failed = progress is not None and progress.state == "failed"
    return page(request, "lists/outcome.html", kind=kind, room=room, run=found, progress=progress, failed=failed, expired=_expired(found))


def _expired(found: ImportRun) -> bool:
    return found.state == ImportRun.State.SHOWN and bool(found.to_write)


def _shown(kind: ListKind, run: ImportRun, room: str) -> Shown:
    """Say in figures what will happen, and what will not."""
    happens = [Line(_("Tệp"), run.source)]
    if run.added:
        happens.append(Line(_("Thêm mới"), ngettext("%(n)s dòng", "%(n)s dòng", run.added) % {"n": format_number(run.added)}))
    if run.changed:
        happens.append(
            Line(
                _("Sửa"),
                ngettext("%(n)s dòng, giá trị trước và sau ở dưới", "%(n)s dòng, giá trị trước và sau ở dưới", run.changed)
                % {"n": format_number(run.changed)},
            )
        )
    happens.append(Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn")))
    stays = [
        Line(
            _("Giữ nguyên"),
            ngettext("%(n)s dòng đã đúng như danh sách", "%(n)s dòng đã đúng như danh sách", run.same) % {"n": format_number(run.same)},
        )
    ]
    if run.bad_count:
        link = {"href": reverse(f"{room}:bad-rows", args=[kind.key, run.pk]), "href_words": _("Tải về để sửa")}
        stays.append(
            Line(
                _("Không nhập"),
                ngettext("%(n)s chỗ cần sửa trong tệp", "%(n)s chỗ cần sửa trong tệp", run.bad_count) % {"n": format_number(run.bad_count)},
                warns=True,
                **link,
            )
        )
    stays.append(Line(_("Không xóa"), _("Những gì không có trong danh sách vẫn còn nguyên")))
    return Shown(
        title=ngettext("Nhập %(n)s dòng vào danh sách %(kind)s", "Nhập %(n)s dòng vào danh sách %(kind)s", run.to_write)
        % {"n": format_number(run.to_write), "kind": _lowered(kind)},
        happens=happens,
        stays=stays,
        button=ngettext("Nhập %(n)s dòng", "Nhập %(n)s dòng", run.to_write) % {"n": format_number(run.to_write)},
        back=reverse(f"{room}:upload", args=[kind.key]),
        back_words=_("Chưa nhập, quay lại"),
        sensitive=True,
        beneath=run.digest,
    )


def _lowered(kind: ListKind) -> str:
    title = str(kind.title)
    abbreviated = title[1:2].isupper()
    return title if abbreviated else title[:1].lower() + title[1:]


def _preview(kind: ListKind, run: ImportRun, room: str) -> dict[str, Any]:
    """Return the first lines of each sort, in words."""
    wanted = list(services.wanted_of(kind, run))
    new = ((one, first_words(kind, one.after), list(shifts(kind, None, one.after))) for one in wanted if one.pk is None)
    changed = (
        (one, first_words(kind, one.before or one.after), list(shifts(kind, one.before, one.after))) for one in wanted if one.pk is not None
    )
    return {
        "kind": kind,
        "room": room,
        "run": run,
        "new": list(islice(new, SHOWN_LINES)),
        "changed_lines": list(islice(changed, SHOWN_LINES)),
        "bad": run.bad[:SHOWN_LINES],
        "warnings": run.warnings[:SHOWN_LINES],
        "most": SHOWN_LINES,
    }


def _leaving(kind: ListKind, form: str, user: Any, back: str) -> Shown:
    count = kind.visible(user).count()
    return Shown(
        title=ngettext("Xuất %(n)s dòng của danh sách %(kind)s", "Xuất %(n)s dòng của danh sách %(kind)s", count)
        % {"n": format_number(count), "kind": _lowered(kind)},
        happens=[
            Line(
                _("Rời khỏi hệ thống"),
                ngettext("Một tệp %(form)s, %(n)s dòng", "Một tệp %(form)s, %(n)s dòng", count)
                % {"form": form.upper(), "n": format_number(count)},
            ),
            Line(_("Cột"), "; ".join(column.title for column in kind.columns)),
            Line(_("Ghi lại"), _("Việc xuất này được ghi vào nhật ký với tên của bạn.")),
        ],
        button=ngettext("Xuất %(n)s dòng", "Xuất %(n)s dòng", count) % {"n": format_number(count)},
        back=back,
        back_words=_("Chưa xuất, quay lại"),
        sensitive=True,
    )
