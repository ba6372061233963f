"""A report as it was sent: rows and counters as plain JSON, their digest, and facts out of them again for the roll-up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from vonggac.apps.compliance.models import AnnualReport
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.queries.annual import Laid, ReportYear
from vonggac.engines.annual import Act, Implementation, Status, SystemFacts

Row = dict[str, Any]


def frozen(laid: Laid) -> tuple[list[Row], dict[str, Any]]:
    """Return rows and header as plain JSON; a row names its system and the cells that were empty."""
    rows = [
        {
            "system": row.system,
            "cells": {code: _plain(cell) for code, cell in row.cells.items()},
            "missing": [[one.column, list(one.parts)] for one in row.missing],
        }
        for row in laid.rows
    ]
    return rows, {code: _plain(value) for code, value in laid.header.items()}


def _plain(cell: Any) -> Any:
    if isinstance(cell, Act):
        return {"number": cell.number, "day": _plain(cell.day), "body": cell.body}
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, tuple):
        return list(cell)
    return str(cell) if isinstance(cell, str) else cell


def digest_of(report: AnnualReport) -> str:
    """Return the SHA-256 of what a report says: whose, of which days, rows, counters, remarks."""
    said = [
        report.organisation_id,
        report.regime,
        report.period_from.isoformat(),
        report.period_to.isoformat(),
        report.rows,
        report.header,
        report.remarks,
        report.sent_because,
    ]
    if report.cards:
        said.append(report.cards)
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def is_untouched(report: AnnualReport) -> bool:
    """Say whether what is kept is what was sent."""
    return report.digest == digest_of(report)


def facts_sent(rows: Iterable[Row]) -> list[SystemFacts]:
    """Return the facts that rows were made of, as far as a row says them: what the counters and the province's report need."""
    return [_facts(row["system"], row["cells"]) for row in rows]


def _facts(system: int, cells: Row) -> SystemFacts:
    status = cells.get("status")
    done = cells.get("implementation")
    return SystemFacts(
        key=system,
        name=cells["system"],
        owner=cells["owner"],
        operator=cells["operator"],
        level=cells["level"],
        has_dossier=status is not None,
        status=Status(status) if status else None,
        decision=_act(cells["decision"]),
        regulation=_act(cells["regulation"]),
        expected_approval=_day(cells["expected_approval"]),
        implementation=Implementation(done) if done else None,
        expected_implementation=_day(cells["expected_implementation"]),
        assessed=frozenset(cells["assessed"]),
    )


def _act(cell: Row) -> Act:
    return Act(cell["number"], _day(cell["day"]), cell["body"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def laid_as_sent(report: AnnualReport, year: ReportYear) -> Laid:
    """Return a report as it was sent."""
    return queries.laid(facts_sent(report.rows), year.regime)


# --- the register went on -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that the register says otherwise now; `column` empty: the whole system came or went."""

    system: int
    name: str
    column: str
    was: Any
    now: Any


def differences(report: AnnualReport, year: ReportYear, day: date) -> list[Difference]:
    """Return in what the register departs now from what was sent; nothing of the report changes."""
    now_rows, _header = frozen(queries.laid_out(report.organisation, year, day))
    was = {row["system"]: row["cells"] for row in report.rows}
    now = {row["system"]: row["cells"] for row in now_rows}
    found = [Difference(system, cells["system"], "", cells["system"], None) for system, cells in was.items() if system not in now]
    found += [Difference(system, cells["system"], "", None, cells["system"]) for system, cells in now.items() if system not in was]
    for system in was.keys() & now.keys():
        found += _changed(system, was[system], now[system])
    return sorted(found, key=lambda one: (one.name, one.column))


def _changed(system: int, was: Row, now: Row) -> list[Difference]:
    pairs = ((code, was.get(code), now.get(code)) for code in now if code != "number")
    return [Difference(system, str(now["system"]), code, before, after) for code, before, after in pairs if before != after]


# --- the province -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RollUp:
    """The province's report: what was accepted as it was sent, everything else as the register says, marked as not reported."""

    laid: Laid
    accepted: int
    """How many systems stand as an accepted report says."""
    unreported: tuple[int, ...]
    """Systems that no accepted report lists, and that are here as the register knows them."""
    doubled: tuple[int, ...]
    """Systems that two accepted reports list; the body that runs the system is believed."""


def roll_up(year: ReportYear, day: date) -> RollUp:
    """Return the province's report; each system once, in the order of the form."""
    reporters = queries.reporters()
    sent, doubled = _accepted(year, reporters)
    facts = [sent.get(one.key, one) for one in queries.facts_of(queries.systems_of(None), min(day, year.last_day))]
    here = {one.key for one in facts}
    facts += [one for key, one in sent.items() if key not in here]
    unreported = tuple(one.key for one in facts if one.key not in sent)
    return RollUp(queries.laid(sorted(facts, key=queries.first_things_first), year.regime), len(sent), unreported, doubled)


def _accepted(year: ReportYear, reporters: dict[int, int]) -> tuple[dict[int, SystemFacts], tuple[int, ...]]:
    sent: dict[int, SystemFacts] = {}
    doubled = []
    for report in queries.reports_of(year).filter(state=AnnualReport.State.ACCEPTED).order_by("pk"):
        for one in facts_sent(report.rows):
            if one.key in sent:
                doubled.append(one.key)
            if one.key not in sent or reporters.get(one.key) == report.organisation_id:
                sent[one.key] = one
    return sent, tuple(doubled)
