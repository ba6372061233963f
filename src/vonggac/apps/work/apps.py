"""The room work."""

from datetime import time, timedelta

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "vonggac.apps.work"
    label = "work"

    def ready(self) -> None:
        """Carry open work on when bodies change; open turns, remind and mail from time to time."""
        from vonggac.apps.jobs import ports, schedules
        from vonggac.apps.organisations.ports import carriers
        from vonggac.apps.work import jobs
        from vonggac.apps.work.services.inheriting import TaskCarrier

        carriers.add("work.tasks", TaskCarrier())
        ports.periodic.add("work.day", ports.PeriodicJob(jobs.work_of_the_day, schedules.Daily(time(6, 30))))
        ports.periodic.add("work.mail", ports.PeriodicJob(jobs.mail_waiting, schedules.Every(timedelta(minutes=5))))
