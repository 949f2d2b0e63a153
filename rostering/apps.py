from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rostering.audit_words import ACTIONS, FIELDS, VALUES
from rostering.enums import JobKind
from rostering.labels import POST_LABELS
from units import consequences, facts
from units import taking_effect as periods
from units.audit import words
from units.counties import posts
from units.labels import TIER_LABELS
from units.units import obstacles, requirements


class RosteringConfig(AppConfig):
    """Who is on duty when, owing what."""

    name = "rostering"
    verbose_name = _("值班编排")

    def ready(self) -> None:
        from rostering import receivers  # noqa: F401, PLC0415 - models must be loaded first
        from rostering.generation.services import jobs  # noqa: PLC0415 - models must be loaded first
        from rostering.imports.services import rosters as roster_sheets  # noqa: PLC0415 - models must be loaded first
        from rostering.imports.services import wishes as wish_sheets  # noqa: PLC0415 - models must be loaded first
        from rostering.periods.queries import conflicts  # noqa: PLC0415 - models must be loaded first
        from rostering.policies.queries import added  # noqa: PLC0415 - models must be loaded first
        from rostering.policy_lab.services import county_import, simulations  # noqa: PLC0415 - models must be loaded first
        from rostering.rosters.queries import later_starts, on_rosters_in_force  # noqa: PLC0415 - models must be loaded first
        from rostering.seats.queries import endings, tier_needs  # noqa: PLC0415 - models must be loaded first
        from rostering.statistics.queries import unit_facts  # noqa: PLC0415 - models must be loaded first
        from units.first_tiers.queries import ON_ROSTERS  # noqa: PLC0415 - models must be loaded first
        from units.imports.services import kinds  # noqa: PLC0415 - models must be loaded first

        for kind in (roster_sheets.KIND, wish_sheets.LEAVE, wish_sheets.PREFERENCES):
            kinds.KINDS.register(kind, name=kind.code)
        consequences.ASSESSORS.register(conflicts.touched_in, name="rostering")
        facts.SOURCES.register(unit_facts.SOURCE, name=unit_facts.SOURCE.name)
        obstacles.OBSTACLES.register(endings.owed_duties, name="rostering")
        jobs.HANDLERS.register(simulations.run_simulation, name=JobKind.SIMULATION)
        periods.PLANNED.register(later_starts)
        posts.NAMES.register(POST_LABELS)
        POST_LABELS.added.register(added.added_posts)
        TIER_LABELS.added.register(added.added_tiers)
        posts.OPTIONS.register(county_import.post_options)
        ON_ROSTERS.register(on_rosters_in_force, name="rostering")
        requirements.NEEDS.register(tier_needs.tier_needs, name="rostering")
        words.register(actions=ACTIONS, fields=FIELDS, values=VALUES)
