"""Logs of alerting products into values: the format is found in the content, what cannot be read is kept. No network, no decisions."""

from vonggac.engines.alerts.model import Format, Note, RawAlert

from .files import LogFile, read_log
from .framing import Cut, Frame, FrameDecoder
from .lines import read_line, read_lines
from .model import LONGEST_LINE, VIETNAM, Count, Reading, Record, Unparsed
from .rendering import unparsed_as_ecs

__all__ = [
    "LONGEST_LINE", "VIETNAM", "Count", "Cut", "Format", "Frame", "FrameDecoder", "LogFile", "Note", "RawAlert", "Reading", "Record",
    "Unparsed", "read_line", "read_lines", "read_log", "unparsed_as_ecs",
]  # fmt: skip
