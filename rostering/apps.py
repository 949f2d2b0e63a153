from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rostering.domain.enums import JobKind
from rostering.labels import POST_LABELS
from rostering.trail import ACTIONS, FIELDS, VALUES
from units import facts, periods, posts, trail
from units.labels import TIER_LABELS


class RosteringConfig(AppConfig):
    """Who is on duty when, owing what."""

    name = "rostering"
    verbose_name = _("值班编排")

    def ready(self) -> None:
        from rostering import receivers  # noqa: F401, PLC0415 - models must be loaded first
        from rostering.selectors import added, period_starts, unit_facts  # noqa: PLC0415 - models must be loaded first
        from rostering.services import jobs, simulations  # noqa: PLC0415 - models must be loaded first

        facts.register(unit_facts.SOURCE)
        jobs.register(JobKind.SIMULATION, simulations.run_simulation)
        periods.register(period_starts.later_starts)
        posts.register(POST_LABELS)
        POST_LABELS.tell(added.added_posts)
        TIER_LABELS.tell(added.added_tiers)
        trail.register(actions=ACTIONS, fields=FIELDS, values=VALUES)
