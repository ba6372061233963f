"""What a demonstration shows of hunting: a campaign that runs, two agencies' hunts, findings in several states; made once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from campaigns_cast import Hunting
from cast import NOW
from hunting_here import run_here
from vonggac.apps.hunts.demonstration import TITLE, is_over, judge_the_findings, make_campaign
from vonggac.apps.hunts.models import Campaign, Hunt
from vonggac.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def test_a_demonstration_shows_a_campaign_with_findings_in_several_states(settings: Any) -> None:
    at = Hunting.lay_out()
    at.pack.delete()
    Organisation.objects.filter(pk=at.cast.office.pk).update(code="pa05")
    for person, name in ((at.cast.officer, "canbo"), (at.cast.commune_officer, "xa")):
        person.username = name
        person.save()
    settings.DEMO = True
    make_campaign(at=NOW)
    make_campaign(at=NOW)
    campaign = Campaign.objects.get()
    assert (campaign.title, campaign.state) == (TITLE, "open")
    assert not is_over()
    for hunt in Hunt.objects.all():
        run_here(hunt)
    assert is_over()
    judge_the_findings(at=NOW)
    verdicts = Counter(verdict for hunt in campaign.hunts.all() for verdict in hunt.findings.values_list("verdict", flat=True))
    assert set(verdicts) == {"true", "good", "false", "waiting"}
    assert campaign.hunts.filter(findings__task__isnull=False, findings__system=at.portal).exists()


def test_an_invented_campaign_belongs_into_a_demonstration_only(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="demonstration only"):
        make_campaign(at=NOW)
