"""What feeds know of the other end stands on the alert and is counted at the indicator, once a batch."""

from __future__ import annotations

import pytest

from indicators_cast import feed, indicator
from vonggac.apps.alerts.queries.places import alerts_behind
from vonggac.apps.threats.models import Sighting
from watch_cast import Watch, Wire, eve, only

pytestmark = pytest.mark.django_db


def test_an_alert_that_meets_an_indicator_says_so_and_is_counted_as_often_as_it_came(watch: Watch, wire: Wire) -> None:
    known = indicator(feed(watch.cast), "address", "185.220.101.47", confidence=80)
    other = indicator(known.feed, "range", "185.220.101.0/24")
    wire.send(watch.sensor, eve(source="10.20.0.7", target="185.220.101.47"))
    row = only()
    assert {one["id"] for one in row.indicators} == {known.pk, other.pk}
    wire.send(watch.sensor, eve(source="10.20.0.7", target="185.220.101.47"), eve(source="10.20.0.7", target="185.220.101.47"))
    assert only().count == 3
    met = set(Sighting.objects.values_list("indicator", "where", "place", "count"))
    assert met == {(known.pk, "alert", row.pk, 3), (other.pk, "alert", row.pk, 3)}
    known.refresh_from_db()
    assert (known.sighted, known.sighted_at) == (3, only().last_at)


def test_from_an_indicator_only_who_may_see_the_alert_is_led_to_it(watch: Watch, wire: Wire) -> None:
    indicator(feed(watch.cast), "address", "185.220.101.47")
    wire.send(watch.sensor, eve(source="10.20.0.7", target="185.220.101.47"))
    row = only()
    assert alerts_behind(watch.cast.coordinator, [row.pk]) == {row.pk: row.get_absolute_url()}
    assert alerts_behind(watch.cast.stranger, [row.pk]) == {}
