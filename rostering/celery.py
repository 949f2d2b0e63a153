"""The Celery application. Everything about it is configured in `rostering.settings` under `CELERY_`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rostering.settings")

app = Celery("rostering")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
