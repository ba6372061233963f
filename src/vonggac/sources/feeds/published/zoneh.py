"""Defacements that Zone-H was told of: accepted reports and those that wait."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, ClassVar

from vonggac.sources.feeds.linefeeds import LineFeed, NotThisLine

_NEEDS = frozenset({"add_date", "attacker", "domain", "ip_address", "defacement_id"})
_PLAIN = {
    "add_date": "time.source", "accept_date": "extra.accepted_date", "attacker": "extra.actor", "domain": "source.url",
    "ip_address": "source.ip", "system": "extra.os.name", "web_server": "extra.http_target", "hackmode": "extra.compromise_method",
    "defacement_id": "extra.zoneh_report_id", "country_code": "source.geolocation.cc",
}  # fmt: skip


class ZoneH(LineFeed):
    """One defaced page a line of CSV."""

    format: ClassVar[str] = "zone-h"
    comments: ClassVar[tuple[str, ...]] = ("#",)

    def is_mine(self, head: str, name: str) -> bool:
        try:
            return set(_cells(head.partition("\n")[0])) >= _NEEDS
        except NotThisLine:
            return False

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        cells = _cells(line)
        if set(cells) >= _NEEDS:
            self.heading["columns"] = "\n".join(cells)
            return
        columns = self.heading.get("columns", "").split("\n")
        if "columns" not in self.heading or len(cells) != len(columns):
            raise NotThisLine(f"Dòng có {len(cells)} cột, tiêu đề có {len(columns)} cột.")
        row = dict(zip(columns, cells, strict=True))
        scheme, _, rest = row["domain"].partition("://")
        yield {
            "classification.type": "unauthorised-information-modification", "classification.identifier": "compromised-website",
            "event_description.text": "defacement", "protocol.application": scheme, "source.fqdn": rest.partition("/")[0],
            **{target: row.get(column) for column, target in _PLAIN.items()},
        }  # fmt: skip


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        raise NotThisLine("Dòng CSV hỏng.") from None
