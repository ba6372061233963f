"""What the room hunts gives to the rooms below, entered when the programme starts, one function a subject."""

from __future__ import annotations

from typing import Any


def enter() -> None:
    """Enter this room's doors."""
    from vonggac.apps.audit.labels import register
    from vonggac.apps.hunts.log_words import WORDS

    register("hunts", WORDS)
    _running()
    _pages()
    _campaigns()
    _elsewhere()


def _running() -> None:
    """Make hunts of dropped files, throw away what is old, end what nobody runs; stand in the API, in reorganisations, in the log."""
    from datetime import time, timedelta

    from vonggac.apps.audit.ports import WordsOfSubjects, words
    from vonggac.apps.face.registries import api_routers
    from vonggac.apps.hunts import jobs
    from vonggac.apps.hunts.carrying import HuntCarrier
    from vonggac.apps.hunts.models import Hunt
    from vonggac.apps.jobs.ports import PeriodicJob, periodic
    from vonggac.apps.jobs.schedules import Daily, Every
    from vonggac.apps.organisations.ports import carriers

    api_routers.add("hunts", ("/hunts", "vonggac.apps.hunts.api.hunts.router"))
    carriers.add("hunts.open", HuntCarrier())
    periodic.add("hunts.folders", PeriodicJob(jobs.look_into_folders, Every(timedelta(minutes=2))))
    periodic.add("hunts.retention", PeriodicJob(jobs.throw_away_old, Daily(time(2, 45))))
    periodic.add("hunts.forsaken", PeriodicJob(jobs.fail_the_forsaken, Every(timedelta(minutes=10))))
    words.add("hunts.running", WordsOfSubjects({Hunt: ("note", "why")}))


def _pages() -> None:
    """Follow the tasks that findings became, lay out the rules that ship, keep the words of the log."""
    from vonggac.apps.audit.ports import WordsOfSubjects, words
    from vonggac.apps.hunts import pack_jobs
    from vonggac.apps.hunts.models import Finding, KnownGood
    from vonggac.apps.hunts.services.tasking import follow_tasks
    from vonggac.apps.jobs.ports import startup
    from vonggac.apps.work.ports import endings

    endings.add("hunts.tasks", follow_tasks)
    startup.add("70-hunts-starter", pack_jobs.lay_starter_at_start)
    words.add("hunts.triage", WordsOfSubjects({Finding: ("reason",), KnownGood: ("because",)}))


def _campaigns() -> None:
    """Keep the words of campaigns for the log; show one in a demonstration; carry places in campaigns on to heirs."""
    from vonggac.apps.audit.ports import WordsOfSubjects, words
    from vonggac.apps.hunts.carrying_campaigns import CampaignCarrier
    from vonggac.apps.hunts.models import Campaign, CampaignBody
    from vonggac.apps.jobs.ports import demo
    from vonggac.apps.organisations.ports import carriers

    words.add("hunts.campaigns", WordsOfSubjects({Campaign: ("conclusion",), CampaignBody: ("excused_because",)}))
    demo.add("99-hunts", _demonstrate)
    carriers.add("hunts.campaigns", CampaignCarrier())


def _demonstrate(*, at: Any) -> None:
    from vonggac.apps.hunts.demonstration import make_campaign

    make_campaign(at=at)


def _elsewhere() -> None:
    """Stand in the rail, on the first page, in the search, on the pages of a system, of a body and of a task."""
    from django.utils.translation import gettext_lazy as _

    from vonggac.apps.face.registries import RailItem, panels, rail, search
    from vonggac.apps.hunts import searching
    from vonggac.apps.hunts.ui import elsewhere
    from vonggac.apps.organisations.ports import facts
    from vonggac.apps.registry.ports import OnPage, on_system
    from vonggac.apps.work.ports import on_task, origins

    rail.add("hunts", RailItem("detect", 16, _("Săn lùng"), "hunts:hunts", "target", "hunts.read", elsewhere.needs_a_human))
    panels.add("27-hunts", ("hunts/panel.html", elsewhere.panel))
    search.add("47-hunts", searching.found)
    facts.add("hunts.findings", elsewhere.at_a_body)
    on_system.add("hunts.findings", OnPage("hunts/on_system.html", elsewhere.on_system, "work"))
    on_task.add("hunts", elsewhere.on_task)
    origins.add("hunts.campaigns", elsewhere.origin_of)
