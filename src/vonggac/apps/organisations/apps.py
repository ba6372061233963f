"""The room organisations."""

from datetime import time

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "vonggac.apps.organisations"
    label = "organisations"

    def ready(self) -> None:
        from vonggac.apps.jobs import ports, schedules
        from vonggac.apps.organisations import jobs
        from vonggac.apps.organisations.carrying import DirectoryCarrier
        from vonggac.apps.organisations.ports import carriers

        carriers.add("organisations.directory", DirectoryCarrier())
        ports.startup.add("10-organisations", jobs.load_province)
        ports.periodic.add("organisations.carry", ports.PeriodicJob(jobs.carry_what_is_due, schedules.Daily(time(0, 5))))
