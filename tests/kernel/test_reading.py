from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.reading import (
    date_from_spreadsheet,
    format_date,
    format_date_in_words,
    format_moment,
    format_number,
    format_percent,
    numbered,
    parse_date,
    parse_key,
    parse_number,
    parse_whole_number,
)

MARCH_5 = date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "5/3/2026",
        "05/03/2026",
        "05-03-2026",
        "5.3.2026",
        "5 3 2026",
        "5/3/26",
        " 05 / 03 / 2026 ",
        "2026-03-05",
        "20260305",
        "2026-03-05T07:42:00+07:00",
        "07:42 05/03/2026",
        "05/03/2026 07:42",
        "ngày 5 tháng 3 năm 2026",
        "Ngày 05 tháng 03, năm 2026",
        "ngày 05/3/2026",
    ],
)
def test_one_day_is_read_from_every_common_spelling(text: str) -> None:
    assert parse_date(text) == MARCH_5


@pytest.mark.parametrize(
    "text", ["", "31/02/2026", "03/25/2026", "tháng 12 năm 2024", "ngày tháng 12 năm 2024", "45000", "5/3", "0/0/0000"]
)
def test_what_is_no_whole_date_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None


def test_years_of_two_figures_fall_around_now() -> None:
    assert (parse_date("1/1/69"), parse_date("1/1/70")) == (date(2069, 1, 1), date(1970, 1, 1))


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_written_date_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == parse_date(day.isoformat()) == parse_date(format_date_in_words(day)) == day


def test_a_spreadsheet_number_is_a_date_only_when_asked() -> None:
    assert date_from_spreadsheet(46086.75) == MARCH_5
    assert date_from_spreadsheet(44624, from_1904=True) == MARCH_5
    assert date_from_spreadsheet(60) is None
    assert date_from_spreadsheet(1e12) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1 234", "1234"),
        ("1\u00a0234,5", "1234.5"),
        ("1.234", "1234"),
        ("9,8", "9.8"),
        ("9.8", "9.8"),
        ("1,234", "1.234"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("12%", "12"),
        ("12,5 %", "12.5"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("1234567", "1234567"),
    ],
)
def test_numbers_are_read_as_vietnamese_writes_them(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "%", "1.2.3", "12a", "1..2", "--1", "1 23 456", "١٢", "Infinity", "NaN", "1e5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert parse_number(text) is None


def test_a_count_has_no_decimals() -> None:
    assert parse_whole_number("1.234") == 1234
    assert parse_whole_number("3,0") == 3
    assert parse_whole_number("3,5") is None


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_written_whole_number_is_read_back(number: int) -> None:
    assert parse_whole_number(format_number(number)) == number


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_written_decimal_is_read_back(number: Decimal) -> None:
    assert parse_number(format_number(number, 2)) == number


def test_numbers_dates_and_times_are_written_the_vietnamese_way() -> None:
    assert (format_number(1234), format_number(9.8), format_number(Decimal("1234.50")), format_number(0.5, 2)) == (
        "1.234",
        "9,8",
        "1.234,5",
        "0,50",
    )
    assert format_percent(78) == "78\u00a0%"
    assert format_moment(datetime(2026, 11, 23, 7, 42)) == "07:42 23/11/2026"
    assert format_date_in_words(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert format_date_in_words(date(2026, 11, 23)) == "ngày 23 tháng 11 năm 2026"


@pytest.mark.parametrize("typed", ["", "²", "٣", "-1", "1.0", " 7", "9" * 18])
def test_what_is_no_plain_number_of_a_row_is_none(typed: str) -> None:
    assert parse_key(typed) is None


def test_numbers_of_rows_are_read_up_to_what_a_column_holds() -> None:
    assert (parse_key("0"), parse_key("9" * 17), parse_key("1234", figures=3)) == (0, 99_999_999_999_999_999, None)


def test_steps_are_lines_with_their_numbers() -> None:
    assert numbered(["mở trang", "báo kết quả"]) == "1. mở trang\n2. báo kết quả"
