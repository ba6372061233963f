"""The room jobs."""

from datetime import time

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "vonggac.apps.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Enter this room's own periodic job."""
        from vonggac.apps.jobs import jobs, ports, schedules

        ports.periodic.add("jobs.trim", ports.PeriodicJob(jobs.trim_results, schedules.Daily(time(3, 10))))
