"""Pages about people, posts, transfers, oneself and keys: who may enter, and what they do."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from cast import NOW, Cast, person
from guard import assert_guarded
from vonggac.apps.accounts import queries, services
from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import EntryLink, Holding, Post, Transfer, User
from vonggac.apps.audit.models import Entry
from vonggac.apps.face.models import ApiToken

pytestmark = pytest.mark.django_db


def in_a_month() -> str:
    return f"{localdate() + timedelta(days=30):%d/%m/%Y}"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post_of(user: User) -> Post:
    return user.holdings.get(ended_at=None).post


def holding_of(user: User) -> Holding:
    return user.holdings.get(ended_at=None)


@pytest.fixture
def transfer(cast: Cast) -> Transfer:
    return services.propose_transfer(
        post=post_of(cast.officer), giver=cast.officer, taker=cast.stranger, reason="Điều động", by=cast.coordinator, at=NOW
    )


class TestWhoMayEnter:
    def test_lists_of_people_and_posts(self, cast: Cast) -> None:
        for url in ("/tai-khoan/nguoi-dung/", "/tai-khoan/vi-tri/"):
            assert_guarded(Client(), url, works=cast.coordinator, stranger=cast.officer, stranger_gets=403)

    def test_one_person_and_one_post(self, cast: Cast) -> None:
        for url in (f"/tai-khoan/nguoi-dung/{cast.officer.pk}/", f"/tai-khoan/vi-tri/{post_of(cast.officer).pk}/"):
            assert_guarded(Client(), url, works=cast.coordinator, stranger=cast.stranger, stranger_gets=403)

    @pytest.mark.parametrize("what", ["moi-nguoi", "giao", "dong", "ban-giao"])
    def test_changing_a_post(self, cast: Cast, what: str) -> None:
        post = post_of(cast.officer)
        tail = f"ban-giao/{holding_of(cast.officer).pk}/" if what == "ban-giao" else f"{what}/"
        url = f"/tai-khoan/vi-tri/{post.pk}/{tail}"
        assert_guarded(Client(), url, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger, stranger_gets=403)

    @pytest.mark.parametrize("what", ["lap-lai", "ngung"])
    def test_changing_a_person(self, cast: Cast, what: str) -> None:
        url = f"/tai-khoan/nguoi-dung/{cast.officer.pk}/{what}/"
        assert_guarded(Client(), url, works=cast.administrator, read_only=cast.auditor, stranger=cast.stranger, stranger_gets=403)

    def test_opening_a_post(self, cast: Cast) -> None:
        assert_guarded(Client(), "/tai-khoan/vi-tri/moi/", works=cast.coordinator, read_only=cast.auditor)

    def test_a_transfer_is_unknown_to_who_has_no_part_in_it(self, cast: Cast, transfer: Transfer) -> None:
        url = f"/tai-khoan/ban-giao/{transfer.pk}/"
        for user in (cast.officer, cast.stranger, cast.coordinator):
            assert_guarded(Client(), url, works=user, stranger=cast.commune_officer)
        assert client_of(cast.officer).get(f"{url}bien-ban/").status_code == 404

    def test_keys_are_the_administrators(self, cast: Cast) -> None:
        assert_guarded(
            Client(),
            "/tai-khoan/khoa-ket-noi/",
            works=cast.administrator,
            read_only=cast.auditor,
            stranger=cast.coordinator,
            stranger_gets=403,
        )

    def test_the_own_page_is_everybodys(self, cast: Cast) -> None:
        for url in ("/tai-khoan/ho-so/", "/tai-khoan/ban-giao/"):
            assert_guarded(Client(), url, works=cast.provider)


class TestLists:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("q=le van can bo", {"Lê Văn Cán Bộ"}),
            ("q=LÊ VĂN CÁN", {"Lê Văn Cán Bộ"}),
            ("q=xa duc hoa", {"Phạm Thị Xã"}),
            ("role=auditor", {"Bùi Văn Kiểm Tra"}),
            ("q=khong co ai", set()),
            ("standing=stopped", {"Đỗ Văn Khác"}),
        ],
    )
    def test_people_are_found_without_marks_by_name_or_organisation(self, cast: Cast, query: str, names: set[str]) -> None:
        services.put_out_of_service(user=cast.stranger, by=cast.administrator, at=NOW)
        answer = client_of(cast.coordinator).get(f"/tai-khoan/nguoi-dung/?{query}")
        assert {row.full_name for row in answer.context["rows"]} == names

    @pytest.mark.parametrize("path", ["/tai-khoan/nguoi-dung/", "/tai-khoan/vi-tri/"])
    def test_a_list_costs_the_same_whatever_it_holds(self, cast: Cast, path: str) -> None:
        client = client_of(cast.coordinator)
        client.get(path)
        costs = []
        for wave in range(2):
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            costs.append(len(asked))
            for number in range(40):
                person(f"nguoi{wave}-{number}", f"Người Thứ {number}", Role.OFFICER, cast.commune, f"Vị trí {wave} {number}")
        assert len(answer.context["rows"]) > 40
        assert costs[0] == costs[1] <= 20

    def test_a_vacant_post_stands_out(self, cast: Cast) -> None:
        services.end_holding(holding=holding_of(cast.stranger), by=cast.coordinator, at=NOW)
        rows = client_of(cast.coordinator).get("/tai-khoan/vi-tri/?standing=vacant").context["rows"]
        assert [post.organisation for post in rows] == [cast.other_commune]


class TestPosts:
    def test_a_coordinator_opens_a_post_by_typing_the_organisation_without_marks(self, cast: Cast) -> None:
        client = client_of(cast.coordinator)
        client.post("/tai-khoan/vi-tri/moi/", {"body": "xa duc hoa", "title": "Văn thư", "role": "officer"})
        post = Post.objects.get(title="Văn thư")
        assert post.organisation == cast.commune
        assert Entry.objects.get(act="accounts.post.opened").organisation_id == cast.commune.pk

    def test_an_ambiguous_name_lists_what_it_could_be_and_keeps_what_was_typed(self, cast: Cast) -> None:
        answer = client_of(cast.coordinator).post("/tai-khoan/vi-tri/moi/", {"body": "xã", "title": "Văn thư", "role": "officer"})
        assert answer.status_code == 422
        assert "Xã An Phú; Xã Đức Hòa" in answer.content.decode()
        assert 'value="Văn thư"' in answer.content.decode()

    @pytest.mark.parametrize("role", ["administrator", "auditor", "coordinator"])
    def test_a_coordinator_hands_out_no_role_over_or_beside_the_own(self, cast: Cast, role: str) -> None:
        answer = client_of(cast.coordinator).post("/tai-khoan/vi-tri/moi/", {"body": "xa duc hoa", "title": "Mới", "role": role})
        assert (answer.status_code == 302) == (role == "coordinator")
        assert Post.objects.filter(title="Mới").exists() == (role == "coordinator")

    def test_the_slip_shows_the_link_once_and_no_cache_keeps_it(self, cast: Cast) -> None:
        post = post_of(cast.commune_officer)
        answer = client_of(cast.coordinator).post(f"/tai-khoan/vi-tri/{post.pk}/moi-nguoi/", {"full_name": "Lê Thị Mới", "email": ""})
        assert "/tai-khoan/bat-dau/" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert EntryLink.objects.get(post=post).full_name == "Lê Thị Mới"

    def test_a_closed_post_is_left_by_everybody_and_takes_nobody(self, cast: Cast) -> None:
        post = post_of(cast.officer)
        services.close_post(post=post, by=cast.coordinator, at=NOW)
        fresh = User.objects.get(pk=cast.officer.pk)
        assert not fresh.may("work.answer")
        with pytest.raises(services.Refused):
            services.assign_post(post=post, user=cast.stranger, by=cast.coordinator, at=NOW)

    def test_closing_asks_first(self, cast: Cast) -> None:
        post = post_of(cast.officer)
        client = client_of(cast.coordinator)
        client.post(f"/tai-khoan/vi-tri/{post.pk}/dong/")
        post.refresh_from_db()
        assert post.closed_on is None

    def test_the_last_administrator_stays(self, cast: Cast) -> None:
        with pytest.raises(services.Refused):
            services.end_holding(holding=holding_of(cast.administrator), by=cast.administrator, at=NOW)


class TestPeople:
    def test_a_person_put_out_of_service_is_out_with_the_next_request(self, cast: Cast) -> None:
        client = client_of(cast.officer)
        assert client.get("/tai-khoan/ho-so/").status_code == 200
        services.put_out_of_service(user=User.objects.get(pk=cast.officer.pk), by=cast.administrator, at=NOW)
        assert client.get("/tai-khoan/ho-so/").status_code == 302
        services.put_to_service(user=User.objects.get(pk=cast.officer.pk), by=cast.administrator, at=NOW)
        assert client.get("/tai-khoan/ho-so/").status_code == 302

    def test_a_post_left_takes_its_rights_away_with_the_next_request(self, cast: Cast) -> None:
        client = client_of(cast.coordinator)
        assert client.get("/tai-khoan/nguoi-dung/").status_code == 200
        services.end_holding(holding=holding_of(cast.coordinator), by=cast.administrator, at=NOW)
        assert client.get("/tai-khoan/nguoi-dung/").status_code == 403

    def test_ending_other_sessions_keeps_this_one(self, cast: Cast) -> None:
        here, there = client_of(cast.officer), client_of(cast.officer)
        here.post("/tai-khoan/ho-so/ket-thuc-phien-khac/")
        assert here.get("/tai-khoan/ho-so/").status_code == 200
        assert there.get("/tai-khoan/ho-so/").status_code == 302

    def test_a_profile_change_is_in_the_log_and_the_name_is_found_without_marks(self, cast: Cast) -> None:
        client_of(cast.officer).post("/tai-khoan/ho-so/", {"full_name": "Lê Văn Đổi Tên", "phone": "", "mail_notices": "on"})
        entry = Entry.objects.get(act="accounts.profile.changed")
        assert entry.detail == {"fields": ["full_name"]}
        assert User.objects.filter(folded__contains="doi ten").exists()

    def test_nobody_stops_the_own_account(self, cast: Cast) -> None:
        with pytest.raises(services.Refused):
            services.put_out_of_service(user=cast.administrator, by=cast.administrator, at=NOW)


class TestTransfer:
    def test_both_sign_and_the_rights_go_over_at_once(self, cast: Cast, transfer: Transfer) -> None:
        url = f"/tai-khoan/ban-giao/{transfer.pk}/"
        giver, taker = client_of(cast.officer), client_of(cast.stranger)
        taker.post(url, {"step": "take"})
        assert Transfer.objects.get().state == Transfer.State.PROPOSED
        giver.post(url, {"step": "give"})
        assert User.objects.get(pk=cast.officer.pk).may("work.answer", cast.department.pk)
        taker.post(url, {"step": "take"})
        assert not User.objects.get(pk=cast.officer.pk).may("work.answer", cast.department.pk)
        assert User.objects.get(pk=cast.stranger.pk).may("work.answer", cast.department.pk)
        assert [entry.act.rsplit(".", 1)[1] for entry in Entry.objects.filter(act__startswith="accounts.transfer").order_by("number")] == [
            "proposed",
            "given",
            "taken",
        ]

    def test_nobody_signs_for_another_except_the_coordinator_for_an_absent_giver(self, cast: Cast, transfer: Transfer) -> None:
        url = f"/tai-khoan/ban-giao/{transfer.pk}/"
        coordinator = client_of(cast.coordinator)
        coordinator.post(url, {"step": "give"})
        assert coordinator.post(url, {"step": "instead", "absence": ""}).status_code == 422
        client_of(cast.stranger).post(url, {"step": "instead", "absence": "không thấy"})
        assert Transfer.objects.get().state == Transfer.State.PROPOSED
        coordinator.post(url, {"step": "instead", "absence": "Đã nghỉ việc"})
        row = Transfer.objects.get()
        assert (row.state, row.given_by, row.absence) == (Transfer.State.GIVEN, cast.coordinator, "Đã nghỉ việc")

    def test_a_signature_counts_once(self, cast: Cast, transfer: Transfer) -> None:
        services.give_post(transfer=transfer, by=cast.officer, at=NOW)
        with pytest.raises(services.Refused):
            services.give_post(transfer=transfer, by=cast.officer, at=NOW)

    def test_a_stopped_transfer_changes_nothing(self, cast: Cast, transfer: Transfer) -> None:
        services.withdraw_transfer(transfer=transfer, by=cast.stranger, at=NOW)
        with pytest.raises(services.Refused):
            services.give_post(transfer=transfer, by=cast.officer, at=NOW)
        assert User.objects.get(pk=cast.officer.pk).may("work.answer", cast.department.pk)

    def test_the_minutes_name_both_and_the_reason(self, cast: Cast, transfer: Transfer) -> None:
        services.give_post(transfer=transfer, by=cast.officer, at=NOW)
        services.take_post(transfer=transfer, by=cast.stranger, at=NOW)
        answer = client_of(cast.officer).get(f"/tai-khoan/ban-giao/{transfer.pk}/bien-ban/")
        text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
        for words in ("Lê Văn Cán Bộ", "Đỗ Văn Khác", "Điều động", "Sở Khoa học và Công nghệ"):
            assert words in text

    def test_a_person_who_is_to_sign_sees_it_counted(self, cast: Cast, transfer: Transfer) -> None:
        assert "1 bàn giao chờ bạn ký" in client_of(cast.officer).get("/tai-khoan/ho-so/").content.decode()
        assert queries.transfers_waiting_for(cast.stranger) == 0


class TestKeys:
    def test_a_key_is_shown_once_and_kept_as_a_digest(self, cast: Cast) -> None:
        client = client_of(cast.administrator)
        said = {"user": cast.coordinator.pk, "name": "Trục liên thông", "scopes": ["work.read"], "last_day": in_a_month()}
        text = client.post("/tai-khoan/khoa-ket-noi/", said).content.decode()
        key = text.split("vg_", 1)[1].split("<", 1)[0]
        assert key not in client.get("/tai-khoan/khoa-ket-noi/").content.decode()
        assert key not in str(list(ApiToken.objects.values())) + str(list(Entry.objects.values()))
        assert Entry.objects.get(act="accounts.token.made").detail["scopes"] == ["work.read"]

    def test_a_key_never_does_what_its_person_may_not(self, cast: Cast) -> None:
        said = {"user": cast.officer.pk, "name": "x", "scopes": ["work.assign"], "last_day": in_a_month()}
        assert client_of(cast.administrator).post("/tai-khoan/khoa-ket-noi/", said).status_code == 422
        assert not ApiToken.objects.exists()

    def test_a_key_taken_back_is_in_the_log(self, cast: Cast) -> None:
        made = services.make_key(
            name="x", user=cast.coordinator, scopes=["work.read"], expires_at=NOW.replace(month=12), by=cast.administrator, at=NOW
        )
        client_of(cast.administrator).post(f"/tai-khoan/khoa-ket-noi/{made.row.pk}/thu-hoi/")
        made.row.refresh_from_db()
        assert made.row.revoked_at is not None
        assert Entry.objects.filter(act="accounts.token.revoked").exists()


class TestChoicesOfAPerson:
    def test_how_one_is_told_is_an_act_in_the_log(self, cast: Cast) -> None:
        client_of(cast.officer).post("/tai-khoan/ho-so/", {"full_name": cast.officer.full_name, "phone": ""})
        line = Entry.objects.get(act="accounts.profile.changed")
        assert (line.by, line.detail) == (cast.officer, {"fields": ["mail_notices"]})

    def test_language_and_look_are_comfort_and_leave_no_line(self, cast: Cast) -> None:
        before = Entry.objects.count()
        client_of(cast.officer).post("/giao-dien", {"next": "/", "language": "en", "theme": "dark"})
        cast.officer.refresh_from_db()
        assert (cast.officer.language, cast.officer.theme) == ("en", "dark")
        assert Entry.objects.count() == before
