"""Role × act, row by row: the table is what the code asks, and the page of docs is the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from cast import NOW, Cast
from vonggac.apps.accounts import queries
from vonggac.apps.accounts.act_words import ACT_WORDS
from vonggac.apps.accounts.acts import ACTS, GRANTS, PROVINCE_WIDE, READ_ONLY, SECOND_FACTOR, Role
from vonggac.apps.accounts.models import Holding, Post, User
from vonggac.apps.accounts.roles_page import roles_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "roles.md"
READS = (".read", "audit.anchor", "registry.export", "directives.report")


def test_the_page_of_roles_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == roles_page(), "run: python -m vonggac.apps.accounts.roles_page docs/reference/roles.md"


def test_every_act_has_words_a_person_reads() -> None:
    assert set(ACT_WORDS) == set(ACTS)


def test_every_act_is_somebodys() -> None:
    assert [act for act, roles in ACTS.items() if not roles] == []


@pytest.mark.parametrize("act", sorted(act for act, roles in ACTS.items() if roles & READ_ONLY))
def test_the_auditor_changes_nothing(act: str) -> None:
    assert act.endswith(READS)


def test_only_roles_that_administer_hand_out_roles() -> None:
    for role, given in GRANTS.items():
        assert role in ACTS["accounts.invite"]
        if role is not Role.ADMINISTRATOR:
            assert not given & {Role.ADMINISTRATOR, Role.AUDITOR}


def test_who_reaches_the_whole_province_proves_it_twice() -> None:
    assert PROVINCE_WIDE <= SECOND_FACTOR


@pytest.mark.django_db
class TestRowByRow:
    @pytest.fixture(autouse=True)
    def _cast(self, cast: Cast) -> None:
        self.cast = cast
        self.people = {user.holdings.get().post.role: user for user in User.objects.all()}

    @pytest.mark.parametrize("role", list(Role))
    def test_a_role_may_what_its_row_says_and_nothing_else(self, role: Role) -> None:
        user = self.people[role]
        own = user.holdings.get().post.organisation_id
        row = {act for act, roles in ACTS.items() if role in roles}
        assert {act for act in ACTS if user.may(act)} == row
        assert {act for act in ACTS if user.may(act, own)} == row

    @pytest.mark.parametrize("role", list(Role))
    def test_a_role_reaches_its_own_subtree_or_the_province(self, role: Role) -> None:
        user = self.people[role]
        reached = set(queries.organisations_reached(user).values_list("code", flat=True))
        everything = {"thu", "ubnd-thu", "ca-thu", "anm-thu", "so-thu", "x-duc-hoa", "x-an-phu", "nm-thu"}
        own = user.holdings.get().post.organisation
        below = {"ubnd-thu": {"ubnd-thu", "so-thu"}}.get(own.code, {own.code})
        assert reached == (everything if role in PROVINCE_WIDE else below)

    def test_an_act_allowed_by_one_post_does_not_spread_to_the_reach_of_another(self) -> None:
        """An officer here who is also a leader there answers for here only."""
        both = self.people[Role.LEADER]
        post = Post.objects.create(organisation=self.cast.commune, title="Kiêm nhiệm", role=Role.OFFICER)
        Holding.objects.create(post=post, user=both, began_at=NOW)
        both = User.objects.get(pk=both.pk)
        assert both.may("work.answer", self.cast.commune.pk)
        assert not both.may("work.answer", self.cast.office.pk)
        assert both.may("directives.decide", self.cast.office.pk)
        assert not both.may("directives.decide", self.cast.commune.pk)

    @pytest.mark.parametrize("end", ["holding", "post", "person"])
    def test_nothing_is_left_when_the_holding_the_post_or_the_person_ends(self, end: str) -> None:
        user = self.cast.officer
        if end == "holding":
            user.holdings.update(ended_at=NOW)
        elif end == "post":
            Post.objects.filter(holdings__user=user).update(closed_on=NOW.date())
        else:
            User.objects.filter(pk=user.pk).update(is_active=False)
        fresh = User.objects.get(pk=user.pk)
        assert [act for act in ACTS if fresh.may(act)] == []
        assert not queries.organisations_reached(fresh).exists()

    def test_a_mistyped_act_is_a_mistake_of_ours_and_not_a_no(self) -> None:
        with pytest.raises(KeyError):
            self.cast.officer.may("work.anwser")

    def test_asking_often_costs_one_query_for_the_posts(self, django_assert_num_queries: object) -> None:
        user = User.objects.get(pk=self.cast.officer.pk)
        with django_assert_num_queries(1):  # type: ignore[operator]
            for act in ACTS:
                user.may(act)
        with django_assert_num_queries(1):  # type: ignore[operator]
            user.may("work.answer", self.cast.department.pk)
