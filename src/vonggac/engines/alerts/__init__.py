"""Alerts of every product in the house's words: normalised, grouped, ordered, each with its reason. No files, no clock, no guesses."""

from .clocks import AlertDue, AlertStanding, due, dues, standing
from .grouping import DEFAULT_WINDOW, Group, continues, group_repeats
from .kinds import CLASSES
from .model import (
    Alert,
    AttackKind,
    Fields,
    Format,
    GroupKey,
    Judged,
    Moment,
    Note,
    RawAlert,
    TimeTrouble,
    Value,
)
from .normalising import normalise, normalise_many
from .ordering import ORDER_SENTENCE, QueuePlace, Waiting, got_through, place_in_queue, places_in_queue, without_list
from .rendering import as_ecs
from .silence import Heartbeat, Verdict, Voice, verdict
from .statistics import Change, Counted, MonthFigures, Share, Verified, compared, month_figures
from .suppressing import Condition, Fault, Hidden, Look, Suppression, faults_of, suppress
from .tally import Tally, as_kept, from_kept, together

__all__ = [
    "CLASSES", "DEFAULT_WINDOW", "ORDER_SENTENCE", "Alert", "AlertDue", "AlertStanding", "AttackKind", "Change", "Condition", "Counted",
    "Fault", "Fields", "Format", "Group", "GroupKey", "Heartbeat", "Hidden", "Judged", "Look", "Moment", "MonthFigures", "Note",
    "QueuePlace", "RawAlert", "Share", "Suppression", "Tally", "TimeTrouble", "Value", "Verdict", "Verified", "Voice", "Waiting",
    "as_ecs", "as_kept", "compared", "continues", "due", "dues", "faults_of", "from_kept", "got_through", "group_repeats",
    "month_figures", "normalise", "normalise_many", "place_in_queue", "places_in_queue", "standing", "suppress", "together", "verdict",
    "without_list",
]  # fmt: skip
