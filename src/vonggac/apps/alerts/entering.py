"""What this room enters into the ports of the rooms below, one function a subject."""

from __future__ import annotations


def enter() -> None:
    """Enter everything; called once, when the applications are ready."""
