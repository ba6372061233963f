"""What feeds know of observed values: the right ones, at that moment, in few questions, and who may see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, Cast
from indicators_cast import feed, indicator, row
from plenty import plenty
from threats_cast import Field
from vonggac.apps.threats.models import FalsePositiveEntry, FalsePositiveList, Indicator
from vonggac.apps.threats.queries.indicators import indicators_visible_to, known
from vonggac.apps.threats.queries.marks import binding, may_be_told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(field: Field) -> Cast:
    return field.cast


def hows(value: str, **more: Any) -> list[tuple[str, str]]:
    return [(one.how, one.value) for one in known([value], NOW, **more).get(value, ())]


def test_a_value_is_known_by_itself_by_its_network_by_the_domain_above_and_by_its_host(cast: Cast) -> None:
    of = feed(cast)
    indicator(of, "address", "185.1.2.3", confidence=80)
    indicator(of, "range", "185.1.2.0/24")
    indicator(of, "range", "185.1.2.2-185.1.2.7")
    indicator(of, "range", "2001:db8::/32")
    indicator(of, "domain", "evil.example.org")
    indicator(of, "url", "http://evil.example.org/a")
    indicator(of, "hash", "d41d8cd98f00b204e9800998ecf8427e")
    assert hows("185.1.2.3") == [("same", "185.1.2.3"), ("range", "185.1.2.0/24"), ("range", "185.1.2.2-185.1.2.7")]
    assert hows("185.1.2.9") == [("range", "185.1.2.0/24")]
    assert hows("185.1.3.1") == []
    assert hows("2001:DB8:0::1") == [("range", "2001:db8::/32")]
    assert hows("cdn.evil.example.org") == [("parent", "evil.example.org")]
    assert hows("example.org") == [], "a name above an indicator is not known"
    assert hows("hxxp://evil[.]example[.]org/a") == [("same", "http://evil.example.org/a"), ("host", "evil.example.org")]
    assert hows("https://185.1.2.3:8443/x")[0] == ("host", "185.1.2.3")
    assert hows("D41D8CD98F00B204E9800998ECF8427E") == [("same", "d41d8cd98f00b204e9800998ecf8427e")]
    assert known(["", "không phải gì", "localhost", "\x00"], NOW) == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite finds rows")
def test_a_value_is_sought_by_the_index_of_values_not_among_all_that_meet_no_list(cast: Cast) -> None:
    indicator(feed(cast), "domain", "evil.example.org")
    with CaptureQueriesContext(connection) as asked:
        assert known(["evil.example.org"], NOW)
    (named,) = [one["sql"] for one in asked.captured_queries if '"value" IN' in one["sql"]]
    with connection.cursor() as cursor:
        ways = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {named}").fetchall()]
    assert any("indicator_by_value" in way for way in ways), ways


def test_a_name_written_as_another_kind_is_no_match(cast: Cast) -> None:
    indicator(feed(cast), "mail", "a@evil.example.org")
    assert hows("evil.example.org") == []
    assert hows("a@evil.example.org") == [("same", "a@evil.example.org")]


def test_only_what_holds_at_that_moment_is_known(cast: Cast) -> None:
    of = feed(cast)
    listed = FalsePositiveList.objects.create(name="DNS", matching="string", taken_by=cast.coordinator, taken_at=NOW)
    innocent = FalsePositiveEntry.objects.create(list=listed, value="5.5.5.5")
    indicator(of, "address", "5.5.5.1", valid_to=NOW)
    indicator(of, "address", "5.5.5.2", withdrawn_at=NOW)
    indicator(of, "address", "5.5.5.3", valid_to=NOW + timedelta(hours=1))
    indicator(of, "address", "5.5.5.5", innocent=innocent)
    indicator(of, "address", "5.5.5.6", for_detection=False)
    indicator(of, "range", "5.5.5.0/24", at=NOW + timedelta(days=3))
    closed = feed(cast, "Nguồn đã bỏ", state="closed")
    indicator(closed, "address", "5.5.5.7")
    asked = [f"5.5.5.{one}" for one in range(1, 9)]
    assert set(known(asked, NOW)) == {"5.5.5.3"}
    assert set(known(asked, NOW - timedelta(hours=1))) == {"5.5.5.1", "5.5.5.2", "5.5.5.3"}
    assert set(known(asked, NOW, with_context=True)) == {"5.5.5.3", "5.5.5.6"}
    assert set(known(asked, NOW + timedelta(days=4))) == set(asked)


def test_two_feeds_both_speak_the_surer_first(cast: Cast) -> None:
    indicator(feed(cast, "A"), "address", "7.7.7.7", tlp="tlp:red")
    indicator(feed(cast, "B"), "address", "7.7.7.7", confidence=90)
    told = [one.told() for one in known(["7.7.7.7"], NOW)["7.7.7.7"]]
    assert [(one["source"], one["tlp"], one["confidence"]) for one in told] == [("B", "tlp:amber", 90), ("A", "tlp:red", None)]


@plenty(500, long=3_000)
def test_a_thousand_values_take_three_questions_among_few_and_many_indicators(cast: Cast, plenty: int) -> None:
    of = feed(cast)
    asked = [f"{30 + one % 10}.{one % 7}.{one % 250}.{one % 199}" for one in range(600)] + [
        f"h{one}.evil{one}.example" for one in range(400)
    ]
    seen = []
    for size in (10, plenty):
        made = [row(of, "range", f"40.{one // 250}.{one % 250}.0/24") for one in range(size)]
        made += [row(of, "domain", f"evil{one}.example") for one in range(size)]
        Indicator.objects.bulk_create(made, ignore_conflicts=True)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = known(asked, NOW)
        seen.append(len(queries))
        assert sum(one.endswith(".example") for one in found) == min(size, 400)
    assert seen == [3, 3]


def test_red_is_for_the_office_and_amber_for_who_defends(cast: Cast) -> None:
    of = feed(cast)
    for place, mark in enumerate(("tlp:clear", "tlp:green", "tlp:amber", "tlp:amber+strict", "tlp:red")):
        indicator(of, "address", f"9.9.9.{place}", tlp=mark)
    seen = {
        name: indicators_visible_to(user).count()
        for name, user in {
            "coordinator": cast.coordinator, "auditor": cast.auditor, "officer": cast.officer, "leader": cast.leader,
            "provider": cast.provider, "administrator": cast.administrator,
        }.items()
    }  # fmt: skip
    assert seen == {"coordinator": 5, "auditor": 5, "officer": 3, "leader": 2, "provider": 3, "administrator": 0}
    told = [one.told() for rows in known(["9.9.9.2", "9.9.9.4"], NOW).values() for one in rows]
    assert [one["tlp"] for one in may_be_told(told, cast.officer)] == ["tlp:amber"]
    assert len(may_be_told(told, cast.coordinator)) == 2
    assert may_be_told(told, cast.administrator) == []


def test_the_stricter_mark_binds() -> None:
    assert binding("tlp:green", "tlp:amber+strict", "none") == "tlp:amber+strict"
    assert binding("none", "internal") == "tlp:clear"
