"""What lists of rostering show of people and units; a change of it is a change of the rows that show it (`updated_since`).

A row that has kept their words shows those: nothing of it changes.
"""

from units.models import Person, Unit
from units.rows.touching import touching

OF_UNIT = "person_id IN (SELECT id FROM units_person WHERE unit_id = NEW.id)"


class ShownPerson(Person):
    """A person as rosters, leave and wishes name them."""

    class Meta:
        proxy = True
        triggers = [
            touching(
                "shown_in_rostering",
                "name",
                "position",
                "unit_id",
                rows={
                    "rostering_assignment": "is_active AND person_id = NEW.id AND words->'person' IS NULL",
                    "rostering_absence": "person_id = NEW.id",
                    "rostering_preference": "person_id = NEW.id",
                    "rostering_pairrule": "NEW.id IN (first_id, second_id)",
                    "rostering_sharedperson": "person_id = NEW.id",
                    "rostering_openingbalance": "person_id = NEW.id",
                },
            )
        ]


class ShownUnit(Unit):
    """A unit as rosters and whatever its people have name it."""

    class Meta:
        proxy = True
        triggers = [
            touching(
                "shown_in_rostering",
                "code",
                "name",
                rows={
                    "rostering_assignment": (
                        "is_active AND shift_id IN (SELECT shift.id FROM rostering_shift shift"
                        " JOIN rostering_roster roster ON roster.id = shift.roster_id"
                        " WHERE shift.unit_id = NEW.id AND roster.words->'unit' IS NULL)"
                    ),
                    "rostering_roster": "unit_id = NEW.id AND words->'unit' IS NULL",
                    "rostering_swap": "unit_id = NEW.id AND words->'unit' IS NULL",
                    "rostering_absence": OF_UNIT,
                    "rostering_preference": OF_UNIT,
                    "rostering_pairrule": "unit_id = NEW.id",
                    "rostering_sharedperson": f"unit_id = NEW.id OR {OF_UNIT}",
                    "rostering_openingbalance": OF_UNIT,
                },
            )
        ]
