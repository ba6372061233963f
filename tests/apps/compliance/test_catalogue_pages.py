"""Pages of the catalogues: what is demanded, where it comes from, files for others, and what a foreign file holds; nothing is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import Cast
from guard import assert_guarded
from vonggac.apps.audit.models import Entry
from vonggac.law.catalogues import catalogue
from vonggac.sources.catalogues import framework_of, read_framework, write_library

pytestmark = pytest.mark.django_db
SLUG, FORMER = "tcvn-14423-2026", "tcvn-11930-2017"


PAGES = [
    ("catalogues", ()),
    ("catalogue", (SLUG,)),
    ("catalogue-control", (SLUG, "HT-14")),
    ("catalogue-download", (SLUG, "ciso")),
    ("catalogue-check", ()),
]


@pytest.mark.parametrize(("name", "args"), PAGES, ids=[name for name, _args in PAGES])
def test_whoever_may_read_the_room_reads_the_catalogues_and_others_do_not(client: Client, cast: Cast, name: str, args: tuple) -> None:
    url = reverse(f"compliance:{name}", args=args)
    for person in (cast.auditor, cast.provider, cast.leader, cast.stranger):
        client.force_login(person)
        assert client.get(url).status_code == 200
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.administrator)


def page(client: Client, user: Any, name: str, *args: str, **query: str) -> Any:
    client.force_login(user)
    return client.get(reverse(f"compliance:{name}", args=args), query)


def test_each_edition_says_how_it_was_read_and_which_binds(client: Client, cast: Cast) -> None:
    html = page(client, cast.commune_officer, "catalogues").content.decode()
    assert html.index("TCVN 14423:2026") < html.index("TCVN 11930:2017")
    assert "chưa đọc nguyên văn tiêu chuẩn" in html
    assert "195" in html


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 299),
        ({"cap": "3"}, 195),
        ({"cap": "3", "nhom": "RR"}, 11),
        ({"q": "quan ly rui ro bon buoc"}, 1),
        ({"q": "5.1.2.1 b"}, 1),
        ({"chu_ky": "any"}, 46),
        ({"cap": "9"}, 299),
        ({"nhom": "không có"}, 0),
    ],
)
def test_the_list_is_narrowed_by_level_group_words_and_cadence(client: Client, cast: Cast, query: dict[str, str], count: int) -> None:
    assert page(client, cast.commune_officer, "catalogue", SLUG, **query).context["rows"].paginator.count == count


def test_a_level_shows_its_own_clause_and_every_row_its_mark(client: Client, cast: Cast) -> None:
    html = page(client, cast.commune_officer, "catalogue", SLUG, cap="3", nhom="RR").content.decode()
    assert "5.1.2.1 a" in html
    assert "6.1.2.1 a" not in html
    assert html.count("Tóm lược gián tiếp") >= 11
    inferred = page(client, cast.commune_officer, "catalogue", FORMER, q="vùng").content.decode()
    assert "Số điều suy ra" in inferred


def test_a_control_shows_all_levels_and_its_kin_both_ways(client: Client, cast: Cast) -> None:
    new = page(client, cast.commune_officer, "catalogue-control", SLUG, "RR-01").content.decode()
    assert all(clause in new for clause in catalogue("TCVN 14423:2026").control("RR-01").clauses.values())
    old = page(client, cast.commune_officer, "catalogue-control", FORMER, "M1.1").content.decode()
    assert "7.1.1.1" in old
    linked = [one for one in catalogue("TCVN 11930:2017").controls if f'/yeu-cau/{one.code}/"' in new]
    after = [one for one in catalogue("TCVN 14423:2026").controls if f'/yeu-cau/{one.code}/"' in old]
    assert linked or after
    client.force_login(cast.commune_officer)
    for wrong in ((SLUG, "XX-99"), ("tcvn-1", "RR-01")):
        assert client.get(reverse("compliance:catalogue-control", args=wrong)).status_code == 404


def test_every_format_leaves_whole(client: Client, cast: Cast) -> None:
    for form in ("ciso", "oscal-catalog"):
        made = page(client, cast.provider, "catalogue-download", SLUG, form)
        assert read_framework(made.content, "a").framework == framework_of(catalogue("TCVN 14423:2026"))
        assert "tcvn-14423-2026" in made["Content-Disposition"]
    profile = page(client, cast.provider, "catalogue-download", SLUG, "oscal-profile", cap="2")
    assert len(json.loads(profile.content)["profile"]["imports"][0]["include-controls"][0]["with-ids"]) == 129
    for form, query in (("oscal-profile", {}), ("oscal-profile", {"cap": "7"}), ("xlsx", {})):
        assert page(client, cast.provider, "catalogue-download", SLUG, form, **query).status_code == 404


def check(client: Client, user: Any, content: bytes, name: str = "thu-vien.yaml") -> Any:
    client.force_login(user)
    return client.post(reverse("compliance:catalogue-check"), {"file": SimpleUploadedFile(name, content)})


def test_a_file_that_is_ours_is_called_identical_and_one_that_differs_is_shown(client: Client, cast: Cast) -> None:
    ours = write_library(framework_of(catalogue("TCVN 14423:2026")))
    assert "Giống hệt TCVN 14423:2026" in check(client, cast.commune_officer, ours).content.decode()
    changed = ours.decode().replace("Quy trình quản lý rủi ro bốn bước", "Quy trình <b>năm</b> bước").encode()
    html = check(client, cast.commune_officer, changed).content.decode()
    assert "Quy trình &lt;b&gt;năm&lt;/b&gt; bước" in html
    assert "Giống hệt" not in html


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.yaml", "không có nội dung"),
        (b" ", "a.yaml", "rỗng"),
        (b"a: [", "a.yaml", "hỏng"),
        (b"a: &x [1]\nb: *x", "a.yaml", "bí danh"),
        (b'{"profile": {}}', "a.json", "catalog"),
        (b"x", "a.xlsx", "Chọn tệp loại"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_beside_the_field(client: Client, cast: Cast, content: bytes, name: str, words: str) -> None:
    html = check(client, cast.commune_officer, content, name).content.decode()
    assert words in html
    assert 'id="read"' not in html


def test_checking_stores_nothing_and_touches_no_disk(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", forbidden)
    before, rows = catalogue("TCVN 14423:2026").digest, Entry.objects.count()
    big = write_library(framework_of(catalogue("TCVN 14423:2026"))) + b"#" * 3_000_000
    with CaptureQueriesContext(
        connection,
    ) as asked:
        check(client, cast.commune_officer, big)
    written = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "session" not in sql and "last_login" not in sql] == []
    assert (catalogue("TCVN 14423:2026").digest, Entry.objects.count()) == (before, rows)


def test_the_pages_ask_the_same_few_questions_however_much_they_show(client: Client, cast: Cast) -> None:
    def asked(**query: str) -> int:
        client.force_login(cast.commune_officer)
        url = reverse("compliance:catalogue", args=[SLUG])
        client.get(url, query)
        with CaptureQueriesContext(connection) as queries:
            client.get(url, query)
        return len(queries)

    assert asked(q="không có gì như vậy") == asked() <= 12


def test_the_search_finds_a_requirement_by_code_for_those_who_may_read(cast: Cast) -> None:
    from vonggac.apps.compliance.searching import controls

    assert [one.title.split()[0] for one in controls(cast.commune_officer, "ht-14")] == ["HT-14"]
    assert list(controls(cast.administrator, "ht-14")) == []
    assert list(controls(cast.commune_officer, "ht")) == []
