"""Pages of sources: how each stands, one source, declaring and changing, tokens, stopping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import get_current_timezone, localdate, localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.alerts.queries import sources as queries
from vonggac.apps.alerts.queries.files import files_of
from vonggac.apps.alerts.queries.mappings import newest_mappings, unparsed_counts
from vonggac.apps.alerts.services import sources as services
from vonggac.apps.alerts.services.publishing import password_file
from vonggac.apps.alerts.services.reading_again import job_key
from vonggac.apps.alerts.snippets import snippets_of
from vonggac.apps.alerts.ui.source_forms import SourceForm, StopForm, TokenForm, zones
from vonggac.apps.alerts.ui.source_lines import drawn
from vonggac.apps.alerts.ui.source_words import format_words, reason_words, voice_state, way_words
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.pictures import spark
from vonggac.apps.jobs.queries import progress_of
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import format_date, format_number, parse_key

READ = ("GET", "HEAD")
A_PAGE = 25
FILES_SHOWN = 5
MARKS = [("silent", _("Đang im")), ("never", _("Chưa gửi lần nào")), ("stopped", _("Đã dừng"))]


def source_or_404(request: HttpRequest, pk: int) -> AlertSource:
    """Return a source that the person may know of."""
    return get_object_or_404(queries.sources_visible_to(request.user), pk=pk)


def _may(request: HttpRequest) -> bool:
    return bool(request.user.may("alerts.sources"))  # type: ignore[union-attr]


@requires("alerts.read", methods=READ)
def sources(request: HttpRequest) -> HttpResponse:
    """Show the sources, silent ones first, and who sends without being one."""
    seen = {name: request.GET.get(name, "")[:100] for name in ("q", "way", "mark")}
    found = queries.narrowed(queries.sources_visible_to(request.user), seen["q"], seen["way"], seen["mark"])
    rows = Paginator(queries.in_order(found), A_PAGE).get_page(request.GET.get("page"))
    lines = [(one, voice_state(one.source, one.verdict), _week(one)) for one in queries.standings(rows, now())]
    return page(
        request,
        "alerts/sources.html",
        rows=rows,
        drawn=drawn(lines),
        seen=seen,
        chips=_chips(seen),
        ways=AlertSource.Way.choices,
        marks=MARKS,
        silent=max(queries.silent_count(request.user), sum(state[0] == "back" for _one, state, _picture in lines)),
        strangers=[(one, reason_words(one.reason)) for one in queries.strangers(request.user)],
        may_edit=_may(request),
    )


def _week(one: queries.Standing) -> Any:
    """Return the picture of seven days; its sentence says every number of it."""
    told = "; ".join(f"{day:%d/%m}: {format_number(received)}" for day, received in one.days)
    return spark([received for _day, received in one.days], _("Bản ghi nhận mỗi ngày: %(days)s") % {"days": told})


def _chips(seen: dict[str, str]) -> list[tuple[str, str]]:
    words: dict[str, dict[str, Any]] = {"way": dict(AlertSource.Way.choices), "mark": dict(MARKS)}
    return [(name, str(words.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


@requires("alerts.read", methods=READ)
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one source: its heartbeat, its counters, its tokens, how the sensor is pointed here."""
    return _source_page(request, source_or_404(request, pk))


def _source_page(request: HttpRequest, row: AlertSource, made: Any = None) -> HttpResponse:
    at = now()
    hours = queries.hours_of([row], at - timedelta(days=queries.MONTH + 1)).get(row.pk, [])
    standing = queries.standing_of(row, at)
    days = queries.by_day(hours, at, queries.MONTH)
    whole = queries.Counts()
    for one in hours:
        whole.add(one)
    may_edit = _may(request)
    return page(
        request,
        "alerts/source.html",
        row=row,
        standing=standing,
        state=voice_state(row, standing.verdict),
        format=format_words(row),
        hours=(found := queries.by_hour(hours, at)),
        days=days,
        pictures=[_by_hour(found), _by_day(days)],
        whole=whole,
        reasons=[(reason_words(name), number) for name, number in whole.reasons.most_common()],
        tokens=queries.tokens_of(row) if may_edit and row.way == AlertSource.Way.HTTP else [],
        snippets=snippets_of(row) if may_edit else [],
        password_missing=_password_missing(row) if may_edit else "",
        made=made,
        may_edit=may_edit,
        unread=unparsed_counts([row]).get(row.pk, 0),
        progress=progress_of(job_key(row.pk)),
        files=files_of(row)[:FILES_SHOWN],
        at=at,
    )


def _by_hour(found: Sequence[tuple[datetime, queries.Counts]]) -> dict[str, Any]:
    most = max((one.received for _hour, one in found), default=0)
    words = ngettext("nhiều nhất %(n)s bản ghi trong một giờ", "nhiều nhất %(n)s bản ghi trong một giờ", most)
    told = _("Bản ghi nhận từng giờ trong 24 giờ qua")
    places = [f"{localtime(hour):%H:%M}" for hour, _one in found]
    return _chart(_("24 giờ qua"), [one.received for _hour, one in found], places, told, words)


def _by_day(found: Sequence[tuple[date, queries.Counts]]) -> dict[str, Any]:
    most = max((one.received for _day, one in found), default=0)
    words = ngettext("nhiều nhất %(n)s bản ghi trong một ngày", "nhiều nhất %(n)s bản ghi trong một ngày", most)
    told = _("Bản ghi nhận từng ngày trong 30 ngày qua")
    return _chart(_("30 ngày qua"), [one.received for _day, one in found], [f"{day:%d/%m}" for day, _one in found], told, words)


