"""`vonggac admin recover`."""

import re

import pytest
from click.testing import CliRunner
from django.utils.timezone import now

from cast import Cast
from vonggac.apps.accounts.models import EntryLink
from vonggac.apps.accounts.services.links import find
from vonggac.cli.admin import recover

pytestmark = pytest.mark.django_db


def test_recover_prints_a_link_that_makes_an_administrator() -> None:
    done = CliRunner().invoke(recover)
    assert done.exit_code == 0
    found = re.fullmatch(r"http://127\.0\.0\.1:8000/tai-khoan/bat-dau/([\w-]{43})", done.stdout.strip())
    assert found
    assert find(found[1], now()).purpose == EntryLink.Purpose.SETUP


def test_recover_for_a_user_name_lets_that_person_back_in(cast: Cast) -> None:
    done = CliRunner().invoke(recover, ["--user", "QuanTri"])
    assert find(done.stdout.strip().rsplit("/", 1)[1], now()).user == cast.administrator


def test_recover_for_nobody_says_what_to_write() -> None:
    done = CliRunner().invoke(recover, ["--user", "khong.co"])
    assert done.exit_code == 2
    assert "Dùng tên đăng nhập" in done.stderr
