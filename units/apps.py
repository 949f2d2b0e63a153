from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from units import facts


class UnitsConfig(AppConfig):
    """Who there is: county, units, people, users."""

    name = "units"
    verbose_name = _("单位与人员")

    def ready(self) -> None:
        from units.accounts import receivers  # noqa: F401, PLC0415
        from units.audit import words  # noqa: PLC0415
        from units.counties.models.settings import FIELD_WORDS, VALUE_WORDS  # noqa: PLC0415
        from units.imports.services import kinds, people  # noqa: PLC0415 - models must be loaded first
        from units.reviews.queries import functions as function_facts  # noqa: PLC0415 - models must be loaded first
        from units.reviews.queries.reviews import open_reviews  # noqa: PLC0415
        from units.rows.rights import grant  # noqa: PLC0415
        from units.units import obstacles  # noqa: PLC0415
        from units.units.queries import still_there  # noqa: PLC0415

        post_migrate.connect(grant, sender=self)
        words.register(actions={}, fields=FIELD_WORDS, values=VALUE_WORDS)
        obstacles.OBSTACLES.register(still_there, name="units")
        obstacles.OBSTACLES.register(open_reviews, name="reviews")
        kinds.KINDS.register(people.KIND, name=people.KIND.code)
        facts.SOURCES.register(function_facts.SOURCE, name=function_facts.SOURCE.name)
