from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """What happens on duty."""

    name = "alerts"
    verbose_name = _("值班动态")

    def ready(self) -> None:
        from alerts import receivers  # noqa: F401, PLC0415 - models must be loaded first
        from alerts.channels import checks  # noqa: F401, PLC0415 - registers itself
        from alerts.management.demo.history import add_history  # noqa: PLC0415
        from alerts.selectors.call_ins import arrivals  # noqa: PLC0415
        from alerts.selectors.facts import SOURCE  # noqa: PLC0415
        from alerts.services.orders import overlays_of  # noqa: PLC0415
        from alerts.trail import ACTIONS, FIELDS, VALUES  # noqa: PLC0415
        from rostering import call_ins  # noqa: PLC0415
        from rostering.management.demo import chapters  # noqa: PLC0415
        from rostering.overlays import register  # noqa: PLC0415
        from units import facts, trail  # noqa: PLC0415

        register(overlays_of)
        call_ins.register(arrivals)
        facts.register(SOURCE)
        chapters.register("alerts", add_history)
        trail.register(actions=ACTIONS, fields=FIELDS, values=VALUES)
