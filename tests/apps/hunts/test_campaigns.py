"""A campaign: whom it asks, what giving it out does, how far each body came, who is excused, how it ends and comes again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test.utils import CaptureQueriesContext

from campaigns_cast import DUE, TITLE, Hunting, finding, hunt, report
from cast import NOW, TODAY, organisation
from standing import standing
from vonggac.apps.audit.models import Entry
from vonggac.apps.hunts.carrying_campaigns import CampaignCarrier
from vonggac.apps.hunts.models import Campaign, CampaignBody, CampaignPaper, RulePack
from vonggac.apps.hunts.queries.campaigns import bodies_visible_to, campaigns_visible_to
from vonggac.apps.hunts.queries.coverage import CampaignCoverage, Stage, blind_at, coverage_of
from vonggac.apps.hunts.queries.whom import Whom, bodies_meant, machines_of
from vonggac.apps.hunts.services.asked_of_bodies import plan_of
from vonggac.apps.hunts.services.campaigns import add_bodies, ask_more, close_campaign, drop_campaign, give_out, remove_bodies
from vonggac.apps.hunts.services.excusing import excuse_body, expect_again
from vonggac.apps.hunts.services.repeating import repeat_campaign
from vonggac.apps.hunts.stages import hunts_words, machines_words, reach_words
from vonggac.apps.organisations.models import Organisation, Succession
from vonggac.apps.organisations.ports import Change
from vonggac.apps.organisations.queries import main_province
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import submit_task

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing_hunting(django_db_setup: None, django_db_blocker: Any) -> Iterator[Hunting]:
    with standing(django_db_blocker):
        yield Hunting.lay_out()


@pytest.fixture
def at(standing_hunting: Hunting) -> Hunting:
    return deepcopy(standing_hunting)


@pytest.fixture
def given(at: Hunting) -> Campaign:
    return at.given()


def covered(campaign: Campaign) -> CampaignCoverage:
    return coverage_of(campaign, CampaignBody.objects.filter(campaign=campaign).select_related("organisation", "task"))


# --- whom it asks -----------------------------------------------------------------------------------------------------------------------


def test_bodies_are_chosen_by_kind_by_level_by_name_or_all(at: Hunting) -> None:
    cast = at.cast
    assert bodies_meant(Whom(kinds=["commune"]), TODAY) == [cast.other_commune, cast.commune]
    assert bodies_meant(Whom(least_level=3), TODAY) == [cast.department]
    assert bodies_meant(Whom(least_level=1, named=[cast.other_commune.pk]), TODAY) == [cast.department, cast.other_commune, cast.commune]
    everyone = set(bodies_meant(Whom(everyone=True), TODAY))
    assert cast.province not in everyone
    assert {cast.department, cast.commune, cast.other_commune, cast.provider_body} <= everyone


def test_a_body_that_ended_or_lies_elsewhere_is_not_asked(at: Hunting) -> None:
    ended, elsewhere = organisation("x-cu", "Xã Cũ", "commune", at.cast.province), organisation("x-xa", "Xã Nơi Khác", "commune")
    Organisation.objects.filter(pk=ended.pk).update(valid_to=TODAY - timedelta(days=1), province_code=main_province())
    assert not {ended, elsewhere} & set(bodies_meant(Whom(everyone=True, named=[ended.pk, elsewhere.pk]), TODAY))


def test_the_register_says_how_many_servers_and_workstations_a_body_answers_for(at: Hunting) -> None:
    assert machines_of([at.cast.department.pk, at.cast.commune.pk, at.cast.other_commune.pk]) == {
        at.cast.department.pk: 5,
        at.cast.commune.pk: 4,
        at.cast.other_commune.pk: 0,
    }


def test_a_draft_asks_nobody_and_may_be_changed(at: Hunting) -> None:
    row = at.draft()
    assert not Task.objects.exists()
    assert add_bodies(row, [at.cast.other_commune.pk, at.cast.commune.pk], by=at.cast.coordinator, at=NOW) == 1
    assert remove_bodies(row, [at.body(row, at.cast.commune).pk], by=at.cast.coordinator, at=NOW) == 1
    assert set(row.bodies.values_list("organisation_id", flat=True)) == {at.cast.department.pk, at.cast.other_commune.pk}
    assert drop_campaign(row, by=at.cast.coordinator, at=NOW).state == Campaign.State.DROPPED


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"title": " "}, "title"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"packs": [], "with_indicators": False}, "packs"),
        ({"since": NOW + timedelta(days=1)}, "since"),
    ],
)
def test_a_campaign_without_a_name_a_day_ahead_or_anything_to_look_for_is_refused(at: Hunting, wrong: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError) as refused:
        at.draft(**wrong)
    assert list(refused.value.message_dict) == [place]


def test_only_who_coordinates_may_draft_or_give_out(at: Hunting) -> None:
    row = at.draft()
    for person in (at.cast.officer, at.cast.leader, at.cast.auditor, at.cast.responder):
        with pytest.raises(PermissionDenied):
            give_out(row, shown="", by=person, at=NOW)


# --- giving out -------------------------------------------------------------------------------------------------------------------------


def test_giving_out_opens_one_task_a_body_with_its_steps_deadline_and_level(at: Hunting, given: Campaign) -> None:
    tasks = {task.organisation_id: task for task in Task.objects.select_related("assignment")}
    assert set(tasks) == {at.cast.department.pk, at.cast.commune.pk}
    task = tasks[at.cast.department.pk]
    assert (task.due_on, task.due_origin, task.level, task.state) == (DUE, "internal", 3, "new")
    assert (task.assignment.origin_room, task.assignment.origin_id, task.assignment.group) == (
        "hunts.campaigns", given.pk, f"hunts:campaign:{given.pk}",
    )  # fmt: skip
    assert "thu-thap.cmd" in task.assignment.instructions
    assert "Tìm dấu hiệu mã hóa hàng loạt." in task.assignment.because
    body = at.body(given, at.cast.department)
    assert (body.task, body.machines, given.state) == (task, 5, Campaign.State.OPEN)
    assert Entry.objects.filter(act="hunts.campaign.given_out").count() == 1


def test_a_deadline_of_a_letter_counts_as_overdue_one_of_ours_does_not(at: Hunting) -> None:
    ours, named = at.given(), at.given(letter_number="125/CAT-ANM")
    late = Task.objects.late_on(DUE + timedelta(days=1))
    assert {task.assignment.origin_id for task in late.select_related("assignment")} <= {named.pk}
    assert not late.filter(assignment__origin_id=ours.pk).exists()
    assert set(Task.objects.filter(assignment__origin_id=named.pk).values_list("due_origin", flat=True)) == {"text"}


def test_a_plan_that_changed_since_it_was_shown_is_not_carried_out(at: Hunting) -> None:
    row = at.draft()
    shown = plan_of(row, NOW).digest()
    add_bodies(row, [at.cast.other_commune.pk], by=at.cast.coordinator, at=NOW)
    with pytest.raises(ValidationError, match="thay đổi"):
        give_out(row, shown=shown, by=at.cast.coordinator, at=NOW)
    assert not Task.objects.exists()


def test_a_campaign_without_anybody_to_ask_is_not_given_out(at: Hunting) -> None:
    row = at.draft(bodies=[at.cast.commune.pk])
    excuse_body(at.body(row, at.cast.commune), because="Không có máy", by=at.cast.coordinator, at=NOW)
    with pytest.raises(ValidationError, match="ít nhất một"):
        give_out(row, shown=plan_of(row, NOW).digest(), by=at.cast.coordinator, at=NOW)


def test_a_body_may_be_asked_while_the_campaign_runs(at: Hunting, given: Campaign) -> None:
    assert ask_more(given, [at.cast.other_commune.pk, at.cast.commune.pk], by=at.cast.coordinator, at=NOW) == 1
    body = at.body(given, at.cast.other_commune)
    assert body.task is not None
    assert body.task.assignment == at.body(given, at.cast.commune).task.assignment  # type: ignore[union-attr]
    assert Task.objects.count() == 3


def test_giving_out_asks_a_fixed_number_of_questions(at: Hunting, django_assert_max_num_queries: Any) -> None:
    few, many = at.draft(), at.draft(bodies=at.all_bodies())
    from django.db import connection

    with CaptureQueriesContext(connection) as first:
        plan_of(few, NOW)
    with django_assert_max_num_queries(len(first)):
        assert len(plan_of(many, NOW).shares) > 5


# --- how far it came --------------------------------------------------------------------------------------------------------------------


def test_how_far_a_body_is_follows_from_its_hunts(at: Hunting, given: Campaign) -> None:
    stages = lambda: {one.row.organisation: one.stage for one in covered(given).bodies}  # noqa: E731
    assert set(stages().values()) == {Stage.SILENT}
    ran = hunt(given, at.cast.department, state="waiting")
    assert stages()[at.cast.department] == Stage.RUNNING
    ran.state = "failed"
    ran.save()
    assert stages()[at.cast.department] == Stage.FAILED
    hunt(given, at.cast.department, "MAY-01", "may-02")
    hunt(given, at.cast.department, "may-01", "may-03")
    department = next(one for one in covered(given).bodies if one.row.organisation == at.cast.department)
    assert (department.stage, department.seen, department.unseen, department.done, department.failed) == (Stage.PARTLY, 3, 2, 2, 1)
    assert machines_words(department) == "đã thấy 3 trong 5 máy"
    hunt(given, at.cast.commune, "a", "b", "c", "d", "e")
    commune = next(one for one in covered(given).bodies if one.row.organisation == at.cast.commune)
    assert (commune.stage, machines_words(commune)) == (Stage.WHOLE, "đã thấy 5 máy; sổ đăng ký chỉ ghi 4")


def test_a_surplus_at_one_body_fills_no_gap_at_another(at: Hunting, given: Campaign) -> None:
    hunt(given, at.cast.commune, "a", "b", "c", "d", "e", "f")
    said = reach_words(covered(given))
    assert said == "1 trong 2 cơ quan đã nộp nhật ký; đã thấy 4 trong 9 máy của sổ đăng ký; 2 máy chưa có trong sổ đăng ký."


def test_a_machine_counts_once_however_the_logs_of_its_hunts_name_it(at: Hunting, given: Campaign) -> None:
    hunt(given, at.cast.department, "PC5", "pc6", "pc6.a")
    hunt(given, at.cast.department, "pc5.xa.local.", "pc6.b")
    one = next(one for one in covered(given).bodies if one.hunts)
    assert (one.hosts, one.perhaps) == ({"pc5.xa.local", "pc6", "pc6.a", "pc6.b"}, (("pc6", ("pc6.a", "pc6.b")),))


def test_a_register_without_machines_is_said_not_counted_as_whole(at: Hunting) -> None:
    row = at.given(bodies=[at.cast.other_commune.pk])
    hunt(row, at.cast.other_commune, "may-xa")
    one = covered(row).bodies[0]
    assert (one.stage, machines_words(one)) == (Stage.UNCOUNTED, "đã thấy 1 máy; sổ đăng ký chưa ghi máy nào")


def test_what_a_unit_below_hands_in_counts_for_the_nearest_body_that_is_asked(at: Hunting, given: Campaign) -> None:
    below = organisation("tt-duoi", "Trung tâm trực thuộc Sở", "centre", at.cast.department)
    hunt(given, below, "may-duoi")
    assert {one.row.organisation: one.seen for one in covered(given).bodies} == {at.cast.department: 1, at.cast.commune: 0}
    assert [hunts_words(one) for one in covered(given).bodies if one.hunts] == ["1 lượt, 1 của đơn vị trực thuộc"]


def test_a_unit_that_is_asked_itself_answers_for_itself_on_every_page(at: Hunting) -> None:
    below = organisation("tt-duoi", "Trung tâm trực thuộc Sở", "centre", at.cast.department)
    Organisation.objects.filter(pk=below.pk).update(province_code=main_province())
    given = at.given(bodies=[at.cast.department.pk, below.pk])
    hunt(given, below, "may-duoi")
    hunt(given, at.cast.department, "may-01")
    alone = coverage_of(given, [at.body(given, at.cast.department)]).bodies[0]
    assert (alone.hunts, alone.of_units, alone.hosts) == (1, 0, {"may-01"})


def test_findings_count_by_verdict_at_their_body(at: Hunting, given: Campaign) -> None:
    ran = hunt(given, at.cast.department, "may-01")
    finding(ran)
    finding(ran, "Tạo dịch vụ lạ", verdict="true")
    finding(ran, "Quét nội bộ", verdict="false", reason="Máy quét của Trung tâm")
    one = next(one for one in covered(given).bodies if one.hunts)
    assert (one.waiting, one.true, one.set_aside) == (1, 1, 1)


def test_a_rule_is_blind_at_a_body_only_where_every_hunt_of_it_was(at: Hunting, given: Campaign) -> None:
    hunt(given, at.cast.department, "may-01", coverage=report("r1", "r2", fields=("Image",)))
    hunt(given, at.cast.department, "may-02", coverage=report("r2", "r3", fields=("Image", "User"), loaded=4))
    row = at.body(given, at.cast.department)
    blind = blind_at(given, [row])[row.pk]
    assert (blind.loaded, blind.idle, blind.fields) == (4, (("r2", "Quy tắc r2"),), (("Image", 1),))


def test_coverage_asks_a_fixed_number_of_questions(at: Hunting, given: Campaign, django_assert_num_queries: Any) -> None:
    hunt(given, at.cast.department, "may-01")
    with django_assert_num_queries(4):
        covered(given)
    everyone = at.all_bodies()
    ask_more(given, everyone, by=at.cast.coordinator, at=NOW)
    for body in Organisation.objects.filter(pk__in=everyone):
        finding(hunt(given, body, f"may-{body.pk}"))
    with django_assert_num_queries(4):
        assert covered(given).handed == len(everyone)


# --- excused ----------------------------------------------------------------------------------------------------------------------------


def test_an_excused_body_is_counted_with_its_reason_and_its_task_is_closed(at: Hunting, given: Campaign) -> None:
    body = excuse_body(at.body(given, at.cast.commune), because="Máy đang chuyển trụ sở", by=at.cast.coordinator, at=NOW)
    task = Task.objects.get(pk=body.task_id)
    assert (task.state, task.closed_unanswered, task.reason) == ("done", True, "Máy đang chuyển trụ sở")
    seen = covered(given)
    assert (seen.expected, [one.row.organisation for one in seen.excused]) == (1, [at.cast.commune])
    assert "1 cơ quan được miễn" in reach_words(seen)
    again = expect_again(body, because="Đã chuyển xong", by=at.cast.coordinator, at=NOW)
    task.refresh_from_db()
    assert (task.state, again.excused_because, covered(given).expected) == ("back", "", 2)


def test_an_excuse_needs_its_reason(at: Hunting, given: Campaign) -> None:
    with pytest.raises(ValidationError) as refused:
        excuse_body(at.body(given, at.cast.commune), because="  ", by=at.cast.coordinator, at=NOW)
    assert list(refused.value.message_dict) == ["because"]


def test_a_body_excused_before_giving_out_gets_no_task_until_it_is_asked_again(at: Hunting) -> None:
    row = at.draft()
    body = excuse_body(at.body(row, at.cast.commune), because="Đã kiểm tra tháng trước", by=at.cast.coordinator, at=NOW)
    row = give_out(row, shown=plan_of(row, NOW).digest(), by=at.cast.coordinator, at=NOW)
    assert Task.objects.count() == 1
    expect_again(body, because="Kết quả tháng trước thiếu máy", by=at.cast.coordinator, at=NOW)
    assert at.body(row, at.cast.commune).task.state == "new"  # type: ignore[union-attr]


# --- bodies change ----------------------------------------------------------------------------------------------------------------------


def test_the_heir_is_asked_in_a_bodys_stead_or_the_place_is_excused_where_it_is_asked_already(at: Hunting, given: Campaign) -> None:
    cast = at.cast
    alone = at.draft(bodies=[cast.commune.pk])
    change = Change(cast.commune.pk, {"": cast.department.pk}, TODAY)
    assert [one.count for one in CampaignCarrier().preview([change])] == [2]
    assert CampaignCarrier().carry([change], {}, by=cast.coordinator, at=NOW) == 2
    assert [row.organisation for row in alone.bodies.all()] == [cast.department]
    assert "Đã nhập vào Sở Khoa học và Công nghệ" in at.body(given, cast.commune).excused_because
    divided = Change(cast.department.pk, {"a": cast.commune.pk, "b": cast.other_commune.pk}, TODAY)
    assert CampaignCarrier().carry([divided], {}, by=cast.coordinator, at=NOW) == 0


# --- the end ----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(at: Hunting, given: Campaign, settings: Any, tmp_path: Any) -> Campaign:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    ran = hunt(given, at.cast.department, "may-01", "may-02", coverage=report("r9"))
    finding(ran, verdict="true")
    finding(ran, "Quét nội bộ", host="may-02")
    return close_campaign(given, conclusion="Một máy có dấu hiệu xóa bản sao.\nLàm sạch trước ngày 30.", by=at.cast.coordinator, at=NOW)


def test_the_end_closes_what_waits_and_keeps_what_was_sent(at: Hunting, given: Campaign, settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    sent = at.body(given, at.cast.department).task
    submit_task(sent.pk, figures={}, answer="Đã nộp 5 máy", version=sent.version, by=at.cast.officer, at=NOW)  # type: ignore[union-attr]
    close_campaign(given, conclusion="Xong.", by=at.cast.coordinator, at=NOW)
    states = dict(Task.objects.values_list("organisation_id", "state"))
    assert states == {at.cast.department.pk: "sent", at.cast.commune.pk: "done"}
    assert Task.objects.get(organisation=at.cast.commune).closed_unanswered


def test_the_report_is_a_word_file_that_says_the_figures_of_each_body(at: Hunting, closed: Campaign) -> None:
    from vonggac.apps.work.files import path_of

    paper = CampaignPaper.objects.get(campaign=closed)
    kept = path_of(paper.draft.sha256).read_bytes()  # type: ignore[union-attr]
    text = words_of(kept)
    assert "Kết quả đợt săn lùng mối nguy hại" in text
    assert "Đợt săn lùng có 2 cơ quan, đơn vị; 1 đã nộp nhật ký, 1 đã có kết quả, 1 chưa nộp, 0 được miễn." in text
    assert "Chưa nộp nhật ký: UBND xã Đức Hòa." in text
    assert "Xóa bản sao bóng (Tác Giả Thử)" in text
    assert "Làm sạch trước ngày 30." in text
    assert "may-01" not in text, "a paper that leaves names no machine"
    assert paper.content["figures"] == {
        "bodies": 2, "handed": 1, "excused": 0, "silent": 1, "hunts": 1, "seen": 2, "machines": 9, "true": 1, "set_aside": 0, "waiting": 1,
    }  # fmt: skip


def words_of(docx: bytes) -> str:
    import re

    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        xml = parts.read("word/document.xml").decode()
    return "\n".join("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", one)) for one in xml.split("</w:p>"))


def test_the_end_needs_a_conclusion_and_happens_once(at: Hunting, closed: Campaign) -> None:
    with pytest.raises(ValidationError, match="đã kết thúc"):
        close_campaign(closed, conclusion="Lần nữa", by=at.cast.coordinator, at=NOW)
    with pytest.raises(ValidationError) as refused:
        close_campaign(at.given(), conclusion=" ", by=at.cast.coordinator, at=NOW)
    assert list(refused.value.message_dict) == ["conclusion"]


def test_half_a_year_later_the_next_is_drafted_with_heirs_and_newer_rules(at: Hunting, closed: Campaign) -> None:
    heir = organisation("x-moi", "Xã Mới", "commune", at.cast.province)
    Organisation.objects.filter(pk=heir.pk).update(province_code=main_province())
    Organisation.objects.filter(pk=at.cast.commune.pk).update(valid_to=TODAY - timedelta(days=1))
    Succession.objects.create(before=at.cast.commune, after=heir, on=TODAY)
    RulePack.objects.filter(pk=at.pack.pk).update(retired_at=NOW)
    newer = RulePack.objects.create(name="Bộ thử", version="2", kind="yara", added_at=NOW, checked_at=NOW, replaces=at.pack)
    following = repeat_campaign(closed, by=at.cast.coordinator, at=NOW)
    assert (following.title, following.period) == (TITLE.replace("cuối năm 2026", "đầu năm 2027"), "6 tháng đầu năm 2027")
    assert (following.state, following.repeats, following.since) == (Campaign.State.DRAFT, closed, closed.closed_at)
    assert (following.due_on.year, following.due_on.month) == (2027, 6)
    assert set(following.bodies.values_list("organisation_id", flat=True)) == {at.cast.department.pk, heir.pk}
    assert list(following.packs.all()) == [newer]
    with pytest.raises(ValidationError, match="Đã có đợt tiếp theo"):
        repeat_campaign(closed, by=at.cast.coordinator, at=NOW)


# --- who may know -----------------------------------------------------------------------------------------------------------------------


def test_a_body_knows_of_a_campaign_that_asks_it_and_sees_only_itself_there(at: Hunting, given: Campaign) -> None:
    draft = at.draft()
    cast = at.cast
    assert set(campaigns_visible_to(cast.coordinator)) == {given, draft}
    assert set(campaigns_visible_to(cast.auditor)) == {given, draft}
    assert list(campaigns_visible_to(cast.commune_officer)) == [given]
    assert [row.organisation for row in bodies_visible_to(cast.commune_officer, given)] == [cast.commune]
    assert bodies_visible_to(cast.coordinator, given).count() == 2
    for nobody in (cast.stranger, cast.provider, cast.administrator):
        assert not campaigns_visible_to(nobody).exists()
        assert not bodies_visible_to(nobody).exists()
