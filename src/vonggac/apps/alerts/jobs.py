"""Background doors of the room; each is safe to run twice, and after it was killed."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import timezone

from vonggac.apps.jobs.services import URGENT, job


@job()
def look_for_silence() -> dict[str, int]:
    """Find sources that fell silent, and those that speak again."""
    from vonggac.apps.alerts.services.silence import look_for_silence as look

    return asdict(look(at=timezone.now()))


@job()
def throw_away_old() -> dict[str, int]:
    """Throw away records, keys and strangers that are older than their days."""
    from vonggac.apps.alerts.services.retention import throw_away_old as throw

    return asdict(throw(at=timezone.now()))


@job(priority=URGENT)
def read_unparsed_again(source_id: int, until: int, asked: int, by_id: int) -> dict[str, int]:
    """Read the unreadable records of a source once more; cut off, it goes on with those that still are."""
    from vonggac.apps.accounts.models import User
    from vonggac.apps.alerts.services.reading_again import read_again

    return read_again(source_id, until, asked, by=User.objects.get(pk=by_id), at=timezone.now())


@job()
def keep_months() -> dict[str, int]:
    """Count the months in which something has changed, and keep their figures."""
    from vonggac.apps.alerts.services.keeping_months import keep_months as keep

    return asdict(keep(at=timezone.now()))


@job()
def keep_months_anew() -> dict[str, int]:
    """Count the last months anew, whatever was said of changes."""
    from vonggac.apps.alerts.services.keeping_months import keep_months as keep

    return asdict(keep(at=timezone.now(), anew=True))


@job()
def place_again() -> dict[str, int]:
    """Place open alerts by the register as it stands."""
    from vonggac.apps.alerts.services.placing_again import place_again as place

    return asdict(place(at=timezone.now()))


@job()
def place_all_again() -> dict[str, int]:
    """Place every open alert, whatever the log says of the register."""
    from vonggac.apps.alerts.services.placing_again import place_again as place

    return asdict(place(at=timezone.now(), whole=True))
