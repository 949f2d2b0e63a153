"""The WSGI application that gunicorn serves."""

import gc

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from rostering.start import WORKER_BOOT_ERROR, require_settings

require_settings(status=WORKER_BOOT_ERROR)

application = get_wsgi_application()

# Every page is loaded before gunicorn forks (`--preload`), and what is loaded isn't searched for garbage any more: so the
# workers go on sharing it, and the first reader doesn't wait for it.
get_resolver().check()
gc.collect()
gc.freeze()
