"""The yearly report: who has sent, one body's report with each empty cell, and the acts on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.compliance.models import AnnualReport
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.queries.annual import ReportYear
from vonggac.apps.compliance.queries.cards import cards_as_sent, cards_of, lacking_on
from vonggac.apps.compliance.queries.sent import differences, laid_as_sent, roll_up
from vonggac.apps.compliance.queries.silent import letters_of, silent_senders
from vonggac.apps.compliance.services import annual, annual_files
from vonggac.apps.compliance.spoken import title_of
from vonggac.apps.compliance.ui.report_cards import about_bodies, card_address
from vonggac.apps.compliance.ui.reporting_forms import ReturnForm, SendForm
from vonggac.apps.compliance.ui.spoken_form import (
    cell_on_screen,
    counter_on_screen,
    due_on_screen,
    missing_on_screen,
    note_on_screen,
    step_on_screen,
)
from vonggac.apps.face import confirm
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown
from vonggac.apps.face.downloads import download
from vonggac.apps.face.forms import place_errors
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.registry.ui.systems import placed
from vonggac.engines.annual import FormRow
from vonggac.kernel.vietnamese import slug
from vonggac.law.model import LawError

READ = ("GET", "HEAD")
A_PAGE = 25
State = AnnualReport.State


def year_or_404(number: int) -> ReportYear:
    """Return the report of a year; nothing for a year of which no form is known."""
    if number not in queries.YEARS:
        raise Http404
    try:
        year = queries.report_year(number)
    except LawError as unknown:
        raise Http404 from unknown
    if not year.regime.form_known:
        raise Http404
    return year


def _body(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(queries.bodies_visible_to(request.user).select_related("parent"), pk=pk)


# --- who has sent -------------------------------------------------------------------------------------------------------------------


@requires("compliance.read", methods=READ)
def this_year(request: HttpRequest) -> HttpResponseBase:
    """Lead to the report that is made now."""
    return redirect("compliance:reports", queries.year_at(localdate()))


@requires("compliance.read", methods=READ)
def reports(request: HttpRequest, number: int) -> HttpResponse:
    """Show the period, both deadlines, who has sent and how complete each is."""
    year, today = year_or_404(number), localdate()
    found = queries.senders(request.user, year, today)
    sent = sum(one.has_sent for one in found)
    province = queries.bodies_visible_to(request.user).filter(kind=Kind.PROVINCE, valid_to=None).order_by("id").first()
    return page(
        request,
        "compliance/reports.html",
        year=year,
        rows=Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        total=len(found),
        sent=sent,
        silent=len(found) - sent,
        systems=sum(one.systems for one in found),
        gaps=sum(one.gaps for one in found),
        complete=sum(one.complete for one in found) // len(found) if found else 100,
        dues=[(one, step_on_screen(one), due_on_screen(one, year.regime)) for one in year.dues],
        note=note_on_screen(year.regime, number),
        province=province,
        today=today,
        may_ask=request.user.may("work.assign"),  # type: ignore[union-attr]
        letters=letters_of(request.user, year).count(),
    )


# --- one report ---------------------------------------------------------------------------------------------------------------------


@requires("compliance.read", methods=READ)
def report(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show one body's report: counters, the twelve columns, each empty cell with the page that fills it, and what changed since."""
    year, today, body = year_or_404(number), localdate(), _body(request, pk)
    row = queries.report_of(body, year)
    is_sent = row is not None and row.state in {State.SENT, State.ACCEPTED}
    rolled = roll_up(year, today) if body.kind == Kind.PROVINCE else None
    laid = rolled.laid if rolled else laid_as_sent(row, year) if row and is_sent else queries.laid_out(body, year, today)
    rows = Paginator(laid.rows, A_PAGE).get_page(request.GET.get("page"))
    filling = Filling(request, list(rows), year)
    cards = cards_as_sent(row, today) if row and is_sent else cards_of(body, today)
    user: Any = request.user
    return page(
        request,
        "compliance/report.html",
        year=year,
        body=body,
        report=row,
        laid=laid,
        cards=about_bodies(request, cards, year, may_fill=not is_sent),
        rolled=rolled,
        rows=[(one, _cells(one, year), filling.gaps(one)) for one in rows],
        pages=rows,
        counters=[(title_of(one), counter_on_screen(laid.header[one.code])) for one in year.regime.counters],
        differences=[_difference(one, year) for one in differences(row, year, today)] if row and is_sent else [],
        due=year.dues[-1 if rolled else 0].due,
        due_words=due_on_screen(year.dues[-1 if rolled else 0], year.regime),
        today=today,
        may_send=not rolled and not is_sent and user.may("compliance.report", body.pk),
        may_decide=bool(row) and queries.decides_reports(user),
        own=annual.why_another_takes_it() if is_sent and queries.decides_reports(user) and queries.sent_it(user, row) else "",
        may_ask=user.may("work.assign") and not is_sent and bool(laid.missing or cards.unit.lacks(year.regime)),
        is_sent=is_sent,
    )


