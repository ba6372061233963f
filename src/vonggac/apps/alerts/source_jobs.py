"""When the intake is told of the sources without anybody having changed one: at a start, and when a token has ended."""

from __future__ import annotations

from datetime import datetime

from vonggac.apps.jobs.services import job


def publish_at_start(*, at: datetime) -> str | None:
    """Write the file that the intake reads, so that it is there after a restored backup too."""
    from vonggac.apps.alerts.services.publishing import publish_sources

    publish_sources()
    return None


@job()
def publish_again() -> None:
    """Take out the tokens that have ended."""
    from vonggac.apps.alerts.services.publishing import publish_sources

    publish_sources()
