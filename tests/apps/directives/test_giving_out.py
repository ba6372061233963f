import pytest
from django.core.exceptions import ValidationError
from province import LETTERS_DAY, Province

from cast import NOW, TODAY
from vonggac.apps.audit.models import Entry
from vonggac.apps.directives import queries
from vonggac.apps.directives.giving import plan_giving
from vonggac.apps.directives.models import AddresseeLine, Directive, Obligation
from vonggac.apps.directives.services import giving_out, intake, review
from vonggac.apps.work.models import Task

pytestmark = pytest.mark.django_db


def numbers(directive: Directive) -> list[str]:
    return [leaf.number for leaf in queries.leaves_of(directive)]


def test_the_twin_of_the_founding_letter_gives_twelve_leaves_and_keeps_the_issuers_own_promise_apart(province: Province) -> None:
    directive = province.receive()
    assert numbers(directive) == ["1a", "1b", "1c", "1d", "1đ", "1e", "2", "3", "4", "5", "6", "7"]
    assert [own.number for own in directive.obligations.filter(own=True)] == ["7a"]
    assert directive.resolved_on == LETTERS_DAY


def test_classes_expand_within_the_province_at_the_letters_date(province: Province) -> None:
    directive = province.receive()
    counts = {line.text: line.how_many for line in queries.lines_of(directive) if line.where == AddresseeLine.Where.TO}
    assert counts["UBND các xã, phường, thị trấn"] == 173
    assert counts["UBND các huyện, thị xã, thành phố"] == 13


def test_a_body_that_ended_without_one_heir_waits_for_a_person_and_stops_the_giving_out(province: Province) -> None:
    directive = province.receive()
    open_lines = {name for kind, name in queries.open_points(directive) if kind == "line"}
    assert "UBND các huyện, thị xã, thành phố" in open_lines
    with pytest.raises(ValidationError, match="Còn điểm chưa xác định"):
        giving_out.give_out(directive, unit=province.unit, shown=plan_giving(directive).digest(), by=province.coordinator, at=NOW)
    assert not Task.objects.exists()


def test_giving_out_is_one_act_with_the_plan_that_was_shown(province: Province) -> None:
    directive = province.receive()
    province.settle(directive)
    plan = plan_giving(directive)
    giving_out.give_out(directive, unit=province.unit, shown=plan.digest(), by=province.coordinator, at=NOW)
    [entry] = Entry.objects.filter(act="directives.letter.given_out")
    assert (entry.count, entry.detail["plan"]) == (plan.tasks, plan.digest())
    assert Task.objects.count() == plan.tasks


def test_what_changed_after_the_confirm_page_is_not_given_out_unseen(province: Province) -> None:
    directive = province.receive()
    province.settle(directive)
    shown = plan_giving(directive).digest()
    review.change_obligation(directive.obligations.get(number="2"), title="Tên khác", by=province.coordinator, at=NOW)
    with pytest.raises(ValidationError, match="vừa thay đổi"):
        giving_out.give_out(directive, unit=province.unit, shown=shown, by=province.coordinator, at=NOW)
    assert not Task.objects.exists()


def test_an_officer_sees_the_letter_only_after_it_was_given_to_a_body_of_theirs(province: Province) -> None:
    directive = province.receive()
    assert not queries.visible_to(province.commune_officer).exists()
    province.give_out(directive)
    assert list(queries.visible_to(province.commune_officer)) == [directive]


def test_a_letter_without_the_declaration_does_not_come_in(province: Province) -> None:
    with pytest.raises(ValidationError, match="cam kết"):
        intake.receive_letter(intake.Upload(b"x", "a.txt", declared=False), by=province.coordinator, at=NOW, today=TODAY)


def test_a_letter_marked_secret_is_stopped_in_memory_and_nothing_of_it_is_written(province: Province) -> None:
    secret = (
        "MẬT\n\nỦY BAN NHÂN DÂN TỈNH\nSố: 12/UBND-NC\nQuảng Ngãi, ngày 05 tháng 01 năm 2026\n\nKính gửi: Các sở, ban ngành.\n\n1. Việc."
    )
    with pytest.raises(intake.SecretFoundError):
        province.receive(secret.encode(), "thu.txt")
    assert not Directive.objects.exists()
    [entry] = Entry.objects.filter(act="directives.letter.stopped")
    assert entry.subject == ""
    assert entry.detail == {"marks": entry.detail["marks"]}


class TestTheGivenLetter:
    def test_each_leaf_goes_to_its_own_addressees_only(self, letter: Directive, province: Province) -> None:
        by_number = {
            leaf.number: set(leaf.assignment.tasks.values_list("organisation__code", flat=True)) for leaf in queries.leaves_of(letter)
        }
        assert by_number["5"] == {"viettel-qngai"}
        assert by_number["6"] == {"vnpt-qngai"}
        assert by_number["4"] == {"cds"}
        assert by_number["3"] == {"doi-ucsc-2025"}
        assert "21172" in by_number["1a"]
        assert "viettel-qngai" in by_number["1a"]

    def test_communes_that_one_heir_stands_for_today_get_one_task_not_one_each(self, letter: Directive, province: Province) -> None:
        leaf = next(leaf for leaf in queries.leaves_of(letter) if leaf.number == "1a")
        bodies = list(leaf.assignment.tasks.values_list("organisation_id", flat=True))
        assert len(bodies) == len(set(bodies))
        assert not leaf.assignment.tasks.filter(organisation__valid_to__lt=TODAY).exists()

    def test_party_offices_and_central_bodies_are_asked_and_never_ordered(self, letter: Directive, province: Province) -> None:
        tasks = Task.objects.filter(assignment__group=letter.group())
        kinds = (
            "party_office",
            "elected_office",
            "mass_organisation",
            "central_agency",
            "court_procuracy",
            "armed_force",
            "police",
            "provider",
        )
        assert not tasks.filter(organisation__kind__in=kinds, relation="chi-dao").exists()
        departments = tasks.filter(organisation__kind="department").exclude(organisation__code="vp-ubnd")
        assert set(departments.values_list("relation", flat=True)) == {"chi-dao"}

    def test_the_letter_names_no_deadline_so_none_is_invented(self, letter: Directive, province: Province) -> None:
        tasks = Task.objects.filter(assignment__group=letter.group())
        assert not tasks.filter(due_on__isnull=False).exclude(assignment__number="6").exists()
        assert Obligation.objects.get(directive=letter, number="6").recurrence == "FREQ=MONTHLY;INTERVAL=6"

    def test_work_is_given_out_once(self, letter: Directive, province: Province) -> None:
        with pytest.raises(ValidationError, match="đã giao việc rồi"):
            giving_out.give_out(letter, unit=province.unit, shown="", by=province.coordinator, at=NOW)

    def test_closing_ends_what_waits_and_deletes_nothing(self, letter: Directive, province: Province) -> None:
        before = Task.objects.count()
        closed = giving_out.close_directive(letter, reason="Hết đợt", by=province.coordinator, at=NOW)
        assert closed.state == Directive.State.CLOSED
        assert Task.objects.count() == before
        assert Task.objects.filter(closed_unanswered=True).count() == before
        assert giving_out.reopen_directive(closed, reason="Còn việc", by=province.coordinator, at=NOW).state == Directive.State.GIVEN
