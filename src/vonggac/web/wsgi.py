"""The door for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vonggac.web.settings")
application = get_wsgi_application()

# What was loaded by now stays to the end: nobody looks for garbage in it again. A page that lays out thousands of rows makes no garbage
# that would be worth stopping for after every seven hundred objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
