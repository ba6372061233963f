"""Sensors and what they may send, what arrived of it, the alerts in the queue, the rules that hide some."""

from vonggac.apps.alerts.models.alerts import KEPT_ASIDE, Alert, AlertAct, AlertEvent, AlertParty
from vonggac.apps.alerts.models.arrivals import IntakeBatch, IntakeCursor, IntakeHour, StrangePeer
from vonggac.apps.alerts.models.files import AlertFile
from vonggac.apps.alerts.models.months import KeptMonth, MonthChange
from vonggac.apps.alerts.models.sources import AlertSource, SourceMapping, SourceToken
from vonggac.apps.alerts.models.suppressions import Suppression

__all__ = [
    "KEPT_ASIDE",
    "Alert",
    "AlertAct",
    "AlertEvent",
    "AlertFile",
    "AlertParty",
    "AlertSource",
    "IntakeBatch",
    "IntakeCursor",
    "IntakeHour",
    "KeptMonth",
    "MonthChange",
    "SourceMapping",
    "SourceToken",
    "StrangePeer",
    "Suppression",
]
