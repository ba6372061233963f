"""What this room enters into the ports of the rooms below, one function a subject."""

from __future__ import annotations

from typing import Any


def enter() -> None:
    """Enter everything; called once, when the applications are ready."""
    from vonggac.apps.alerts.log_words import WORDS
    from vonggac.apps.audit.labels import register

    register("alerts", WORDS)
    _work()
    _pages()
    _programs()
    _sources()
    _jobs()


def _work() -> None:
    """Follow the tasks that alerts became, lead from a task to its alert, carry open alerts on, tell officers of their silent sensors."""
    from vonggac.apps.alerts.carrying import AlertCarrier
    from vonggac.apps.alerts.services.tasking import follow_tasks
    from vonggac.apps.alerts.ui.elsewhere import beside_work, origin_of
    from vonggac.apps.organisations.ports import carriers
    from vonggac.apps.work.ports import beside, endings, origins

    endings.add("alerts.tasks", follow_tasks)
    origins.add("alerts.tasks", origin_of)
    beside.add("alerts.silent", beside_work)
    carriers.add("alerts.open", AlertCarrier())


def _pages() -> None:
    """Stand in the rail, on the first page, on the page of a system, in the search."""
    from django.utils.translation import gettext_lazy as _

    from vonggac.apps.alerts import searching
    from vonggac.apps.alerts.queries.places import alerts_behind
    from vonggac.apps.alerts.queries.waiting import needs_a_human
    from vonggac.apps.alerts.ui import elsewhere
    from vonggac.apps.face.registries import RailItem, panels, rail, search
    from vonggac.apps.registry.ports import OnPage, on_system
    from vonggac.apps.threats.ports import sighted_at

    leads = {"urgent": True, "key": "c", "thumb": 2}
    rail.add("alerts", RailItem("detect", 10, _("Cảnh báo"), "alerts:queue", "bell-ringing", "alerts.read", needs_a_human, **leads))
    panels.add("25-alerts", ("alerts/panel.html", elsewhere.panel))
    on_system.add("alerts.open", OnPage("alerts/on_system.html", elsewhere.on_system, "work"))
    search.add("45-alerts", searching.found)
    sighted_at.add("alert", alerts_behind)


def _programs() -> None:
    """The addresses of the API."""
    from vonggac.apps.face.registries import api_routers

    api_routers.add("alerts", ("/alerts", "vonggac.apps.alerts.api.alerts.router"))
    api_routers.add("alerts.sources", ("/alert-sources", "vonggac.apps.alerts.api.sources.router"))


def _sources() -> None:
    """Stand in the rail; tell the intake of the sources at every start and when a token ends; keep the words of the log."""
    from datetime import timedelta

    from django.utils.translation import gettext_lazy as _

    from vonggac.apps.alerts import source_jobs
    from vonggac.apps.alerts.models import AlertSource, Suppression
    from vonggac.apps.alerts.queries.sources import silent_count
    from vonggac.apps.audit.ports import WordsOfSubjects, words
    from vonggac.apps.face.registries import RailItem, rail
    from vonggac.apps.jobs.ports import PeriodicJob, demo, periodic, startup
    from vonggac.apps.jobs.schedules import Every

    beside = ("alerts:mappings", "alerts:unparsed")
    rail.add(
        "alerts.sources",
        RailItem("detect", 14, _("Nguồn cảnh báo"), "alerts:sources", "plug-connected-x", "alerts.read", silent_count, also=beside),
    )
    demo.add("99-alerts", _demonstrate)
    startup.add("60-alerts-sources", source_jobs.publish_at_start)
    periodic.add("alerts.publish_sources", PeriodicJob(source_jobs.publish_again, Every(timedelta(hours=1))))
    words.add("alerts.sources", WordsOfSubjects({AlertSource: ("stopped_because",), Suppression: ("because",)}))


def _jobs() -> None:
    """Look for silent sources, throw away what is old, count months, place open alerts again."""
    from datetime import time, timedelta

    from vonggac.apps.alerts import jobs
    from vonggac.apps.jobs.ports import PeriodicJob, periodic
    from vonggac.apps.jobs.schedules import Daily, Every

    periodic.add("alerts.silence", PeriodicJob(jobs.look_for_silence, Every(timedelta(minutes=5))))
    periodic.add("alerts.retention", PeriodicJob(jobs.throw_away_old, Daily(time(2, 30))))
    periodic.add("alerts.placing", PeriodicJob(jobs.place_again, Every(timedelta(minutes=10))))
    periodic.add("alerts.months", PeriodicJob(jobs.keep_months, Every(timedelta(minutes=10))))
    periodic.add("alerts.months_anew", PeriodicJob(jobs.keep_months_anew, Daily(time(4, 0))))
    periodic.add("alerts.placing_all", PeriodicJob(jobs.place_all_again, Daily(time(3, 30))))


def _demonstrate(*, at: Any) -> None:
    from vonggac.apps.alerts.demonstration import make_alerts

    make_alerts(at=at)
