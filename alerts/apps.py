from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """What happens on duty."""

    name = "alerts"
    verbose_name = _("值班动态")

    def ready(self) -> None:
        from alerts import receivers, registrations  # noqa: F401, PLC0415 - models must be loaded first
