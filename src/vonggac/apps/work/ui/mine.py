"""Việc của tôi, the list with filters, and notices."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from vonggac.apps.accounts.queries import holdings_now
from vonggac.apps.face.access import page, requires, signed_in
from vonggac.apps.organisations.models import Kind
from vonggac.apps.work import queries, services
from vonggac.apps.work.models import OPEN_STATES, Task, late_q
from vonggac.apps.work.ports import beside
from vonggac.apps.work.queries.plain import groups_waiting
from vonggac.apps.work.queries.queue import QueuePages, counted_of_bodies, of_bodies
from vonggac.apps.work.services.noticing import mark_read
from vonggac.apps.work.ui.lines import lines, weekday
from vonggac.apps.work.ui.rows import Rows
from vonggac.kernel.reading import parse_key

PER_PAGE = 50
DUES = [("qua-han", gettext_lazy("Quá hạn")), ("minh-chung", gettext_lazy("Minh chứng hết hạn trong 30 ngày"))]


@requires("work.read", methods=("GET", "HEAD"))
def my_work(request: HttpRequest) -> HttpResponseBase:
    """The officer's page; who only reviews or reads is led to where their work is."""
    user = request.user
    if not user.may("work.answer"):
        return redirect("work:review" if user.may("work.review") else "work:list")
    today = timezone.localdate()
    work, rows = queries.my_work(user, today), Rows(request, with_actions=True)
    return page(
        request,
        "work/my_work.html",
        work=work,
        body=next((held.post.organisation for held in holdings_now(user)), None),
        late=rows.draw(lines(work.late, today)),
        this_week=rows.draw(lines(work.this_week, today)),
        later=rows.draw(lines(work.later, today)),
        quiet=lines(work.quiet, today),
        letters=groups_waiting(user),
        today=today,
        weekday=weekday(today),
        beside=[shown for _key, ask in beside.in_order() if (shown := ask(user, timezone.now()))],
    )


@requires("work.read", methods=("GET", "HEAD"))
def task_list(request: HttpRequest) -> HttpResponseBase:
    """Every task the person may see, with filters in the address."""
    today = timezone.localdate()
    asked = {name: request.GET.get(name, "") for name in ("q", "trang-thai", "han", "loai")}
    tasks = queries.visible_to(request.user)
    if asked["trang-thai"] in Task.State.values:
        tasks = tasks.filter(state=asked["trang-thai"])
    if asked["trang-thai"] == "open":
        tasks = tasks.filter(state__in=OPEN_STATES)
    if asked["han"] == "qua-han":
        tasks = tasks.filter(late_q(today), state__in=OPEN_STATES)
    if asked["han"] == "minh-chung":
        running_out = queries.evidence_expiring(request.user, today).order_by().values("task_id")
        tasks = tasks.filter(pk__in=running_out)
    bodies = {"words": asked["q"], "kind": asked["loai"]}
    queue = QueuePages(of_bodies(tasks, **bodies), PER_PAGE, counted=counted_of_bodies(tasks, **bodies))
    shown = queue.get_page(request.GET.get("page"))
    states = [("open", _("Còn phải làm")), *Task.State.choices]
    return page(
        request,
        "work/list.html",
        page_of=shown,
        rows=Rows(request, show_body=True).draw(lines(shown.object_list, today)),
        asked=asked,
        state=asked["trang-thai"],
        due=asked["han"],
        kind=asked["loai"],
        states=states,
        state_words=dict(states).get(asked["trang-thai"], ""),
        kinds=Kind.choices,
        kind_words=dict(Kind.choices).get(asked["loai"], ""),
        dues=DUES,
        due_words=dict(DUES).get(asked["han"], ""),
    )


@requires("work.answer", methods=("POST",))
def acknowledge(request: HttpRequest) -> HttpResponseBase:
    """Take on the ticked tasks."""
    from django.contrib import messages

    ids = [key for one in request.POST.getlist("task") if (key := parse_key(one)) is not None]
    taken = services.acknowledge_tasks(ids, by=request.user, at=timezone.now())
    messages.success(request, ngettext("Đã tiếp nhận %(n)s việc.", "Đã tiếp nhận %(n)s việc.", len(taken)) % {"n": len(taken)})
    return redirect("work:task", pk=taken[0].pk) if len(taken) == 1 and len(ids) == 1 else redirect("work:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notices(request: HttpRequest) -> HttpResponseBase:
    """A person's notices; reading them is an act of its own, so that opening the page by mistake loses nothing."""
    if request.method == "POST":
        mark_read(request.user, at=timezone.now())
        return redirect("work:notices")
    pages = Paginator(request.user.notices.order_by("-at", "-id"), PER_PAGE)
    return page(
        request,
        "work/notices.html",
        page_of=pages.get_page(request.GET.get("page")),
        unread=request.user.notices.filter(read_at=None).count(),
    )
