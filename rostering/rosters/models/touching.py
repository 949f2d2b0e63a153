"""What a seat shows of its phases and a roster of its seats, for lists that are copied by `updated_since`; and what moves the
version of a county."""

import pgtrigger

from units.rows.touching import NOW_OR_LATER

OF_PERIOD = "SELECT county_id FROM rostering_dutyperiod WHERE id IN (SELECT period_id FROM changed)"

# Counties with a period in force among rows that name their period: what is laid out for an open one is nobody's duty yet.
IN_FORCE = """
    SELECT period.county_id FROM rostering_dutyperiod period
    JOIN (SELECT DISTINCT period_id FROM {}) laid ON laid.period_id = period.id
    WHERE period.state IN ('published', 'closed')
"""
# Rows that are remembered: of periods in force before this transaction. What becomes public in it was nobody's knowledge,
# and publishing a province's holiday would write every seat twice.
KNOWN_PERIODS = """
    SELECT period.id FROM rostering_dutyperiod period WHERE period.state IN ('published', 'closed') AND NOT EXISTS (
        SELECT FROM units_pastrow past WHERE past.county_id = period.county_id AND past.source = 'rostering_dutyperiod'
        AND past.until = units_written_at() AND past.key = period.id::text
        AND past.was->>'state' NOT IN ('published', 'closed'))
"""
KNOWN = f"one.period_id IN ({KNOWN_PERIODS})"
KNOWN_SEATS = f"one.shift_id IN (SELECT id FROM rostering_shift WHERE period_id IN ({KNOWN_PERIODS}))"  # noqa: S608
PERIODS_COUNTY = "(SELECT county_id FROM rostering_dutyperiod WHERE id = one.period_id)"
SHIFTS_COUNTY = """
    (SELECT period.county_id FROM rostering_shift shift JOIN rostering_dutyperiod period ON period.id = shift.period_id
    WHERE shift.id = one.shift_id)
"""
OF_SHIFTS = "(SELECT period_id FROM rostering_shift WHERE id IN (SELECT shift_id FROM changed)) of_shifts"

# Phases cut anew are new rows. Once per statement: opening a county's year writes sixty thousand.
PHASES_SHOWN = pgtrigger.Trigger(
    name="shown_by_seats",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="cut"),
    func=f"""
        UPDATE rostering_assignment AS shown SET updated_at = {NOW_OR_LATER.format("shown.")}
        WHERE is_active AND shift_id IN (SELECT shift_id FROM cut);
        RETURN NULL;
    """,  # noqa: S608
)

# A roster shows how many of its seats are vacant. Planned anew every time: a plan made for one seat would compare those
# of a county with each other.
VACANCIES_SHOWN = pgtrigger.Trigger(
    name="shown_by_rosters",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    referencing=pgtrigger.Referencing(old="before", new="after"),
    func="""
        EXECUTE $touch$
        UPDATE rostering_roster AS shown SET updated_at = changed.at
        FROM (
            SELECT shift.roster_id, max(after.updated_at) AS at
            FROM after JOIN before USING (id) JOIN rostering_shift shift ON shift.id = after.shift_id
            WHERE (after.person_id IS NULL, after.is_active) IS DISTINCT FROM (before.person_id IS NULL, before.is_active)
            GROUP BY shift.roster_id
        ) AS changed
        WHERE shown.id = changed.roster_id AND shown.updated_at < changed.at
        $touch$;
        RETURN NULL;
    """,
)
