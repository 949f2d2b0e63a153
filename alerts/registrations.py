"""What this app adds to the registries of the floors below (units/hooks.py). Imported in `ready()`, once all models are loaded."""

from alerts import retention
from alerts.audit_words import ACTIONS, FIELDS, VALUES
from alerts.board.queries import command_facts, past_facts
from alerts.board.queries.facts import SOURCE as BOARD_FACTS
from alerts.call_outs.queries import arrivals, called_among
from alerts.channels import checks as channel_checks
from alerts.checks.engaged import CALLED, OTHERS, QUIET_DAYS
from alerts.complaints import services as complaints
from alerts.demo.followups import add_followups
from alerts.demo.history import add_history
from alerts.demo.papers import add_papers
from alerts.demo.rain import add_rain
from alerts.demo.ways import add_ways
from alerts.followups.queries.facts import SOURCE as TASK_FACTS
from alerts.health.services.sweeps import MORE_SWEEPS
from alerts.incidents.services import reminding
from alerts.incidents.services import sheets as incident_sheets
from alerts.inspections.queries import is_quiet_day, visits_in
from alerts.notices.services import accounts
from alerts.orders.services.orders import overlays_of
from alerts.outbox.queries import not_reached
from alerts.outbox.services import contacts
from alerts.todo.services.digest import tell_todo
from alerts.unfinished import unfinished
from alerts.warnings.services import calling, ending, mailbox
from rostering.demo.chapters import CHAPTERS
from rostering.fairness.queries.ledger import CALL_INS
from rostering.policies.rules.raising import ORDERS
from rostering.seats.queries.reach import REACH
from units import facts
from units.audit import words
from units.imports.services.kinds import KINDS
from units.units.obstacles import OBSTACLES

# These register their own checks and messages; they are imported here so that every process knows them.
SELF_REGISTERING = (channel_checks, reminding, accounts, contacts, retention)

DEMO = {
    "alerts": add_history,
    "alerts-papers": add_papers,
    "alerts-ways": add_ways,
    "alerts-followups": add_followups,
    "alerts-rain": add_rain,
}
SWEEPS = {
    "call_warnings": calling.call_due,
    "end_warnings": ending.end_due,
    "read_warning_mail": mailbox.read_mail,
    "tell_todo": tell_todo,
    "tell_complaints": complaints.tell_overdue,
}

CALLED.register(called_among, name="call_outs")
OTHERS.register(visits_in, name="inspections")
QUIET_DAYS.register(is_quiet_day, name="inspections")
REACH.register(not_reached)
OBSTACLES.register(unfinished, name="alerts")
KINDS.register(incident_sheets.KIND, name=incident_sheets.KIND.code)
ORDERS.register(overlays_of, name="alerts")
CALL_INS.register(arrivals, name="alerts")
words.register(actions=ACTIONS, fields=FIELDS, values=VALUES)
for source in (BOARD_FACTS, past_facts.SOURCE, command_facts.SOURCE, TASK_FACTS):
    facts.SOURCES.register(source, name=source.name)
for name, sweep in SWEEPS.items():
    MORE_SWEEPS.register(sweep, name=name)
for name, chapter in DEMO.items():
    CHAPTERS.register(chapter, name=name)
