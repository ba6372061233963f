"""An invented campaign for a demonstration: given out, two agencies handed small logs in, one is excused; made by the very acts of people.

The hunts run as any other, in the background after the start, and what they found is judged when they are over: the start stays short.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate, localtime

from vonggac.apps.accounts.models import User
from vonggac.apps.accounts.queries import organisations_reached
from vonggac.apps.hunts.models import Campaign, Finding, Hunt, RulePack
from vonggac.apps.hunts.queries.whom import Whom, bodies_meant
from vonggac.apps.hunts.services.asked_of_bodies import plan_of
from vonggac.apps.hunts.services.asking import Brought, ask_hunt
from vonggac.apps.hunts.services.campaigns import NewCampaign, draft_campaign, give_out
from vonggac.apps.hunts.services.excusing import excuse_body
from vonggac.apps.hunts.services.knowing import know_good
from vonggac.apps.hunts.services.packs import lay_starter_pack
from vonggac.apps.hunts.services.repeating import half_year_of
from vonggac.apps.hunts.services.tasking import give_work
from vonggac.apps.hunts.services.triage import judge_findings
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.registry.models import Component, InformationSystem
from vonggac.kernel.periods import add_months

TITLE = "Dấu hiệu mã độc tống tiền (trình diễn, hư cấu)"
PURPOSE = (
    "Tìm dấu hiệu chuẩn bị mã hóa dữ liệu: xóa nhật ký, bẻ khóa bản quyền, điều khiển từ xa, trích mật khẩu. Dữ liệu trình diễn, hư cấu."
)
NOTE = "Dữ liệu trình diễn, hư cấu"
SERVER, OFFICE, COUNTER = "cong-dvc-01", "pc-vanthu-02", "pc-motcua-01"
RAN = (
    (3, SERVER, r"C:\Windows\System32\wevtutil.exe", "wevtutil cl Security", r"CONG-DVC-01\hotro"),
    (3, SERVER, r"C:\ProgramData\svc.exe", "svc.exe -k netsvcs", r"CONG-DVC-01\hotro"),
    (5, OFFICE, r"C:\Users\vanthu\Downloads\KMSAuto Net.exe", "KMSAuto Net.exe /act", r"PC-VANTHU-02\vanthu"),
    (6, OFFICE, r"C:\Program Files\UltraViewer\UltraViewer_Desktop.exe", "UltraViewer_Desktop.exe", r"PC-VANTHU-02\vanthu"),
    (8, COUNTER, r"C:\Program Files\AnyDesk\AnyDesk.exe", "AnyDesk.exe --service", r"PC-MOTCUA-01\motcua"),
)
"""Days ago, where, what ran, how, by whom."""
LATER = timedelta(days=180)


def make_campaign(*, at: datetime) -> None:
    """Make it once; a second start changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("an invented campaign belongs into a demonstration only")
    people = {one.username: one for one in User.objects.filter(username__in=("dieuphoi", "canbo", "xa"))}
    if len(people) < 3 or Campaign.objects.exists():
        return
    with transaction.atomic():
        pack = lay_starter_pack(at=at)
        bodies = [_body_of(people["canbo"]), _body_of(people["xa"])]
        _register(bodies[0])
        campaign = _given(people["dieuphoi"], bodies, pack, at)
        for person, body, hosts in ((people["canbo"], bodies[0], (SERVER, OFFICE)), (people["xa"], bodies[1], (COUNTER,))):
            _hand_in(campaign, body, hosts, pack, by=person, at=at - timedelta(hours=5))
        _judge_later()


def _judge_later() -> None:
    from vonggac.apps.hunts.jobs import judge_the_demonstration

    enqueue(judge_the_demonstration, unique_key="hunts.demonstration")


def _body_of(person: Any) -> Organisation:
    return organisations_reached(person, "hunts.run").order_by("pk")[0]


def _register(body: Organisation) -> None:
    """Name the machines that the logs will speak of in the register, where the body has a system to name them in."""
    system = InformationSystem.objects.filter(owner=body, standing="running").order_by("-level", "pk").first()
    if system is not None:
        facts = {"system": system, "note": NOTE}
        named = [
            Component(what="server", name=SERVER, **facts),
            Component(what="workstation", name="Máy trạm văn phòng", quantity=6, **facts),
        ]
        for one in named:
            one.fill_search()
        Component.objects.bulk_create(named)


