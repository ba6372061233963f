"""Logs as events: every format that responders meet, as streams, in chunks of bounded size."""

from .model import Chunk, Limits, Reader

__all__ = ["Chunk", "Limits", "Reader"]
