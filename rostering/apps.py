from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rostering.domain.enums import JobKind
from rostering.labels import POST_LABELS
from rostering.trail import ACTIONS, FIELDS, VALUES
from units import consequences, facts, periods, posts, requirements, trail
from units.labels import TIER_LABELS


class RosteringConfig(AppConfig):
    """Who is on duty when, owing what."""

    name = "rostering"
    verbose_name = _("值班编排")

    def ready(self) -> None:
        from rostering import receivers  # noqa: F401, PLC0415 - models must be loaded first
        from rostering.selectors import added, conflicts, period_starts, tier_needs, unit_facts  # noqa: PLC0415 - models must be loaded first
        from rostering.services import county_import, jobs, simulations  # noqa: PLC0415 - models must be loaded first

        consequences.register(conflicts.touched_in)
        facts.register(unit_facts.SOURCE)
        jobs.register(JobKind.SIMULATION, simulations.run_simulation)
        periods.register(period_starts.later_starts)
        posts.register(POST_LABELS)
        POST_LABELS.tell(added.added_posts)
        TIER_LABELS.tell(added.added_tiers)
        posts.register_options(county_import.post_options)
        requirements.register(tier_needs.tier_needs)
        trail.register(actions=ACTIONS, fields=FIELDS, values=VALUES)
