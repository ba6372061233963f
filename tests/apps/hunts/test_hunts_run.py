"""A hunt from files to findings, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cast import NOW, TODAY, Cast
from hunting_here import NOTHING, ROOT_CAME_IN, RULE, run, run_here, seek_here
from hunts_cast import starter
from indicators_cast import feed, indicator
from registry_cast import system
from vonggac.apps.hunts import process
from vonggac.apps.hunts.models import Finding, FindingEvent, Hunt, KnownGood, RulePack
from vonggac.apps.hunts.process import Process
from vonggac.apps.hunts.queries.hosts import placed
from vonggac.apps.hunts.queries.visibility import findings_visible_to
from vonggac.apps.hunts.resultfile import detections_of
from vonggac.apps.hunts.services import running
from vonggac.apps.hunts.services.asking import cancel_hunt
from vonggac.apps.hunts.services.results import take_results
from vonggac.apps.hunts.services.running import fail_the_forsaken, take_turn
from vonggac.apps.hunts.storing import results_of
from vonggac.apps.hunts.ui.coverage_words import seen_by
from vonggac.apps.jobs.models import Lease
from vonggac.apps.jobs.progress import NextTurn
from vonggac.apps.registry.models import Component
from vonggac.apps.threats.models import Indicator, Sighting
from vonggac.apps.work import files as evidence
from vonggac.apps.work.models import StoredFile
from vonggac.sources.hunting.outputs import as_object

pytestmark = pytest.mark.django_db

Asks = Callable[..., Hunt]


def test_files_become_findings_by_rule_and_host_on_the_systems_of_the_body(asks: Asks, cast: Cast) -> None:
    portal = system("Cổng dịch vụ công", cast.department, level=3)
    Component.objects.create(system=portal, what="server", name="may-01")
    hunt = run(asks({"auth máy 1 và 2.log": ROOT_CAME_IN, "auth máy 3.log": NOTHING}))
    assert (hunt.state, hunt.why, hunt.events, hunt.files_read) == ("done", "", 17, 2)
    found = {row.host: row for row in Finding.objects.filter(hunt=hunt, title=RULE)}
    assert {host: (row.count, row.system, row.level) for host, row in found.items()} == {
        "may-01": (8, portal, 3),
        "may-02": (8, None, None),
    }
    one = found["may-01"]
    assert one.matched_by.startswith("may-01 là tên của một thành phần")
    assert one.author
    events = list(one.events.all())
    assert [(event.source, event.record) for event in events] == [("auth máy 1 và 2.log", number) for number in range(1, 9)]
    assert "198.51.100.0" in str(events[0].fields)
    assert [told["host"] for told in hunt.hosts] == ["may-01", "may-02", "may-03"], "those without a finding too"
    assert hunt.coverage["kinds"] == {"linux/sshd": 17}
    assert [as_object(one)["event"] for one in detections_of(results_of(hunt.pk)) if one.heading.title == RULE][0] == events[0].fields
    assert not Process(hunt.pk).run.exists(), "what it worked with is gone"


def test_the_same_name_in_two_systems_is_left_to_a_person(asks: Asks, cast: Cast) -> None:
    for name in ("Cổng", "Thư"):
        Component.objects.create(system=system(name, cast.department), what="server", name="MAY-01.so.example")
    Component.objects.create(system=system("Một cửa", cast.commune), what="server", name="may-02")
    hunt = run_here(asks({"auth.log": ROOT_CAME_IN.replace(b"MAY-01", b"may-01.so.example")}))
    told = {row.host: (row.system, row.matched_by) for row in hunt.findings.filter(title=RULE)}
    assert told["may-01.so.example"][0] is None
    assert "nhiều hệ thống" in told["may-01.so.example"][1]
    assert told["may-02"] == (None, ""), "the system of another body is none of its own"


def test_a_machine_is_that_of_the_register_however_either_writes_it_unless_two_may_be_meant(cast: Cast) -> None:
    of = system("Trang thông tin", cast.department)
    for name in ("PC5.so.local", "pc6", "pc7", "pc8.a", "pc8.b"):
        Component.objects.create(system=of, what="server", name=name)
    read = ["pc5", "pc6.so.local", "pc7.a", "pc7.b", "pc8", "10.0.0.1"]
    for names in (read, read[::-1]):
        found = placed(cast.department.pk, dict.fromkeys(names, ()), TODAY)
        assert {name for name, one in found.items() if one.system_id == of.pk} == {"pc5", "pc6.so.local"}
        assert found["pc8"].because == "pc8 có thể là pc8.a, pc8.b trong sổ; cần người xác định"
        assert found["pc7.a"].because == found["pc7.b"].because == "sổ ghi pc7, nhật ký có pc7.a, pc7.b; cần người xác định"
        assert found["10.0.0.1"].because == ""
    beside = placed(cast.department.pk, {"pc6.so.local": ()}, TODAY, ["pc6.xa.local"])
    assert beside["pc6.so.local"].system_id is None


def test_what_is_known_to_be_good_is_set_aside_and_counted(asks: Asks, cast: Cast) -> None:
    hunt = asks({"auth.log": ROOT_CAME_IN})
    of, told = seek_here(hunt)
    lines = [json.loads(line) for line in (of.run / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    rule = next(line["id"] for line in lines if line["title"] == RULE)
    facts: dict[str, Any] = {"rule_id": rule, "rule_title": RULE, "because": "máy nhảy", "made_by": cast.officer, "made_at": NOW}
    facts["starts_at"] = NOW - timedelta(days=9)
    good = KnownGood.objects.create(organisation=cast.department, host="may-01", expires_at=NOW + timedelta(days=9), **facts)
    KnownGood.objects.create(organisation=cast.department, host="may-02", expires_at=NOW - timedelta(days=1), **facts)
    take_results(hunt, of.run, told, at=NOW)
    rows = {row.host: row for row in hunt.findings.filter(rule_id=rule)}
    assert (rows["may-01"].verdict, rows["may-01"].hidden_by, rows["may-01"].reason) == ("good", good, "máy nhảy")
    assert rows["may-02"].verdict == "waiting", "what was known has ended"
    good.refresh_from_db()
    assert good.hidden == 1


def test_results_are_taken_once_however_often_the_job_is_cut_off(asks: Asks) -> None:
    hunt = asks({"auth.log": ROOT_CAME_IN})
    of, told = seek_here(hunt)
    broken = {**told, "events": "nothing that a number column takes"}
    with pytest.raises(ValueError, match="nothing"):
        take_results(hunt, of.run, broken, at=NOW)
    assert not Finding.objects.filter(hunt=hunt).exists()
    first = take_results(hunt, of.run, told, at=NOW)
    rows, events = Finding.objects.count(), FindingEvent.objects.count()
    assert first["findings"] == rows > 0
    assert take_results(hunt, of.run, told, at=NOW) == {}
    assert (Finding.objects.count(), FindingEvent.objects.count()) == (rows, events)


def known(cast: Cast, *rows: tuple[str, str, str], over: tuple[str, ...] = ()) -> dict[str, Indicator]:
    """Write indicators that hold on any day, whatever the clock of the machine says; those of `over` hold no more."""
    of, long_ago = feed(cast), datetime(2020, 1, 1, tzinfo=UTC)
    made = {value: indicator(of, kind, value, tlp=mark) for kind, value, mark in rows}
    Indicator.objects.update(valid_from=long_ago)
    Indicator.objects.filter(value__in=over).update(valid_to=long_ago + timedelta(days=1))
    return made


def test_indicators_of_today_are_found_in_the_same_pass_and_bind_by_their_marks(asks: Asks, cast: Cast) -> None:
    rows = [("address", f"198.51.100.{n}", mark) for n, mark in ((3, "tlp:green"), (4, "tlp:red"), (5, "tlp:green"))]
    green = known(cast, *rows, over=("198.51.100.5",))["198.51.100.3"]
    hunt = run_here(asks({"auth.log": ROOT_CAME_IN}, packs=[]))
    met = hunt.findings.filter(what="indicator")
    assert sorted({row.indicator.value for row in met if row.indicator}) == ["198.51.100.3", "198.51.100.4"]
    assert {row.indicator for row in findings_visible_to(cast.officer).filter(what="indicator")} == {green}
    assert findings_visible_to(cast.coordinator).filter(what="indicator").count() == met.count() == 4
    seen = Sighting.objects.get(indicator=green, where="hunt")
    assert (seen.place, seen.count) == (hunt.pk, 2)


def yara(cast: Cast, text: str) -> RulePack:
    stored = StoredFile.objects.create(sha256=evidence.keep(text.encode()), size=len(text), media_type="text/plain", kept_at=NOW)
    return starter(cast, kind="yara", name="YARA thử", file=stored, file_name="thu.yar")


def test_yara_rules_and_hashes_are_asked_of_the_files_themselves(asks: Asks, cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    pack = yara(cast, 'rule Cua_Sau : T1505_003 { meta: author = "Vọng Gác" strings: $a = "cua-sau-thu" condition: $a }')
    bad = b"MZ cua-sau-thu" + bytes(64)
    hunt = run_here(asks({"web.aspx": bad, "nhat-ky.log": NOTHING}, packs=[pack], with_indicators=False))
    (one,) = hunt.findings.all()
    assert (one.what, one.rule_id, one.author) == ("file", "yara:Cua_Sau", "Vọng Gác")
    assert one.events.get().source == "web.aspx"
    digest = hunt.files.get(name="web.aspx").sha256
    known(cast, ("hash", digest, "tlp:clear"))
    by_hash = run_here(asks({"web.aspx": bad}, packs=[], again=True))
    assert [(row.what, row.indicator.value) for row in by_hash.findings.all() if row.indicator] == [("indicator", digest)]


def test_a_place_that_both_passes_cannot_read_counts_once(asks: Asks, cast: Cast) -> None:
    known(cast, ("hash", "ab" * 32, "tlp:clear"))
    hunt = run_here(asks({"hong.zip": b"PK\x03\x04" + bytes(64)}, packs=[]))
    assert [(one["source"], one["rule"]) for one in hunt.coverage["bad"]] == [("hong.zip", "damaged")]
    file = hunt.files.get()
    assert (hunt.bad_count, hunt.coverage["bad_count"], file.bad_count, len(file.remarks)) == (1, 1, 1, 1)


def test_a_bad_line_is_told_once_with_what_stood_there(asks: Asks) -> None:
    hunt = run_here(asks({"nhat-ky.json": b'{"Channel": "Security", "EventID": 4624, "a": 1}\n{"Channel": "Sec\n'}))
    (part,) = [part for part in seen_by(hunt, {}).parts if part.key == "bad"]
    assert [(one.where, one.seen) for one in part.lines] == [("nhat-ky.json, dòng 2", '{"Channel": "Sec')]
    assert part.count == 1


# --- the process ------------------------------------------------------------------------------------------------------------------------


def test_a_hunt_that_is_stopped_ends_at_once_and_leaves_nothing_running(asks: Asks, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hunt = asks({"auth.log": ROOT_CAME_IN})
    of, looks = Process(hunt.pk), []

    def stop_it(_seconds: float) -> None:
        looks.append(of.is_running())
        if len(looks) == 1:
            cancel_hunt(hunt, why="nhầm cơ quan", by=cast.officer, at=NOW)

    monkeypatch.setattr(running, "ASK_EVERY", 1)
    monkeypatch.setattr(running, "others_wait", lambda: False)
    assert run(hunt, sleep=stop_it).state == "cancelled"
    assert looks == [True]
    assert not of.is_running()
    assert not hunt.findings.exists()


def test_the_worker_serves_others_while_a_hunt_runs_on(asks: Asks, monkeypatch: pytest.MonkeyPatch) -> None:
    hunt = asks({"auth.log": ROOT_CAME_IN})
    monkeypatch.setattr(running, "ASK_EVERY", 1)
    with pytest.raises(NextTurn):
        take_turn(hunt.pk, sleep=lambda _seconds: None)
    hunt.refresh_from_db()
    assert hunt.state == "running"
    assert Process(hunt.pk).is_running(), "it goes on between its turns"
    other = asks({"auth.log": NOTHING})
    with pytest.raises(NextTurn) as later:
        take_turn(other.pk)
    assert later.value.seconds == running.WAIT_FOR_PLACE, "one hunt at a time"
    Process(hunt.pk).stop()


def test_a_process_that_dies_three_times_is_given_up_with_a_reason(asks: Asks, monkeypatch: pytest.MonkeyPatch) -> None:
    hunt = asks({"auth.log": ROOT_CAME_IN})
    jobs: list[int] = []

    def kill_it(_seconds: float) -> None:
        jobs.append(json.loads((Process(hunt.pk).run / "task.json").read_text(encoding="utf-8"))["jobs"])
        with suppress(ProcessLookupError):
            os.kill(process._ours[hunt.pk].pid, signal.SIGKILL)

    monkeypatch.setattr(running, "others_wait", lambda: False)
    assert run(hunt, sleep=kill_it).state == "failed"
    assert "dừng đột ngột" in hunt.why
    assert jobs[-1] == 2, "at last the files are read by processes apart, so that one broken file costs only itself"


def test_the_process_knows_no_secret_of_the_house(asks: Asks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VONGGAC_SECRET_KEY", "khóa của nhà")
    monkeypatch.setenv("VONGGAC_DATABASE_URL", "postgresql://…")
    told = Process(asks({"auth.log": NOTHING}).pk)._environment()
    assert not [name for name in told if name.startswith("VONGGAC_")]
    assert told["TMPDIR"].startswith(str(Process(1).folder.parent)), "nothing of the files lies in a folder of everybody"


def test_a_hunt_whose_job_is_gone_does_not_wait_for_ever(asks: Asks) -> None:
    hunt = asks({"auth.log": NOTHING})
    assert fail_the_forsaken(at=NOW) == 0
    Lease.objects.all().delete()
    assert fail_the_forsaken(at=NOW) == 1
    hunt.refresh_from_db()
    assert (hunt.state, hunt.ended_at) == ("failed", NOW)


def test_rules_that_are_no_longer_there_fail_the_hunt_with_their_name(asks: Asks, cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    pack = yara(cast, "rule A { condition: true }")
    evidence.erase(pack.file.sha256)  # type: ignore[union-attr]
    hunt = run(asks({"auth.log": NOTHING}, packs=[pack]))
    assert hunt.state == "failed"
    assert "YARA thử" in hunt.why


@pytest.mark.long
def test_killed_at_any_moment_a_hunt_finds_everything_once(asks: Asks, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = {f"auth-{number}.log": ROOT_CAME_IN.replace(b"MAY-0", f"MAY-{number}".encode()) * 200 for number in range(6)}
    whole = run_here(asks(logs))
    expected = sorted(whole.findings.values_list("rule_id", "host", "count", "first_at", "last_at"))
    monkeypatch.setattr(running, "others_wait", lambda: False)
    monkeypatch.setattr(running, "MOST_FALLS", 1_000)
    monkeypatch.setattr(running, "ISOLATED_AFTER", 1_000)
    for seed in range(8):
        chance, hunt, deaths = Random(seed), asks(logs, again=True), []

        def maybe_kill(_seconds: float, chance: Random = chance, hunt: Hunt = hunt, deaths: list[int] = deaths) -> None:
            time.sleep(chance.random() / 5)
            if len(deaths) < 6 and chance.random() < 0.5 and (child := process._ours.get(hunt.pk)) is not None:
                deaths.append(child.pid)
                child.kill()
                child.wait()

        assert run(hunt, sleep=maybe_kill).state == "done", seed
        assert deaths, "the test would prove nothing"
        assert sorted(hunt.findings.values_list("rule_id", "host", "count", "first_at", "last_at")) == expected
        assert hunt.events == whole.events
