"""Who sees what, in which order, and what the board adds up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from asking import FIGURES, give

from cast import NOW, TODAY, Cast, organisation, person
from vonggac.apps.organisations.models import Kind
from vonggac.apps.registry.models import InformationSystem, ProviderContract
from vonggac.apps.work import queries, services
from vonggac.apps.work.models import Task
from vonggac.apps.work.queries import BoardFilters

pytestmark = pytest.mark.django_db


def test_each_person_sees_the_tasks_of_the_bodies_they_reach(cast: Cast) -> None:
    commune, department = give(cast, cast.commune, cast.department)
    seen = {
        cast.coordinator: {commune, department},
        cast.auditor: {commune, department},
        cast.leader: {commune, department},
        cast.officer: {department},
        cast.responder: {department},
        cast.commune_officer: {commune},
        cast.stranger: set(),
        cast.provider: set(),
        cast.administrator: set(),
    }
    for user, tasks in seen.items():
        assert set(queries.visible_to(user)) == tasks, user.username


def test_a_leader_of_a_commune_reads_only_that_commune(cast: Cast) -> None:
    commune, _other = give(cast, cast.commune, cast.other_commune)
    chair = person("chutich", "Chủ tịch xã thử", "leader", cast.commune)
    assert list(queries.visible_to(chair)) == [commune]


def test_a_provider_sees_tasks_of_systems_under_a_contract_in_force(cast: Cast) -> None:
    system = InformationSystem.objects.create(code="HT-1", name="Cổng thử", owner=cast.department, level=3)
    (task,) = give(cast, cast.department, row={"system_id": system.pk, "level": 3})
    give(cast, cast.department, title="Việc khác")
    contract = ProviderContract.objects.create(
        provider=cast.provider_body, client=cast.department, number="01/HĐ", valid_from=date(2020, 1, 1)
    )
    contract.systems.add(system)
    assert list(queries.visible_to(cast.provider)) == [task]
    ProviderContract.objects.update(valid_to=date(2021, 1, 1))
    assert list(queries.visible_to(cast.provider)) == []


def test_a_level_three_system_comes_before_risk_and_risk_before_age(cast: Cast) -> None:
    old = give(cast, cast.commune, title="Cũ")[0]
    low = give(cast, cast.commune, title="Cấp độ 2", row={"level": 2})[0]
    risky = give(cast, cast.commune, title="Rủi ro", row={"risk": 80})[0]
    three = give(cast, cast.commune, title="Cấp độ 3", row={"level": 3})[0]
    four = give(cast, cast.commune, title="Cấp độ 4", row={"level": 4})[0]
    Task.objects.filter(pk=old.pk).update(opened_at=NOW - timedelta(days=30))
    assert list(Task.objects.all().in_queue_order()) == [four, three, risky, old, low]


def test_my_work_stands_in_four_parts(cast: Cast) -> None:
    late = give(cast, cast.commune, row={"due_on": date(2026, 11, 18)})[0]
    week = give(cast, cast.commune, title="Tuần này", row={"due_on": date(2026, 11, 29)})[0]
    internal = give(cast, cast.commune, title="Nội bộ", row={"due_on": date(2026, 11, 18), "due_origin": "internal"})[0]
    later = give(cast, cast.commune, title="Sau", row={"due_on": date(2026, 12, 10)})[0]
    never = give(cast, cast.commune, title="Không hạn", row={"due_on": None})[0]
    sent = give(cast, cast.commune, title="Đã nộp")[0]
    services.submit_task(sent.pk, figures={}, answer="Xong", version=0, by=cast.commune_officer, at=NOW)
    mine = queries.my_work(cast.commune_officer, TODAY)
    assert (mine.late, mine.this_week, mine.later, mine.quiet) == ([late], [week, internal], [later, never], [sent])
    assert (mine.open_count, mine.late_count) == (5, 1)


def test_my_work_asks_the_same_number_of_queries_for_one_and_for_forty(cast: Cast, django_assert_num_queries) -> None:
    give(cast, cast.commune)
    queries.my_work(cast.commune_officer, TODAY)
    with django_assert_num_queries(3):
        queries.my_work(cast.commune_officer, TODAY)
    for n in range(40):
        give(cast, cast.commune, title=f"Việc {n}")
    with django_assert_num_queries(3):
        assert len(queries.my_work(cast.commune_officer, TODAY).this_week) == 41


def test_the_board_shows_fifty_bodies_a_page_with_the_same_number_of_queries(cast: Cast, django_assert_num_queries) -> None:
    bodies = [organisation(f"x-{n:03}", f"Xã Thử {n:03}", Kind.COMMUNE, cast.province) for n in range(60)]
    services.open_assignments(
        [_spec(bodies[:10], 0), _spec(bodies, 1)],
        by=cast.coordinator,
        at=NOW,
    )
    with django_assert_num_queries(7):
        first = queries.board(cast.coordinator, "directive:1", today=TODAY)
    assert (len(first.rows), first.pages, first.organisations) == (50, 2, 60)
    assert [len(cell) for cell in first.rows[0].cells] == [1, 1]
    assert [len(cell) for cell in first.rows[49].cells] == [0, 1]
    with django_assert_num_queries(7):
        second = queries.board(cast.coordinator, "directive:1", today=TODAY, page=2)
    assert [row.organisation for row in second.rows] == bodies[50:]
    assert second.totals.new == 70


def _spec(bodies, position):
    from asking import spec

    return spec(*bodies, title=f"Việc {position}", position=position)


def test_the_board_is_filtered_by_state_lateness_and_words(cast: Cast) -> None:
    late, sent = give(cast, cast.commune, cast.other_commune, row={"due_on": date(2026, 11, 18)})
    services.submit_task(sent.pk, figures={}, answer="Xong", version=0, by=cast.stranger, at=NOW)

    def bodies(**filters) -> list:
        board = queries.board(cast.coordinator, "directive:1", today=TODAY, filters=BoardFilters(**filters))
        return [row.organisation for row in board.rows]

    assert bodies(state="sent") == [cast.other_commune]
    assert bodies(late_only=True) == [cast.commune]
    assert bodies(words="DUC HOÀ") == [cast.commune]
    assert bodies(kind="department") == []
    counts = queries.board(cast.coordinator, "directive:1", today=TODAY).counts[late.assignment_id]
    assert (counts.new, counts.sent, counts.late, counts.total) == (1, 1, 1, 2)


def test_the_board_counts_late_bodies_as_the_list_of_the_late_does(cast: Cast) -> None:
    party = organisation("dang", "Ban Đảng Thử", Kind.PARTY_OFFICE, cast.province)
    give(cast, cast.commune, cast.other_commune, party, row={"due_on": date(2026, 11, 18)})
    give(cast, cast.commune, cast.department, title="Hai", row={"due_on": date(2026, 11, 10)})
    give(cast, cast.office, title="Ba", row={"due_on": date(2026, 11, 1), "due_origin": "internal"})
    give(cast, cast.office, title="Văn bản khác", group="directive:2", row={"due_on": date(2026, 11, 1)})
    board = queries.board(cast.coordinator, "directive:1", today=TODAY)
    late = queries.late_by_organisation(cast.coordinator, TODAY, group="directive:1")
    assert {one.organisation for one in late} == {cast.commune, cast.other_commune, cast.department}
    assert (board.late_bodies, board.totals.late) == (3, sum(one.tasks for one in late)) == (3, 4)


def test_a_board_shows_each_task_once_beside_all_its_figures(cast: Cast) -> None:
    sent, draft = give(cast, cast.commune, cast.other_commune, figures=FIGURES)
    scanned, ill = sent.assignment.figure_fields.all()
    answer = {scanned.pk: Decimal(7), ill.pk: Decimal("2.5")}
    services.submit_task(sent.pk, figures=answer, answer="", version=0, by=cast.commune_officer, at=NOW)
    services.save_answer(draft.pk, figures=answer, answer="", version=0, by=cast.stranger, at=NOW)
    board = queries.board(cast.coordinator, "directive:1", today=TODAY)
    assert {row.organisation: [one.pk for cell in row.cells for one in cell] for row in board.rows} == {
        cast.commune: [sent.pk],
        cast.other_commune: [draft.pk],
    }
    assert {row.organisation: dict(row.figures) for row in board.rows} == {cast.commune: answer, cast.other_commune: {}}
    assert [(one.field, one.sent, one.missing) for one in board.figures] == [(scanned, Decimal(7), 1), (ill, Decimal("2.5"), 1)]


def test_drafts_are_nobodys_answer_in_a_sum(cast: Cast) -> None:
    first, second = give(cast, cast.commune, cast.other_commune, figures=FIGURES)
    field = first.assignment.figure_fields.get(is_required=True)
    services.save_answer(first.pk, figures={field.pk: Decimal(7)}, answer="", version=0, by=cast.commune_officer, at=NOW)
    services.submit_task(second.pk, figures={field.pk: Decimal("2.5")}, answer="", version=0, by=cast.stranger, at=NOW)
    total = queries.sums(cast.coordinator, "directive:1")[0]
    assert (total.sent, total.accepted, total.answers, total.missing) == (Decimal("2.5"), 0, 1, 1)
    assert queries.sums(cast.commune_officer, "directive:1")[0].total == 0


def test_what_is_late_is_counted_by_organisation(cast: Cast) -> None:
    give(cast, cast.commune, cast.other_commune, row={"due_on": date(2026, 11, 18)})
    give(cast, cast.commune, title="Hai", row={"due_on": date(2026, 11, 10)})
    give(cast, cast.commune, title="Nội bộ", row={"due_on": date(2026, 11, 1), "due_origin": "internal"})
    late = queries.late_by_organisation(cast.coordinator, TODAY)
    assert [(one.organisation, one.tasks, one.days(TODAY)) for one in late] == [(cast.commune, 2, 13), (cast.other_commune, 1, 5)]
    assert queries.overdue(cast.commune_officer, TODAY).count() == 2


def test_what_changed_and_what_runs_out(cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    since = NOW + timedelta(hours=1)
    services.comment(task.pk, text="Đã xong", by=cast.commune_officer, at=since + timedelta(hours=1))
    assert [event.what for event in queries.changed_since(cast.coordinator, since)] == ["commented"]
    assert not queries.changed_since(cast.stranger, since).exists()
    kept = services.add_evidence(
        task.pk, services.NewEvidence(statement="Chứng thư", expires_on=date(2026, 12, 1)), by=cast.commune_officer, at=NOW
    )
    assert list(queries.evidence_expiring(cast.coordinator, TODAY)) == [kept]
    assert list(queries.evidence_expiring(cast.coordinator, TODAY, within_days=3)) == []
    assert list(queries.evidence_expiring(cast.stranger, TODAY)) == []
