"""The room organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "vonggac.apps.organisations"
    label = "organisations"

    def ready(self) -> None:
        from vonggac.apps.organisations.carrying import DirectoryCarrier
        from vonggac.apps.organisations.ports import carriers

        carriers.add("organisations.directory", DirectoryCarrier())
