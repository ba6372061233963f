"""Form 08 of 2,000 systems with dossiers, regulations and assessments: reading, writing each file, memory; and the pages over them.

    script/bench annual

Uses a throw-away SQLite database of its own; on PostgreSQL set VONGGAC_DATABASE_URL to an empty database.
"""

from __future__ import annotations

import resource
import time
from datetime import date, timedelta
from typing import Any

from full_province import prepare
from harness import Footprint, collect_as_the_server_does, say, timed

SYSTEMS, REQUESTS = 2_000, 60
SECONDS, MEGABYTES, MILLISECONDS = 5, 300, 150


def fill(cast: Any, at: Any) -> None:
    """Write 2,000 systems of two hundred bodies, each with a dossier in one of five states, an assessment and its sums."""
    from cast import organisation
    from vonggac.apps.compliance.models import Assessment, Coverage, Dossier, SecurityRegulation
    from vonggac.apps.registry.models import InformationSystem

    today = at.date()
    bodies = [organisation(f"x-{n}", f"Xã Thử Nghiệm {n}", "commune", cast.province) for n in range(200)]
    rules = SecurityRegulation.objects.create(
        organisation=cast.department, number="1/QC", issued_on=today - timedelta(days=90), issuer="UBND", recorded_at=at
    )
    systems = [
        InformationSystem(
            code=f"B-{n}", name=f"Hệ thống thông tin thử nghiệm số {n}", owner=bodies[n % 200], operator=bodies[n % 200], level=n % 5 + 1
        )
        for n in range(SYSTEMS)
    ]
    for one in systems:
        one.fill_search()
    InformationSystem.objects.bulk_create(systems)
    Dossier.objects.bulk_create([_dossier(one, n, rules, at) for n, one in enumerate(systems)])
    assessments = Assessment.objects.bulk_create(
        [
            Assessment(
                system=one,
                kind="periodic",
                state="closed",
                catalogue="TCVN 14423:2026",
                catalogue_digest="0" * 64,
                level=one.level,
                as_of=today,
                opened_at=at,
                closed_at=at,
            )
            for one in systems
        ]
    )
    Coverage.objects.bulk_create(
        [Coverage(assessment=one, group=f"G{g}", met=8, partly=2, not_met=g % 2) for one in assessments for g in range(20)],
        batch_size=5_000,
    )


def _dossier(one: Any, n: int, rules: Any, at: Any) -> Any:
    from vonggac.apps.compliance.models import Dossier

    state = ("draft", "sent", "appraised", "approved", "implemented")[n % 5]
    done = n % 5 > 2
    return Dossier(
        system=one,
        number=1,
        proposed_level=one.level,
        regime="nd331",
        preparer=one.owner,
        opened_at=at,
        state=state,
        regulation=rules,
        due_on=date(2026, 11, 1) + timedelta(days=n % 60),
        approved_on=at.date() if done else None,
        decision_number=f"{n}/QĐ-UBND" if done else "",
        decision_issuer="UBND tỉnh" if done else "",
        expected_approval_on=date(2026, 12, 31),
        expected_full_on=date(2027, 6, 30),
    )


def measure_files(cast: Any, at: Any) -> None:
    """Measure reading the rows and writing each kind of file."""
    from vonggac.apps.compliance.queries import annual
    from vonggac.apps.compliance.services import annual_files

    year = annual.report_year(2026)
    began = time.perf_counter()
    made = annual_files.made_of(cast.province, year, at.date())
    read = time.perf_counter() - began
    say("Mẫu số 08: đọc và xếp 2.000 hệ thống", read, "s", most=SECONDS)
    for ending in ("xlsx", "docx", "pdf"):
        began, worked = time.perf_counter(), _processor()
        content = annual_files.content_of(made, year, ending, day=at.date(), at=at)
        took, worked = read + time.perf_counter() - began, _processor() - worked
        with Footprint() as footprint:  # to look takes time: a second run, not the one measured
            annual_files.content_of(made, year, ending, day=at.date(), at=at)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        say(
            f"Mẫu số 08 của 2.000 hệ thống, {ending}",
            took,
            "s",
            most=SECONDS,
            cpu=round(worked, 2),
            peak_mb=round(peak),
            peak_of_a_child_mb=round(footprint.child),
            together_mb=round(footprint.together),
            most_mb=MEGABYTES,
            bytes=len(content),
        )


def _processor() -> float:
    """Return the processor's time so far, the processes that ended counted in."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure_pages(cast: Any) -> None:
    """Measure the overview, the map, the clocks and the list of reports."""
    from django.test import Client
    from django.urls import reverse

    collect_as_the_server_does()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(cast.coordinator)
    for name, args in (("overview", []), ("communes", []), ("transitions", []), ("reports", [2026])):
        url = reverse(f"compliance:{name}", args=args)
        client.get(url)
        assert client.get(url).status_code == 200
        spent = timed(lambda url=url: client.get(url), REQUESTS)
        say(f"trang {url} với 2.000 hệ thống, p95", spent.pop("p95"), "ms", most=MILLISECONDS, **spent)


def main() -> None:
    """Fill a database and measure."""
    prepare()
    from django.utils import timezone

    from cast import Cast

    cast, at = Cast.assemble(), timezone.now()
    fill(cast, at)
    measure_files(cast, at)
    measure_pages(cast)


if __name__ == "__main__":
    main()
