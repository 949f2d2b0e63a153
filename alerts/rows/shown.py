"""What lists of alerts show of other rows as they are today; a change of it is a change of the rows that show it (`updated_since`)."""

from rostering.models import Assignment
from units.models import Person, Unit
from units.rows.touching import touching


class ShownPerson(Person):
    """A person as the ways to reach them name them."""

    class Meta:
        proxy = True
        triggers = [
            touching(
                "shown_in_alerts", "name", "position", "unit_id", rows={"alerts_contactrule": "person_id = NEW.id"}
            )
        ]


class ShownUnit(Unit):
    """A unit as webhooks name it that are bound to it."""

    class Meta:
        proxy = True
        triggers = [
            touching("shown_in_alerts", "code", "name", rows={"alerts_webhook": "NEW.id = ANY(unit_ids)"}),
        ]


class ShownSeat(Assignment):
    """A seat whose holder hands over."""

    class Meta:
        proxy = True
        triggers = [touching("shown_in_alerts", "person_id", "words", rows={"alerts_handover": "outgoing_id = NEW.id"})]
