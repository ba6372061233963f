"""The journal: what stands between the intake (its one writer) and the sorter (its reader).

`<data>/intake/journal/0000000001.journal …`: segments of about 64 MB; each record has a checksum and a sequence that grows by one.
"""

from vonggac.apps.alerts.intake.reading import Damaged, forget_before, outstanding, publish, published, read_from, resume
from vonggac.apps.alerts.intake.records import Entry, Kind, Position, Record, Way
from vonggac.apps.alerts.intake.writing import Busy, Journal, NoRoom

__all__ = [
    "Busy", "Damaged", "Entry", "Journal", "Kind", "NoRoom", "Position", "Record", "Way",
    "forget_before", "outstanding", "publish", "published", "read_from", "resume",
]  # fmt: skip
