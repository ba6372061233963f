"""Pages of hunts, findings, sets of rules and what is known to be good: who enters, what stands on them, what a press does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import NOW, Cast
from guard import assert_guarded
from hunts_cast import finding, hunt, starter
from indicators_cast import feed, indicator
from registry_cast import system
from vonggac.apps.audit.models import Entry
from vonggac.apps.hunts.models import Finding, FindingEvent, Hunt, KnownGood, RulePack
from vonggac.apps.hunts.queries.findings import FindingFilters, in_order, narrowed, page_of
from vonggac.apps.hunts.queries.heat import heat_of
from vonggac.apps.hunts.services import knowing
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import Task

pytestmark = pytest.mark.django_db
Asks = Callable[..., Hunt]
LONG = "powershell -enc " + "QUJD" * 2_000
RULE = b"title: Thu\nid: 11111111-2222-4333-8444-555555555555\nlogsource: {product: windows}\ndetection: {a: {B: c}, condition: a}\n"


@pytest.fixture
def ran(cast: Cast) -> Hunt:
    """A hunt of the department that found one rule on two machines, one of them on a system of level 3."""
    Organisation.objects.filter(pk=cast.office.pk).update(code="pa05")
    row = hunt(
        cast.department,
        events=1_000,
        files_read=1,
        hits=6,
        hosts=[{"host": "may-01", "events": 900}, {"host": "may-im", "events": 100, "written": ["MAY-IM."], "perhaps": ["may-im.so"]}],
        bad_count=1,
        coverage={
            "loaded": 38,
            "not_loaded": [{"file": "pack-0/hong.yml", "title": "Hỏng", "why": "thiếu điều kiện", "rule": "x"}],
            "idle": [{"rule_id": "z", "title": "Cần nhật ký DNS"}],
            "unseen_fields": {"ParentImage": ["a1", "b2"]},
            "kinds": {"windows/security": 1_000},
            "bad": [{"source": "Security.evtx", "line": 3, "why": "đoạn hỏng", "seen": "", "rule": "x"}],
            "bad_count": 1,
        },
    )
    portal = system("Cổng dịch vụ công", cast.department, level=3)
    first = finding(
        row, severity=2, system=portal, level=3, author="Nguyễn Tác Giả", false_positives=["Quản trị viên"], description="Mô tả."
    )
    finding(row, host="may-02", severity=4)
    FindingEvent.objects.create(finding=first, source="Security.evtx", record=7, at=NOW, fields={"EventData": {"CommandLine": LONG}})
    return row


def first_of(row: Hunt) -> Finding:
    return row.findings.get(host="may-01")


def get(client: Client, url: str, user: Any) -> str:
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_every_page_of_reading_is_for_those_of_the_body(client: Client, cast: Cast, ran: Hunt) -> None:
    known = knowing.know_good(
        ran.findings.get(host="may-02").pk,
        version=0,
        because="công cụ",
        expires_at=NOW + timedelta(900),
        by=cast.officer,
        at=NOW + timedelta(700),
    )
    for url in (ran.get_absolute_url(), first_of(ran).get_absolute_url(), known.get_absolute_url()):
        assert_guarded(client, url, works=cast.leader, stranger=cast.stranger)
    pack = starter(cast)
    for name, args in (("hunts", []), ("findings", []), ("known_list", []), ("packs", []), ("pack", [pack.pk])):
        assert_guarded(client, reverse(f"hunts:{name}", args=args), works=cast.auditor, stranger=cast.provider, stranger_gets=403)


def test_a_stranger_reads_no_row_of_another_body(client: Client, cast: Cast, ran: Hunt) -> None:
    for name in ("hunts", "findings"):
        assert "may-01" not in get(client, reverse(f"hunts:{name}") + "?verdict=all", cast.stranger)
    assert "may-01" in get(client, reverse("hunts:findings"), cast.officer)


def test_level_three_comes_first_then_severity_and_pages_go_on_by_keys(cast: Cast, ran: Hunt) -> None:
    rows = [finding(ran, host=f"m{number}", severity=number % 5, level=4 if number % 3 == 0 else None) for number in range(20)]
    order = [(0 if (row.level or 0) >= 3 else 1, -row.severity, row.pk) for row in in_order(Finding.objects.all())]
    assert order == sorted(order)
    assert len(order) == len(rows) + 2
    seen, after = [], ""
    while True:
        shown = page_of(Finding.objects.all(), after, 7)
        seen += [row.pk for row in shown.rows]
        after = shown.after
        if not after:
            break
    assert seen == [key[2] for key in order]


def test_filters_narrow_by_tactic_rule_host_level_and_words(cast: Cast, ran: Hunt) -> None:
    finding(ran, host="may-03", rule_id="b2", tags=["attack.credential_access"], title="Đọc bộ nhớ LSASS", verdict="true")

    def hosts(**asked: Any) -> set[str]:
        return set(narrowed(Finding.objects.all(), FindingFilters(**asked)).values_list("host", flat=True))

    assert hosts() == {"may-01", "may-02"}
    assert hosts(verdict="all", tactic="credential-access") == {"may-03"}
    assert hosts(verdict="true") == {"may-03"} == hosts(verdict="all", q="doc bo nho") == hosts(verdict="all", rule="b2")
    assert hosts(level="3+") == {"may-01"} == hosts(host="MAY-01")
    assert hosts(severity=4, hunt=ran.pk, body=ran.organisation_id) == {"may-02"}
    assert hosts(campaign=99) == set()


@pytest.mark.parametrize("name", ["hunts", "findings", "known_list", "packs"])
def test_a_list_costs_the_same_however_long_it_is(client: Client, cast: Cast, ran: Hunt, name: str) -> None:
    def longer(many: int) -> None:
        for number in range(many):
            starter(cast, kind="yara", file=None, retired_at=NOW)
            one = finding(hunt(cast.department), host=f"{name}-{many}-{number}", rule_id=f"r{number}")
            knowing.know_good(one.pk, version=0, because="x", expires_at=NOW + timedelta(9), by=cast.officer, at=NOW)
            finding(hunt(cast.department), host=f"{name}-{many}-{number}-b", rule_id=f"r{number}")

    url = reverse(f"hunts:{name}")
    longer(1)
    get(client, url, cast.coordinator)
    with CaptureQueriesContext(connection) as few:
        get(client, url, cast.coordinator)
    longer(6)
    with CaptureQueriesContext(connection) as lots:
        get(client, url, cast.coordinator)
    assert len(lots) <= len(few)


def test_the_page_of_a_finding_has_everything_that_decides_and_cuts_nothing(client: Client, cast: Cast, ran: Hunt) -> None:
    earlier = finding(hunt(cast.department), verdict="false", reason="đã hỏi quản trị")
    said = get(client, first_of(ran).get_absolute_url(), cast.officer)
    for words in (
        "Nguyễn Tác Giả",
        "Quản trị viên",
        "Mô tả.",
        "Thực thi",
        "T1059.001",
        "Command and Scripting Interpreter: PowerShell",
        LONG,
        "may-02",
        earlier.reason,
        "Cổng dịch vụ công",
    ):
        assert words in said, words


def test_what_a_mark_forbids_is_counted_and_shown_on_no_page(client: Client, cast: Cast, ran: Hunt) -> None:
    met = indicator(feed(cast, tlp="tlp:red"), "domain", "kin.example", tlp="tlp:red")
    row = finding(ran, what="indicator", title="Chỉ dấu kín", host="m9", indicator=met, because="nguồn kín")
    for url in (ran.get_absolute_url(), reverse("hunts:hunts"), reverse("hunts:findings"), first_of(ran).get_absolute_url()):
        assert "kín" not in get(client, url, cast.officer)
        assert "3 kết quả" not in get(client, url, cast.officer)
    assert "nguồn kín" in get(client, row.get_absolute_url(), cast.coordinator)
    assert "Chỉ dấu kín" in get(client, ran.get_absolute_url(), cast.coordinator)


def test_a_press_says_true_and_a_reason_is_asked_for_the_rest(client: Client, cast: Cast, ran: Hunt) -> None:
    row = first_of(ran)
    url = reverse("hunts:judge", args=[row.pk])
    assert_guarded(
        client,
        url,
        works=cast.officer,
        read_only=cast.leader,
        stranger=cast.stranger,
        method="post",
        data={"verdict": "true", "version": "0"},
    )
    row.refresh_from_db()
    assert row.verdict == "true"
    client.force_login(cast.officer)
    answer = client.post(url, {"verdict": "false", "version": "1"})
    assert answer.status_code == 422
    assert "Ghi lý do" in answer.content.decode()
    assert "vừa ghi" in client.post(url, {"verdict": "false", "reason": "x", "version": "0"}).content.decode()


def test_ticked_findings_are_judged_together(client: Client, cast: Cast, ran: Hunt) -> None:
    url = reverse("hunts:bulk")
    data = {"chon": [f"{row.pk}.{row.version}" for row in ran.findings.all()], "verdict": "false", "reason": "kiểm thử được phép"}
    assert_guarded(client, url, works=cast.officer, read_only=cast.leader, method="post", data=data)
    assert set(ran.findings.values_list("verdict", flat=True)) == {"false"}
    client.force_login(cast.stranger)
    assert "Chưa có kết quả nào" in client.get(url, {"chon": data["chon"]}).content.decode()


def test_known_good_is_said_after_seeing_what_it_sets_aside(client: Client, cast: Cast, ran: Hunt) -> None:
    row = first_of(ran)
    url = reverse("hunts:know", args=[row.pk])
    assert_guarded(client, url, works=cast.officer, read_only=cast.leader, stranger=cast.stranger)
    client.force_login(cast.officer)
    typed = {"reach": "body", "field": "", "because": "công cụ của Sở", "expires_on": "01/03/2027", "version": "0"}
    shown = client.post(url, typed)
    assert shown.context["shown"].promise, "one of them stands on level 3"
    assert not KnownGood.objects.exists()
    agreed = client.post(url, {**typed, "agreed_to": shown.context["signed"], "promise": "1"})
    assert agreed.status_code == 302, agreed.content.decode()
    assert set(ran.findings.values_list("verdict", flat=True)) == {"good"}
    known = KnownGood.objects.get()
    for name, data in (("known_extend", {"expires_on": "01/04/2027"}), ("known_end", {"bring_back": "on"})):
        one = reverse(f"hunts:{name}", args=[known.pk])
        assert_guarded(client, one, works=cast.officer, read_only=cast.leader, stranger=cast.stranger, method="post", data=data)
    assert set(ran.findings.values_list("verdict", flat=True)) == {"waiting"}


def test_work_is_given_out_after_seeing_the_steps(client: Client, cast: Cast, ran: Hunt) -> None:
    url = reverse("hunts:give", args=[first_of(ran).pk])
    shown = assert_guarded(client, url, works=cast.coordinator, read_only=cast.leader, stranger=cast.stranger)
    assert "giữ bản sao" in shown.content.decode()
    answer = client.post(url, {"agreed_to": shown.context["signed"]})
    assert answer.status_code == 302
    assert Task.objects.get().organisation == cast.department


def test_the_page_of_a_hunt_says_what_it_could_not_see(client: Client, cast: Cast, ran: Hunt) -> None:
    said = get(client, ran.get_absolute_url(), cast.officer)
    for words in (
        "1 trong 38 quy tắc không có",
        "đã xét bằng 37 quy tắc",
        "không nạp được",
        "thiếu điều kiện",
        "Cần nhật ký DNS",
        "ParentImage",
        "đoạn hỏng",
        "may-im",
        "nhật ký ghi: MAY-IM.",
        "có thể cùng một máy với: may-im.so",
        "Thực thi",
    ):
        assert words in said, words
    assert said.index("may-01") < said.index("may-02"), "level 3 first, whatever its severity"
    ran.findings.all().delete()
    assert "Chưa phải là máy sạch" in get(client, ran.get_absolute_url(), cast.officer)


def test_a_hunt_that_could_read_nothing_does_not_pass_for_a_quiet_one(client: Client, cast: Cast) -> None:
    place = {"source": "khoa.zip/a.evtx", "line": None, "why": "đặt mật khẩu", "seen": "", "rule": "x"}
    locked = hunt(cast.department, coverage={"loaded": 5, "bad": [place, place], "bad_count": 2}, bad_count=4, files_read=1)
    locked.files.update(name="khoa.zip", remarks=[{"where": "khoa.zip/a.evtx", "why": "đặt mật khẩu"}])
    said = get(client, locked.get_absolute_url(), cast.officer)
    assert "Không đọc được sự kiện nào" in said
    assert "đặt mật khẩu" in said
    assert "1 chỗ trong tệp không đọc được" in said, "the same place is counted once, however often it was met"
    assert "Không thấy dấu hiệu nào" not in said
    Hunt.objects.filter(pk=locked.pk).update(events=60, coverage={"loaded": 5, "kinds": {"không rõ": 60}})
    said = get(client, locked.get_absolute_url(), cast.officer)
    assert "60 dòng chữ chỉ được tìm bằng từ khóa" in said
    assert "Không thấy dấu hiệu nào" not in said
    Hunt.objects.filter(pk=locked.pk).update(coverage={"loaded": 5, "kinds": {"linux/syslog": 60}})
    assert "Không thấy dấu hiệu nào" in get(client, locked.get_absolute_url(), cast.officer)


def test_a_running_hunt_is_followed_and_its_end_leads_to_its_page(client: Client, cast: Cast) -> None:
    row = hunt(cast.department, state="running", ended_at=None)
    url = reverse("hunts:progress", args=[row.pk])
    shown = assert_guarded(client, url, works=cast.officer, stranger=cast.stranger).content.decode()
    assert 'hx-trigger="every 3s"' in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    Hunt.objects.filter(pk=row.pk).update(state="done", ended_at=NOW)
    assert client.get(url)["Location"] == row.get_absolute_url()
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_the_map_counts_true_and_waiting_by_tactic_and_body(cast: Cast, ran: Hunt) -> None:
    finding(hunt(cast.commune), verdict="true", tags=["attack.execution", "attack.impact"])
    finding(hunt(cast.commune), verdict="false", reason="x", host="x")
    finding(hunt(cast.commune), tags=[], host="y")
    heat = heat_of(Finding.objects.all())
    told = {line.head.key: [(cell.true, cell.waiting) for cell in line.cells] for line in heat.rows}
    commune = [column.key for column in heat.columns].index(str(cast.commune.pk))
    assert told["execution"][commune] == (1, 0)
    assert sum(told["execution"][1 - commune]) == 2
    assert told["impact"][commune] == (1, 0)
    assert told[""][commune] == (0, 1), "a rule that names no tactic is not lost"
    assert heat_of(Finding.objects.all(), across="host", by="body").rows[0].total == 3


def test_files_are_handed_in_with_the_declaration_and_nothing_else_is_taken(client: Client, cast: Cast) -> None:
    pack, url = starter(cast), reverse("hunts:new")
    assert_guarded(client, url, works=cast.officer, read_only=cast.leader, stranger=cast.provider, stranger_gets=403)

    def send(**facts: Any) -> Any:
        log = SimpleUploadedFile("auth.log", b"Nov 23 07:00:00 may-01 sshd[1]: x\n")
        told = {"organisation": cast.department.pk, "files": [log], "packs": [pack.pk], "handling": "internal", "declared": "on", **facts}
        return client.post(url, {name: value for name, value in told.items() if value is not None})

    client.force_login(cast.officer)
    refused = send(declared=None)
    assert refused.status_code == 422
    assert "không chứa bí mật nhà nước" in refused.content.decode()
    assert send(organisation=cast.commune.pk).status_code == 422
    assert send(since_on="02/03/2026", until_on="01/03/2026").status_code == 422
    assert not Hunt.objects.exists()
    made = send(with_indicators="on")
    assert made.status_code == 302, made.content.decode()
    assert made["Location"] == Hunt.objects.get().get_absolute_url()
    again = send()
    assert again.status_code == 422
    assert "Đã nộp trước đây" in again.content.decode()
    assert send(again="on").status_code == 302


def test_the_same_files_are_hunted_through_with_other_rules(client: Client, cast: Cast, asks: Asks) -> None:
    row = asks({"auth.log": b"Nov 23 07:00:00 may-01 sshd[1]: x\n"})
    url = reverse("hunts:anew", args=[row.pk])
    client.force_login(cast.officer)
    assert client.get(url).status_code == 404, "not before it has ended"
    Hunt.objects.filter(pk=row.pk).update(state="done", ended_at=NOW)
    data = {"packs": [row.packs.get().pk]}
    made = assert_guarded(client, url, works=cast.officer, read_only=cast.leader, stranger=cast.stranger, method="post", data=data)
    newer = Hunt.objects.latest("pk")
    assert made["Location"] == newer.get_absolute_url() != row.get_absolute_url()
    assert [one.sha256 for one in newer.files.all()] == [one.sha256 for one in row.files.all()]
    assert client.post(url, {"sent": "1"}).status_code == 422, "neither rules nor indicators"


def test_a_hunt_is_stopped_and_asked_for_again_by_who_may(client: Client, cast: Cast) -> None:
    row = hunt(cast.department, state="waiting", ended_at=None)
    url = reverse("hunts:stop", args=[row.pk])
    shown = assert_guarded(client, url, works=cast.officer, read_only=cast.leader, stranger=cast.stranger)
    client.post(url, {"agreed_to": shown.context["signed"]})
    row.refresh_from_db()
    assert row.state == "cancelled"
    again = reverse("hunts:again", args=[row.pk])
    assert_guarded(
        client, again, works=cast.officer, read_only=cast.leader, stranger=cast.stranger, method="post", data={}, wrong_method="get"
    )
    row.refresh_from_db()
    assert row.state == "waiting"


def test_results_leave_after_a_page_that_says_what_leaves_and_it_is_noted(client: Client, cast: Cast, ran: Hunt) -> None:
    from vonggac.apps.hunts.resultfile import ResultWriter
    from vonggac.apps.hunts.storing import results_of
    from vonggac.engines.hunt import Detection, Heading, Sighted

    url = reverse("hunts:download", args=[ran.pk, "navigator"])
    client.force_login(cast.officer)
    assert client.get(url).status_code == 404, "nothing lies there yet"
    results_of(ran.pk).parent.mkdir(parents=True, exist_ok=True)
    writer = ResultWriter(results_of(ran.pk))
    heading = Heading("a1", "Thử", tags=("attack.t1059.001",), author="Tác giả")
    writer.take(Detection(heading, Sighted("a.log", 1, "", "may-01", {"B": "=cmd()"})))
    writer.close()
    shown = assert_guarded(client, url, works=cast.leader, stranger=cast.stranger)
    answer = client.post(url, {"agreed_to": shown.context["signed"]})
    assert b"T1059.001" in b"".join(answer.streaming_content)
    assert "attachment" in answer["Content-Disposition"]
    line = Entry.objects.latest("number")
    assert (line.act, line.detail["kind"]) == ("hunts.exported", "navigator")


def test_a_set_of_rules_is_handed_in_and_retired_on_its_pages(client: Client, cast: Cast) -> None:
    url = reverse("hunts:pack_new")
    assert_guarded(client, url, works=cast.coordinator, read_only=cast.officer, stranger=cast.provider, stranger_gets=403)
    client.force_login(cast.coordinator)
    file = BytesIO(RULE)
    file.name = "thu.yml"
    made = client.post(url, {"name": "Thử", "files": [file], "licence": "DRL 1.1"})
    row = RulePack.objects.get()
    assert made["Location"] == row.get_absolute_url()
    assert "Đang đọc" in get(client, row.get_absolute_url(), cast.officer)
    RulePack.objects.filter(pk=row.pk).update(
        checked_at=NOW, loaded=1, refused=1, not_loaded=[{"file": "hong.yml", "title": "Hỏng", "why": "thiếu", "rule": "x"}]
    )
    assert "hong.yml" in get(client, row.get_absolute_url(), cast.officer)
    retire = reverse("hunts:pack_retire", args=[row.pk])
    assert_guarded(client, retire, works=cast.coordinator, read_only=cast.officer, stranger=cast.stranger, stranger_gets=403)
    assert client.post(retire, {"reason": "báo nhầm nhiều"}).status_code == 302
