"""When a row last changed, for clients that keep a copy of a list (`updated_since`), whoever changes it.

Kept by the database, for most changes are conditional updates that no `save()` ever sees. A statement that gives the
instant itself keeps it.
"""

import pgtrigger

# Never back, whatever the clocks of several machines say: who has asked since then must find the row again.
NOW_OR_LATER = "GREATEST(clock_timestamp(), {0}updated_at + interval '1 microsecond')"

TOUCHED = [
    # Fires before the next one, by its name: the statement has given an instant, if only the one that stood there.
    pgtrigger.Trigger(
        name="stated",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("updated_at"),
        condition=pgtrigger.Condition("NEW.updated_at = OLD.updated_at AND NEW.* IS DISTINCT FROM OLD.*"),
        func="NEW.updated_at = OLD.updated_at + interval '1 microsecond'; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="touched",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.updated_at = OLD.updated_at AND NEW.* IS DISTINCT FROM OLD.*"),
        func=f"NEW.updated_at = {NOW_OR_LATER.format('OLD.')}; RETURN NEW;",
    ),
]


def touching(name: str, *columns: str, rows: dict[str, str], at: str = NOW_OR_LATER) -> pgtrigger.Trigger:
    """A change of `columns` touches the rows of other tables that show them: {table: SQL condition on `NEW`}."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(changed),
        func="\n".join(
            [
                *(
                    f"UPDATE {table} AS shown SET updated_at = {at.format('shown.')} WHERE {which};"  # noqa: S608 - written here, never input
                    for table, which in rows.items()
                ),
                "RETURN NULL;",
            ]
        ),
    )


def touching_at_once(name: str, *columns: str, rows: dict[str, str], at: str = NOW_OR_LATER) -> pgtrigger.Trigger:
    """As `touching`, once per statement, for rows that change by the thousand: conditions name the row `changed`.

    Planned anew every time: a plan made for one row would compare two thousand with each other.
    """
    differs = (
        f"({', '.join(f'after.{c}' for c in columns)}) IS DISTINCT FROM ({', '.join(f'before.{c}' for c in columns)})"
    )
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="before", new="after"),
        func="\n".join(
            [
                *(
                    f"""EXECUTE $touch$
                        UPDATE {table} AS shown SET updated_at = {at.format("shown.")}
                        FROM (SELECT after.* FROM after JOIN before USING (id) WHERE {differs}) AS changed
                        WHERE {which}
                    $touch$;"""  # noqa: S608 - written here, never input
                    for table, which in rows.items()
                ),
                "RETURN NULL;",
            ]
        ),
    )
