"""Reminders, escalation, mails and recurring turns."""

from datetime import date, datetime, timedelta

import pytest
from asking import give
from django.core import mail
from django.utils import timezone

from cast import NOW, Cast, person
from vonggac.apps.audit.models import Entry
from vonggac.apps.work import services
from vonggac.apps.work.escalation import as_of
from vonggac.apps.work.models import Notice, Reminder, ReminderDraft, Task
from vonggac.apps.work.services.mailing import mail_notices
from vonggac.apps.work.services.reminding import send_draft, send_reminders
from vonggac.apps.work.services.turning import open_due_periods
from vonggac.apps.work.turns import due_in, read_rule, turn_on

pytestmark = pytest.mark.django_db


def days_later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def told(user: object) -> list[str]:
    return list(Notice.objects.filter(user=user, text__startswith="Đôn đốc").values_list("text", flat=True))


def test_a_run_reminds_each_person_once_about_everything_and_a_second_run_finds_nothing(cast: Cast) -> None:
    give(cast, cast.commune)
    give(cast, cast.commune, title="Việc thứ hai")
    assert send_reminders(NOW).people == 1
    assert told(cast.commune_officer) == ["Đôn đốc: 2 việc sắp đến hạn"]
    again = send_reminders(NOW)
    assert (again.tasks, again.people) == (0, 0)
    assert Notice.objects.get(text__startswith="Đôn đốc").detail.count("Còn 2 ngày") == 2


def test_lateness_climbs_to_the_leader_the_coordinator_and_the_superior_body(cast: Cast) -> None:
    chair = person("chutich", "Chủ tịch xã thử", "leader", cast.commune)
    above = person("chutich.tinh", "Chủ tịch tỉnh thử", "leader", cast.province)
    give(cast, cast.commune)
    send_reminders(days_later(3))
    assert (len(told(cast.commune_officer)), len(told(chair))) == (1, 0)
    send_reminders(days_later(5))
    assert (len(told(chair)), len(told(cast.coordinator))) == (1, 0)
    send_reminders(days_later(9))
    assert (len(told(cast.coordinator)), len(told(above))) == (1, 0)
    send_reminders(days_later(16))
    assert told(above) == ["Đôn đốc: 1 việc, trong đó 1 việc quá hạn"]


def test_an_internal_deadline_reminds_whoever_does_it_and_nobody_above(cast: Cast) -> None:
    chair = person("chutich", "Chủ tịch xã thử", "leader", cast.commune)
    give(cast, cast.commune, row={"due_origin": "internal"})
    for days in (0, 2, 20):
        send_reminders(days_later(days))
    assert told(chair) == told(cast.coordinator) == []
    assert told(cast.commune_officer) == ["Đôn đốc: 1 việc sắp đến hạn", "Đôn đốc: 1 việc sắp đến hạn"]


def test_who_is_asked_and_not_ordered_gets_a_draft_that_a_person_sends(cast: Cast) -> None:
    (task,) = give(cast, cast.department, row={"relation": "de-nghi"})
    assert send_reminders(days_later(4)).drafts == 1
    assert told(cast.officer) == []
    draft = ReminderDraft.objects.get()
    assert "Trân trọng đề nghị" in draft.text
    assert "quá hạn" not in draft.text.lower()
    assert send_reminders(days_later(4)).drafts == 0
    send_draft(draft.pk, text="Kính mong quý cơ quan trả lời.", by=cast.coordinator, at=NOW)
    assert Notice.objects.get(user=cast.officer, mail_wanted=True, text="Đề nghị cho biết kết quả").detail.startswith("Kính mong")
    assert task.events.filter(what="reminded", by=cast.coordinator).count() == 1
    assert Entry.objects.filter(act="work.reminder.sent", by=cast.coordinator).exists()


