"""What a file seems to be: its tables, the meaning of every column with the reason, and what only a person can decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NoReturn

from vonggac.kernel.addresses import AddressRange
from vonggac.sources.addresslists.contents import Content, Province, content_of
from vonggac.sources.addresslists.freelines import COLUMNS
from vonggac.sources.addresslists.heads import find_head, from_comments
from vonggac.sources.addresslists.model import (
    DEFAULT_ZONE,
    LIST_LIMITS,
    TIMES,
    Alternative,
    Asks,
    ColumnShape,
    DateOrder,
    Form,
    Meaning,
    Proposal,
    Question,
    Sample,
    Shape,
    TableShape,
)
from vonggac.sources.addresslists.moments import figures, said_zone, says_zone
from vonggac.sources.addresslists.opening import Opened, open_list
from vonggac.sources.addresslists.texts import Source
from vonggac.sources.addresslists.weighing import Weighed, weigh
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, shortened
from vonggac.sources.tables.model import letter

_LOOKED_AT = 1_500
_SHOWN = 20
_CLOSE = 0.15
_NAMES = (Meaning.C2_ADDRESS, Meaning.C2_DOMAIN, Meaning.DOMAIN, Meaning.URL)
_UTC = "+00:00"
_VARIABLE = re.compile(r"[a-z][A-Za-z0-9_.]*")


def propose_shape(source: Source, name: str, *, ranges: Sequence[AddressRange] | None = None, limits: Limits = LIST_LIMITS) -> Proposal:
    """Return how a list seems to be laid out, or raise `Refused`; `ranges` of the province help to tell its addresses from others."""
    opened = open_list(source, name, limits)
    proposal = propose(opened, Province(ranges) if ranges else None)
    opened.look_through()
    return proposal


def propose(opened: Opened, province: Province | None = None) -> Proposal:
    """Return the proposal for an opened file."""
    found = [*_tables(opened, province)]
    kept = [each for each in found if each.has(Meaning.ADDRESS)] or [each for each in found if any(map(each.has, _NAMES))]
    if not kept:
        _refuse_without_addresses(opened, found)
    shape = Shape(opened.form, tuple(each.shape for each in kept), opened.encoding, opened.separator)
    shape, questions = _zoned(shape, kept)
    for number, each in enumerate(kept):
        questions += [replace(question, table=number) for question in each.questions]
    return Proposal(
        shape=shape,
        samples=tuple(each.sample for each in kept),
        alternatives=tuple(each.alternative(option, number) for number, each in enumerate(kept) for option in each.lost),
        questions=tuple(questions),
        warnings=tuple(opened.notes),
        left_out=tuple(each.shape.name for each in found if each not in kept),
    )


class _Table:
    """One table while it is judged."""

    def __init__(self, shape: TableShape, rows: Sequence[Sequence[str]], above: Sequence[str], sample: Sample) -> None:
        self.shape = shape
        self.rows = rows
        self.above = above
        """Titles and comments over the table; they may name the zone."""
        self.sample = sample
        self.lost: list[Weighed] = []
        self.questions: list[Question] = []

    def has(self, meaning: Meaning) -> bool:
        return self.shape.column(meaning) is not None

    def cells(self, index: int) -> list[str]:
        """Return the cells of one column, without blanks."""
        return [row[index].strip() for row in self.rows if index < len(row) and row[index].strip()]

    @staticmethod
    def alternative(option: Weighed, table: int) -> Alternative:
        return Alternative(table, option.index, option.meaning, round(min(option.score, 0.99), 2), option.why)


def _tables(opened: Opened, province: Province | None) -> Iterator[_Table]:
    if opened.is_text:
        rows = opened.head_rows()
        cells = [rows.row(index) for index in range(min(len(rows), _LOOKED_AT + 200))]
        if opened.separator is None:
            yield _free(opened, cells, rows.places)
        else:
            yield _judged(opened, "", cells, rows.places, province, opened.comments())
        return
    for sheet in opened.sheets:
        part = next(opened.sheet_rows(sheet), None)
        if part is not None:
            cells = [part.row(index) for index in range(min(len(part), _LOOKED_AT + 200))]
            yield _judged(opened, sheet.name, cells, part.places, province, [])


def _free(opened: Opened, rows: Sequence[Sequence[str]], places: Sequence[int]) -> _Table:
    filled = {index for row in rows for index, cell in enumerate(row) if cell}
    if not any(_parses(row[0]) for row in rows):
        filled.discard(0)
    columns = tuple(each if each.index in filled else ColumnShape(each.index, "", None) for each in COLUMNS)
    shape = TableShape("", (), places[0] if places else 1, columns)
    return _Table(shape, rows, [], Sample("", tuple(tuple(row) for row in rows[:_SHOWN]), tuple(places[:_SHOWN])))


def _parses(cell: str) -> bool:
    return bool(content_of([cell]).address)


def _judged(
    opened: Opened,
    name: str,
    rows: Sequence[Sequence[str]],
    places: Sequence[int],
    province: Province | None,
    comments: Sequence[tuple[int, str]],
) -> _Table:
    head = find_head(rows)
    titles, header = list(head.titles), tuple(places[index] for index in head.header)
    if not head.header and comments and (said := from_comments(comments, opened.separator or "", len(titles))):
        header, titles = (said[0],), list(said[1])
    data = rows[head.first : head.first + _LOOKED_AT]
    contents = [content_of([row[index] for row in data if index < len(row)], province) for index in range(len(titles))]
    columns, lost = weigh(titles, contents)
    above = [" ".join(row) for row in rows[: head.header[0] if head.header else head.first]] + [text for _, text in comments]
    first = places[head.first] if head.first < len(places) else 1
    sample = Sample(name, tuple(tuple(row) for row in data[:_SHOWN]), tuple(places[head.first : head.first + _SHOWN]))
    table = _Table(TableShape(name, header, first, columns), data, above, sample)
    table.lost = [option for option in lost if option.score >= 0.2][:20]
    _ask_for_columns(table, titles, contents)
    _order_dates(opened, table)
    return table


# -- questions -----------------------------------------------------------------------------------------------------------------------


def _ask_for_columns(table: _Table, titles: Sequence[str], contents: Sequence[Content]) -> None:
    mine = table.shape.column(Meaning.ADDRESS)
    steering = table.shape.column(Meaning.C2_ADDRESS)
    if mine is None:
        if steering is not None:
            table.questions.append(_only_steering(steering))
        return
    rivals = [option for option in table.lost if option.meaning is Meaning.ADDRESS and mine.confidence - option.score < _CLOSE]
    unsaid = [each for each in (steering,) if each is not None and each.confidence < 0.5]
    others = {option.index for option in rivals} | {each.index for each in unsaid}
    others -= {each.index for each in table.shape.columns if each.meaning is Meaning.LAST_ADDRESS}
    if others:
        options = [_label(index, titles[index]) for index in sorted({mine.index, *others})]
        text = "Có nhiều cột địa chỉ IP. Cột nào là địa chỉ của máy bị nhiễm trong tỉnh?"
        table.questions.append(Question(Asks.ADDRESS_COLUMN, text, tuple(options), _label(mine.index, mine.title)))


def _only_steering(column: ColumnShape) -> Question:
    label = _label(column.index, column.title)
    text = f"Cột {label} có vẻ là máy chủ điều khiển, không phải máy bị nhiễm. Dùng cột này làm gì?"
    return Question(Asks.ONLY_C2, text, (Meaning.C2_ADDRESS.value, Meaning.ADDRESS.value), Meaning.C2_ADDRESS.value)


def _label(index: int, title: str) -> str:
    return f"{letter(index)}: {title}".removesuffix(": ")


def _order_dates(opened: Opened, table: _Table) -> None:
    """Which figure is the day is decided over the whole column: one impossible month is enough; two readings of it are a question."""
    columns = list(table.shape.columns)
    dated = [each for each in columns if each.meaning in TIMES and any(map(figures, table.cells(each.index)[:200]))]
    if not dated:
        return
    order = _decided(pair for each in dated for cell in table.cells(each.index) if (pair := figures(cell)))
    if order is None:
        order = _decided(_all_figures(opened, table.shape, [each.index for each in dated]))
    for each in dated:
        columns[each.index] = replace(each, order=order or DateOrder.DAY_FIRST)
    table.shape = replace(table.shape, columns=tuple(columns))
    if order is None:
        seen = next(cell for cell in table.cells(dated[0].index) if figures(cell))
        text = f"Ngày “{shortened(seen)}” viết theo thứ tự nào? Không ô nào trong cột cho biết rõ."
        options = (DateOrder.DAY_FIRST.value, DateOrder.MONTH_FIRST.value)
        table.questions.append(Question(Asks.DATE_ORDER, text, options, DateOrder.DAY_FIRST.value))


def _decided(pairs: Iterator[tuple[int, int]]) -> DateOrder | None:
    days_first = months_first = 0
    for first, second in pairs:
        days_first += first > 12 >= second
        months_first += second > 12 >= first
        if days_first >= 50 and not months_first:
            break
    if days_first == months_first:
        return None
    return DateOrder.DAY_FIRST if days_first > months_first else DateOrder.MONTH_FIRST


def _all_figures(opened: Opened, table: TableShape, indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    parts = opened.text_rows() if opened.is_text else opened.sheet_rows(next(sheet for sheet in opened.sheets if sheet.name == table.name))
    seen: set[str] = set()
    for rows in parts:
        for index in indexes:
            for day in {cell.strip()[:10] for cell in rows.column(index)} - seen:
                if (pair := figures(day)) is not None:
                    yield pair
                if len(seen) < 10_000:
                    seen.add(day)


def _zoned(shape: Shape, tables: Sequence[_Table]) -> tuple[Shape, list[Question]]:
    """The zone is said by the heading or by every value; a title or comment only suggests one; else Việt Nam is assumed and asked."""
    silent = False
    shapes: list[TableShape] = []
    for table in tables:
        columns = list(table.shape.columns)
        for each in (column for column in columns if column.meaning in TIMES):
            told = said_zone(each.title) or (_UTC if each.title.casefold() in {"time.source", "time.observation"} else None)
            columns[each.index] = replace(each, zone=told)
            cells = table.cells(each.index)[:200]
            silent |= told is None and not (cells and all(map(says_zone, cells)))
        shapes.append(replace(table.shape, columns=tuple(columns)))
    shape = replace(shape, tables=tuple(shapes))
    if not silent:
        return replace(shape, is_zone_told=True), []
    suggested = next((zone for table in tables for text in table.above if (zone := said_zone(text))), None)
    suggested = suggested or (_UTC if any(_is_machine_made(table.shape) for table in tables) else DEFAULT_ZONE)
    text = "Tệp không ghi múi giờ của thời gian. Thời gian theo giờ nào?"
    options = tuple(dict.fromkeys((suggested, DEFAULT_ZONE, _UTC)))
    return replace(shape, zone=suggested), [Question(Asks.ZONE, text, options, suggested)]


def _is_machine_made(table: TableShape) -> bool:
    """Feeds of Shadowserver, n6 and Team Cymru name columns like variables, one of them the AS number, and count in UTC."""
    return table.column(Meaning.ASN) is not None and all(_VARIABLE.fullmatch(title) for title in table.titles if title)


def _refuse_without_addresses(opened: Opened, tables: Sequence[_Table]) -> NoReturn:
    titles = ", ".join(title for table in tables for title in table.shape.titles if title)
    kind = "Bảng" if opened.form is not Form.LINES else "Tệp"
    why = f"{kind} không có cột hay dòng nào là địa chỉ IP. Kiểm tra đúng tệp cần gửi; mỗi dòng cần một địa chỉ, ví dụ 10.20.0.7."
    refuse(opened.name, why, "no-addresses", seen=titles)
