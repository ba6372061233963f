"""Ready accounts of a demonstration."""

from typing import Any

import pytest
from django.test import Client

from cast import NOW, Cast
from vonggac.apps.accounts import queries
from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import User
from vonggac.apps.accounts.services.demonstration import PASSWORD, make_demonstration
from vonggac.apps.organisations.services import load_profile
from vonggac.law import load as law

pytestmark = pytest.mark.django_db


def test_a_demonstration_has_a_ready_account_for_every_role(settings: Any) -> None:
    settings.DEMO = True
    cast_bodies()
    ready = list(make_demonstration(at=NOW))
    assert {role for user in User.objects.all() for role in queries.roles_of(user)} == set(Role)
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"login": ready[0].username, "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_those_who_coordinate_sit_in_the_unit_the_province_has_charged_with_it(settings: Any) -> None:
    settings.DEMO = True
    load_profile(law.province("quang-ngai"), by=None, at=NOW)
    list(make_demonstration(at=NOW))
    seats = {user.username: user.holdings.get().post.organisation.code for user in User.objects.all()}
    assert [seats[name] for name in ("dieuphoi", "lanhdao", "quantri")] == ["pa05"] * 3
    assert seats["ungcuu"] == "doi-ucsc-2025"


def test_a_second_start_changes_nothing(settings: Any) -> None:
    settings.DEMO = True
    cast_bodies()
    make_demonstration(at=NOW)
    before = list(User.objects.values())
    make_demonstration(at=NOW)
    assert list(User.objects.values()) == before


def test_outside_a_demonstration_nobody_gets_a_known_password(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        make_demonstration(at=NOW)
    assert not User.objects.exists()


def cast_bodies() -> None:
    """Keep the organisations of the cast, without its people."""
    Cast.assemble()
    for user in User.objects.all():
        user.holdings.all().delete()
        user.delete()
