"""The ports of this room: upper rooms register what runs at every start, what runs from time to time, and what a demonstration shows.

Register in `AppConfig.ready`; calls run in the order of their keys ("10-organisations" before "20-accounts").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from vonggac.apps.face.registries import Registry
from vonggac.apps.jobs.schedules import Schedule


class StartupStep(Protocol):
    """Something that must be in order before pages are served; safe to run at every start, and quick when there is nothing to do."""

    def __call__(self, *, at: datetime) -> str | None:
        """Do it; return a line for the person who starts the server, or None."""
        ...


@dataclass(frozen=True, slots=True)
class ReadyAccount:
    """An account of the demonstration that anyone may sign in with."""

    role: str
    """The role's name on screen."""
    username: str
    password: str


class DemoStep(Protocol):
    """Invented, clearly marked data of one room; a second run changes nothing."""

    def __call__(self, *, at: datetime) -> Iterable[ReadyAccount] | None:
        """Make it; return the accounts that are ready, if the room makes any."""
        ...


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """A job that is enqueued when its time comes."""

    job: Any
    """What `@job` made."""
    schedule: Schedule


startup: Registry[StartupStep] = Registry("jobs.startup")
demo: Registry[DemoStep] = Registry("jobs.demo")
periodic: Registry[PeriodicJob] = Registry("jobs.periodic")
