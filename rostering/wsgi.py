"""The WSGI application that gunicorn serves."""

from django.core.wsgi import get_wsgi_application

from rostering.start import WORKER_BOOT_ERROR, require_settings

require_settings(status=WORKER_BOOT_ERROR)

application = get_wsgi_application()
