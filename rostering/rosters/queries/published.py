"""How published rosters are read in the database as they were published."""

from django.db.models import CharField, F, IntegerField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

# A period by the name it was published with.
PERIOD_NAME = Coalesce(KeyTextTransform("name", "words"), "name", output_field=CharField())


def unit_order(roster: str = "", unit: str = "unit") -> Coalesce:
    """The unit's place in protocol order when the roster was published; else its place now.

    `roster` leads to the roster, `unit` to the unit: `unit_order("shift__roster", "shift__unit")`.
    """
    words = KeyTransform("unit", f"{roster}__words" if roster else "words")
    kept = Cast(KeyTextTransform("protocol_order", words), IntegerField())
    return Coalesce(kept, F(f"{unit}__protocol_order"), output_field=IntegerField())
