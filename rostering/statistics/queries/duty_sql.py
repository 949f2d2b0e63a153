"""The questions behind `duty_figures`: each adds up a range of duty days in one pass over the shifts of some units."""

# Phases of equal place in the duty day are one row: a year of a county is a few hundred rows.
STRETCHES = """
    SELECT s.unit_id, s.tier, s.period_id, p.posture,
        EXTRACT(EPOCH FROM (p.start AT TIME ZONE %(zone)s) - s.day)::int,
        EXTRACT(EPOCH FROM p."end" - p.start)::int,
        count(*)
    FROM rostering_shift s
    JOIN rostering_dutyperiod d ON d.id = s.period_id
    JOIN rostering_shiftphase p ON p.shift_id = s.id
    WHERE s.unit_id = ANY(%(units)s) AND s.start >= %(start)s AND s.start < %(end)s AND NOT s.is_released
        AND d.state = ANY(%(in_force)s) AND (%(tier)s = '' OR s.tier = %(tier)s)
    GROUP BY 1, 2, 3, 4, 5, 6
"""

# A seat is on site by day when one of its phases is, anywhere in that part of its duty day.
SEATS = """
    SELECT unit_id, tier, period_id, count(*), count(*) FILTER (WHERE by_day OR by_night),
        count(*) FILTER (WHERE by_day), count(*) FILTER (WHERE by_night), count(*) FILTER (WHERE vacant),
        COALESCE(sum(points), 0)::float
    FROM (
        SELECT s.unit_id, s.tier, s.period_id, held.vacant, held.points, on_site.by_day, on_site.by_night
        FROM rostering_shift s
        JOIN rostering_dutyperiod d ON d.id = s.period_id
        JOIN rostering_policyversion v ON v.id = d.policy_id
        CROSS JOIN LATERAL (SELECT
            (s.day + CASE WHEN v.night_start > v.day_start THEN 0 ELSE 1 END + v.night_start) AT TIME ZONE %(zone)s
                AS begins) night
        CROSS JOIN LATERAL (SELECT COALESCE(bool_or(p.start < night.begins), FALSE) AS by_day,
                COALESCE(bool_or(p."end" > night.begins), FALSE) AS by_night
            FROM rostering_shiftphase p WHERE p.shift_id = s.id AND p.posture = 'on_site') on_site
        CROSS JOIN LATERAL (SELECT COALESCE(bool_or(a.person_id IS NULL), TRUE) AS vacant,
                sum(a.points) FILTER (WHERE a.person_id IS NOT NULL) AS points
            FROM rostering_assignment a WHERE a.shift_id = s.id AND a.is_active) held
        WHERE s.unit_id = ANY(%(units)s) AND s.start >= %(start)s AND s.start < %(end)s AND NOT s.is_released
            AND d.state = ANY(%(in_force)s) AND (%(tier)s = '' OR s.tier = %(tier)s)
    ) seat
    GROUP BY 1, 2, 3
"""

# The bounds of the start say nothing more than those of the day; there is an index of it by unit.
# A day that two periods share counts once, for the one that began first; one that was released counts for nobody.
UNIT_DAYS = """
    SELECT unit_id, tier, period_id, count(*), min(day), max(day) FROM (
        SELECT DISTINCT ON (s.unit_id, s.day) s.unit_id, r.tier, s.period_id, s.day
        FROM rostering_shift s
        JOIN rostering_roster r ON r.id = s.roster_id
        JOIN rostering_dutyperiod d ON d.id = s.period_id
        WHERE s.unit_id = ANY(%(units)s) AND s.day BETWEEN %(first)s AND %(last)s AND NOT s.is_released
            AND s.start > %(first)s::timestamp AT TIME ZONE %(zone)s - interval '1 day'
            AND s.start < %(last)s::timestamp AT TIME ZONE %(zone)s + interval '3 days'
            AND d.state = ANY(%(in_force)s)
        ORDER BY s.unit_id, s.day, d.first_day, s.period_id
    ) unit_day
    WHERE (%(tier)s = '' OR tier = %(tier)s)
    GROUP BY 1, 2, 3
"""

DAYS = """
    SELECT count(DISTINCT s.day) FROM rostering_shift s JOIN rostering_dutyperiod d ON d.id = s.period_id
    WHERE s.unit_id = ANY(%(units)s) AND s.start >= %(start)s AND s.start < %(end)s AND NOT s.is_released
        AND d.state = ANY(%(in_force)s)
"""

MET = """
    SELECT DISTINCT asked.n
    FROM unnest(%(numbers)s::int[], %(units)s::uuid[], %(instants)s::timestamptz[]) AS asked(n, unit_id, at)
    JOIN rostering_shift s ON s.unit_id = asked.unit_id
        AND s.start <= asked.at AND s.start > asked.at - %(longest)s AND s."end" > asked.at
    JOIN rostering_dutyperiod d ON d.id = s.period_id AND d.state = ANY(%(in_force)s)
    JOIN rostering_shiftphase p ON p.shift_id = s.id AND p.start <= asked.at AND p."end" > asked.at
    JOIN rostering_assignment a ON a.shift_id = s.id AND a.start <= asked.at AND a."end" > asked.at
    WHERE p.posture = 'on_site' AND a.is_active AND a.person_id IS NOT NULL
"""
