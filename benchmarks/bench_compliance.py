"""The measures of 2,000 systems, about 400,000 answers: pages, sums, the questionnaire out and 10,000 answers in; one JSON line each.

    script/bench compliance

Uses a throw-away SQLite database of its own; on PostgreSQL set VONGGAC_DATABASE_URL to an empty database.
"""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from full_province import prepare
from harness import collect_as_the_server_does, say, seconds, timed

SYSTEMS, OPEN, REQUESTS, LIMIT = 2_000, 52, 60, 150
LEVELS = (3, 3, 3, 3, 2, 4, 1, 3, 5, 3)
"""How levels are spread, so that 2,000 systems have about 400,000 answers."""
EDITION = "TCVN 14423:2026"


def seed(owner: Any, other: Any) -> None:
    """Write systems, assessments and answers in sets; the answers come from one statement over a template."""
    from django.db import connection
    from django.utils import timezone

    from vonggac.apps.compliance.models import Assessment
    from vonggac.apps.compliance.services.counting import recount
    from vonggac.apps.registry.models import InformationSystem
    from vonggac.law.catalogues import catalogue

    edition, at = catalogue(EDITION), timezone.now()
    systems = [
        InformationSystem(code=f"B-{n:04}", name=f"Hệ thống thử {n:04}", owner=owner if n % 2 else other, level=LEVELS[n % 10])
        for n in range(SYSTEMS)
    ]
    for one in systems:
        one.fill_search()
    InformationSystem.objects.bulk_create(systems, batch_size=500)
    rows = Assessment.objects.bulk_create(
        [
            Assessment(
                system=one, catalogue=EDITION, catalogue_digest=edition.digest, level=one.level, as_of=date(2026, 9, 1), opened_at=at,
                state="open" if n < OPEN else "closed", closed_at=None if n < OPEN else at,
            )
            for n, one in enumerate(systems)
        ],
        batch_size=500,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE asked (level INTEGER, place INTEGER, control VARCHAR(20), chapter VARCHAR(20))")
        asked = [(int(level), n, one.code, one.group) for n, one in enumerate(edition.controls) for level in one.levels]
        cursor.executemany("INSERT INTO asked VALUES (%s, %s, %s, %s)", asked)
        state = "CASE (a.id * 7 + t.place * 3) %% 11 WHEN 0 THEN 'not' WHEN 1 THEN 'partly' WHEN 2 THEN 'partly' ELSE 'met' END"
        cursor.execute(
            'INSERT INTO compliance_answer (assessment_id, control, "group", state, counts_as, note, look_again, '
            "returned_because, version) "
            f"SELECT a.id, t.control, t.chapter, {state}, {state}, '', %s, '', 1 FROM compliance_assessment a "
            "JOIN asked t ON t.level = a.level ORDER BY a.id, t.place",
            [False],
        )
    for start in range(0, len(rows), 500):
        recount([row.pk for row in rows[start : start + 500]])


def measure_pages(user: Any) -> None:
    """Ask for the list, an assessment of level 3, its gaps and the page of a system."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from vonggac.apps.compliance.models import Assessment

    one = Assessment.objects.filter(level=3, state="open").first()
    collect_as_the_server_does()
    floor = timed(lambda: Client(SERVER_NAME="127.0.0.1").get("/suc-khoe"), REQUESTS)["p95"]
    for name, path in (
        ("danh sách lần đánh giá, 2.000 hệ thống", "/cap-do/bien-phap/"),
        ("một lần đánh giá, 195 yêu cầu", f"/cap-do/bien-phap/{one.pk}/"),
        ("yêu cầu còn thiếu của một hệ thống", f"/cap-do/bien-phap/{one.pk}/con-thieu/"),
        ("trang hệ thống có mạng nhện", f"/he-thong/{one.system_id}/"),
    ):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        assert client.get(path).status_code == 200, path
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        count = len(asked)
        spent = timed(lambda client=client, path=path: client.get(path), REQUESTS)
        high = spent.pop("p95")
        say(f"{name}, p95", high, "ms", baseline="trang /suc-khoe, p95", base=floor, **spent, queries=count, limit=LIMIT)


def measure_sums() -> None:
    """Add coverage up by level, against counting the answers themselves."""
    from django.db.models import Count, Sum

    from vonggac.apps.compliance.models import Answer, Coverage

    kept = seconds(lambda: list(Coverage.objects.order_by().values("assessment__level").annotate(met=Sum("met"), missing=Sum("not_met"))))
    counted = seconds(lambda: list(Answer.objects.order_by().values("assessment__level", "counts_as").annotate(n=Count("id"))), rounds=1)
    say(
        "cộng mức đáp ứng của 2.000 hệ thống theo cấp độ",
        kept * 1000,
        "ms",
        baseline="đếm lại từ câu trả lời",
        base=counted * 1000,
        limit=LIMIT,
    )


def measure_questionnaires(user: Any) -> None:
    """Write one questionnaire, then take 10,000 answers in."""
    from django.utils import timezone
    from django.utils.timezone import localdate

    from vonggac.apps.compliance.models import Assessment
    from vonggac.apps.compliance.services.questionnaires import COLUMNS, QUESTIONNAIRES, _workbook, rows_for
    from vonggac.apps.lists import services
    from vonggac.law.catalogues import catalogue
    from vonggac.sources.tables import read_table, write_csv

    edition = catalogue(EDITION)
    big = Assessment.objects.filter(level=5).select_related("system").first()
    rows = rows_for(big, edition)
    plain = seconds(lambda: write_csv(COLUMNS, rows), rounds=3)
    say(
        f"phiếu XLSX {len(rows)} yêu cầu",
        seconds(lambda: _workbook(big, rows), rounds=3),
        "s",
        baseline="cùng phiếu dạng CSV",
        base=plain,
        limit=1,
    )
    lines: list[Any] = []
    for one in Assessment.objects.filter(state="open").select_related("system"):
        lines += [{**row, "state": "met", "note": "Đã rà soát lại"} for row in rows_for(one, edition)]
    sheet = write_csv(COLUMNS, lines[:10_000])
    reading = seconds(lambda: read_table(sheet, "phieu.csv", expected=COLUMNS), rounds=1)
    began = time.perf_counter()
    run = services.preview_list(QUESTIONNAIRES, sheet, "phieu.csv", user=user, at=timezone.now(), on=localdate())
    shown = time.perf_counter() - began
    began = time.perf_counter()
    services.apply_import(run, by=user, at=timezone.now())
    written = time.perf_counter() - began
    say(f"ghi {run.changed} câu trả lời từ phiếu", written, "s", baseline="đọc tệp", base=reading, limit=5)
    say(f"xem trước {run.changed} câu trả lời từ phiếu", shown, "s", baseline="đọc tệp", base=reading)


def main() -> None:
    """Seed and measure."""
    prepare()
    from cast import Cast
    from vonggac.apps.compliance.models import Answer

    cast = Cast.assemble()
    began = time.perf_counter()
    seed(cast.department, cast.commune)
    say("số câu trả lời", Answer.objects.count(), "câu", seeded_in=round(time.perf_counter() - began, 1))
    measure_pages(cast.coordinator)
    measure_sums()
    measure_questionnaires(cast.coordinator)


if __name__ == "__main__":
    main()