def _cells(row: Any, year: ReportYear) -> list[tuple[str, str]]:
    return [(title_of(column), cell_on_screen(column, row.cells[column.code])) for column in year.regime.columns if column.code != "number"]


REGISTERED = ("system", "owner", "operator")


class Filling:
    """Where each empty cell is filled in: the register, the determination, the dossier at hand or a new one; one query for all rows."""

    def __init__(self, request: HttpRequest, rows: Sequence[FormRow], year: ReportYear) -> None:
        self.may = request.user.may("compliance.prepare") and request.user.may("registry.edit")  # type: ignore[union-attr]
        self.year = year
        self.dossiers = queries.dossiers_at_hand([row.system for row in rows if row.missing])

    def address(self, column: str, system: int) -> str:
        """Return the page for one cell; who may not fill it in is led to the system."""
        if not self.may:
            return reverse("registry:system", args=[system])
        if column in REGISTERED:
            return reverse("registry:change", args=[system])
        if column == "level":
            return reverse("compliance:determination-open", args=[system])
        dossier = self.dossiers.get(system)
        return reverse("compliance:dossier", args=[dossier]) if dossier else reverse("compliance:dossier-open", args=[system])

    def gaps(self, row: FormRow) -> list[tuple[str, str]]:
        """Return each empty cell of a row in words, with its page."""
        return [(missing_on_screen(one, self.year.regime), self.address(one.column, one.system)) for one in row.missing]


def _difference(one: Any, year: ReportYear) -> dict[str, str]:
    if not one.column:
        words = _("có thêm sau khi gửi") if one.was is None else _("không còn trong sổ")
        return {"name": one.name, "what": words, "was": "", "now": ""}
    column = year.regime.column(one.column)
    return {"name": one.name, "what": title_of(column), "was": _plain(one.was), "now": _plain(one.now)}


def _plain(cell: Any) -> str:
    if isinstance(cell, dict):
        return ", ".join(str(part) for part in cell.values() if part)
    return ", ".join(map(str, cell)) if isinstance(cell, list) else "" if cell is None else str(cell)


@requires("compliance.read")
def file(request: HttpRequest, number: int, pk: int, ending: str) -> HttpResponseBase:
    """Hand out a report as a file; asked for with a form, because the log notes that it left."""
    year, body = year_or_404(number), _body(request, pk)
    if request.method != "POST":
        return redirect("compliance:report", number, pk)
    made = annual_files.write_report(body, year, ending, by=request.user, at=now())
    return download(made, f"bao-cao-nam-{number}-{slug(body.name)}.{ending}", annual_files.TYPES[ending])


# --- acts ---------------------------------------------------------------------------------------------------------------------------


