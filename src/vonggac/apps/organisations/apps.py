"""The room organisations."""

from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "vonggac.apps.organisations"
    label = "organisations"

    def ready(self) -> None:
        from vonggac.apps.jobs import ports, schedules
        from vonggac.apps.lists.kinds import kinds
        from vonggac.apps.organisations import jobs
        from vonggac.apps.organisations.carrying import DirectoryCarrier
        from vonggac.apps.organisations.listing import KINDS
        from vonggac.apps.organisations.ports import carriers

        for kind in KINDS:
            kinds.add(kind.key, kind)
        carriers.add("organisations.directory", DirectoryCarrier())
        ports.startup.add("10-organisations", jobs.load_province)
        ports.periodic.add("organisations.carry", ports.PeriodicJob(jobs.carry_what_is_due, schedules.Daily(time(0, 5))))
        self._show()

    def _show(self) -> None:
        """Stand in the rail, in the search, at the foot of every page and in the log."""
        from vonggac.apps.audit import labels
        from vonggac.apps.audit.ports import WordsOfSubjects, words
        from vonggac.apps.face import registries as face
        from vonggac.apps.organisations import shown
        from vonggac.apps.organisations.log_words import WORDS
        from vonggac.apps.organisations.models import Organisation, Reorganisation

        rail = face.RailItem("people", 50, _("Cơ quan, đầu mối"), "organisations:directory", "sitemap", "organisations.read", key="o")
        face.rail.add("organisations", rail)
        lines = face.RailItem("people", 55, _("Gọi ai bây giờ"), "organisations:whom_to_call", "phone-call", "organisations.read", thumb=4)
        face.rail.add("organisations.lines", lines)
        face.api_routers.add("organisations", ("/organisations", "vonggac.apps.organisations.api.router"))
        face.search.add("organisations", shown.found)
        face.help_lines.add("organisations", shown.help_line)
        face.watch.add("organisations", shown.watch)
        labels.register("organisations", WORDS)
        words.add("organisations", WordsOfSubjects({Reorganisation: ("what", "basis"), Organisation: ("note", "source")}))
