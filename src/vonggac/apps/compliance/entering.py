"""What this room enters into the ports of the rooms below, one function a subject."""

from __future__ import annotations

from vonggac.apps.audit.labels import register
from vonggac.apps.compliance.log_words import WORDS


def enter() -> None:
    """Enter everything; called once, when the applications are ready."""
    register("compliance", WORDS)
