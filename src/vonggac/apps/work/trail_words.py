"""Words of acts on tasks for the log page (port `audit.words`): every act leaves an event of its task at the same moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vonggac.apps.audit.models import Entry
from vonggac.apps.work.models import TaskEvent


class WordsOfTasks:
    """Reasons and typed names, from the trail of the tasks."""

    def kept_about(self, lines: Sequence[Entry]) -> Mapping[int, Iterable[str]]:
        """Return what the events of the line's moment say; a moved deadline notes its day in front of the reason."""
        at = {line.at for line in lines}
        found: dict[object, set[str]] = defaultdict(set)
        rows = TaskEvent.objects.filter(happened_at__in=at).order_by().values_list("happened_at", "note", "actor").distinct()
        for moment, note, actor in rows:
            found[moment] |= {note, note.partition(": ")[2], actor}
        return {line.number: found[line.at] for line in lines}
