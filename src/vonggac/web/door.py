"""The door for granian: opens when the start-up steps are done.

The process of pages goes when granian itself goes, however that happens.
"""

import os
import signal

from vonggac.apps.jobs import datafolder
from vonggac.apps.jobs.processes import die_with_parent

os.umask(datafolder.ONLY_OURS)
die_with_parent(signal.SIGKILL)

import django  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vonggac.web.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.urls import get_resolver  # noqa: E402

# The slow imports happen beside the start-up steps. The application itself is made after them: WhiteNoise lists the static files when
# it is made, and at a first start they are only then laid out.
_ = get_resolver().url_patterns
datafolder.prepare(settings.DATA)
datafolder.wait_at(settings.DATA, "startup")

from vonggac.web.wsgi import application  # noqa: E402

__all__ = ["application"]
