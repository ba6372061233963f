"""What this room enters into the ports of the rooms below, one function a subject."""

from __future__ import annotations

from typing import Any

from vonggac.apps.audit.labels import register
from vonggac.apps.compliance.log_words import WORDS
from vonggac.apps.compliance.measures_entry import enter_measures


def enter() -> None:
    """Enter everything; called once, when the applications are ready."""
    register("compliance", WORDS)
    _determinations()
    _catalogues()
    _dossiers()
    enter_measures()
    _reports()
    _programs()


def _determinations() -> None:
    """Stand in the rail and in the card of a system's level; show the words of determinations in the log; show some in a demonstration."""
    from django.utils.translation import gettext_lazy as _

    from vonggac.apps.audit.ports import words
    from vonggac.apps.compliance.determination_words import WordsOfDeterminations
    from vonggac.apps.compliance.queries.determinations import level_on_system
    from vonggac.apps.face.registries import RailItem, rail
    from vonggac.apps.jobs.ports import demo
    from vonggac.apps.registry.ports import OnPage, correct_level, on_system

    correct_level.add("compliance.level", _page_to_correct)
    rail.add("compliance", RailItem("systems", 25, _("Cấp độ và hồ sơ"), "compliance:overview", "shield-check", "compliance.read", key="d"))
    on_system.add("compliance.level", OnPage("compliance/on_system_level.html", level_on_system, "level"))
    words.add("compliance.determinations", WordsOfDeterminations())
    demo.add("95-compliance-levels", _demonstrate_levels)


def _page_to_correct(user: Any, system: Any) -> str | None:
    from django.urls import reverse

    return reverse("compliance:level-correct", args=[system.pk]) if user.may("compliance.appraise", system.owner_id) else None


def _demonstrate_levels(*, at: Any) -> None:
    from vonggac.apps.compliance.services.level_demonstration import make_determinations

    make_determinations(at=at)


def _catalogues() -> None:
    """The catalogues of requirements: the rail and the search."""
    from django.utils.translation import gettext_lazy as _

    from vonggac.apps.compliance import searching
    from vonggac.apps.face import registries

    rail = registries.RailItem("systems", 40, _("Danh mục yêu cầu"), "compliance:catalogues", "checklist", "compliance.read")
    registries.rail.add("compliance.catalogues", rail)
    registries.search.add("60-compliance-catalogues", searching.controls)


def _dossiers() -> None:
    """Enter dossiers: rail, search, panels, the place on a system's page, grounds of tasks, what bodies hand on, invented ones."""
    from django.utils.translation import gettext_lazy as _

    from vonggac.apps.audit.ports import words
    from vonggac.apps.compliance import dossier_links
    from vonggac.apps.compliance.carrying import DossierCarrier
    from vonggac.apps.compliance.demonstration import make_dossiers
    from vonggac.apps.compliance.ui import dossiers
    from vonggac.apps.face import registries
    from vonggac.apps.jobs.ports import demo
    from vonggac.apps.organisations.ports import carriers
    from vonggac.apps.registry.ports import OnPage, on_system
    from vonggac.apps.work.ports import origins

    rail = registries.RailItem(
        "systems", 35, _("Hồ sơ cấp độ"), "compliance:dossiers", "clipboard-check", "compliance.read", count=dossier_links.waiting
    )
    registries.rail.add("compliance.dossiers", rail)
    registries.search.add("32-dossiers", dossier_links.found)
    registries.panels.add("32-dossiers", ("compliance/dossiers_panel.html", dossiers.panel))
    on_system.add("compliance.dossier", OnPage("compliance/dossier_on_system.html", dossiers.on_system, "dossier"))
    origins.add("compliance.dossier", dossier_links.ground_of)
    words.add("compliance.dossier", dossier_links.DossierWords())
    carriers.add("compliance.dossiers", DossierCarrier())
    demo.add("95-dossiers", make_dossiers)


def _reports() -> None:
    """Show the clocks of the transition on the first page and on the page of a system; lead from a task to the report it asks for."""
    from vonggac.apps.compliance.carrying_reports import ReportCarrier
    from vonggac.apps.compliance.ui import overview, tasks_of_reports
    from vonggac.apps.face.registries import panels
    from vonggac.apps.jobs.ports import demo
    from vonggac.apps.organisations.ports import carriers
    from vonggac.apps.registry.ports import OnPage, on_system
    from vonggac.apps.work.ports import origins

    carriers.add("compliance.reports", ReportCarrier())
    panels.add("40-compliance", ("compliance/clocks_panel.html", overview.clocks_panel))
    on_system.add("compliance.transition", OnPage("compliance/on_system_transition.html", overview.on_system, "dossier"))
    origins.add("compliance.reports", tasks_of_reports.report_behind)
    demo.add("97-compliance-reports", _demonstrate_reports)


def _demonstrate_reports(*, at: Any) -> None:
    from vonggac.apps.compliance.services.annual_demonstration import make_reports

    make_reports(at=at)


def _programs() -> None:
    """The addresses of the API."""
    from vonggac.apps.face.registries import api_routers

    room = "vonggac.apps.compliance.api"
    api_routers.add("compliance.determinations", ("/determinations", f"{room}.determinations.router"))
    api_routers.add("compliance.dossiers", ("/dossiers", f"{room}.dossiers.router"))
    api_routers.add("compliance.assessments", ("/assessments", f"{room}.assessments.router"))
    api_routers.add("compliance.coverage", ("/coverage", f"{room}.assessments.coverage_router"))
    api_routers.add("compliance.proofs", ("/proofs", f"{room}.proofs.router"))
    api_routers.add("compliance.reports", ("/annual-reports", f"{room}.reports.router"))