@requires("compliance.report")
def send(request: HttpRequest, number: int, pk: int) -> HttpResponseBase:
    """Send a report up; what is missing is named before, and the reason asked for."""
    year, body = year_or_404(number), _body(request, pk)
    if not request.user.may("compliance.report", body.pk) or body.kind == Kind.PROVINCE:  # type: ignore[union-attr]
        raise Http404
    row = queries.report_of(body, year)
    laid, cards = queries.laid_out(body, year, localdate()), cards_of(body, localdate())
    lacks = [(title_of(one), card_address(request, one.code, body)) for one in cards.unit.lacks(year.regime)]
    form = SendForm(request.POST or None, needs_reason=bool(laid.missing or lacks), initial={"version": row.version if row else 0})
    back = reverse("compliance:report", args=[number, pk])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            annual.send_report(
                body, year, by=request.user, at=now(), version=said["version"], reason=said["reason"], remarks=said["remarks"]
            )
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã gửi báo cáo. Nội dung đã gửi được giữ nguyên."))
            return redirect(back)
    filling = Filling(request, laid.rows, year)
    gaps = [(one.cells["system"], filling.gaps(one)) for one in laid.rows if one.missing]
    empty = len(laid.missing) + len(lacks)
    shown = {"body": body, "year": year, "laid": laid, "gaps": [(body.name, lacks), *gaps] if lacks else gaps, "empty": empty}
    return page(request, "compliance/report_send.html", form=form, back=back, **shown)


@requires("compliance.accept")
def give_back(request: HttpRequest, number: int, pk: int) -> HttpResponseBase:
    """Give a report back with the reason."""
    row = _sent(request, number, pk)
    form = ReturnForm(request.POST or None, initial={"version": row.version})
    back = reverse("compliance:report", args=[number, pk])
    if request.method == "POST" and form.is_valid():
        try:
            annual.return_report(row, by=request.user, at=now(), version=form.cleaned_data["version"], reason=form.cleaned_data["reason"])
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã trả lại báo cáo kèm lý do."))
            return redirect(back)
    return page(request, "compliance/report_return.html", form=form, body=row.organisation, year=year_or_404(number), back=back)


@requires("compliance.accept")
def accept(request: HttpRequest, number: int, pk: int) -> HttpResponseBase:
    """Take a report into the province's, after the page that says what will happen."""
    row = _sent(request, number, pk)
    back = reverse("compliance:report", args=[number, pk])
    if queries.sent_it(request.user, row):
        messages.error(request, annual.why_another_takes_it())
        return redirect(back)
    shown = Shown(
        title=_("Đưa báo cáo của %(body)s vào tổng hợp của tỉnh?") % {"body": row.organisation.name},
        happens=[
            Line(_("Số hệ thống"), str(len(row.rows))),
            Line(_("Số liệu"), _("lấy đúng như cơ quan đã gửi, không đổi khi sổ đăng ký đổi")),
        ],
        button=ngettext("Đưa %(n)s hệ thống vào tổng hợp", "Đưa %(n)s hệ thống vào tổng hợp", len(row.rows)) % {"n": len(row.rows)},
        back=back,
        beneath=row.version,
    )
    if answer := confirm.ask(request, shown):
        return answer
    return _done(request, back, lambda: annual.accept_report(row, by=request.user, at=now(), version=row.version))


def _sent(request: HttpRequest, number: int, pk: int) -> AnnualReport:
    """Return a report that lies above, for who decides on it; who may not know it gets nothing, who only reads it is refused."""
    year = year_or_404(number)
    rows = queries.reports_visible_to(request.user).filter(regime=year.regime.code, period_to=year.last_day)
    row = get_object_or_404(rows, organisation=pk, state__in=(State.SENT, State.ACCEPTED))
    if not queries.decides_reports(request.user):
        raise PermissionDenied("compliance.accept")
    return row


def _done(request: HttpRequest, back: str, act: Any, words: str = "") -> HttpResponseBase:
    """Do it and go back; a refusal is said there."""
    try:
        act()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, words or _("Đã đưa báo cáo vào tổng hợp của tỉnh."))
    return redirect(back)