def test_a_changed_deadline_is_reminded_of_again(cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    send_reminders(days_later(2))
    services.change_deadline([task.pk], due_on=date(2026, 12, 10), due_origin="text", reason="Gia hạn", by=cast.coordinator, at=NOW)
    assert send_reminders(days_later(3)).tasks == 0
    assert send_reminders(days_later(17)).tasks == 1
    assert set(Reminder.objects.values_list("due_on", flat=True)) == {date(2026, 11, 25), date(2026, 12, 10)}


def test_answered_tasks_are_left_in_peace(cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    services.submit_task(task.pk, figures={}, answer="Xong", version=0, by=cast.commune_officer, at=NOW)
    assert send_reminders(days_later(30)).tasks == 0


def test_one_mail_a_person_and_run_and_marked_titles_stay_in_the_house(cast: Cast) -> None:
    give(cast, cast.commune)
    (marked,) = give(cast, cast.commune, title="Sơ đồ mạng của xã", handling="tlp:amber")
    send_reminders(NOW)
    mail_notices(NOW)
    (letter,) = [one for one in mail.outbox if one.to == [cast.commune_officer.email]]
    assert "Rà soát máy chủ" in letter.body
    assert "Sơ đồ mạng" not in letter.body
    assert marked.number() in letter.body
    sent = len(mail.outbox)
    mail_notices(NOW)
    assert len(mail.outbox) == sent


def test_who_chose_no_mail_gets_none_and_no_backlog_when_choosing_it_again(cast: Cast) -> None:
    person = cast.commune_officer
    person.mail_notices = False
    person.save(update_fields=["mail_notices"])
    give(cast, cast.commune)
    send_reminders(NOW)
    mail_notices(NOW)
    assert [one for one in mail.outbox if one.to == [person.email]] == []
    assert Notice.objects.filter(user=person).exists(), "it is still told in the house"
    person.mail_notices = True
    person.save(update_fields=["mail_notices"])
    mail_notices(NOW)
    assert [one for one in mail.outbox if one.to == [person.email]] == []


def test_a_mail_that_cannot_leave_is_tried_again(cast: Cast, settings, monkeypatch) -> None:
    give(cast, cast.commune)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    assert mail_notices(NOW) == 0
    assert Notice.objects.filter(mail_wanted=True, mailed_at=None).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail_notices(NOW) == 1


@pytest.mark.parametrize(
    ("rule", "key", "first", "last"),
    [
        ("FREQ=WEEKLY", "2026-W48", date(2026, 11, 23), date(2026, 11, 29)),
        ("FREQ=MONTHLY;BYMONTHDAY=25", "2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("FREQ=MONTHLY;INTERVAL=6", "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("RRULE:FREQ=YEARLY", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("FREQ=DAILY", "2026-11-23", date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_a_day_lies_in_one_turn(rule: str, key: str, first: date, last: date) -> None:
    turn = turn_on(read_rule(rule), date(2026, 11, 23))
    assert (turn.key, turn.first, turn.last) == (key, first, last)


def test_a_deadline_on_the_31st_comes_back_to_the_31st() -> None:
    rule = read_rule("FREQ=MONTHLY")
    days = [due_in(turn_on(rule, date(2027, month, 5)), rule, date(2026, 12, 31)) for month in (1, 2, 3)]
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


def test_a_recurrence_that_cannot_be_read_is_refused_when_it_is_given_out(cast: Cast) -> None:
    with pytest.raises(ValueError, match="FREQ=HOURLY"):
        give(cast, cast.commune, recurrence="FREQ=HOURLY")
    assert not Task.objects.exists()


def test_the_next_turn_opens_by_itself_once_for_whoever_has_the_work_today(cast: Cast) -> None:
    (task,) = give(cast, cast.commune, recurrence="FREQ=MONTHLY", due_on=date(2026, 11, 25))
    assert task.period == "2026-11"
    assert open_due_periods(days_later(3)) == 0
    Task.objects.filter(pk=task.pk).update(organisation=cast.other_commune)
    assert open_due_periods(days_later(9)) == 1
    assert open_due_periods(days_later(10)) == 0
    following = Task.objects.get(period="2026-12")
    assert (following.organisation, following.addressed_to, following.due_on) == (cast.other_commune, cast.commune, date(2026, 12, 25))
    services.close_group("directive:1", reason="Hết đợt", by=cast.coordinator, at=NOW)
    assert open_due_periods(days_later(45)) == 0


def test_the_rules_of_escalation_are_dated() -> None:
    assert as_of(timezone.localdate(NOW)).rules[0].days < 0
    with pytest.raises(LookupError):
        as_of(date(2020, 1, 1))
