"""The three questions of the first page, in their order: what needs me now, what is late, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Max, Min, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.alerts.queries.sources import silent_sources
from vonggac.apps.directives import queries as directives
from vonggac.apps.directives.models import AddresseeLine, Directive
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work import queries as work
from vonggac.apps.work.models import OPEN_STATES, Task, TaskEvent
from vonggac.apps.work.queries.reviewing import extensions_waiting
from vonggac.apps.work.trail import in_words

DAYS = 14
SHOWN_LATE = 8
SHOWN_CHANGES = 8
LETTERS_SHOWN = 5
NAMED = 3
EVENTS_READ = 300
"""Lines of trails looked at for changes; one act on many bodies counts once."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the person: what, why, since when, and the button that does it."""

    level: int
    title: str
    why: str
    url: str
    act: str
    since: datetime | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure over the last fourteen days, the last one today, with the list it opens."""

    label: str
    values: tuple[int, ...]
    url: str
    bad: bool = False

    @property
    def today(self) -> int:
        """The figure of today."""
        return self.values[-1]

    @property
    def said(self) -> str:
        """What the picture says to those who cannot see it."""
        return _("%(label)s, %(days)s ngày gần nhất, hôm nay %(today)s") % {
            "label": self.label,
            "days": len(self.values),
            "today": self.today,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """One act of one person on one assignment, however many bodies it touched."""

    latest: TaskEvent
    bodies: tuple[str, ...]
    """The first bodies by name."""
    touched: int
    """How many bodies in all."""

    @property
    def words(self) -> str:
        """What was done, in words."""
        return in_words(self.latest.what)

    @property
    def named(self) -> str:
        """The bodies by name; the first ones and the number of the others when there are many."""
        names, others = ", ".join(self.bodies), self.touched - len(self.bodies)
        if not others:
            return names
        return ngettext("%(names)s và %(n)s cơ quan khác", "%(names)s và %(n)s cơ quan khác", others) % {"names": names, "n": others}


@dataclass
class Situation:
    """Everything the first page says."""

    needs: list[Need] = field(default_factory=list)
    late: Sequence[work.LateBody] = ()
    late_total: int = 0
    changes: Sequence[Change] = ()
    trends: Sequence[Trend] = ()


def situation(user: Any, *, at: datetime, today: date, since: datetime) -> Situation:
    """Return the answers for one person; a fixed number of queries, whatever the size of the province."""
    late = work.late_by_organisation(user, today)
    return Situation(
        needs=sorted(_needs(user, today), key=_first_things_first),
        late=late,
        late_total=sum(body.tasks for body in late),
        changes=_changes(user, since),
        trends=_trends(user, at, today),
    )


def _changes(user: Any, since: datetime) -> list[Change]:
    """Read the newest lines as plain values, and whole rows only of the acts that are shown."""
    groups: dict[tuple[str, str, int], dict[int, int]] = {}
    newest = work.changed_since(user, since).order_by("-recorded_at", "-id")
    for pk, actor, what, assignment, body in newest.values_list("pk", "actor", "what", "task__assignment", "task__organisation")[
        :EVENTS_READ
    ]:
        groups.setdefault((actor, what, assignment), {}).setdefault(body, pk)
    shown = [list(bodies.items()) for bodies in groups.values()][:SHOWN_CHANGES]
    events = newest.in_bulk([bodies[0][1] for bodies in shown])
    named = Organisation.objects.in_bulk({body for bodies in shown for body, _event in bodies[:NAMED]})
    return [
        Change(events[bodies[0][1]], tuple(named[body].addressed_as() for body, _event in bodies[:NAMED]), len(bodies)) for bodies in shown
    ]


def _first_things_first(need: Need) -> tuple[bool, bool, date, float]:
    """Level 3 and above, then what has a deadline, then what has waited longest."""
    waiting = -need.since.timestamp() if need.since else 0.0
    return (need.level < 3, need.due is None, need.due or date.max, -waiting)


def _needs(user: Any, today: date) -> Iterable[Need]:
    if user.may("directives.give_out"):
        yield from _letters(user)
    if user.may("work.review"):
        yield from _answers(user)
        yield from _extensions(user)
        yield from _heirless(user)
    if user.may("directives.decide"):
        yield from _decisions(user)
    if user.may("alerts.sources"):
        yield from _silent_sensors(user)
    yield from _expiring(user, today)


def _silent_sensors(user: Any) -> Iterable[Need]:
    """A sensor that sends nothing is a finding (letter, item 5: watched around the clock)."""
    silent = list(silent_sources(user))
    if silent:
        title = ngettext("Kiểm tra %(n)s nguồn cảnh báo im lặng", "Kiểm tra %(n)s nguồn cảnh báo im lặng", len(silent)) % {"n": len(silent)}
        why = _("không nhận được cảnh báo từ: %(names)s.") % {"names": ", ".join(one.name for one in silent[:NAMED])}
        level = max((one.system.level or 0 for one in silent if one.system), default=0)
        yield Need(level, title, why, f"{reverse('alerts:sources')}?mark=silent", _("Xem nguồn"), since=silent[0].silent_since)


def _letters(user: Any) -> Iterable[Need]:
    waiting = directives.visible_to(user).filter(state=Directive.State.REVIEW).order_by("declared_at")
    open_lines = dict(
        AddresseeLine.objects.filter(directive__in=waiting, settled=AddresseeLine.Settled.OPEN)
        .values("directive")
        .annotate(n=Count("id"))
        .values_list("directive", "n")
    )
    for letter in waiting[:LETTERS_SHOWN]:
        n = open_lines.get(letter.pk, 0)
        why = (
            ngettext(
                "%(n)s dòng nơi nhận chưa khớp với danh bạ, chưa thể giao việc.",
                "%(n)s dòng nơi nhận chưa khớp với danh bạ, chưa thể giao việc.",
                n,
            )
            % {"n": n}
            if n
            else _("đã đọc xong, chờ rà soát và giao việc.")
        )
        title = _("Văn bản đến chờ giao việc: %(called)s") % {"called": letter.called()}
        yield Need(0, title, why, reverse("directives:review", args=[letter.pk]), _("Rà soát"), since=letter.declared_at)


def _answers(user: Any) -> Iterable[Need]:
    waiting = work.reviewable_by(user).filter(state=Task.State.SENT).order_by()
    found = waiting.aggregate(n=Count("id"), oldest=Min("sent_at"), highest=Max("level"))
    if found["n"]:
        title = ngettext("Chấp nhận hoặc trả lại %(n)s báo cáo của cơ quan", "Chấp nhận hoặc trả lại %(n)s báo cáo của cơ quan", found["n"])
        why = _("các cơ quan đã nộp kết quả, chờ ý kiến của cơ quan điều phối.")
        yield Need(found["highest"], title % {"n": found["n"]}, why, reverse("work:review"), _("Duyệt lần lượt"), since=found["oldest"])


def _extensions(user: Any) -> Iterable[Need]:
    found = extensions_waiting(user).order_by().aggregate(n=Count("id"), oldest=Min("asked_at"), soonest=Min("task__due_on"))
    if found["n"]:
        title = ngettext("Trả lời %(n)s đề nghị gia hạn", "Trả lời %(n)s đề nghị gia hạn", found["n"]) % {"n": found["n"]}
        why = _("cơ quan nêu lý do cần thêm thời gian; hạn gần nhất đang tới.")
        yield Need(0, title, why, reverse("work:review"), _("Xem đề nghị"), since=found["oldest"], due=found["soonest"])


def _heirless(user: Any) -> Iterable[Need]:
    n = work.waiting_for_heirs(user).count()
    if n:
        title = ngettext(
            "Chọn cơ quan tiếp nhận cho %(n)s việc sau sắp xếp bộ máy", "Chọn cơ quan tiếp nhận cho %(n)s việc sau sắp xếp bộ máy", n
        ) % {"n": n}
        why = _("cơ quan cũ đã kết thúc, việc có nhiều nơi kế thừa nên phải do người chọn.")
        yield Need(0, title, why, reverse("work:heirs"), _("Chọn nơi tiếp nhận"))


def _decisions(user: Any) -> Iterable[Need]:
    waiting = directives.visible_to(user).filter(state=Directive.State.REVIEW, leader_notes=None).order_by("declared_at")
    for letter in waiting[:LETTERS_SHOWN]:
        title = _("Cho ý kiến chỉ đạo: %(called)s") % {"called": letter.called()}
        yield Need(0, title, letter.subject, reverse("directives:review", args=[letter.pk]), _("Ghi bút phê"), since=letter.declared_at)


def _expiring(user: Any, today: date) -> Iterable[Need]:
    found = work.evidence_expiring(user, today).order_by().aggregate(n=Count("id"), first=Min("expires_on"))
    if found["n"]:
        title = ngettext("%(n)s minh chứng hết hạn trong 30 ngày", "%(n)s minh chứng hết hạn trong 30 ngày", found["n"]) % {"n": found["n"]}
        why = _("minh chứng hết hạn thì việc phải chứng minh lại.")
        yield Need(0, title, why, f"{reverse('work:list')}?han=minh-chung", _("Xem minh chứng"), due=found["first"])


def _trends(user: Any, at: datetime, today: date) -> list[Trend]:
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    tasks = work.visible_to(user).order_by()
    all_work = reverse("work:list")
    return [
        Trend(_("Việc quá hạn"), _late_by_day(tasks, days), f"{all_work}?han=qua-han", bad=True),
        Trend(_("Việc hoàn thành mỗi ngày"), _by_day(tasks, "done_at", days), f"{all_work}?trang-thai=done"),
        Trend(_("Báo cáo nộp mỗi ngày"), _by_day(tasks, "sent_at", days), f"{all_work}?trang-thai=sent"),
        Trend(_("Việc giao mỗi ngày"), _by_day(tasks, "opened_at", days), all_work),
        Trend(_("Minh chứng nhận mỗi ngày"), _evidence_by_day(user, days), all_work),
        Trend(
            _("Văn bản nhận mỗi ngày"), _by_day(directives.visible_to(user).order_by(), "declared_at", days), reverse("directives:letters")
        ),
    ]


def _midnights(days: Sequence[date]) -> list[datetime]:
    """Return when each day begins in the province and when the last one ends, so that the database compares moments, by the index."""
    zone = timezone.get_current_timezone()
    return [datetime.combine(day, time.min, zone) for day in (*days, days[-1] + timedelta(days=1))]


def _each_day(rows: Any, field_name: str, days: Sequence[date]) -> list[tuple[Any, ...]]:
    """Ask the same of every day in one statement, compiled once; each row begins with the place of its day.

    The framework would compile a part a day, which costs more than the answer: each part reads a stretch of the index. (One part that
    places each row by a case of fourteen days made the page take twice as long.) An exception to "no raw SQL in apps": each part is the
    framework's own, only joined here, and the tests of this page run on both databases.
    """
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in _midnights(days)]
    try:
        part, values = rows.filter(
            **dict(zip((f"{field_name}__gte", f"{field_name}__lt"), _midnights(days)[:2], strict=True))
        ).query.sql_with_params()
    except EmptyResultSet:
        return []
    parts = [f"SELECT {place} AS place, part.* FROM ({part}) part" for place in range(len(days))]  # noqa: S608  values stay parameters
    asked = [{moments[0]: begin, moments[1]: end}.get(one, one) for begin, end in pairwise(moments) for one in values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), asked)
        return list(cursor.fetchall())


def _by_day(rows: Any, field_name: str, days: Sequence[date]) -> tuple[int, ...]:
    """Return how many rows each day has."""
    counted = rows.annotate(every=Value(1)).values("every").annotate(n=Count("*")).values("n")
    found = dict(_each_day(counted, field_name, days))
    return tuple(found.get(place, 0) for place in range(len(days)))


def _evidence_by_day(user: Any, days: Sequence[date]) -> tuple[int, ...]:
    return _by_day(work.evidence_visible_to(user).order_by(), "added_at", days)


def _late_by_day(tasks: Any, days: Sequence[date]) -> tuple[int, ...]:
    """Return how many tasks were late on each day, by the rule that counts today: open work has no end, other work ended when sent."""
    due = tasks.filter(work.counted_due_q(days[-1]), closed_unanswered=False)
    still_open = due.filter(state__in=OPEN_STATES).values_list("due_on").annotate(n=Count("id"))
    spans: list[tuple[date, date | None, int]] = [(due_on, None, n) for due_on, n in still_open]
    sent = due.exclude(state__in=OPEN_STATES)
    ended = _each_day(sent.values("due_on").annotate(n=Count("*")).values("due_on", "n"), "sent_at", days)
    spans += [(date.fromisoformat(str(due_on)), days[place], n) for place, due_on, n in ended]
    return tuple(sum(n for due_on, end, n in spans if due_on < day and (end is None or end > day)) for day in days)
