"""The rows of the room hunts."""

from vonggac.apps.hunts.models.campaigns import Campaign, CampaignBody, CampaignPaper
from vonggac.apps.hunts.models.findings import Finding, FindingEvent, KnownGood
from vonggac.apps.hunts.models.hunts import Hunt, HuntFile
from vonggac.apps.hunts.models.packs import RulePack

__all__ = ["Campaign", "CampaignBody", "CampaignPaper", "Finding", "FindingEvent", "Hunt", "HuntFile", "KnownGood", "RulePack"]
