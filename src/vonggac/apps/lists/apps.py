"""The room lists."""

from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListsConfig(AppConfig):
    name = "vonggac.apps.lists"
    label = "lists"

    def ready(self) -> None:
        """Clear away previews that nobody confirmed."""
        from vonggac.apps.audit.labels import register
        from vonggac.apps.audit.ports import WordsOfSubjects, words
        from vonggac.apps.jobs import ports, schedules
        from vonggac.apps.lists import jobs
        from vonggac.apps.lists.models import ImportRun

        words.add("lists", WordsOfSubjects({ImportRun: ("source",)}))
        register("lists", {"lists.exported": _("Xuất danh sách")})
        ports.periodic.add("lists.forget", ports.PeriodicJob(jobs.forget_expired, schedules.Daily(time(3, 40))))
