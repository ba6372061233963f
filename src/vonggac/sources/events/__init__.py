"""Logs as events: every format that responders meet, as streams, in chunks of bounded size.

What a file is, is found in its content; what cannot be read is located, the rest goes on. No network, no decisions; libraries of single
formats are loaded only when such a file comes.
"""

from .formats import Format, sniff
from .model import DEFAULT, Chunk, Limits, Origin, Reader
from .opening import Input, find_inputs, open_logs, read_input

__all__ = ["DEFAULT", "Chunk", "Format", "Input", "Limits", "Origin", "Reader", "find_inputs", "open_logs", "read_input", "sniff"]
