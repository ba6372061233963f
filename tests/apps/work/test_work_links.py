"""Answer links: one door, once, for a while."""

from datetime import timedelta
from decimal import Decimal

import pytest
from asking import FIGURES, give

from cast import NOW, Cast
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services import said
from vonggac.apps.work.models import AnswerLink, Task, TaskEvent
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.links import LinkAnswer, answer_through_link, digest_of, find_link, make_answer_links, revoke_answer_links

pytestmark = pytest.mark.django_db


def token_for(cast: Cast) -> str:
    (made,) = make_answer_links("directive:1", [cast.commune], by=cast.coordinator, at=NOW)
    return made.address.rstrip("/").rsplit("/", 1)[1]


def test_only_the_digest_of_a_link_is_kept(cast: Cast) -> None:
    token = token_for(cast)
    assert AnswerLink.objects.get().digest == digest_of(token)
    assert token not in str(AnswerLink.objects.values())
    assert token not in str(Entry.objects.values())


def test_an_answer_through_a_link_is_marked_as_such_and_uses_the_link_up(cast: Cast) -> None:
    first, second = (*give(cast, cast.commune, figures=FIGURES), *give(cast, cast.commune, title="Việc thứ hai"))
    field = first.assignment.figure_fields.get(is_required=True)
    token = token_for(cast)
    answers = {
        first.pk: LinkAnswer(figures={field.pk: Decimal(4)}, words="Đã quét 4 máy"),
        second.pk: LinkAnswer(not_applicable_because="Xã không có máy chủ"),
    }
    answer_through_link(token, answers=answers, name="Nguyễn Thị Thử", at=NOW)
    assert set(Task.objects.values_list("state", flat=True)) == {"sent"}
    line = TaskEvent.objects.get(task=first, what="submitted")
    assert (line.by, line.actor) == (None, "Nguyễn Thị Thử (tự khai), UBND xã Đức Hòa, qua đường dẫn trả lời")
    assert Entry.objects.get(act="work.task.submitted").detail["who"] == said(line.actor)
    with pytest.raises(Refused, match="đã được dùng"):
        answer_through_link(token, answers=answers, name="Nguyễn Thị Thử", at=NOW)


def test_a_missing_answer_leaves_the_link_usable_and_names_every_gap(cast: Cast) -> None:
    first, second = (*give(cast, cast.commune, figures=FIGURES), *give(cast, cast.commune, title="Việc thứ hai"))
    token = token_for(cast)
    with pytest.raises(Refused) as refusal:
        answer_through_link(token, answers={first.pk: LinkAnswer(), second.pk: LinkAnswer()}, name="Nguyễn Thị Thử", at=NOW)
    assert {key.split("-")[1] for key in refusal.value.errors} == {str(first.pk), str(second.pk)}
    assert find_link(token, NOW).used_at is None
    assert set(Task.objects.values_list("state", flat=True)) == {"new"}


def test_an_altered_link_is_refused_without_asking_the_database(cast: Cast, django_assert_num_queries) -> None:
    token = token_for(cast)
    with django_assert_num_queries(0), pytest.raises(Refused, match="không đúng"):
        find_link(("A" if token[0] != "A" else "B") + token[1:], NOW)


def test_an_expired_or_revoked_link_says_so(cast: Cast) -> None:
    token = token_for(cast)
    with pytest.raises(Refused, match="hết hạn"):
        find_link(token, NOW + timedelta(days=15))
    revoke_answer_links("directive:1", [cast.commune.pk], by=cast.coordinator, at=NOW)
    with pytest.raises(Refused, match="thu hồi"):
        find_link(token, NOW)


def test_a_newer_link_stops_the_older_one(cast: Cast) -> None:
    older, newer = token_for(cast), token_for(cast)
    with pytest.raises(Refused, match="thu hồi"):
        find_link(older, NOW)
    assert find_link(newer, NOW).organisation == cast.commune


def test_a_link_reaches_only_the_tasks_of_its_body_and_group(cast: Cast) -> None:
    (others,) = give(cast, cast.other_commune)
    (elsewhere,) = give(cast, cast.commune, group="directive:2")
    give(cast, cast.commune, title="Việc thứ hai")
    token = token_for(cast)
    for task in (others, elsewhere):
        with pytest.raises(Refused):
            answer_through_link(token, answers={task.pk: LinkAnswer(words="x")}, name="Ai đó", at=NOW)
    assert set(Task.objects.values_list("state", flat=True)) == {"new"}
