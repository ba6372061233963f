"""The pages of feeds, indicators and lists of false positives: four questions each, what each shows to whom, in how many questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cast import NOW, Cast
from guard import assert_guarded
from indicators_cast import feed, indicator, row
from plenty import plenty
from threats_cast import PORTAL, Field
from vonggac.apps.face.tokens import make_token
from vonggac.apps.threats.models import FalsePositiveEntry, FalsePositiveList, Feed, FeedRun, Indicator
from vonggac.apps.threats.services.deliveries import read_run
from vonggac.apps.threats.services.sightings import Seen, record_sightings
from vonggac.apps.threats.ui.indicators import A_PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture
def cast(field: Field) -> Cast:
    return field.cast


def url(name: str, *args: Any) -> str:
    return reverse(f"threats:{name}", args=args)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def agree(client: Client, where: str) -> Any:
    shown = client.get(where)
    return client.post(where, {"agreed_to": shown.context["signed"]})


def test_feeds_are_for_the_office_and_who_checks(client: Client, cast: Cast) -> None:
    of = feed(cast, way="link", url="https://example.org/a", minutes=60, failures=2, last_error="Máy chủ trả lời mã 500.", next_at=NOW)
    shown = assert_guarded(
        client, url("feeds"), works=cast.auditor, read_only=cast.administrator, stranger=cast.officer, wrong_method="post"
    )
    assert "Máy chủ trả lời mã 500." in text_of(shown)
    assert "Lập nguồn tin" not in text_of(shown), "who checks sets nothing up"
    shown = assert_guarded(
        client, url("feed", of.pk), works=cast.coordinator, read_only=cast.administrator, stranger=cast.officer, wrong_method="post"
    )
    assert "Không lấy được 2 lần liền." in text_of(shown)
    assert "Thử lại lúc" in text_of(shown)


def said(**facts: str) -> dict[str, str]:
    return {"name": "CERT", "source": "CERT quốc gia", "way": "upload", "tlp": "tlp:green", "form": "", "minutes": "", **facts}


def test_a_feed_is_set_up_and_changed_on_its_form(client: Client, cast: Cast) -> None:
    make = url("feed-make")
    assert_guarded(client, make, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    wrong = client.post(make, said(way="link", url="ftp://example.org", minutes="60"))
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["url"]
    assert "CERT quốc gia" in text_of(wrong), "nothing typed is lost"
    answer = client.post(make, said(way="link", url="https://example.org/list", minutes="60", confidence="70", keep_days="30"))
    of = Feed.objects.get()
    assert answer["Location"] == url("feed", of.pk)
    assert (of.minutes, of.confidence, of.keep_days, of.tlp) == (60, 70, 30, "tlp:green")
    edit = url("feed-change", of.pk)
    assert_guarded(client, edit, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert client.post(edit, said(version="9", name="Khác")).status_code == 422
    client.post(edit, said(version="0", name="CERT mới"))
    of.refresh_from_db()
    assert (of.name, of.way, of.url) == ("CERT mới", "upload", "")


def test_a_feed_is_asked_for_now_paused_and_put_aside(client: Client, cast: Cast) -> None:
    of = feed(cast, way="link", url="https://example.org/a", minutes=60)
    assert_guarded(
        client, url("feed-fetch", of.pk), works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403,
        method="post", wrong_method="get",
    )  # fmt: skip
    turn = url("feed-turn", of.pk, "dung")
    assert_guarded(client, turn, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert agree(client, turn)["Location"] == url("feed", of.pk)
    of.refresh_from_db()
    assert of.state == "paused"
    agree(client, url("feed-turn", of.pk, "dung-lai"))
    of.refresh_from_db()
    assert of.state == "active"
    assert client.get(url("feed-turn", of.pk, "la")).status_code == 404


def sent(client: Client, of: Feed, content: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("chi-dau.txt", content, "text/plain")
    return client.post(url("feed-send", of.pk), {"file": file, "holds_no_secret": "on", **more})


def test_a_file_goes_from_its_form_to_its_preview_to_its_indicators(client: Client, cast: Cast) -> None:
    of = feed(cast)
    send = url("feed-send", of.pk)
    assert_guarded(client, send, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert sent(client, of, b"185.1.2.3\n", holds_no_secret="").status_code == 422
    assert sent(client, of, "185.1.2.3\nTỐI MẬT\n".encode()).context["form"].errors["file"]
    answer = sent(client, of, b"185.1.2.3\nevil.example.org\nkhong phai %%\n185.1.2.4\n")
    run = FeedRun.objects.get()
    where = url("feed-run", of.pk, run.pk)
    assert answer["Location"] == where
    assert "Chờ tới lượt" in text_of(client.get(where))
    read_run(run.pk, at=NOW)
    shown = assert_guarded(client, where, works=cast.auditor, read_only=cast.administrator, stranger=cast.officer, wrong_method="post")
    for words in ("3 chỉ dấu mới chờ đồng ý nhận", "dòng 3", "không nhận"):
        assert words in text_of(shown), words
    assert url("feed-agree", of.pk, run.pk) not in text_of(shown)
    taking = url("feed-agree", of.pk, run.pk)
    assert_guarded(client, taking, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert not Indicator.objects.exists(), "looking takes nothing in"
    assert agree(client, taking)["Location"] == where
    read_run(run.pk, at=NOW)
    assert Indicator.objects.count() == 3
    assert "Đã nhận 3 chỉ dấu mới" in text_of(client.get(where))


def test_a_file_that_was_not_agreed_to_can_be_dropped(client: Client, cast: Cast) -> None:
    of = feed(cast)
    client.force_login(cast.coordinator)
    sent(client, of, b"185.1.2.3\n185.1.2.4\n")
    run = FeedRun.objects.get()
    read_run(run.pk, at=NOW)
    assert_guarded(
        client, url("feed-drop", of.pk, run.pk), works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403,
        method="post", wrong_method="get",
    )  # fmt: skip
    run.refresh_from_db()
    assert run.state == "dropped"
    assert client.get(url("feed-run", of.pk + 1, run.pk)).status_code == 404


def test_indicators_are_found_by_value_by_network_and_by_what_they_begin_with(client: Client, cast: Cast) -> None:
    of = feed(cast)
    for kind, value in (("address", "185.1.2.3"), ("range", "185.1.2.0/24"), ("domain", "evil.example.org"), ("domain", "other.example")):
        indicator(of, kind, value)
    indicator(of, "address", "9.9.9.9", tlp="tlp:red")
    shown = assert_guarded(
        client, url("indicators"), works=cast.officer, read_only=cast.administrator, stranger=cast.administrator, stranger_gets=403,
        wrong_method="post",
    )  # fmt: skip
    assert "4 chỉ dấu" in text_of(shown), "what is RED is for the office"
    client.force_login(cast.coordinator)

    def found(query: str) -> set[str]:
        return {one.value for one in client.get(url("indicators") + query).context["rows"]}

    assert found("?q=185.1.2.3") == {"185.1.2.3", "185.1.2.0/24"}
    assert found("?q=hxxp://a[.]evil[.]example[.]org/x") == {"evil.example.org"}
    assert found("?q=evil") == {"evil.example.org"}
    assert found("?kind=domain") == {"evil.example.org", "other.example"}
    assert found("?tlp=tlp:red") == {"9.9.9.9"}
    assert found("?feed=" + "9" * 30) == set()
    assert found("?state=withdrawn") == set()
    assert found("?q=%00%27;--") == set()


@plenty(200, long=2_000)
def test_the_list_takes_the_same_questions_with_ten_and_with_many(client: Client, cast: Cast, plenty: int) -> None:
    of = feed(cast)
    client.force_login(cast.coordinator)
    client.get(url("indicators"))
    asked = []
    for size in (10, plenty):
        Indicator.objects.bulk_create([row(of, "domain", f"h{size}-{one}.example") for one in range(size)])
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url("indicators"))
        asked.append(len(queries))
        assert len(answer.context["rows"]) == min(size, A_PAGE)
    assert asked[0] == asked[1]


def test_one_indicator_shows_where_it_was_met_and_what_else_is_known(client: Client, cast: Cast, field: Field) -> None:
    of = feed(cast)
    one = indicator(of, "address", "185.1.2.3", confidence=80, note="Máy chủ điều khiển", labels=["kill-chain:c2"], families=["mirai"])
    indicator(of, "range", "185.1.2.0/24")
    indicator(feed(cast, "Nguồn kín"), "address", "185.1.2.3", tlp="tlp:red")
    listed = field.whole(PORTAL)
    record_sightings([Seen(one.pk, "list", listed.pk, NOW, 3), Seen(one.pk, "alert", 77, NOW)])
    where = url("indicator", one.pk)
    shown = assert_guarded(
        client, where, works=cast.coordinator, read_only=cast.administrator, stranger=cast.administrator, stranger_gets=403,
        wrong_method="post",
    )  # fmt: skip
    for words in ("185.1.2.0/24", "Nguồn kín", "3 lần", "kill-chain:c2", "mirai", "80/100", listed.get_absolute_url()):
        assert words in text_of(shown), words
    client.force_login(cast.officer)
    seen = text_of(client.get(where))
    assert "Nguồn kín" not in seen
    assert listed.get_absolute_url() not in seen
    red = Indicator.objects.get(tlp="tlp:red")
    assert client.get(url("indicator", red.pk)).status_code == 404


def test_lists_of_false_positives_are_taken_looked_at_and_put_out_of_use(client: Client, cast: Cast) -> None:
    take = url("innocent-take")
    assert_guarded(client, take, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    content = b'{"name":"DNS","version":1,"description":"x","type":"string","matching_attributes":["ip-dst"],"list":["8.8.8.8","1.1.1.1"]}'
    answer = client.post(take, {"file": SimpleUploadedFile("dns.json", content), "holds_no_secret": "on"})
    listed = FalsePositiveList.objects.get()
    assert answer["Location"] == url("innocent", listed.pk)
    assert client.post(take, {"file": SimpleUploadedFile("dns.json", b"[]"), "holds_no_secret": "on"}).status_code == 422
    indicator(feed(cast), "address", "8.8.8.8", innocent=FalsePositiveEntry.objects.get(value="8.8.8.8"))
    for name, args in (("innocents", ()), ("innocent", (listed.pk,))):
        shown = assert_guarded(client, url(name, *args), works=cast.officer, read_only=cast.administrator, wrong_method="post")
        assert "DNS" in text_of(shown)
    assert "trùng mục 8.8.8.8" in text_of(client.get(url("innocent", listed.pk)))
    turn = url("innocent-turn", listed.pk)
    assert_guarded(client, turn, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    agree(client, turn)
    listed.refresh_from_db()
    assert not listed.is_used


def test_the_search_box_finds_a_value_for_who_may_see_it(cast: Cast) -> None:
    from vonggac.apps.threats.searching import indicators_found

    indicator(feed(cast), "address", "185.1.2.3", tlp="tlp:red")
    assert [one.title for one in indicators_found(cast.coordinator, "185.1.2.3")] == ["185.1.2.3"]
    assert list(indicators_found(cast.officer, "185.1.2.3")) == []
    assert list(indicators_found(cast.administrator, "185.1.2.3")) == []


def test_the_rail_counts_what_fails_and_what_waits_only_for_who_sets_feeds_up(cast: Cast) -> None:
    from vonggac.apps.threats.queries.waiting import feeds_need_a_human

    assert feeds_need_a_human(cast.coordinator) is None
    of = feed(cast, way="link", url="https://example.org/a", minutes=60, failures=1)
    FeedRun.objects.create(feed=of, state="checked", began_at=NOW)
    assert feeds_need_a_human(cast.coordinator) == 2
    assert feeds_need_a_human(cast.auditor) is None


def test_programs_read_what_their_person_may_see(client: Client, cast: Cast) -> None:
    at = timezone.now()
    red = indicator(feed(cast), "address", "185.1.2.3", tlp="tlp:red")
    plain = indicator(red.feed, "domain", "evil.example.org", confidence=40)

    def ask(user: Any, path: str, **asked: Any) -> Any:
        token = make_token(name="thử", user=user, scopes={"threats.read"}, at=at, expires_at=at + timedelta(days=1)).text
        return client.get(f"/api/v1/indicators{path}", asked, headers={"authorization": f"Bearer {token}"})

    assert [one["value"] for one in ask(cast.coordinator, "").json()["items"]] == ["evil.example.org", "185.1.2.3"]
    assert [one["value"] for one in ask(cast.officer, "").json()["items"]] == ["evil.example.org"]
    assert ask(cast.coordinator, "", q="hxxp://185.1.2[.]3/x").json()["total"] == 1
    assert ask(cast.officer, f"/{red.pk}").status_code == 404
    told = ask(cast.officer, f"/{plain.pk}").json()
    assert (told["confidence"], told["feed"], told["is_innocent"]) == (40, red.feed.name, False)
    assert client.get("/api/v1/indicators").status_code == 401
    assert client.post("/api/v1/indicators").status_code in {401, 405}


def test_sightings_leave_only_after_a_page_that_says_what_leaves(client: Client, cast: Cast) -> None:
    one = indicator(feed(cast), "address", "185.1.2.3", tlp="tlp:green")
    where = url("sightings-export")
    assert_guarded(client, where, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert "Không có lần gặp nào để xuất" in text_of(client.get(where))
    record_sightings([Seen(one.pk, "alert", 5, timezone.now())])
    shown = client.get(where)
    assert "1 chỉ dấu, 1 lần gặp" in text_of(shown)
    answer = agree(client, where)
    assert answer["Content-Type"].startswith("application/stix+json")
    assert b"185.1.2.3" in answer.content
    assert client.get(where + "?days=x&tlp=tlp:red").context["mark"] == "tlp:green"


def test_what_nobody_can_mean_finds_nothing_and_breaks_nothing(client: Client, cast: Cast) -> None:
    indicator(feed(cast), "address", "185.1.2.3")
    client.force_login(cast.coordinator)
    for query in ("?q=%00", "?kind=x", "?tlp=none", "?feed=-1", "?q=" + "a" * 5_000, "?page=999999", "?state=x%00"):
        assert client.get(url("indicators") + query).status_code == 200, query
    assert list(client.get(url("indicators") + "?kind=x").context["rows"]) == []
