"""The door for granian: its process of pages goes when granian itself goes, however that happens."""

import signal

from vonggac.apps.jobs.processes import die_with_parent

die_with_parent(signal.SIGKILL)

from vonggac.web.wsgi import application  # noqa: E402

__all__ = ["application"]
