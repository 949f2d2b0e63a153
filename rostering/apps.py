from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rostering.labels import POST_LABELS
from rostering.trail import ACTIONS, FIELDS, VALUES
from units import posts, trail


class RosteringConfig(AppConfig):
    """Who is on duty when, owing what."""

    name = "rostering"
    verbose_name = _("值班编排")

    def ready(self) -> None:
        posts.register(POST_LABELS)
        trail.register(actions=ACTIONS, fields=FIELDS, values=VALUES)
