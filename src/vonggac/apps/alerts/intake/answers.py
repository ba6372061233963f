"""What the intake says over HTTP: one JSON object each, in plain Vietnamese, with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(eq=False)
class Answer(Exception):  # noqa: N818  raised to end a request early, returned to end it well
    """A status and what stands in the body."""

    status: int
    body: Mapping[str, Any]
    headers: tuple[tuple[str, str], ...] = field(default=())

    @property
    def data(self) -> bytes:
        """The body as octets."""
        return orjson.dumps(self.body)


def refusal(status: int, code: str, message: str, *, where: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Return an answer that says no."""
    return Answer(status, {"error": {"code": code, "message": message, "where": where}}, headers)


def wait(status: int, code: str, message: str, seconds: float) -> Answer:
    """Return an answer that asks to come again."""
    return refusal(status, code, message, headers=(("Retry-After", str(max(1, round(seconds)))),))
