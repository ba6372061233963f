"""The stage of hunting campaigns: bodies of the cast with the machines that the register names, rules, hunts that ran."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import hunts_cast
from cast import NOW, TODAY, Cast
from registry_cast import system
from vonggac.apps.hunts.models import Campaign, CampaignBody, Finding, Hunt, RulePack
from vonggac.apps.hunts.queries.whom import Whom, bodies_meant
from vonggac.apps.hunts.services.asked_of_bodies import plan_of
from vonggac.apps.hunts.services.campaigns import NewCampaign, draft_campaign, give_out
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import main_province
from vonggac.apps.registry.models import Component, InformationSystem

TITLE = "Dấu hiệu mã độc tống tiền, 6 tháng cuối năm 2026"
DUE = TODAY + timedelta(days=30)


def machines(of: InformationSystem, what: str, number: int) -> None:
    """Write machines of a system into the register."""
    Component.objects.create(system=of, what=what, name=f"{what} {number}", quantity=number)


@dataclass
class Hunting:
    """The bodies, their systems and the rules."""

    cast: Cast
    portal: InformationSystem
    office_pc: InformationSystem
    pack: RulePack
    made: list[Campaign] = field(default_factory=list)

    @classmethod
    def lay_out(cls) -> Hunting:
        """The department has a portal of level 3 with two servers and three workstations, the commune one workstation group of four."""
        cast = Cast.assemble()
        Organisation.objects.update(province_code=main_province())
        portal = system("Cổng dịch vụ công", cast.department, level=3)
        office_pc = system("Mạng nội bộ xã", cast.commune, level=1)
        for of, what, number in ((portal, "server", 2), (portal, "workstation", 3), (office_pc, "workstation", 4), (portal, "network", 9)):
            machines(of, what, number)
        pack = RulePack.objects.create(name="Bộ thử", version="1", kind="yara", added_at=NOW, checked_at=NOW, loaded=3)
        return cls(cast, portal, office_pc, pack)

    def draft(self, **changed: Any) -> Campaign:
        """Draft a campaign for the department and the commune."""
        new = {
            "title": TITLE,
            "due_on": DUE,
            "period": "6 tháng cuối năm 2026",
            "packs": [self.pack],
            "purpose": "Tìm dấu hiệu mã hóa hàng loạt.",
        }
        bodies = changed.pop("bodies", [self.cast.department.pk, self.cast.commune.pk])
        return draft_campaign(NewCampaign(**{**new, **changed}), bodies=bodies, by=self.cast.coordinator, at=NOW)

    def given(self, **changed: Any) -> Campaign:
        """Draft one and give it out."""
        row = self.draft(**changed)
        return give_out(row, shown=plan_of(row, NOW).digest(), by=self.cast.coordinator, at=NOW)

    def body(self, campaign: Campaign, organisation: Organisation) -> CampaignBody:
        """Return one body of a campaign."""
        return CampaignBody.objects.select_related("task").get(campaign=campaign, organisation=organisation)

    def all_bodies(self) -> list[int]:
        """Return every body that may be asked."""
        return [body.pk for body in bodies_meant(Whom(everyone=True), TODAY)]


def report(*idle: str, loaded: int = 3, fields: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what a hunt says it could see."""
    return {
        "loaded": loaded,
        "not_loaded": [],
        "idle": [{"rule_id": one, "title": f"Quy tắc {one}"} for one in idle],
        "unseen_fields": {one: ["r1"] for one in fields},
    }


def hunt(campaign: Campaign | None, of: Organisation, *hosts: str, state: str = "done", coverage: dict[str, Any] | None = None) -> Hunt:
    """Write a hunt as the runner leaves it."""
    told = {"campaign": campaign, "state": state, "events": 100 * len(hosts), "coverage": coverage or report()}
    return hunts_cast.hunt(of, **told, hosts=[{"host": one, "events": 100, "first": None, "last": None} for one in hosts])


def finding(of: Hunt, title: str = "Xóa bản sao bóng", host: str = "may-01", **facts: Any) -> Finding:
    """Write a finding of a rule with that title."""
    return hunts_cast.finding(of, host, title=title, rule_id=title, author="Tác Giả Thử", **facts)
