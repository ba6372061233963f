"""A campaign asks two agencies for their logs; one holds an attack. It is found, verified, worked on with evidence; the campaign ends."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from campaigns_cast import Hunting, machines
from journeys.test_the_infected_machines import follow, look, press
from journeys.test_the_main_job import photo
from vonggac.apps.hunts.models import Campaign, Finding, Hunt
from vonggac.apps.hunts.services.packs import lay_starter_pack
from vonggac.apps.hunts.services.running import take_turn
from vonggac.apps.jobs.progress import NextTurn
from vonggac.apps.registry.models import Component
from vonggac.apps.work.files import path_of
from vonggac.apps.work.models import Task

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TITLE, RULE = "Dấu hiệu xóa dấu vết", "Xóa nhật ký sự kiện bằng lệnh"
ATTACKED, CALM = "cong-dvc-01", "pc-motcua-01"


def log(host: str, *commands: str) -> bytes:
    """Return what a machine wrote, as Winlogbeat sends it: a sign-in, then each command."""
    when = now() - timedelta(days=1)
    events = [(4624, "Security", {"LogonType": "2", "TargetUserName": "vanthu"})]
    facts = {"Image": r"C:\Windows\System32\wevtutil.exe", "User": rf"{host}\hotro"}
    events += [(1, "Microsoft-Windows-Sysmon/Operational", {**facts, "CommandLine": one}) for one in commands]
    lines = [
        {
            "@timestamp": (when + timedelta(minutes=number)).isoformat(),
            "winlog": {"channel": channel, "event_id": event, "computer_name": host.upper(), "event_data": told},
            "host": {"name": host},
        }
        for number, (event, channel, told) in enumerate(events)
    ]
    return "\n".join(json.dumps(line) for line in lines).encode()


def hand_in(page: Page, home: str, task: Task, content: bytes, *, pictures: str = "") -> Hunt:
    """Go from the task to the page that takes logs, bring one, and have it hunted through in a process of its own."""
    page.goto(f"{home}/viec/{task.pk}/")
    if pictures:
        look(page, f"{pictures}-task")
    follow(page, "Nộp nhật ký")
    if pictures:
        look(page, f"{pictures}-hand-in")
    page.locator("[name=files]").set_input_files({"name": "nhat-ky.json", "mimeType": "application/json", "buffer": content})
    page.locator("[name=declared]").check()
    press(page, "Nộp và chạy săn lùng")
    hunt = Hunt.objects.latest("id")
    for _turn in range(200):
        with suppress(NextTurn):
            take_turn(hunt.pk)
        hunt.refresh_from_db()
        if hunt.is_over:
            break
    assert hunt.state == Hunt.State.DONE, hunt.why
    return hunt


def answer(page: Page, home: str, task: int, words: str, *, evidence: bool = False) -> None:
    """Answer a task, with a picture where it asks for evidence."""
    page.goto(f"{home}/viec/{task}/")
    page.locator("[name=answer]").fill(words)
    if evidence:
        page.locator("[name=evidence]").set_input_files({"name": "da-lam.png", "mimeType": "image/png", "buffer": photo()})
    press(page, "Nộp để duyệt")


@pytest.fixture
def at(settings: Any, tmp_path: Any) -> Hunting:
    """The province in small, with the rules that ship and a server that the register names."""
    settings.EVIDENCE_FOLDER, settings.HUNTS_FOLDER = tmp_path / "evidence", tmp_path / "hunts"
    made = Hunting.lay_out()
    made.pack.delete()
    lay_starter_pack(at=now())
    Component.objects.filter(system=made.portal).delete()
    Component.objects.create(system=made.portal, what="server", name=ATTACKED)
    machines(made.portal, "workstation", 1)
    return made


def test_two_agencies_hand_logs_in_an_attack_is_found_worked_on_and_the_campaign_ends(
    page: Page, live_server: Any, sign_in: Callable[[Any], None], at: Hunting
) -> None:
    cast, home = at.cast, live_server.url
    sign_in(cast.coordinator)
    page.goto(f"{home}/san-lung/dot/lap/")
    look(page, "campaign-new")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=named]").fill("so khoa hoc va cong nghe tinh thu nghiem\nUBND xã Đức Hòa")
    press(page, "Soạn đợt săn lùng")
    look(page, "campaign-draft")
    follow(page, "Kiểm tra và giao việc")
    look(page, "campaign-give")
    press(page, "Giao việc cho 2 cơ quan")
    campaign = Campaign.objects.get()
    tasks = {task.organisation_id: task for task in Task.objects.all()}

    sign_in(cast.officer)
    attacked = hand_in(
        page, home, tasks[cast.department.pk], log(ATTACKED, "wevtutil cl Security", "wevtutil cl System"), pictures="campaign"
    )
    sign_in(cast.commune_officer)
    calm = hand_in(page, home, tasks[cast.commune.pk], log(CALM))
    assert not calm.findings.exists()
    found = Finding.objects.get(hunt=attacked)
    assert (found.title, found.host, found.count, found.system) == (RULE, ATTACKED, 2, at.portal)

    sign_in(cast.officer)
    page.goto(home + found.get_absolute_url())
    press(page, "Đúng")
    sign_in(cast.coordinator)
    page.goto(home + found.get_absolute_url())
    follow(page, "Giao việc")
    press(page, "Giao việc")
    found.refresh_from_db()
    assert found.task is not None
    assert found.task.organisation == cast.department

    sign_in(cast.officer)
    answer(page, home, found.task.pk, "Đã ngắt máy, giữ chứng cứ, cài lại, đổi mật khẩu", evidence=True)
    answer(page, home, tasks[cast.department.pk].pk, "Đã nộp 1 máy chủ; máy trạm chưa có gói")
    sign_in(cast.coordinator)
    page.goto(f"{home}/viec/{found.task.pk}/")
    press(page, "Chấp nhận kết quả")

    page.goto(home + campaign.get_absolute_url())
    look(page, "campaign-open")
    said = page.locator("main").inner_text()
    for words in (
        "2 trong 2 cơ quan đã nộp nhật ký; đã thấy 2 trong 6 máy của sổ đăng ký.",
        "Đã thấy 1 trong 2 máy",
        "Đã thấy 1 trong 4 máy",
    ):
        assert words in said, words
    follow(page, cast.department.name)
    look(page, "campaign-body")
    page.goto(f"{home}/san-lung/dot/{campaign.pk}/ket-thuc/")
    page.locator("[name=conclusion]").fill("Một máy chủ bị xóa nhật ký, đã cài lại. Còn máy trạm phải thu thập.")
    press(page, "Xem lại trước khi kết thúc")
    look(page, "campaign-close")
    press(page, "Kết thúc đợt săn lùng")
    look(page, "campaign-closed")
    campaign.refresh_from_db()
    with zipfile.ZipFile(BytesIO(path_of(campaign.paper.draft.sha256).read_bytes())) as parts:
        paper = parts.read("word/document.xml").decode()
    assert RULE in paper
    assert ATTACKED not in paper
    press(page, "Soạn đợt nửa năm sau")
    assert Campaign.objects.latest("id").repeats == campaign