def _given(by: Any, bodies: list[Organisation], pack: RulePack, at: datetime) -> Campaign:
    """Ask the two, the owners of systems of level 3, and some communes; one of them is excused."""
    asked = at - timedelta(days=12)
    today = localdate(at)
    communes = [one.pk for one in bodies_meant(Whom(kinds=[Kind.WARD]), today)[:3]]
    owners = [one.pk for one in bodies_meant(Whom(least_level=3), today)[:6]]
    due_on = add_months(localdate(asked), 1)
    new = NewCampaign(title=TITLE, purpose=PURPOSE, period=half_year_of(due_on), packs=[pack], due_on=due_on)
    row = draft_campaign(new, bodies=[*(one.pk for one in bodies), *owners, *communes], by=by, at=asked)
    if excused := row.bodies.filter(organisation_id__in=communes[:1]).first():
        excuse_body(excused, because="Đang chuyển trụ sở, máy chưa lắp lại; kiểm tra vào đợt sau (hư cấu)", by=by, at=asked)
    return give_out(row, shown=plan_of(row, asked).digest(), by=by, at=asked)


def _hand_in(campaign: Campaign, body: Organisation, hosts: tuple[str, ...], pack: RulePack, *, by: Any, at: datetime) -> Hunt:
    logs = [Brought(f"{host}.json", BytesIO("\n".join(_lines(host, at)).encode())) for host in hosts]
    return ask_hunt(organisation=body, files=logs, packs=[pack], campaign=campaign, note=NOTE, declared=True, by=by, at=at)


def _lines(host: str, at: datetime) -> Iterator[str]:
    """Give the log of a machine: an ordinary week, and what ran there."""
    for day in range(10, 0, -1):
        yield _logged(at - timedelta(days=day, minutes=7), host, 4624, "Security", {"LogonType": "2", "TargetUserName": host[3:9]})
    if host == SERVER:
        yield _logged(at - timedelta(days=3, minutes=2), host, 4720, "Security", {"TargetUserName": "hotro2", "SubjectUserName": "hotro"})
    for number, (days, where, image, command, user) in enumerate(RAN):
        if where == host:
            when = at - timedelta(days=days, minutes=11 * number)
            facts = {"Image": image, "CommandLine": command, "User": user, "ParentImage": r"C:\Windows\explorer.exe"}
            yield _logged(when, host, 1, "Microsoft-Windows-Sysmon/Operational", facts)


def _logged(when: datetime, host: str, event: int, channel: str, facts: dict[str, str]) -> str:
    told = {"channel": channel, "event_id": event, "computer_name": host.upper(), "event_data": facts}
    provider = "Microsoft-Windows-Sysmon" if event == 1 else "Microsoft-Windows-Security-Auditing"
    moment = localtime(when).isoformat(timespec="milliseconds")
    return json.dumps({"@timestamp": moment, "winlog": {**told, "provider_name": provider}, "host": {"name": host}})


# --- afterwards -----------------------------------------------------------------------------------------------------------------------


def is_over() -> bool:
    """Say whether the hunts of the campaign have ended, one way or another."""
    return not Hunt.objects.filter(campaign__title=TITLE).exclude(state__in=["done", "failed", "cancelled"]).exists()


@transaction.atomic
def judge_the_findings(*, at: datetime) -> int:
    """Verify some of what was found, as people would: one true with its task, one a false alarm, one known to be good; others wait."""
    by = User.objects.filter(username="canbo").first()
    if by is None or in_role("specialised-unit", localdate(at)) is None:
        return 0
    waiting = Finding.objects.filter(hunt__campaign__title=TITLE, verdict=Finding.Verdict.WAITING, organisation=_body_of(by))
    coordinator = User.objects.get(username="dieuphoi")
    if (worst := waiting.filter(host=SERVER).order_by("-severity", "pk").first()) is not None:
        give_work(worst.pk, version=worst.version, by=coordinator, at=at)
    office = list(waiting.filter(host=OFFICE).order_by("severity", "pk"))
    if office:
        because = "Đơn vị hỗ trợ phần mềm kế toán theo hợp đồng (hư cấu)"
        know_good(office[0].pk, version=office[0].version, because=because, expires_at=at + LATER, by=by, at=at)
    if len(office) > 1:
        judge_findings({office[1].pk: office[1].version}, verdict=Finding.Verdict.FALSE, reason="Tệp cũ, không chạy (hư cấu)", by=by, at=at)
    return len(office)
