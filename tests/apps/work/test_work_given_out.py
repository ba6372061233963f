"""Giving work out, and what each side does with it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from asking import FIGURES, give, spec
from django.core.exceptions import PermissionDenied

from cast import NOW, TODAY, Cast, organisation
from vonggac.apps.audit.models import Entry
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.work import queries, services
from vonggac.apps.work.models import Assignment, FigureField, FigureValue, Notice, Task, TaskEvent
from vonggac.apps.work.queries.boards import sum_below
from vonggac.apps.work.refusals import NotNow, Refused, Stale
from vonggac.apps.work.services.noticing import mark_read

pytestmark = pytest.mark.django_db


def answered(task: Task, by: object, values: tuple[int, ...] = (12,), *, at=NOW) -> Task:
    fields = list(FigureField.objects.filter(assignment=task.assignment))
    figures = {one.pk: Decimal(value) for one, value in zip(fields, values, strict=False)}
    version = Task.objects.get(pk=task.pk).version
    return services.submit_task(task.pk, figures=figures, answer="Đã quét bằng phần mềm tập trung.", version=version, by=by, at=at)


def test_giving_out_writes_tasks_trail_notices_and_one_audit_row(cast: Cast) -> None:
    opened = services.open_assignments(
        [spec(cast.commune, cast.other_commune), spec(cast.commune, title="Phân công trực 24/7")], by=cast.coordinator, at=NOW
    )
    assert [task.organisation for task in Task.objects.order_by("id")] == [cast.commune, cast.other_commune, cast.commune]
    assert TaskEvent.objects.filter(what="opened", by=cast.coordinator).count() == 3
    entry = Entry.objects.get(act="work.tasks.opened")
    assert (entry.count, entry.detail["assignments"]) == (3, 2)
    assert entry.touched
    assert {n.user: n.text for n in Notice.objects.all()}[cast.commune_officer] == "Có 2 việc mới được giao"
    assert opened.notices == 2


def test_who_is_only_informed_gets_a_notice_and_no_task(cast: Cast) -> None:
    opened = services.open_assignments([spec(cast.commune, row={"relation": "de-biet"})], by=cast.coordinator, at=NOW)
    assert (opened.tasks, opened.informed) == ([], 1)
    assert Notice.objects.get(user=cast.commune_officer).text.startswith("Để biết: ")


def test_an_officer_may_not_give_work_out(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        services.open_assignments([spec(cast.commune)], by=cast.officer, at=NOW)
    assert not Task.objects.exists()


def test_giving_out_writes_sets_and_not_rows(cast: Cast, django_assert_max_num_queries) -> None:
    bodies = [organisation(f"x-{n}", f"Xã Thử {n}", Kind.COMMUNE, cast.province) for n in range(60)]
    with django_assert_max_num_queries(30):
        services.open_assignments([spec(*bodies, title=f"Việc {n}") for n in range(7)], by=cast.coordinator, at=NOW)
    assert Task.objects.count() == 420


def test_a_task_walks_from_new_to_done_and_each_step_leaves_its_trace(cast: Cast) -> None:
    (task,) = give(cast, cast.commune, figures=FIGURES)
    services.acknowledge_tasks([task.pk], by=cast.commune_officer, at=NOW)
    answered(task, cast.commune_officer)
    services.accept_tasks([task.pk], by=cast.coordinator, at=NOW)
    task.refresh_from_db()
    assert task.state == Task.State.DONE
    whats = list(TaskEvent.objects.filter(task=task).order_by("id").values_list("what", flat=True))
    assert whats == ["opened", "acknowledged", "submitted", "accepted"]
    acts = list(Entry.objects.order_by("number").values_list("act", flat=True))
    assert acts == ["work.tasks.opened", "work.tasks.acknowledged", "work.task.submitted", "work.tasks.accepted"]


def test_a_required_figure_must_be_there_and_a_zero_counts(cast: Cast) -> None:
    (task,) = give(cast, cast.commune, figures=FIGURES)
    needed = FigureField.objects.get(is_required=True)
    with pytest.raises(Refused) as refusal:
        services.submit_task(task.pk, figures={}, answer="Xong", version=0, by=cast.commune_officer, at=NOW)
    assert list(refusal.value.errors) == [f"figure-{needed.pk}"]
    assert "Máy đã quét" in refusal.value.errors[f"figure-{needed.pk}"]
    assert answered(task, cast.commune_officer, (0,)).state == Task.State.SENT


def test_a_negative_or_foreign_figure_is_refused(cast: Cast) -> None:
    (task,) = give(cast, cast.commune, figures=FIGURES)
    (other,) = give(cast, cast.commune, figures=FIGURES, title="Việc khác")
    foreign = other.assignment.figure_fields.first()
    for figures in ({task.assignment.figure_fields.first().pk: Decimal(-1)}, {foreign.pk: Decimal(1)}):
        with pytest.raises(Refused):
            services.save_answer(task.pk, figures=figures, answer="", version=0, by=cast.commune_officer, at=NOW)
    assert not FigureValue.objects.exists()


def test_asked_evidence_must_be_there(cast: Cast) -> None:
    (task,) = give(cast, cast.commune, wants_evidence=True)
    with pytest.raises(Refused) as refusal:
        services.submit_task(task.pk, figures={}, answer="Xong", version=0, by=cast.commune_officer, at=NOW)
    assert "evidence" in refusal.value.errors
    services.add_evidence(task.pk, services.NewEvidence(statement="Đã niêm yết tại trụ sở."), by=cast.commune_officer, at=NOW)
    assert answered(task, cast.commune_officer).state == Task.State.SENT


def test_two_people_answering_the_same_task_the_second_is_told_who_and_when(cast: Cast) -> None:
    (task,) = give(cast, cast.department)
    services.save_answer(task.pk, figures={}, answer="Bản của tôi", version=0, by=cast.officer, at=NOW)
    with pytest.raises(Stale) as refusal:
        services.submit_task(task.pk, figures={}, answer="Bản khác", version=0, by=cast.responder, at=NOW + timedelta(minutes=3))
    assert "Lê Văn Cán Bộ" in refusal.value.message
    assert "07:42 23/11/2026" in refusal.value.message
    assert Task.objects.get().answer == "Bản của tôi"


def test_a_returned_answer_says_why_and_can_be_sent_again(cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    answered(task, cast.commune_officer)
    with pytest.raises(Refused):
        services.return_task(task.pk, reason=" ", version=None, by=cast.coordinator, at=NOW)
    services.return_task(task.pk, reason="Chụp lại ảnh có ngày giờ.", version=None, by=cast.coordinator, at=NOW)
    task.refresh_from_db()
    assert (task.state, task.reason) == ("back", "Chụp lại ảnh có ngày giờ.")
    assert Notice.objects.filter(user=cast.commune_officer, mail_wanted=True, text__startswith="Bị trả lại").exists()
    assert answered(task, cast.commune_officer).state == "sent"


def test_not_applicable_needs_a_reason_and_is_reviewed_like_an_answer(cast: Cast) -> None:
    (task,) = give(cast, cast.commune, figures=FIGURES)
    with pytest.raises(Refused):
        services.mark_not_applicable(task.pk, reason="", version=0, by=cast.commune_officer, at=NOW)
    services.mark_not_applicable(task.pk, reason="Không có máy chủ riêng", version=0, by=cast.commune_officer, at=NOW)
    assert list(queries.for_review(cast.coordinator)) == [task]
    services.accept_tasks([task.pk], by=cast.coordinator, at=NOW)
    counts = queries.state_counts(Task.objects.all(), TODAY)[task.assignment_id]
    assert (counts.done, counts.not_applicable) == (1, 1)
    assert queries.figure_sums(Task.objects.all())[0].missing == 0


def test_accepting_leaves_alone_what_is_not_under_review(cast: Cast) -> None:
    first, second = give(cast, cast.commune, cast.other_commune)
    answered(first, cast.commune_officer)
    assert services.accept_tasks([first.pk, second.pk], by=cast.coordinator, at=NOW) == [first]
    assert Task.objects.get(pk=second.pk).state == "new"


def test_a_finished_task_is_not_answered_again(cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    answered(task, cast.commune_officer)
    with pytest.raises(NotNow):
        answered(task, cast.commune_officer)


def test_more_time_is_asked_with_a_reason_and_given_by_the_asker(cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    with pytest.raises(Refused) as refusal:
        services.ask_extension(task.pk, wanted_on=date(2026, 11, 24), reason="", by=cast.commune_officer, at=NOW)
    assert set(refusal.value.errors) == {"reason", "wanted_on"}
    asked = services.ask_extension(task.pk, wanted_on=date(2026, 12, 5), reason="Chờ máy về", by=cast.commune_officer, at=NOW)
    with pytest.raises(Refused):
        services.ask_extension(task.pk, wanted_on=date(2026, 12, 6), reason="Nữa", by=cast.commune_officer, at=NOW)
    assert Task.objects.get().due_on == date(2026, 11, 25)
    services.decide_extension(asked.pk, granted=True, by=cast.coordinator, at=NOW)
    assert Task.objects.get().due_on == date(2026, 12, 5)
    with pytest.raises(Refused):
        services.decide_extension(asked.pk, granted=False, answer="Không", by=cast.coordinator, at=NOW)


def test_closing_a_group_closes_what_waits_and_keeps_what_was_answered(cast: Cast) -> None:
    first, second = give(cast, cast.commune, cast.other_commune)
    answered(first, cast.commune_officer)
    services.close_group("directive:1", reason="Hết đợt cao điểm", by=cast.coordinator, at=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.closed_unanswered) == ("sent", "done", True)
    assert Assignment.objects.get().closed_at == NOW
    services.reopen(second.pk, reason="Còn cần số liệu", by=cast.coordinator, at=NOW)
    second.refresh_from_db()
    assert (second.state, second.closed_unanswered, second.done_at) == ("back", False, None)


def test_relayed_work_adds_to_the_sum_of_the_body_that_relayed(cast: Cast) -> None:
    units = [organisation(f"tt-{n}", f"Trung tâm trực thuộc {n}", Kind.CENTRE, cast.department) for n in (1, 2)]
    (task,) = give(cast, cast.department, figures=FIGURES)
    children = services.relay_tasks([task.pk], organisation_ids=[unit.pk for unit in units], by=cast.officer, at=NOW, note="Trước thứ Năm")
    field = task.assignment.figure_fields.get(is_required=True)
    for child, value in zip(children, (3, 4), strict=True):
        answered(child, cast.officer, (value,))
    answered(task, cast.officer, (5,))
    assert sum_below(task) == {field.pk: Decimal(7)}
    assert queries.figure_sums(Task.objects.all())[0].sent == Decimal(12)
    assert set(queries.for_review(cast.officer)) == set(children)
    assert list(queries.for_review(cast.coordinator)) == [task]
    again = services.relay_tasks
    with pytest.raises(Refused):
        again([task.pk], organisation_ids=[units[0].pk], by=cast.officer, at=NOW)


def test_work_is_relayed_only_downward(cast: Cast) -> None:
    (task,) = give(cast, cast.department)
    with pytest.raises(Refused):
        services.relay_tasks([task.pk], organisation_ids=[cast.commune.pk], by=cast.officer, at=NOW)
    assert Task.objects.count() == 1


def test_one_operator_answers_a_central_fact_for_everyone_it_serves(cast: Cast) -> None:
    own, first, second = give(
        cast, cast.provider_body, cast.commune, cast.other_commune, figures=FIGURES, answered_centrally_by_id=cast.provider_body.pk
    )
    answered(second, cast.stranger, (1,))
    answered(own, cast.provider, (250,))
    assert services.answer_for_served(own.pk, by=cast.provider, at=NOW) == [first]
    services.accept_tasks([own.pk], by=cast.coordinator, at=NOW)
    first.refresh_from_db()
    assert (first.state, first.answered_through) == ("done", own)
    total = queries.figure_sums(Task.objects.all())[0]
    assert (total.accepted, total.sent, total.missing) == (Decimal(250), Decimal(1), 0)
    with pytest.raises(Task.DoesNotExist):
        services.answer_for_served(own.pk, by=cast.officer, at=NOW)


def test_a_returned_central_answer_gives_the_task_back_to_everyone(cast: Cast) -> None:
    own, served = give(cast, cast.provider_body, cast.commune, answered_centrally_by_id=cast.provider_body.pk)
    answered(own, cast.provider)
    services.answer_for_served(own.pk, by=cast.provider, at=NOW)
    services.return_task(own.pk, reason="Thiếu 3 xã", version=None, by=cast.coordinator, at=NOW)
    served.refresh_from_db()
    assert (served.state, served.answered_through) == ("doing", None)


def test_an_event_that_happened_earlier_keeps_both_times(cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    earlier = NOW - timedelta(hours=6)
    services.comment(task.pk, text="Đã ngắt mạng thiết bị.", by=cast.commune_officer, at=NOW, happened_at=earlier)
    line = TaskEvent.objects.get(what="commented")
    assert (line.happened_at, line.recorded_at) == (earlier, NOW)
    with pytest.raises(Refused):
        services.comment(task.pk, text="Mai", by=cast.commune_officer, at=NOW, happened_at=NOW + timedelta(days=1))


def test_on_a_merger_open_work_goes_to_the_heir_and_finished_work_stays_readable(cast: Cast) -> None:
    from vonggac.apps.organisations import services as bodies

    done, other, still = (*give(cast, cast.commune, cast.other_commune), *give(cast, cast.commune, title="Việc thứ hai"))
    answered(done, cast.commune_officer)
    services.accept_tasks([done.pk], by=cast.coordinator, at=NOW)
    plan = {
        "endings": [cast.commune.pk, cast.other_commune.pk],
        "beginnings": [{"key": "a", "code": "x-moi", "name": "Xã Đức An", "kind": "commune", "parent": cast.province.pk}],
        "heirs": [{"before": cast.commune.pk, "after": "new:a"}, {"before": cast.other_commune.pk, "after": "new:a"}],
    }
    row = bodies.draft_reorganisation(what="merge", effective_on=TODAY, basis="Nghị quyết 1", plan=plan, by=cast.coordinator, at=NOW)
    carried = dict(bodies.preview_reorganisation(row))["work.tasks"]
    assert [(one.count, list(one.open_choices)) for one in carried] == [(2, [])]
    bodies.confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)
    heir = Organisation.objects.get(code="x-moi")
    for task in (other, still):
        task.refresh_from_db()
        assert task.organisation == heir
    assert other.addressed_to == cast.other_commune
    done.refresh_from_db()
    assert done.organisation == cast.commune
    from cast import person

    assert set(queries.visible_to(person("moi", "Cán bộ mới", "officer", heir))) == {done, other, still}


def test_on_a_split_an_open_task_goes_to_its_named_heir_or_waits(cast: Cast) -> None:
    from vonggac.apps.organisations.ports import Change
    from vonggac.apps.work.services.inheriting import TaskCarrier

    named, waiting = (*give(cast, cast.commune), *give(cast, cast.commune, title="Việc thứ hai"))
    change = Change(body_id=cast.commune.pk, heirs={"y": cast.other_commune.pk, "z": cast.department.pk}, on=TODAY)
    (carried,) = TaskCarrier().preview([change])
    assert [choice for choice, _title in carried.open_choices] == [f"task:{named.pk}", f"task:{waiting.pk}"]
    from django.db import transaction

    with transaction.atomic():
        TaskCarrier().carry([change], {f"task:{named.pk}": cast.other_commune.pk}, by=cast.coordinator, at=NOW)
    named.refresh_from_db()
    waiting.refresh_from_db()
    assert (named.organisation, waiting.organisation, waiting.awaits_heir) == (cast.other_commune, cast.commune, True)
    services.name_heir([waiting.pk], organisation_id=cast.department.pk, by=cast.coordinator, at=NOW)
    waiting.refresh_from_db()
    assert (waiting.organisation, waiting.awaits_heir) == (cast.department, False)


def test_a_strangers_acts_on_anothers_task_find_nothing(cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    acts = (
        lambda: services.save_answer(task.pk, figures={}, answer="x", version=0, by=cast.stranger, at=NOW),
        lambda: services.submit_task(task.pk, figures={}, answer="x", version=0, by=cast.stranger, at=NOW),
        lambda: services.comment(task.pk, text="x", by=cast.stranger, at=NOW),
        lambda: services.return_task(task.pk, reason="x", version=None, by=cast.stranger, at=NOW),
        lambda: services.ask_extension(task.pk, wanted_on=date(2026, 12, 5), reason="x", by=cast.stranger, at=NOW),
        lambda: services.add_evidence(task.pk, services.NewEvidence(statement="x"), by=cast.stranger, at=NOW),
    )
    for act in acts:
        with pytest.raises(Task.DoesNotExist):
            act()
    assert services.acknowledge_tasks([task.pk], by=cast.stranger, at=NOW) == []
    assert Task.objects.get().version == 0


def test_the_marks_of_lateness_need_a_deadline_of_the_text_and_a_relation_that_shows_it(cast: Cast) -> None:
    day = date(2026, 11, 30)
    late = give(cast, cast.commune)[0]
    internal = give(cast, cast.commune, title="Nội bộ", row={"due_origin": "internal"})[0]
    asked = give(cast, cast.commune, title="Phối hợp", row={"relation": "phoi-hop"})[0]
    assert list(Task.objects.late_on(day)) == [late]
    assert [task.is_late(day) for task in (late, internal, asked)] == [True, False, False]
    assert late.days_past(day) == 5


def test_open_tasks_named_to_a_post_are_what_a_transfer_hands_over(cast: Cast) -> None:
    from vonggac.apps.accounts.models import Post
    from vonggac.apps.accounts.ports import bound_to, contents_of

    named, _other = (*give(cast, cast.department), *give(cast, cast.department, title="Không giao riêng ai"))
    post = Post.objects.get(holdings__user=cast.officer)
    services.assign_to_post(named.pk, post_id=post.pk, version=0, by=cast.officer, at=NOW)
    assert [one.work for one in contents_of(post)] == [named.assignment.title]
    assert bound_to(post) == 1
    assert set(queries.own_tasks(cast.responder)) >= {named}, "the post names who does it; the body still sees it"


def test_many_answers_are_one_line_of_the_coordinators_notices_with_their_count(cast: Cast) -> None:
    for _turn in range(3):
        give(cast, cast.department, figures=FIGURES)
    for task in Task.objects.filter(organisation=cast.department):
        services.acknowledge_tasks([task.pk], by=cast.officer, at=NOW)
        answered(task, cast.officer)
    lines = Notice.objects.filter(user=cast.coordinator, topic="answers")
    assert [(one.count, one.link) for one in lines] == [(3, "/viec/duyet/")]
    assert lines.get().text.startswith("3 câu trả lời mới chờ duyệt")


def test_an_answer_after_reading_is_a_new_line(cast: Cast) -> None:
    give(cast, cast.department, figures=FIGURES)
    give(cast, cast.department, figures=FIGURES)
    first, second = Task.objects.filter(organisation=cast.department).order_by("pk")
    answered(first, cast.officer)
    mark_read(cast.coordinator, at=NOW)
    answered(second, cast.officer)
    lines = Notice.objects.filter(user=cast.coordinator, topic="answers").order_by("pk")
    assert [(one.count, one.link) for one in lines] == [(1, f"/viec/{first.pk}/"), (1, f"/viec/{second.pk}/")]


def test_a_talk_gathers_by_task_and_requests_for_time_gather_by_themselves(cast: Cast) -> None:
    give(cast, cast.department, figures=FIGURES)
    give(cast, cast.department, figures=FIGURES)
    first, second = Task.objects.filter(organisation=cast.department).order_by("pk")
    for task in (first, first, second):
        services.comment(task.pk, text="Cần hỏi thêm", by=cast.officer, at=NOW)
    for task in (first, second):
        services.ask_extension(task.pk, wanted_on=TODAY + timedelta(days=90), reason="Thiếu người", by=cast.officer, at=NOW)
    counts = dict(Notice.objects.filter(user=cast.coordinator).exclude(topic="").values_list("topic", "count"))
    assert counts == {f"talk:{first.pk}": 2, f"talk:{second.pk}": 1, "extensions": 2}
