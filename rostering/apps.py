from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosteringConfig(AppConfig):
    """Who is on duty when, owing what."""

    name = "rostering"
    verbose_name = _("值班编排")
