"""What the room hunts gives to the rooms below, entered when the programme starts."""

from __future__ import annotations


def enter() -> None:
    """Enter this room's doors."""
