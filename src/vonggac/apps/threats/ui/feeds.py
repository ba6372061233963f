"""Pages of feeds: which there are, setting one up, a file of it, what each delivery brought, what failed and when it is tried again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.jobs.queries import progress_of
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.threats.models import Feed, FeedRun
from vonggac.apps.threats.queries import feeds as queries
from vonggac.apps.threats.queries.lists import source_names
from vonggac.apps.threats.queries.visibility import sees_all
from vonggac.apps.threats.services import deliveries
from vonggac.apps.threats.services import feeds as services
from vonggac.apps.threats.ui.feed_forms import DeliveryForm, FeedForm
from vonggac.apps.threats.ui.feed_words import feed_state, run_state, schedule_words
from vonggac.kernel.reading import format_number

READ = ("GET", "HEAD")
A_PAGE, SHOWN_REMARKS = 25, 50
State = FeedRun.State
TURNS = {"dung": Feed.State.PAUSED, "dung-lai": Feed.State.ACTIVE, "bo": Feed.State.CLOSED}


def feed_or_404(request: HttpRequest, pk: int) -> Feed:
    """Return a feed that the person may see."""
    return get_object_or_404(queries.feeds_visible_to(request.user), pk=pk)


def run_or_404(request: HttpRequest, pk: int, run: int) -> FeedRun:
    """Return a delivery of a feed that the person may see."""
    return get_object_or_404(queries.runs_visible_to(request.user), pk=run, feed_id=pk)


def may_feed(request: HttpRequest) -> bool:
    """Say whether the person sets feeds up."""
    return bool(request.user.may("threats.feeds"))  # type: ignore[union-attr]


@requires("threats.read", methods=READ)
def feeds(request: HttpRequest) -> HttpResponse:
    """Show the feeds, those that fail first."""
    if not sees_all(request.user):
        raise Http404
    rows = Paginator(queries.feeds_in_order(request.user), A_PAGE).get_page(request.GET.get("page"))
    lines = [(row, *feed_state(row)) for row in rows]
    failing = sum(row.failures > 0 and row.state == Feed.State.ACTIVE for row in rows)
    return page(request, "threats/feeds.html", rows=rows, lines=lines, failing=failing, may_feed=may_feed(request))


@requires("threats.read", methods=READ)
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a feed with its deliveries."""
    row = feed_or_404(request, pk)
    runs = Paginator(queries.runs_visible_to(request.user).filter(feed=row), A_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "threats/feed.html",
        row=row,
        state=feed_state(row),
        schedule=schedule_words(row) if row.is_fetched else "",
        runs=runs,
        lines=[(one, *run_state(one)) for one in runs],
        may_feed=may_feed(request) and row.state != Feed.State.CLOSED,
    )


