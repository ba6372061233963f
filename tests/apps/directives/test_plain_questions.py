import pytest
from province import Province

from vonggac.apps.directives.models import Directive
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.queries.plain import MOST, group_tasks, plain_questions
from vonggac.law.questions import plain_questions as rules
from vonggac.law.questions import question_for

pytestmark = pytest.mark.django_db


def test_a_sentence_without_a_known_phrase_asks_for_itself() -> None:
    assert rules()
    assert question_for("Gửi danh sách cán bộ dự tập huấn") is None


class TestTheGivenLetter:
    def test_a_commune_is_asked_at_most_five_plain_questions_that_cover_everything(self, letter: Directive, province: Province) -> None:
        tasks = group_tasks(province.commune_officer, letter.group())
        asked = plain_questions(tasks)
        assert len([one for one in asked if not one.does_not_apply]) <= MOST
        assert sorted(task.pk for one in asked for task in one.tasks) == sorted(task.pk for task in tasks)
        assert "Mọi người trong cơ quan đã đổi mật khẩu thư điện tử công vụ chưa?" in [one.text for one in asked]

    def test_what_concerns_owners_of_systems_is_answered_beforehand_until_the_commune_owns_one(
        self, letter: Directive, province: Province
    ) -> None:
        tasks = group_tasks(province.commune_officer, letter.group())
        assert any(one.does_not_apply for one in plain_questions(tasks))
        InformationSystem.objects.create(code="thu-1", name="Cổng thông tin xã", owner=province.commune)
        assert not any(one.does_not_apply for one in plain_questions(tasks))
