"""The room registry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "vonggac.apps.registry"
    label = "registry"

    def ready(self) -> None:
        """Enter this room's lists, place in the rail, search, words of the log, API, start and what it carries on."""
        from vonggac.apps.audit.labels import register
        from vonggac.apps.audit.ports import words
        from vonggac.apps.face import registries
        from vonggac.apps.jobs import ports
        from vonggac.apps.lists.kinds import kinds
        from vonggac.apps.organisations.ports import carriers
        from vonggac.apps.registry import jobs, searching
        from vonggac.apps.registry.carrying import RegistryCarrier
        from vonggac.apps.registry.listing import KINDS
        from vonggac.apps.registry.log_words import WORDS
        from vonggac.apps.registry.trail_words import WordsOfTheRegister
        from vonggac.apps.registry.ui import findings

        for kind in KINDS:
            kinds.add(kind.key, kind)
        register("registry", WORDS)
        words.add("registry", WordsOfTheRegister())
        carriers.add("registry.holdings", RegistryCarrier())
        ports.startup.add("20-registry", jobs.load_province_systems)
        rail = registries.RailItem("systems", 20, _("Hệ thống"), "registry:systems", "server-2", "registry.read", key="s")
        registries.rail.add("registry", rail)
        contracts = registries.RailItem("systems", 30, _("Hợp đồng dịch vụ"), "registry:contracts", "file-text", "registry.read")
        registries.rail.add("registry.contracts", contracts)
        registries.search.add("30-registry", searching.found)
        registries.panels.add("30-registry", ("registry/findings_panel.html", findings.panel))
        registries.api_routers.add("registry", ("/systems", "vonggac.apps.registry.api.systems.router"))
