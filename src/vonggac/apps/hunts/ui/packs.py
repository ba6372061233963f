"""Sets of rules: the list, one with every rule that it could not load, a new one, retiring one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.hunts.models import RulePack
from vonggac.apps.hunts.queries import packs as queries
from vonggac.apps.hunts.services import packs as services
from vonggac.apps.hunts.ui.forms import PackForm, ReasonForm
from vonggac.apps.hunts.ui.words import pack_state
from vonggac.apps.jobs.queries import progress_of
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import parse_key

READ = ("GET", "HEAD")
SHOWN_RULES = 100


def pack_or_404(request: HttpRequest, pk: int) -> RulePack:
    """Return a set of rules that the person may read."""
    return get_object_or_404(queries.pack_for_page(request.user), pk=pk)


@requires("hunts.read", methods=READ)
def packs(request: HttpRequest) -> HttpResponse:
    """Show the sets of rules, those in use first."""
    rows = list(queries.for_list(request.user))
    may_edit = request.user.may("hunts.rules")  # type: ignore[union-attr]
    return page(request, "hunts/packs.html", lines=[(row, pack_state(row)) for row in rows], may_edit=may_edit)


@requires("hunts.read", methods=READ)
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one set: whence it came, what loads, and each rule that does not with its reason."""
    row = pack_or_404(request, pk)
    waiting = row.checked_at is None and row.retired_at is None
    progress = progress_of(services.reading_key(row.pk)) if waiting else None
    refused = Paginator(row.not_loaded, SHOWN_RULES).get_page(request.GET.get("page"))
    edits = request.user.may("hunts.rules") and row.file_id is not None and row.retired_at is None  # type: ignore[union-attr]
    return page(
        request,
        "hunts/pack.html",
        row=row,
        state=pack_state(row),
        refused=refused,
        waiting=waiting,
        failed=progress is not None and progress.state == "failed",
        progress=progress,
        may_edit=edits,
        newer=getattr(row, "replaced_by", None),
    )


@in_memory
@requires("hunts.rules")
def new_pack(request: HttpRequest) -> HttpResponseBase:
    """Take a set of rules in; it is read in the background."""
    older = queries.replaceable(request.user)
    form = PackForm(request.POST or None, request.FILES or None, older=older, initial=_initial(request, older))
    if request.method == "POST" and not say_dropped(request, form, "files") and form.is_valid():
        row = _added(request, form)
        if row is not None:
            messages.success(request, _("Đã nhận bộ quy tắc; đang đọc từng quy tắc."))
            return redirect(row)
    return page(request, "hunts/pack_new.html", 422 if form.errors else 200, form=form)


def _initial(request: HttpRequest, older: object) -> dict[str, object]:
    """Of a new version the name, publisher and licence of the older one are known."""
    pk = parse_key(request.GET.get("thay", ""))
    row = queries.replaceable(request.user).filter(pk=pk).first() if pk is not None else None
    return {"name": row.name, "origin": row.origin, "licence": row.licence, "replaces": row.pk} if row else {}


def _added(request: HttpRequest, form: PackForm) -> RulePack | None:
    said = form.cleaned_data
    new = services.NewPack(
        name=said["name"],
        files=[(one.read(), one.name) for one in said["files"]],
        version=said["version"],
        origin=said["origin"],
        licence=said["licence"],
        replaces=said["replaces"],
    )
    try:
        return services.add_pack(new, by=request.user, at=now())
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return None


@requires("hunts.rules")
def retire(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Use a set no longer, with the reason."""
    row = pack_or_404(request, pk)
    if row.file_id is None or row.retired_at is not None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.retire_pack(row, reason=form.cleaned_data["reason"], by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã thôi dùng bộ quy tắc."))
            return redirect("hunts:packs")
    return page(request, "hunts/pack_retire.html", 422 if form.errors else 200, row=row, form=form)
