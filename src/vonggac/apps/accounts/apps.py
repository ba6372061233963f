"""The room accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "vonggac.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from vonggac.apps.accounts import library_events, shown
        from vonggac.apps.accounts.bodies import BodiesForTheLog
        from vonggac.apps.accounts.carrying import PostCarrier
        from vonggac.apps.accounts.fresh import SecondFactorProofs
        from vonggac.apps.accounts.log_words import WORDS
        from vonggac.apps.accounts.models import Transfer
        from vonggac.apps.accounts.services.demonstration import make_demonstration
        from vonggac.apps.audit.labels import register
        from vonggac.apps.audit.ports import WordsOfSubjects, bodies, words
        from vonggac.apps.face.proofs import proofs
        from vonggac.apps.face.registries import RailItem, persons, rail, search
        from vonggac.apps.jobs.ports import demo
        from vonggac.apps.organisations.ports import carriers, facts, homes

        library_events.connect()
        demo.add("20-accounts", make_demonstration)
        register("accounts", WORDS)
        bodies.add("accounts", BodiesForTheLog())
        words.add("accounts", WordsOfSubjects({Transfer: ("absence",)}))
        persons.add("accounts", shown.in_the_top_bar)
        proofs.add("accounts", SecondFactorProofs())
        search.add("accounts", shown.found)
        facts.add("accounts.posts", shown.at_a_body)
        homes.add("accounts", shown.homes)
        carriers.add("accounts.posts", PostCarrier())
        rail.add("accounts.keys", RailItem("people", 65, _("Khóa kết nối"), "accounts:keys", "key", "house.tokens"))
        rail.add("accounts", RailItem("people", 60, _("Người dùng"), "accounts:people", "users", "accounts.read"))
