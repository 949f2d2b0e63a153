"""What a row was before it changed, kept by the database whoever changes it, so that a past instant can be read again.

    class Meta:
        triggers = [*moving(), *remembering()]

Each change leaves what the row was *until* then (`PastRow`), a new row that there was nothing until then. What is true now is
never written twice. All changes of one transaction bear its instant, so that half a step is never read.
"""

import pgtrigger

# Written by the clock of whoever wrote last, or counting writes: a change of these alone tells nobody anything.
COUNTERS = "ARRAY['updated_at', 'version']"
# Whose row `one` is.
OWN = "one.county_id"
UNITS_COUNTY = "(SELECT county_id FROM units_unit WHERE id = one.unit_id)"


def remembering(
    county: str = OWN, *, which: str = "TRUE", only: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> list[pgtrigger.Trigger]:
    """Triggers that keep what rows were. `county`: SQL of the county of the row `one`; `which`: condition on those worth it;
    `only`: the columns that are kept, all where none is named; `without`: the path to what is left out, numbers of people."""
    kept, after = _kept("one", only, without), _kept("after", only, without)
    differs = f"{kept} - {COUNTERS} IS DISTINCT FROM {after} - {COUNTERS}"
    changes = {
        "insert": (pgtrigger.Insert, pgtrigger.Referencing(new="one"), "NULL::jsonb", "one", "TRUE"),
        "update": (
            pgtrigger.Update,
            pgtrigger.Referencing(old="one", new="after"),
            kept,
            "one JOIN after ON after.id = one.id",
            differs,
        ),
        "delete": (pgtrigger.Delete, pgtrigger.Referencing(old="one"), kept, "one", "TRUE"),
    }
    return [
        pgtrigger.Trigger(
            name=f"remembers_{verb}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            # Planned anew every time: a plan made for one row would compare two thousand with each other.
            func=f"""
                EXECUTE $past$
                    INSERT INTO units_pastrow (source, county_id, key, until, was)
                    SELECT $1, {county}, one.id::text, units_written_at(), {was}
                    FROM {rows} WHERE {differing} AND {which}
                $past$ USING TG_TABLE_NAME;
                RETURN NULL;
            """,  # noqa: S608 - written beside the models, never input
        )
        for verb, (operation, referencing, was, rows, differing) in changes.items()
    ]


def _kept(row: str, only: tuple[str, ...], without: tuple[str, ...]) -> str:
    """SQL: what is kept of the row."""
    if only:
        pairs = ", ".join(f"'{column}', {row}.{column}" for column in only)
        return f"jsonb_build_object({pairs})"
    return f"(to_jsonb({row}) #- '{{{','.join(without)}}}')" if without else f"to_jsonb({row})"
