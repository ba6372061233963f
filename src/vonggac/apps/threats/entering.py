"""What this room enters into the ports of the rooms below, one function a subject."""

from __future__ import annotations

from typing import Any


def enter() -> None:
    """Enter everything; called once, when the applications are ready."""
    from vonggac.apps.audit.labels import register
    from vonggac.apps.threats.log_words import WORDS

    register("threats", WORDS)
    _work()
    _pages()
    _programs()
    _feeds()
    _demonstration()


def _work() -> None:
    """Follow the tasks of cases, lead from a task to its case, carry open cases on, keep the words of the log."""
    from vonggac.apps.audit.ports import WordsOfSubjects, words
    from vonggac.apps.organisations.ports import carriers
    from vonggac.apps.threats.carrying import CaseCarrier
    from vonggac.apps.threats.models import Case, ProviderInquiry, ThreatList
    from vonggac.apps.threats.services.following import follow_tasks
    from vonggac.apps.work.ports import endings, origins

    endings.add("threats.cases", follow_tasks)
    origins.add("threats.cases", case_behind)
    carriers.add("threats.cases", CaseCarrier())
    said = {ThreatList: ("file_name", "why"), Case: ("reason",), ProviderInquiry: ("unknown_because",)}
    words.add("threats", WordsOfSubjects(said))


def _pages() -> None:
    """Stand in the rail, on the first page, on the page of a system, in the search."""
    from django.utils.translation import gettext_lazy as _

    from vonggac.apps.face.registries import RailItem, panels, rail, search
    from vonggac.apps.registry.ports import OnPage, on_system
    from vonggac.apps.threats import searching
    from vonggac.apps.threats.queries.waiting import feeds_need_a_human as waits
    from vonggac.apps.threats.queries.waiting import needs_a_human
    from vonggac.apps.threats.ui import cases

    item = RailItem("detect", 20, _("Máy nhiễm mã độc"), "threats:overview", "virus", "threats.read", needs_a_human)
    rail.add("threats", item)
    beside = ("threats:feeds", "threats:innocents")
    rail.add(
        "threats.indicators",
        RailItem("detect", 25, _("Chỉ dấu, nguồn tin"), "threats:indicators", "fingerprint", "threats.read", waits, also=beside),
    )
    panels.add("30-threats", ("threats/panel.html", cases.panel))
    on_system.add("threats.cases", OnPage("threats/on_system.html", cases.on_system, "work"))
    search.add("40-threats", searching.found)
    search.add("41-indicators", searching.indicators_found)


def _programs() -> None:
    """The addresses of the API."""
    from vonggac.apps.face.registries import api_routers

    api_routers.add("threats.lists", ("/threat-lists", "vonggac.apps.threats.api.lists.router"))
    api_routers.add("threats.indicators", ("/indicators", "vonggac.apps.threats.api.indicators.router"))
    api_routers.add("threats.cases", ("/threat-cases", "vonggac.apps.threats.api.cases.router"))


def _feeds() -> None:
    """Look every five minutes which feeds are due; nothing is fetched where nobody set a feed up."""
    from datetime import timedelta

    from vonggac.apps.jobs.ports import PeriodicJob, periodic
    from vonggac.apps.jobs.schedules import Every
    from vonggac.apps.threats.jobs import fetch_due_feeds
    from vonggac.apps.threats.models import Sighting
    from vonggac.apps.threats.ports import sighted_at
    from vonggac.apps.threats.queries.feeds import lists_behind

    sighted_at.add(Sighting.Where.LIST.value, lists_behind)
    periodic.add("threats.feeds", PeriodicJob(fetch_due_feeds, Every(timedelta(minutes=5))))


def _demonstration() -> None:
    """Three invented months."""
    from vonggac.apps.jobs.ports import demo
    from vonggac.apps.threats.services.demonstration import make_lists
    from vonggac.apps.threats.services.feed_demonstration import make_feeds

    demo.add("98-threats", make_lists)
    demo.add("99-feeds", make_feeds)


def case_behind(user: Any, assignment: Any) -> str | None:
    """Return the case that a task is about, for who may read it."""
    from vonggac.apps.threats.queries.visibility import cases_visible_to
    from vonggac.apps.threats.services.tasking import ORIGIN

    if assignment.origin_room != ORIGIN or not assignment.origin_id:
        return None
    found = cases_visible_to(user).filter(pk=assignment.origin_id).first()
    return found.get_absolute_url() if found else None
