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
        SELECT s.unit_id, s.tier, s.period_id, held.vacant, held.points,
            EXISTS (SELECT FROM rostering_shiftphase p
                WHERE p.shift_id = s.id AND p.posture = 'on_site' AND p.start < night.begins) AS by_day,
            EXISTS (SELECT FROM rostering_shiftphase p
                WHERE p.shift_id = s.id AND p.posture = 'on_site' AND p."end" > night.begins) AS by_night
        FROM rostering_shift s
        JOIN rostering_dutyperiod d ON d.id = s.period_id
        JOIN rostering_policyversion v ON v.id = d.policy_id
        CROSS JOIN LATERAL (SELECT
            (s.day + CASE WHEN v.night_start > v.day_start THEN 0 ELSE 1 END + v.night_start) AT TIME ZONE %(zone)s
                AS begins) night
        CROSS JOIN LATERAL (SELECT COALESCE(bool_or(a.person_id IS NULL), TRUE) AS vacant,
                sum(a.points) FILTER (WHERE a.person_id IS NOT NULL) AS points
            FROM rostering_assignment a WHERE a.shift_id = s.id AND a.is_active) held
        WHERE s.unit_id = ANY(%(units)s) AND s.start >= %(start)s AND s.start < %(end)s AND NOT s.is_released
            AND d.state = ANY(%(in_force)s) AND (%(tier)s = '' OR s.tier = %(tier)s)
    ) seat
    GROUP BY 1, 2, 3
"""

# A day that two periods share counts once, for the one that began first; one that was released counts for nobody.
UNIT_DAYS = """
    SELECT unit_id, tier, period_id, count(*), min(day), max(day) FROM (
        SELECT DISTINCT ON (r.unit_id, series.day) r.unit_id, r.tier, r.period_id, series.day::date
        FROM rostering_roster r
        JOIN rostering_dutyperiod d ON d.id = r.period_id
        CROSS JOIN LATERAL generate_series(
            GREATEST(d.first_day, %(first)s), LEAST(d.last_day, %(last)s), interval '1 day') series(day)
        WHERE r.unit_id = ANY(%(units)s) AND d.first_day <= %(last)s AND d.last_day >= %(first)s
            AND d.state = ANY(%(in_force)s)
            AND EXISTS (SELECT FROM rostering_shift s
                WHERE s.roster_id = r.id AND s.day = series.day AND NOT s.is_released)
        ORDER BY r.unit_id, series.day, d.first_day, r.period_id
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
