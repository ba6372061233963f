"""Indicators of a feed taken in, and observed values asked among many: 100,000 of a file, 1,000 values over 500,000 indicators.

script/bench indicators
"""

from __future__ import annotations

import random
import tempfile
import time
from datetime import UTC, datetime, timedelta

from bench_import import opened
from harness import say

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TAKEN, STANDING, ASKED, TIMES = 100_000, 500_000, 1_000, 20


def values(count: int, seed: int) -> list[str]:
    """Return addresses, networks, domains and addresses of pages, as feeds mix them."""
    chance, found = random.Random(seed), dict[str, None]()
    while len(found) < count:
        address = ".".join(str(chance.randrange(1, 224)) for _part in range(4))
        name = f"h{chance.randrange(10**9)}.example{chance.randrange(900)}.net"
        found[chance.choice((address, address, name, name, f"http://{name}/a{chance.randrange(99)}"))] = None
        if chance.random() < 0.02:
            found[f"{address.rpartition('.')[0]}.0/24"] = None
    return list(found)[:count]


def fill(of: object, lines: list[str]) -> None:
    """Write the other indicators past the application: only asking among them is measured."""
    from django.db import connection

    from vonggac.apps.threats.models import Indicator
    from vonggac.engines.indicators import span_of
    from vonggac.kernel.addresses import parse_range

    like = Indicator(feed=of, digest="x", valid_from=AT, came_at=AT, told_at=AT)
    fields = [one for one in Indicator._meta.concrete_fields if not one.primary_key]
    common = {one.column: one.get_db_prep_save(getattr(like, one.attname), connection) for one in fields}
    rows = []
    for line in lines:
        kind = "url" if line.startswith("http") else "range" if "/" in line else "domain" if line.startswith("h") else "address"
        ends = parse_range(line) if kind == "range" else None
        own = {"kind": kind, "value": line}
        own |= {"span": span_of(ends), "first": ends.first_key, "last": ends.last_key} if ends else {}
        rows.append(list({**common, **own}.values()))
    names, marks = ", ".join(f'"{one}"' for one in common), ", ".join(["%s"] * len(common))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {Indicator._meta.db_table} ({names}) VALUES ({marks})", rows)


def main() -> None:
    """Measure, in the processor's time, which others disturb less."""
    from cast import Cast
    from vonggac.apps.threats.models import Feed, Indicator, ListSource
    from vonggac.apps.threats.queries.indicators import known
    from vonggac.apps.threats.services.deliveries import NewDelivery, agree_to_delivery, read_run, receive_delivery

    cast = Cast.assemble()
    giver = ListSource.objects.create(name="A")
    feed = Feed.objects.create(name="A", source=giver, made_by=cast.coordinator, made_at=AT)

    def bring(of: Feed, lines: list[str]) -> float:
        content = ("\n".join(lines) + "\n").encode()
        new = NewDelivery(content=content, file_name="a.txt", holds_no_secret=True)
        run = receive_delivery(of, new, by=cast.coordinator, at=AT)
        read_run(run.pk, at=AT)
        agree_to_delivery(run, by=cast.coordinator, at=AT)
        began = time.process_time()
        read_run(run.pk, at=AT)
        return time.process_time() - began

    first = values(TAKEN, 1)
    taken = bring(feed, first)
    again = bring(feed, [*first, "9.9.9.9"])
    say("indicators.taken_a_second", TAKEN / taken, "indicators/s")
    say("indicators.same_again_a_second", TAKEN / again, "indicators/s")
    other = Feed.objects.create(name="B", source=giver, made_by=cast.coordinator, made_at=AT)
    rest = values(STANDING - Indicator.objects.count(), 2)
    fill(other, rest)
    chance = random.Random(3)
    spent = []
    for _time in range(TIMES):
        asked = [*chance.sample(rest, ASKED // 10), *values(ASKED * 9 // 10, chance.randrange(10**6))]
        began = time.process_time()
        known(asked, AT + timedelta(hours=1))
        spent.append(time.process_time() - began)
    assert Indicator.objects.count() > STANDING * 0.98
    say("indicators.known_1000_of_500000", sorted(spent)[TIMES // 2] * 1_000, "ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        opened(folder)
        main()