@requires("threats.feeds")
def make(request: HttpRequest) -> HttpResponseBase:
    """Set a feed up."""
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.set_up_feed(form.facts(), by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã lập nguồn tin %(name)s.") % {"name": row.name})
            return redirect(row)
    return page(request, "threats/feed_form.html", 422 if form.errors else 200, form=form, sources=source_names(), row=None)


@requires("threats.feeds")
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change what is said of a feed."""
    row = feed_or_404(request, pk)
    if row.state == Feed.State.CLOSED:
        return redirect(row)
    form = FeedForm(request.POST or None, initial=FeedForm.said_of(row))
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            services.change_feed(row, form.facts(), version=int(version) if version.isdecimal() else -1, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã lưu nguồn tin."))
            return redirect(row)
    return page(request, "threats/feed_form.html", 422 if form.errors else 200, form=form, sources=source_names(), row=row)


@requires("threats.feeds", methods=("POST",))
def fetch_now(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Have a feed fetched now."""
    row = feed_or_404(request, pk)
    try:
        services.fetch_soon(row, by=request.user, at=now())
        messages.success(request, _("Đã xếp vào hàng để lấy ngay. Tải lại trang sau ít phút."))
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect(row)


@requires("threats.feeds")
def turn(request: HttpRequest, pk: int, to: str) -> HttpResponseBase:
    """Pause a feed, take it up again, or put it aside for good."""
    row = feed_or_404(request, pk)
    if to not in TURNS:
        raise Http404
    if answer := ask(request, _turning(row, to)):
        return answer
    try:
        services.turn_feed(row, state=TURNS[to], by=request.user, at=now())
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect(row)


def _turning(row: Feed, to: str) -> Shown:
    titles = {"dung": _("Tạm dừng nguồn tin"), "dung-lai": _("Dùng lại nguồn tin"), "bo": _("Bỏ nguồn tin")}
    standing = ngettext("%(n)s chỉ dấu", "%(n)s chỉ dấu", row.standing) % {"n": format_number(row.standing)}
    happens = {
        "dung": [Line(_("Không lấy nữa"), _("Cho đến khi dùng lại; chỉ dấu đã nhận vẫn có hiệu lực"))],
        "dung-lai": [Line(_("Lấy tiếp"), _("Theo lịch, bắt đầu ngay"))],
        "bo": [Line(_("Thôi có hiệu lực"), standing, warns=True), Line(_("Không dùng lại được"), _("Muốn dùng nữa thì lập nguồn tin mới"))],
    }
    return Shown(
        title=f"{titles[to]}: {row.name}", happens=happens[to], button=titles[to], back=row.get_absolute_url(), sensitive=to == "bo"
    )


# --- deliveries -----------------------------------------------------------------------------------------------------------------------


@in_memory
@requires("threats.feeds")
def send(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a file of a feed in: looked through in memory, then kept, then read in the background."""
    row = feed_or_404(request, pk)
    if row.state == Feed.State.CLOSED:
        return redirect(row)
    form = DeliveryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        run = _received(request, row, form)
        if run is not None:
            return redirect(run)
    return page(request, "threats/feed_send.html", 422 if form.errors else 200, row=row, form=form)


def _received(request: HttpRequest, row: Feed, form: DeliveryForm) -> FeedRun | None:
    file = form.cleaned_data["file"]
    new = deliveries.NewDelivery(content=file.read(), file_name=file.name, holds_no_secret=form.cleaned_data["holds_no_secret"])
    try:
        return deliveries.receive_delivery(row, new, by=request.user, at=now())
    except ValidationError as refused:
        place_errors(form, placed(refused))
    return None


@requires("threats.read", methods=READ)
def run(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """Show a delivery: how far it is, what it brought, what of it was left out and why."""
    row = run_or_404(request, pk, run)
    working = row.state in {State.CHECKING, State.TAKING} and row.file_id is not None
    progress = progress_of(row.job_key) if working else None
    remarks = Paginator(row.remarks.order_by("-is_left_out", "id"), SHOWN_REMARKS).get_page(request.GET.get("page"))
    return page(
        request,
        "threats/feed_run.html",
        row=row,
        state=run_state(row),
        working=working,
        progress=progress,
        failed=progress is not None and progress.state == "failed",
        remarks=remarks,
        listed=queries.shown_list(request.user, row),
        may_agree=may_feed(request) and row.state == State.CHECKED,
        may_drop=may_feed(request) and row.state in {State.CHECKED, State.FAILED} and row.file_id is not None,
    )


@requires("threats.feeds")
def agree(request: HttpRequest, pk: int, run: int) -> HttpResponseBase:
    """Show what would be taken in; on agreeing to just this, take it in."""
    row = run_or_404(request, pk, run)
    if row.state != State.CHECKED:
        return redirect(row)
    if answer := ask(request, _agreeing(row)):
        return answer
    try:
        deliveries.agree_to_delivery(row, by=request.user, at=now())
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect(row)


def _agreeing(row: FeedRun) -> Shown:
    def told(count: int) -> str:
        return ngettext("%(n)s chỉ dấu", "%(n)s chỉ dấu", count) % {"n": format_number(count)}

    lines = [
        Line(_("Thêm mới"), told(row.new)),
        Line(_("Đổi theo nguồn"), told(row.changed)),
        Line(_("Đã có, giữ nguyên"), told(row.known)),
    ]
    if row.withdrawn:
        lines.append(Line(_("Rút, thôi có hiệu lực"), told(row.withdrawn), warns=True))
    if row.innocent:
        lines.append(Line(_("Không cảnh báo vì thường vô hại"), told(row.innocent)))
    if row.events:
        seen = ngettext("%(n)s máy bị nêu", "%(n)s máy bị nêu", row.events) % {"n": format_number(row.events)}
        lines.append(Line(_("Đưa vào danh sách địa chỉ nhiễm mã độc"), _("%(seen)s; ca chỉ mở khi có người đồng ý") % {"seen": seen}))
    stays = (
        [Line(_("Không nhận"), ngettext("%(n)s mục", "%(n)s mục", row.refused) % {"n": format_number(row.refused)})] if row.refused else []
    )
    return Shown(
        title=_("Nhận tệp %(name)s") % {"name": row.file_name},
        happens=[Line(_("Nguồn tin"), row.feed.name), *lines],
        stays=stays,
        button=_("Nhận chỉ dấu"),
        back=row.get_absolute_url(),
        back_words=_("Chưa nhận, quay lại"),
        beneath=[row.file.sha256 if row.file else ""],
    )


@requires("threats.feeds", methods=("POST",))
def drop(request: HttpRequest, pk: int, run: int) -> HttpResponseBase:
    """Put a file aside of which nothing was taken in."""
    row = run_or_404(request, pk, run)
    try:
        deliveries.drop_delivery(row, by=request.user, at=now())
        messages.success(request, _("Đã bỏ tệp %(name)s.") % {"name": row.file_name})
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect(reverse("threats:feed", args=[row.feed_id]))