@requires("work.assign")
def remind(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give those who have not sent the task to send, with the deadline of the law."""
    year, today = year_or_404(number), localdate()
    silent = [one.sender.body for one in silent_senders(request.user, year, today) if one.may_be_urged]
    asked = queries.already_asked(year)
    new = [body for body in silent if body.pk not in asked]
    due = year.to_owner.due
    back = reverse("compliance:reports", args=[number])
    shown = Shown(
        title=ngettext("Giao việc gửi báo cáo cho %(n)s cơ quan chưa gửi?", "Giao việc gửi báo cáo cho %(n)s cơ quan chưa gửi?", len(new))
        % {"n": len(new)},
        happens=[
            Line(_("Cơ quan"), ", ".join(body.name for body in new)),
            Line(_("Hạn theo văn bản"), due_on_screen(year.to_owner, year.regime)),
            Line(_("Ngày làm việc cuối cùng trước đó"), f"{due.last_working_day:%d/%m/%Y}"),
        ],
        stays=[Line(_("Đã được giao, không giao lại"), str(len(silent) - len(new)))],
        button=ngettext("Giao việc cho %(n)s cơ quan", "Giao việc cho %(n)s cơ quan", len(new)) % {"n": len(new)},
        back=back,
        beneath=[body.pk for body in new],
    )
    if not new:
        messages.info(request, _("Mọi cơ quan chưa gửi đều đã được giao việc này."))
        return redirect(back)
    if answer := confirm.ask(request, shown):
        return answer
    words = _("Đã giao việc gửi báo cáo.")
    return _done(request, back, lambda: annual.remind_senders(new, year, by=request.user, at=now()), words)


@requires("work.assign")
def ask_for_cells(request: HttpRequest, number: int, pk: int) -> HttpResponseBase:
    """Give each body that reports a system with empty cells one task that names them."""
    year, body = year_or_404(number), _body(request, pk)
    wanted = _wanted(body, year)
    asked = queries.already_asked(year, queries.CELLS)
    new = [one for one in wanted if one.body.pk not in asked]
    back = reverse("compliance:report", args=[number, pk])
    if not new:
        messages.info(request, _("Các cơ quan này đều đã được giao việc bổ sung."))
        return redirect(back)
    lines = [Line(one.body.name, _wanted_words(one)) for one in new]
    due = year.to_owner.due
    shown = Shown(
        title=ngettext("Giao việc bổ sung thông tin cho %(n)s cơ quan?", "Giao việc bổ sung thông tin cho %(n)s cơ quan?", len(new))
        % {"n": len(new)},
        happens=[*lines, Line(_("Hạn theo dõi nội bộ"), f"{due.last_working_day:%d/%m/%Y}")],
        stays=[Line(_("Đã được giao, không giao lại"), str(len(wanted) - len(new)))],
        button=ngettext("Giao việc bổ sung cho %(n)s cơ quan", "Giao việc bổ sung cho %(n)s cơ quan", len(new)) % {"n": len(new)},
        back=back,
        beneath=[[*one.card, *one.lines] for one in new],
    )
    if answer := confirm.ask(request, shown):
        return answer
    words = _("Đã giao việc bổ sung thông tin.")
    return _done(request, back, lambda: annual.ask_for_cells(new, year, by=request.user, at=now()), words)


def _wanted(body: Organisation, year: ReportYear) -> list[queries.Wanted]:
    """Return what a body's report lacks, by the body that fills it; the province's is filled by all that report."""
    today = localdate()
    asked = queries.reporting_bodies() if body.kind == Kind.PROVINCE else [body]
    lacking = lacking_on(asked, year.regime, today)
    return queries.wanted_of(queries.laid_out(body, year, today), year.regime, lacking)


def _wanted_words(one: queries.Wanted) -> str:
    """Return how much one body is asked for."""
    cells = ngettext("%(n)s ô của %(m)s hệ thống", "%(n)s ô của %(m)s hệ thống", one.cells) % {"n": one.cells, "m": len(one.lines)}
    about = ngettext("%(n)s mục về cơ quan", "%(n)s mục về cơ quan", len(one.card)) % {"n": len(one.card)}
    return ", ".join(words for words, there in ((cells, one.lines), (about, one.card)) if there)
