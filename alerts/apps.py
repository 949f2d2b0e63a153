from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """What happens on duty."""

    name = "alerts"
    verbose_name = _("值班动态")

    def ready(self) -> None:
        from alerts import receivers  # noqa: F401, PLC0415 - models must be loaded first
        from alerts.audit_words import ACTIONS, FIELDS, VALUES  # noqa: PLC0415
        from alerts.board.queries import past_facts  # noqa: PLC0415
        from alerts.board.queries.facts import SOURCE  # noqa: PLC0415
        from alerts.call_outs.queries import arrivals, called_among  # noqa: PLC0415
        from alerts.channels import checks  # noqa: F401, PLC0415 - registers itself
        from alerts.checks.engaged import CALLED, OTHERS, QUIET_DAYS  # noqa: PLC0415
        from alerts.demo.followups import add_followups  # noqa: PLC0415
        from alerts.demo.history import add_history  # noqa: PLC0415
        from alerts.demo.papers import add_papers  # noqa: PLC0415
        from alerts.demo.warnings import add_warning  # noqa: PLC0415
        from alerts.demo.ways import add_ways  # noqa: PLC0415
        from alerts.followups.queries.facts import SOURCE as TASK_FACTS  # noqa: PLC0415
        from alerts.health.services.sweeps import MORE_SWEEPS  # noqa: PLC0415
        from alerts.incidents.services import reminding  # noqa: F401, PLC0415 - registers its messages
        from alerts.incidents.services import sheets as incident_sheets  # noqa: PLC0415 - models must be loaded first
        from alerts.inspections.queries import is_quiet_day, visits_in  # noqa: PLC0415
        from alerts.notices.services import accounts  # noqa: F401, PLC0415 - registers its messages
        from alerts.orders.services.orders import overlays_of  # noqa: PLC0415
        from alerts.outbox.queries import not_reached  # noqa: PLC0415
        from alerts.outbox.services import contacts  # noqa: F401, PLC0415 - registers its messages
        from alerts.todo.services.digest import tell_todo  # noqa: PLC0415
        from alerts.unfinished import unfinished  # noqa: PLC0415
        from alerts.warnings.services import calling, ending, mailbox  # noqa: PLC0415
        from rostering.demo.chapters import CHAPTERS  # noqa: PLC0415
        from rostering.fairness.queries.ledger import CALL_INS  # noqa: PLC0415
        from rostering.policies.rules.raising import ORDERS  # noqa: PLC0415
        from rostering.seats.queries.reach import REACH  # noqa: PLC0415
        from units import facts  # noqa: PLC0415
        from units.audit import words  # noqa: PLC0415
        from units.imports.services.kinds import KINDS  # noqa: PLC0415
        from units.units.obstacles import OBSTACLES  # noqa: PLC0415

        CALLED.register(called_among, name="call_outs")
        OTHERS.register(visits_in, name="inspections")
        QUIET_DAYS.register(is_quiet_day, name="inspections")
        REACH.register(not_reached)
        MORE_SWEEPS.register(calling.call_due, name="call_warnings")
        MORE_SWEEPS.register(ending.end_due, name="end_warnings")
        MORE_SWEEPS.register(mailbox.read_mail, name="read_warning_mail")
        MORE_SWEEPS.register(tell_todo, name="tell_todo")
        OBSTACLES.register(unfinished, name="alerts")
        KINDS.register(incident_sheets.KIND, name=incident_sheets.KIND.code)
        ORDERS.register(overlays_of, name="alerts")
        CALL_INS.register(arrivals, name="alerts")
        facts.SOURCES.register(SOURCE, name=SOURCE.name)
        facts.SOURCES.register(past_facts.SOURCE, name=past_facts.SOURCE.name)
        facts.SOURCES.register(TASK_FACTS, name=TASK_FACTS.name)
        for name, chapter in (
            ("alerts", add_history),
            ("alerts-papers", add_papers),
            ("alerts-ways", add_ways),
            ("alerts-warnings", add_warning),
            ("alerts-followups", add_followups),
        ):
            CHAPTERS.register(chapter, name=name)
        words.register(actions=ACTIONS, fields=FIELDS, values=VALUES)
