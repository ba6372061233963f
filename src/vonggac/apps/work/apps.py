"""The room work."""

from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "vonggac.apps.work"
    label = "work"

    def ready(self) -> None:
        """Enter this room's doors into the ports below."""
        self._carry_and_run()
        self._show()

    def _carry_and_run(self) -> None:
        """Carry open work on when bodies change; open turns, remind and mail from time to time."""
        from vonggac.apps.accounts.ports import handovers
        from vonggac.apps.jobs import ports, schedules
        from vonggac.apps.organisations.ports import carriers
        from vonggac.apps.work import jobs
        from vonggac.apps.work.handing_over import TaskHandover
        from vonggac.apps.work.services.inheriting import TaskCarrier

        carriers.add("work.tasks", TaskCarrier())
        handovers.add("work.tasks", TaskHandover())
        ports.periodic.add("work.day", ports.PeriodicJob(jobs.work_of_the_day, schedules.Daily(time(6, 30))))
        ports.periodic.add("work.mail", ports.PeriodicJob(jobs.mail_waiting, schedules.Every(timedelta(minutes=5))))

    def _show(self) -> None:
        """Stand in the rail, among the notices, in the search, on the page of a system and in the log."""
        from vonggac.apps.audit import labels
        from vonggac.apps.audit.ports import words
        from vonggac.apps.face import registries as face
        from vonggac.apps.organisations.ports import facts
        from vonggac.apps.registry.ports import give_work, month_work, on_system, proof_files
        from vonggac.apps.work import panels, queries
        from vonggac.apps.work.at_a_body import work_at_a_body
        from vonggac.apps.work.labels import ACTS
        from vonggac.apps.work.proof_files import KeptFiles
        from vonggac.apps.work.queries.on_finding import page_to_give
        from vonggac.apps.work.queries.on_system import in_the_month, open_on_system
        from vonggac.apps.work.services.noticing import unread
        from vonggac.apps.work.trail_words import WordsOfTasks

        face.rail.add(
            "work.mine",
            face.RailItem("", 10, _("Việc của tôi"), "work:mine", "checklist", "work.answer", queries.count_mine, key="v", thumb=1),
        )
        face.rail.add(
            "work.review",
            face.RailItem(
                "", 11, _("Việc cần duyệt"), "work:review", "clipboard-check", "work.review", queries.count_for_review, key="v", thumb=2
            ),
        )
        face.rail.add("work.list", face.RailItem("", 12, _("Danh sách việc"), "work:list", "list", "work.read"))
        facts.add("work.tasks", work_at_a_body)
        face.notices.add("work", face.Notices("work:notices", unread))
        face.search.add("work", panels.search)
        proof_files.add("work.files", KeptFiles())
        give_work.add("work.tasks", page_to_give)
        month_work.add("work.tasks", in_the_month)
        on_system.add("work.tasks", ("work/on_system.html", open_on_system))
        face.api_routers.add("work", ("/tasks", "vonggac.apps.work.api.router"))
        labels.labels.add("work", ACTS)
        words.add("work", WordsOfTasks())
