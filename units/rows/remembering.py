"""What a row was before it changed, kept by the database whoever changes it, so that a past instant can be read again.

    class Meta:
        triggers = [*moving(), *remembering()]

Each change leaves what the row was *until* then (`PastRow`), a new row that there was nothing until then. What is true now is
never written twice. All changes of one transaction bear its instant, so that half a step is never read.
"""

import pgtrigger

# Written by the clock of whoever wrote last, or counting writes: a change of these alone tells nobody anything.
COUNTERS = "ARRAY['updated_at', 'version']"
FEW = 32
# Whose row `one` is.
OWN = "one.county_id"
UNITS_COUNTY = "(SELECT county_id FROM units_unit WHERE id = one.unit_id)"


def remembering(
    county: str = OWN, *, which: str = "TRUE", only: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> list[pgtrigger.Trigger]:
    """Triggers that keep what rows were. `county`: SQL of the county of the row `one`; `which`: condition on those worth it;
    `only`: the columns that are kept, all where none is named; `without`: the path to what is left out, numbers of people."""
    kept, after = _kept("one", only, without), _kept("after", only, without)
    # Asked first, and by itself: what nobody is to be told of is not compared.
    one = "one" if which == "TRUE" else f"(SELECT * FROM one WHERE {which} OFFSET 0) AS one"  # noqa: S608 - written beside the models, never input
    both = f"{one} JOIN after ON after.id = one.id WHERE {kept} - {COUNTERS} IS DISTINCT FROM {after} - {COUNTERS}"
    changes = {
        "insert": (pgtrigger.Insert, pgtrigger.Referencing(new="one"), "NULL::jsonb", one),
        "update": (pgtrigger.Update, pgtrigger.Referencing(old="one", new="after"), kept, both),
        "delete": (pgtrigger.Delete, pgtrigger.Referencing(old="one"), kept, one),
    }
    return [
        pgtrigger.Trigger(
            name=f"remembers_{verb}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=_written(was, rows, county),
        )
        for verb, (operation, referencing, was, rows) in changes.items()
    ]


def _written(was: str, rows: str, county: str) -> str:
    """PL/pgSQL that writes what rows were. A few of them by a plan that is kept; many by a plan of their own, for one that was
    made for a few would compare each of two thousand with all others."""
    columns = "source, county_id, key, until, was"
    selected = f"%s, {county}, one.id::text, units_written_at(), {was} FROM {rows}"
    insert = f"INSERT INTO units_pastrow ({columns}) SELECT {selected}"
    return f"""
        IF (SELECT count(*) FROM (SELECT FROM one LIMIT {FEW + 1}) AS counted) <= {FEW} THEN
            {insert % "TG_TABLE_NAME"};
        ELSE
            EXECUTE $past${insert % "$1"}$past$ USING TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    """  # noqa: S608 - names from the models


def _kept(row: str, only: tuple[str, ...], without: tuple[str, ...]) -> str:
    """SQL: what is kept of the row."""
    if only:
        pairs = ", ".join(f"'{column}', {row}.{column}" for column in only)
        return f"jsonb_build_object({pairs})"
    return f"(to_jsonb({row}) #- '{{{','.join(without)}}}')" if without else f"to_jsonb({row})"
