"""Spreadsheets and CSV files into typed rows with located errors, and back; heavy libraries are loaded when a file needs them."""

from vonggac.sources.refusal import Refused
from vonggac.sources.tables.model import Choice, Column, Kind, Row, Table, Value
from vonggac.sources.tables.reading import read_table
from vonggac.sources.tables.write import template_xlsx, write_csv, write_xlsx

__all__ = ["Choice", "Column", "Kind", "Refused", "Row", "Table", "Value", "read_table", "template_xlsx", "write_csv", "write_xlsx"]
