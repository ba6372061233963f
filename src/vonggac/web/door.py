"""The door for granian: opens when the start-up steps are done.

The process of pages goes when granian itself goes, however that happens.
"""

import os
import signal

from vonggac.apps.jobs import datafolder
from vonggac.apps.jobs.processes import die_with_parent

os.umask(datafolder.ONLY_OURS)
die_with_parent(signal.SIGKILL)

from django.conf import settings  # noqa: E402

from vonggac.web.wsgi import application  # noqa: E402

datafolder.prepare(settings.DATA)
datafolder.wait_at(settings.DATA, "startup")

__all__ = ["application"]
