from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """What happens on duty."""

    name = "alerts"
    verbose_name = _("值班动态")
