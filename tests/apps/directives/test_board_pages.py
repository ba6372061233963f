"""The pages that follow from a letter: board, papers, reminder, amendments, links, season, spill."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from province import Province

from guard import assert_guarded
from vonggac.apps.directives import following
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import amending
from vonggac.apps.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(settings: Any, tmp_path: Any) -> Province:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    return Province.assemble()


@pytest.fixture
def letter(province: Province) -> Directive:
    return province.give_out(province.receive())


def overdue(letter: Directive, province: Province, *, origin: str = "text", days: int = 3) -> date:
    """Let every obligation of the letter be due some days ago."""
    day = timezone.localdate() - timedelta(days=days)
    leaves = following.given_leaves(letter)
    facts = {"due_on": day, "due_origin": origin, "reason": "Theo yêu cầu của UBND tỉnh"}
    amending.set_deadline(letter, leaves, by=province.coordinator, at=timezone.now(), **facts)
    return day


def as_user(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def test_the_board_answers_the_four_questions_and_names_what_a_human_must_do(client: Client, letter: Directive, province: Province) -> None:
    url = f"/van-ban/{letter.pk}/"
    body = assert_guarded(client, url, works=province.coordinator).content.decode()
    assert "Chưa có việc quá hạn" in body
    overdue(letter, province)
    body = as_user(client, province.coordinator).get(url).content.decode()
    tasks = Task.objects.filter(assignment__group=letter.group()).late_on(timezone.localdate())
    bodies = tasks.order_by().values("organisation_id").distinct().count()
    assert f"{tasks.count():,}".replace(",", ".") + f" việc quá hạn ở {bodies} cơ quan" in body
    assert "Quá hạn 3 ngày" in body
    assert "theo văn bản" in body


def test_an_internal_deadline_is_never_called_overdue(client: Client, letter: Directive, province: Province) -> None:
    overdue(letter, province, origin="internal")
    body = as_user(client, province.coordinator).get(f"/van-ban/{letter.pk}/").content.decode()
    assert "Chưa có việc quá hạn" in body
    assert "is-late" not in body
    assert "hạn theo dõi nội bộ" in body


def test_an_officer_sees_only_the_rows_of_their_own_bodies(client: Client, letter: Directive, province: Province) -> None:
    body = as_user(client, province.commune_officer).get(f"/van-ban/{letter.pk}/").content.decode()
    rows = re.findall(r'<th scope="row">([^<]*)', body)
    assert rows == [province.commune.addressed_as(), "Cộng cả văn bản"]
    for path in ("bao-cao", "don-doc", "chua-co-tai-khoan", "van-ban-di", "dieu-chinh", "lo-bi-mat"):
        assert client.get(f"/van-ban/{letter.pk}/{path}/").status_code in {403, 404}, path
    assert "lich-su" not in body
