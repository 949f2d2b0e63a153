"""One version per county that every write of what its readers see moves, whoever writes (docs/decisions/0019).

Kept by statement triggers, for most changes are conditional updates that no `save()` ever sees.
"""

import pgtrigger

OWN_COUNTY = "SELECT county_id FROM changed"
OF_UNIT = "SELECT county_id FROM units_unit WHERE id IN (SELECT unit_id FROM changed)"
OF_PERSON = """
    SELECT county_id FROM units_unit WHERE id IN (
        SELECT unit_id FROM units_person WHERE id IN (SELECT person_id FROM changed)
    )
"""


def moving(counties: str = OWN_COUNTY, *, update: str = "") -> list[pgtrigger.Trigger]:
    """Triggers that move the versions of `counties`: SQL that selects `county_id` from the rows `changed`. `update` is
    asked instead when rows are updated, and may compare them with what they were (`before`)."""
    changed = {
        "insert": (pgtrigger.Insert, pgtrigger.Referencing(new="changed"), counties),
        "update": (pgtrigger.Update, pgtrigger.Referencing(old="before", new="changed"), update or counties),
        "delete": (pgtrigger.Delete, pgtrigger.Referencing(old="changed"), counties),
    }
    return [
        pgtrigger.Trigger(
            name=f"moves_on_{verb}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=f"""
                PERFORM units_move(moved.county_id)
                FROM (SELECT DISTINCT county_id FROM ({which}) AS those WHERE county_id IS NOT NULL) AS moved;
                RETURN NULL;
            """,  # noqa: S608 - written beside the models, never input
        )
        for verb, (operation, referencing, which) in changed.items()
    ]
