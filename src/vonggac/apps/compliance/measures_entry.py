"""What the subject of measures enters into the ports of the rooms below."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _


def enter_measures() -> None:
    """Stand on the system's page and in the rail, take questionnaires in, lead tasks back, and look at links whose day has come."""
    from vonggac.apps.audit.ports import words
    from vonggac.apps.compliance import measures_jobs
    from vonggac.apps.compliance.measure_words import WordsOfMeasures
    from vonggac.apps.compliance.services import measures_demonstration
    from vonggac.apps.compliance.services.questionnaires import QUESTIONNAIRES
    from vonggac.apps.compliance.ui import assessments, gap_views
    from vonggac.apps.face.registries import RailItem, rail
    from vonggac.apps.jobs.ports import PeriodicJob, demo, periodic
    from vonggac.apps.jobs.schedules import Daily
    from vonggac.apps.lists.kinds import kinds
    from vonggac.apps.registry.ports import OnPage, on_system
    from vonggac.apps.work.ports import origins

    on_system.add("compliance.measures", OnPage("compliance/measures/on_system.html", assessments.panel, "measures"))
    kinds.add(QUESTIONNAIRES.key, QUESTIONNAIRES)
    origins.add("compliance.measures", gap_views.origin)
    periodic.add("compliance.inheritance", PeriodicJob(measures_jobs.renew_inheritance, Daily(time(0, 10))))
    demo.add("96-compliance-measures", measures_demonstration.make_measures)
    words.add("compliance.measures", WordsOfMeasures())
    title = _("Biện pháp bảo vệ")
    rail.add("compliance.measures", RailItem("systems", 28, title, "compliance:assessments", "clipboard-check", "compliance.read"))
