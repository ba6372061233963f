"""A province with years of work behind it: 455 bodies, 100,000 tasks in every state, letters, systems, notices and a long log.

The directory is the province's own profile; every person, commune and system added to it is invented.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from harness import ROOT

BODIES, TASKS = 455, 100_000
ASKED_A_LETTER, SYSTEMS, NOTICES, LOG_LINES = 10, 5_000, 400, 50_000
ASKS = (
    "Rà soát, cập nhật bản vá cho máy chủ, máy trạm và thiết bị mạng thuộc phạm vi quản lý",
    "Triển khai phần mềm phòng chống mã độc trên toàn bộ máy trạm, kết nối về hệ thống quản lý tập trung",
    "Đổi mật khẩu, bật xác thực hai yếu tố cho mọi hộp thư công vụ",
    "Sao lưu dữ liệu quan trọng ra nơi tách khỏi mạng và thử khôi phục",
)


def prepare() -> None:
    """Start Django on an empty database."""
    os.environ.setdefault("VONGGAC_DATA", tempfile.mkdtemp(prefix="vonggac-bench-"))
    os.environ.setdefault("VONGGAC_SECRET_KEY", "only-for-benchmarks")
    os.environ.setdefault("VONGGAC_MAIL", "memory")
    # The second factor is asked of the coordinator everywhere but in a demonstration; here nobody can give one.
    os.environ.setdefault("VONGGAC_DEMO", "1")
    os.environ["DJANGO_SETTINGS_MODULE"] = "vonggac.web.settings"
    Path(os.environ["VONGGAC_DATA"], "static").mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    import vonggac.web.wsgi  # noqa: F401  the pages are measured as the web server gives them, its care of memory included


@dataclass
class FullProvince:
    """Who reads the pages, and what stands on them."""

    people: Any
    """The cast of `tests/apps/directives/province.py`: coordinator, leader, an officer of a department, an officer of a commune."""
    auditor: Any
    bodies: list[Any]
    letters: list[Any] = field(default_factory=list)
    twin: Any = None
    """The twin of the founding letter, given out: 724 tasks for 92 bodies."""
    twin_in_review: Any = None

    @classmethod
    def assemble(cls) -> FullProvince:
        """Make the directory, the people and the communes; no work yet."""
        import sys

        sys.path.insert(0, str(ROOT / "tests/apps/directives"))
        from province import Province

        from cast import person

        people = Province.assemble()
        bodies = [_body_of(people.officer), people.commune]
        bodies += _communes(people.commune.parent, BODIES - len(bodies))
        return cls(people, person("kiemtra", "Bùi Văn Kiểm Tra", "auditor", people.unit), bodies)

    def fill(self) -> None:
        """Add letters with their tasks, systems, answers, requests, notices and the log."""
        from vonggac.apps.work.models import Task

        while Task.objects.count() < TASKS:
            self._give_out()
        _let_time_pass(self.bodies)
        _systems(self.bodies)
        _notices(self.people)
        _log(self.people.coordinator)
        self.twin = self.people.give_out(self.people.receive())
        self.twin_in_review = self.people.receive(name="cong-van-2.txt")
        self.people.settle(self.twin_in_review)
        _count_the_rows()

    def _give_out(self) -> None:
        from django.utils import timezone

        from vonggac.apps.directives.models import Directive
        from vonggac.apps.work import services

        n, at = len(self.letters) + 1, timezone.now()
        letter = Directive(kind="cong-van", number=f"{n}/UBND-NC", subject=f"Về bảo đảm an ninh mạng, đợt {n}", state="given")
        letter.dated_on, letter.given_at, letter.declared_at, letter.given_for = at.date(), at, at, self.people.unit
        letter.declared_by = letter.given_by = self.people.coordinator
        letter.save()
        specs = asked_of(self.bodies, letter.group(), ASKED_A_LETTER, asker=self.people.unit)
        services.open_assignments(specs, by=self.people.coordinator, at=at - timedelta(days=n))
        self.letters.append(letter)


def _body_of(user: Any) -> Any:
    from vonggac.apps.accounts.queries import holdings_now

    return next(held.post.organisation for held in holdings_now(user))


def _communes(root: Any, count: int) -> list[Any]:
    from vonggac.apps.organisations.models import Ancestry, Kind, Organisation

    made = [
        Organisation(
            code=f"x-{n:03}",
            name=f"Xã Thử {n:03}",
            addressee_name=f"UBND xã Thử {n:03}",
            kind=Kind.COMMUNE,
            parent=root,
            province_code=root.province_code,
        )
        for n in range(count)
    ]
    for body in made:
        body.fill_search()
    made = Organisation.objects.bulk_create(made)
    pairs = [Ancestry(above=body, below=body, depth=0) for body in made]
    above = list(Ancestry.objects.filter(below=root))
    pairs += [Ancestry(above_id=pair.above_id, below=body, depth=pair.depth + 1) for body in made for pair in above]
    Ancestry.objects.bulk_create(pairs)
    return made


def asked_of(bodies: list[Any], group: str, count: int, *, asker: Any = None) -> list[Any]:
    """Ask so many things of these bodies."""
    from django.utils import timezone

    from vonggac.apps.work.services import AssignmentSpec, FigureSpec, TaskRow

    due_on, asker_id = timezone.localdate() + timedelta(days=5), asker and asker.pk
    rows = [TaskRow(organisation_id=body.pk, asked_by_id=asker_id, due_on=due_on, due_origin="text") for body in bodies]
    figures = (FigureSpec(label="Máy đã quét", unit="máy"),)
    said = {"because": "Yêu cầu của UBND tỉnh về bảo đảm an ninh mạng dịp lễ", "basis": f"Công văn {group}, mục 1"}
    return [
        AssignmentSpec(
            origin_room="bench",
            title=f"{n}. {ASKS[n % len(ASKS)]}",
            group=group,
            rows=rows,
            figures=figures,
            position=n,
            number=str(n + 1),
            **said,
        )
        for n in range(count)
    ]


def _let_time_pass(bodies: list[Any]) -> None:
    """Spread the tasks over states, deadlines, levels and risks; the two bodies whose officers are measured still owe everything."""
    from django.db.models import F
    from django.db.models.functions import Mod
    from django.utils import timezone

    from vonggac.apps.work.models import FigureField, FigureValue, Task, TaskEvent

    at, today = timezone.now(), timezone.localdate()
    everything = Task.objects.annotate(turn=Mod(F("id"), 20))
    others = everything.exclude(organisation__in=bodies[:2])
    for turn in range(20):
        everything.filter(turn=turn).update(due_on=today + timedelta(days=turn - 8), level=turn % 6, risk=turn * 5)
    others.filter(turn__in=range(4)).update(
        state="done", done_at=at, sent_at=at - timedelta(days=1), acknowledged_at=at - timedelta(days=2)
    )
    others.filter(turn__in=(4, 5, 6)).update(state="sent", sent_at=at, acknowledged_at=at - timedelta(days=2), answer="Đã làm xong")
    others.filter(turn__in=(7, 8)).update(state="back", reason="Thiếu số liệu của các phòng chuyên môn", acknowledged_at=at)
    everything.filter(turn__in=(9, 10, 11), state="new").update(state="doing", acknowledged_at=at)
    fields = dict(FigureField.objects.values_list("assignment_id", "id"))
    answered = Task.objects.filter(state__in=("sent", "done")).values_list("id", "assignment_id")
    FigureValue.objects.bulk_create(
        [FigureValue(task_id=pk, field_id=fields[asked], value=pk % 90) for pk, asked in answered if asked in fields], batch_size=2_000
    )
    comments = Task.objects.filter(pk__in=everything.filter(turn=9).values("id")).values_list("id", flat=True)
    TaskEvent.objects.bulk_create(
        [TaskEvent(task_id=pk, what="commented", note="Đang chờ nhà mạng", happened_at=at, recorded_at=at) for pk in comments],
        batch_size=2_000,
    )


def _systems(bodies: list[Any]) -> None:
    from vonggac.apps.registry.models import InformationSystem

    made = [
        InformationSystem(
            code=f"ht-{n:05}", name=f"Hệ thống thử {n:05}", owner=bodies[n % len(bodies)], operator=bodies[0], level=n % 5 + 1
        )
        for n in range(SYSTEMS)
    ]
    for system in made:
        system.fill_search()
    InformationSystem.objects.bulk_create(made, batch_size=1_000)


def _notices(people: Any) -> None:
    from django.utils import timezone

    from vonggac.apps.work.models import Notice

    at = timezone.now()
    for user in (people.coordinator, people.officer, people.commune_officer):
        Notice.objects.bulk_create(
            [Notice(user=user, text=f"Có việc mới {n}", detail="Hạn trong tuần", link="/viec/", at=at) for n in range(NOTICES)]
        )


def _log(user: Any) -> None:
    """Lay down old lines of the log. Their chain is not computed: pages are measured here, not the proof."""
    from django.db import models
    from django.utils import timezone

    from vonggac.apps.audit.models import ChainHead, Entry

    at, first = timezone.now(), (ChainHead.objects.first() or ChainHead(number=0)).number + 1
    lines = [
        Entry(
            number=n,
            at=at,
            by=user,
            actor="Trần Thị Điều Phối, Cán bộ điều phối",
            act="work.tasks.accepted",
            previous="0" * 64,
            digest="0" * 64,
        )
        for n in range(first, first + LOG_LINES)
    ]
    models.QuerySet(Entry).bulk_create(lines, batch_size=2_000)
    ChainHead.objects.update(number=first + LOG_LINES - 1)


def _count_the_rows() -> None:
    """Let PostgreSQL learn how its rows are spread, as it does by itself within the minute; SQLite plans without."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
