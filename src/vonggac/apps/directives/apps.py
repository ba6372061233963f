"""The room directives."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectivesConfig(AppConfig):
    name = "vonggac.apps.directives"
    label = "directives"

    def ready(self) -> None:
        """Stand in the rail with the count that needs a human, be found by the search, and be read in the log."""
        from vonggac.apps.audit.labels import register
        from vonggac.apps.audit.ports import WordsOfSubjects, words
        from vonggac.apps.compliance.ports import spill_ways
        from vonggac.apps.directives import asking, audit_labels, following, queries, season_grid
        from vonggac.apps.directives.finding import find_letters
        from vonggac.apps.face.registries import RailItem, api_routers, rail, search
        from vonggac.apps.registry.ports import seasons
        from vonggac.apps.work.ports import applicability, beside, origins, questions

        register("directives", audit_labels.LABELS)
        words.add("directives", WordsOfSubjects(audit_labels.kept_words()))
        words.add("directives.deadlines", audit_labels.ReasonsOfDeadlines())
        api_routers.add("directives", ("/directives", "vonggac.apps.directives.api.router"))
        origins.add("directives", following.board_behind)
        applicability.add("directives", asking.does_not_apply)
        questions.add("directives", asking.plain_words)
        beside.add("directives", season_grid.beside_my_work)
        seasons.add("directives", season_grid.seasons_between)
        search.add("directives", find_letters)
        spill_ways.add("directives", following.ways_to_erase)
        rail.add(
            "directives",
            RailItem(
                "",
                30,
                _("Văn bản chỉ đạo"),
                "directives:letters",
                "mail-opened",
                "directives.read",
                queries.waiting_for_review,
                key="b",
                thumb=3,
            ),
        )
