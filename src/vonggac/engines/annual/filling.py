"""One system becomes one row of the form, and every empty cell that must not be empty is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vonggac.engines.annual.facts import Act, SystemFacts
from vonggac.law.report import FormColumn, Needed, ReportRegime

Cell = int | str | date | Act | tuple[str, ...] | None
"""What stands in a cell; a choice stands as its code, several as codes in the order of the form."""


class UnknownColumnError(ValueError):
    """The form has a column for which no fact is known; the engine must learn it before a report goes out."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell that must be filled and is not."""

    system: int
    column: str
    parts: tuple[str, ...] = ()
    """Of an act: which of number, day, body are missing; empty when all of the cell is."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the form: column code → cell, in the order of the form."""

    system: int
    cells: Mapping[str, Cell]
    missing: tuple[Missing, ...]


_FACTS: dict[str, Callable[[int, SystemFacts], Cell]] = {
    "number": lambda place, _facts: place,
    "system": lambda _place, facts: facts.name,
    "owner": lambda _place, facts: facts.owner,
    "operator": lambda _place, facts: facts.operator,
    "level": lambda _place, facts: facts.level,
    "status": lambda _place, facts: facts.status,
    "decision": lambda _place, facts: facts.decision,
    "regulation": lambda _place, facts: facts.regulation,
    "expected_approval": lambda _place, facts: None if facts.is_approved() else facts.expected_approval,
    "implementation": lambda _place, facts: facts.implementation,
    "expected_implementation": lambda _place, facts: None if facts.is_carried_out() else facts.expected_implementation,
    "assessed": lambda _place, facts: tuple(sorted(facts.assessed)),
}

_NEEDED: dict[Needed, Callable[[SystemFacts], bool]] = {
    Needed.ALWAYS: lambda _facts: True,
    Needed.APPROVED: lambda facts: facts.is_approved(),
    Needed.NOT_APPROVED: lambda facts: not facts.is_approved(),
    Needed.NOT_IMPLEMENTED: lambda facts: not facts.is_carried_out(),
    Needed.NEVER: lambda _facts: False,
}


def fill(systems: Iterable[SystemFacts], regime: ReportRegime) -> list[FormRow]:
    """Return one row a system, numbered from 1 in the order given.

    Raises `UnknownColumnError` for a column that this engine cannot fill, `KeyError` for a value that the form does not offer.
    Source: Decree 331/2026/NĐ-CP, form 08 (law/data/reports).
    """
    _demand_known(regime)
    return [_row(place, facts, regime.columns) for place, facts in enumerate(systems, 1)]


def lacking(systems: Iterable[SystemFacts], regime: ReportRegime) -> set[int]:
    """Return the keys of the systems with an empty cell that must not be empty: what `fill` finds, without the rows.

    Raises `UnknownColumnError` like `fill`. Source: the same.
    """
    _demand_known(regime)
    asked = [(_NEEDED[column.needed], _FACTS[column.code]) for column in regime.columns if column.needed is not Needed.NEVER]
    return {one.key for one in systems if any(needed(one) and _is_lacking(cell(0, one)) for needed, cell in asked)}


def _demand_known(regime: ReportRegime) -> None:
    unknown = [column.code for column in regime.columns if column.code not in _FACTS]
    if unknown or not regime.columns:
        raise UnknownColumnError(", ".join(unknown) or regime.code)


def _is_lacking(cell: Cell) -> bool:
    return bool(cell.lacks()) if isinstance(cell, Act) else cell is None or cell == ""


def _row(place: int, facts: SystemFacts, columns: tuple[FormColumn, ...]) -> FormRow:
    cells = {column.code: _offered(column, _FACTS[column.code](place, facts)) for column in columns}
    asked = (column for column in columns if _NEEDED[column.needed](facts))
    found = (_missing(facts.key, column.code, cells[column.code]) for column in asked)
    return FormRow(facts.key, cells, tuple(one for one in found if one is not None))


def _offered(column: FormColumn, cell: Cell) -> Cell:
    """Return the cell; several choices in the order of the form. KeyError when the form does not offer one."""
    if not column.choices or not cell:
        return cell
    if isinstance(cell, tuple):
        for code in cell:
            column.choice(code)
        return tuple(choice.code for choice in column.choices if choice.code in cell)
    return column.choice(str(cell)).code


def _missing(system: int, column: str, cell: Cell) -> Missing | None:
    if isinstance(cell, Act):
        return Missing(system, column, () if cell.is_empty() else cell.lacks()) if cell.lacks() else None
    return Missing(system, column) if _is_lacking(cell) else None
