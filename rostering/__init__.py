"""Who is on duty when, owing what. Also the Django project package."""

from rostering.celery import app as celery_app

__all__ = ["celery_app"]
