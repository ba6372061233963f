"""What a running job says about itself: `report(done, total, text)`, from anywhere below it. Outside a job it says nothing to nobody."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Current:
    """The job at hand; the worker's heart carries its figures to the database, in a transaction of its own."""

    result_id: object
    done: int = 0
    total: int = 0
    text: str = ""
    changed: bool = False


current: ContextVar[Current | None] = ContextVar("vonggac_current_job", default=None)


class TryAgain(Exception):  # noqa: N818  it reads as what to do
    """Raised by a job that cannot go on now (a server does not answer): it runs again later, within its attempts."""

    def __init__(self, why: str, seconds: int = 60) -> None:
        super().__init__(why)
        self.why = why
        self.seconds = seconds


class NextTurn(Exception):  # noqa: N818  it reads as what to do
    """Raised by a long job that lets others have their turn and goes on afterwards; it is no failed try and costs no attempt."""

    def __init__(self, seconds: int = 1) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def report(done: int, total: int = 0, text: str = "") -> None:
    """Say how far the job is; cheap, so say it for every row."""
    at_hand = current.get()
    if at_hand is not None:
        at_hand.done, at_hand.total, at_hand.text, at_hand.changed = done, total or at_hand.total, text[:300] or at_hand.text, True