def _chart(title: str, values: Sequence[int], places: Sequence[str], told: str, words: str) -> dict[str, Any]:
    """Return columns with what stands under the first, the middle and the last of them."""
    most = words % {"n": format_number(max(values, default=0))}
    marks = [places[0], places[len(places) // 2], places[-1]] if places else []
    return {"title": title, "most": most, "marks": marks, "picture": spark(values, f"{told}, {most}")}


def _password_missing(row: AlertSource) -> str:
    """Return the name of the password's file where the administrator has yet to put it."""
    name = str(row.mailbox.get("password_file", "")) if row.way == AlertSource.Way.MAILBOX else ""
    return name if name and not password_file(name).is_file() else ""


def _form(request: HttpRequest, standing: AlertSource | None = None, **initial: Any) -> SourceForm:
    told = {"user": request.user, "on": localdate(), "mappings": newest_mappings(request.user), "standing": standing}
    return SourceForm(request.POST or None, initial=initial or None, **told)


@requires("alerts.sources")
def new_source(request: HttpRequest) -> HttpResponseBase:
    """Declare a source; from a stranger its address stands there already."""
    form = _form(request, **_of_stranger(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = services.declare_source(form.new_source(), by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã kê khai nguồn %(name)s.") % {"name": row.name})
            return redirect("alerts:source", row.pk)
    return page(request, "alerts/source_form.html", 422 if form.errors else 200, form=form, row=None, zones=zones())


def _of_stranger(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("la", "")
    found = queries.stranger(request.user, number) if (number := parse_key(asked, figures=9)) is not None else None
    if found is None:
        return {}
    told: dict[str, Any] = {"way": found.way, "name": _("Thiết bị tại %(address)s") % {"address": found.address}}
    told["code"] = slugify(f"{way_words(found.way)}-{found.address}".replace(".", "-").replace(":", "-"))[:60]
    return told | ({"peers": found.address} if found.way == AlertSource.Way.SYSLOG else {})


@requires("alerts.sources")
def edit_source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a source."""
    row = source_or_404(request, pk)
    form = _form(request, standing=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_source(row, form.new_source(), version=_version(request, row), by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã lưu nguồn %(name)s.") % {"name": row.name})
            return redirect("alerts:source", row.pk)
    return page(request, "alerts/source_form.html", 422 if form.errors else 200, form=form, row=row, zones=zones())


def _version(request: HttpRequest, row: AlertSource) -> int:
    seen = parse_key(request.POST.get("version", ""), figures=9)
    return -1 if seen is None else seen


@requires("alerts.sources")
def stop_source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take nothing more from a source."""
    row = source_or_404(request, pk)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.stop_source(row, reason=form.cleaned_data["reason"], by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã dừng nguồn %(name)s.") % {"name": row.name})
            return redirect("alerts:source", row.pk)
    return page(request, "alerts/source_stop.html", 422 if form.errors else 200, form=form, row=row)


@requires("alerts.sources", methods=("POST",))
def start_source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take from a stopped source again."""
    row = source_or_404(request, pk)
    try:
        services.start_source(row, by=request.user, at=now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Nhận lại nguồn %(name)s.") % {"name": row.name})
    return redirect("alerts:source", row.pk)


@requires("alerts.sources")
def new_token(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a token: its text is shown on the answer to this request and nowhere else."""
    row = source_or_404(request, pk)
    if row.way != AlertSource.Way.HTTP or row.stopped_at is not None:
        raise Http404
    form = TokenForm(request.POST or None, today=localdate())
    if request.method == "POST" and form.is_valid():
        end = datetime.combine(form.cleaned_data["expires_on"] + timedelta(days=1), time(), get_current_timezone())
        try:
            made = services.issue_token(row, expires_at=end, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            answer = _source_page(request, row, made)
            answer["Cache-Control"] = "private, no-store"
            return answer
    return page(request, "alerts/source_token.html", 422 if form.errors else 200, form=form, row=row)


@requires("alerts.sources")
def revoke_token(request: HttpRequest, pk: int, token: int) -> HttpResponseBase:
    """Take a token back, after saying what stops."""
    row = source_or_404(request, pk)
    found = next((one for one in queries.tokens_of(row) if one.pk == token and one.revoked_at is None), None)
    if found is None:
        raise Http404
    shown = Shown(
        title=_("Thu hồi khóa của %(name)s") % {"name": row.name},
        happens=[
            Line(
                _("Khóa"),
                _("kết thúc bằng %(end)s, hạn %(day)s") % {"end": found.ends_with, "day": format_date(localdate(found.expires_at))},
            ),
            Line(_("Thiết bị dùng khóa này"), _("bị từ chối ngay; cảnh báo gửi bằng khóa này không còn được nhận"), warns=True),
        ],
        stays=[Line(_("Cảnh báo đã nhận"), _("giữ nguyên"))],
        button=_("Thu hồi khóa"),
        back=reverse("alerts:source", args=[row.pk]),
    )
    if answer := ask(request, shown):
        return answer
    services.revoke_token(found, by=request.user, at=now())
    messages.success(request, _("Đã thu hồi khóa kết thúc bằng %(end)s.") % {"end": found.ends_with})
    return redirect("alerts:source", row.pk)
