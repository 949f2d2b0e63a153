"""History keeps its words: rows name people, units and logins as they were called, whatever they are called later."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from units.migrations._filling import PERIOD, PERSON, UNIT, USER, fill, json_of

KEPT = {
    "rostering_rosterrevision": {"published_by": USER},
    "rostering_swap": {
        "unit": UNIT,
        "period": PERIOD,
        "person": PERSON,
        "counterpart": PERSON,
        "requested_by": USER,
        "answered_by": USER,
        "decided_by": USER,
    },
    "rostering_swapseat": {"giver": PERSON, "taker": PERSON},
    "rostering_circularversion": {"saved_by": USER},
    "rostering_policyround": {"opened_by": USER, "closed_by": USER},
    "rostering_policycomment": {"unit": UNIT, "answered_by": USER},
    "rostering_policyversion": {"published_by": USER},
    "rostering_roster": {"submitted_by": USER, "accepted_by": USER},
    "rostering_dutyperiod": {"exception_by": USER},
}

SHEET_UNIT = ("units_unit", (*UNIT[1], "duty_phone", "fax"))
IN_FORCE = "(SELECT id FROM rostering_dutyperiod WHERE state IN ('published', 'closed'))"
MORE = (
    f"""
    UPDATE rostering_roster SET words = words || jsonb_build_object(
        'unit', {json_of(SHEET_UNIT, "unit_id")}, 'period', {json_of(PERIOD, "period_id")})
    WHERE period_id IN {IN_FORCE}
    """,  # noqa: S608
    # The latest revision of a shift has its holders as they were called then; the phone is today's.
    f"""
    UPDATE rostering_assignment SET words = jsonb_build_object('person', jsonb_build_object(
        'id', seat.person_id, 'name', seat.name, 'position', seat.position, 'mobile', seat.mobile))
    FROM (
        SELECT a.id, a.person_id, person.mobile,
            COALESCE(held ->> 'name', person.name) AS name, COALESCE(held ->> 'position', person.position) AS position
        FROM rostering_assignment a
        JOIN rostering_shift shift ON shift.id = a.shift_id AND shift.period_id IN {IN_FORCE}
        JOIN units_person person ON person.id = a.person_id
        LEFT JOIN LATERAL (
            SELECT entry.holders FROM rostering_revisionentry entry
            JOIN rostering_rosterrevision revision ON revision.id = entry.revision_id
            WHERE entry.shift_id = a.shift_id ORDER BY revision.number DESC LIMIT 1
        ) latest ON true
        LEFT JOIN LATERAL (
            SELECT held FROM jsonb_array_elements(latest.holders) held
            WHERE held ->> 'person' = a.person_id::text LIMIT 1
        ) named ON true
        WHERE a.is_active
    ) seat WHERE seat.id = rostering_assignment.id
    """,  # noqa: S608
    f"""
    UPDATE rostering_dutyperiod SET words = words || jsonb_build_object(
        'name', name,
        'county', {json_of(("units_county", ("name",)), "county_id")},
        'lead_office', (
            SELECT jsonb_build_object('id', office.id, 'duty_phone', office.duty_phone, 'fax', office.fax)
            FROM units_county county JOIN units_unit office ON office.id = county.lead_office_id
            WHERE county.id = county_id))
    WHERE state IN ('published', 'closed')
    """,  # noqa: S608
    # What the days were called, with the first revision: the calendar's names, and for the board which day of a festival.
    """
    WITH festive AS (
        SELECT county_id, date, name,
            date - (row_number() OVER (PARTITION BY county_id, name ORDER BY date))::int AS run
        FROM rostering_calendarday
        WHERE name <> '' AND is_confirmed AND kind IN ('weekend', 'statutory_holiday', 'holiday_bridge')
    ), counted AS (
        SELECT county_id, date, row_number() OVER (PARTITION BY county_id, name, run ORDER BY date) AS nth FROM festive
    ), days AS (
        SELECT day.county_id, day.date, to_char(day.date, 'YYYY-MM-DD') AS key, day.name,
            jsonb_build_array(day.kind, day.is_confirmed,
                CASE WHEN counted.nth IS NULL THEN '' ELSE day.name END, COALESCE(counted.nth, 0)) AS named
        FROM rostering_calendarday day LEFT JOIN counted USING (county_id, date)
    )
    UPDATE rostering_rosterrevision revision SET words = revision.words || jsonb_build_object(
        'days', COALESCE((SELECT jsonb_object_agg(key, days.name) FROM days WHERE days.county_id = period.county_id
            AND days.date BETWEEN period.first_day AND period.last_day AND days.name <> ''), '{}'),
        'named', COALESCE((SELECT jsonb_object_agg(key, named) FROM days WHERE days.county_id = period.county_id
            AND days.date BETWEEN period.first_day AND period.last_day + 1), '{}'))
    FROM rostering_dutyperiod period WHERE period.id = revision.period_id AND revision.number = 1
    """,
)


class Migration(migrations.Migration):
    dependencies = [
        ("rostering", "0006_leave_kinds"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="circularversion",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="dutyperiod",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="policycomment",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="policyround",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="roster",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="rosterrevision",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="swap",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="swapseat",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.RunPython(fill(KEPT, *MORE), migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="circularversion",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.saved_by_id IS DISTINCT FROM OLD.saved_by_id THEN\n    NEW.words = CASE WHEN NEW.saved_by_id IS NULL THEN NEW.words - 'saved_by' ELSE NEW.words || jsonb_build_object('saved_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.saved_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="24633f8943cb050460b4c6aef1be7d7c2afce574",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_c31ab",
                    table="rostering_circularversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dutyperiod",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.exception_by_id IS DISTINCT FROM OLD.exception_by_id THEN\n    NEW.words = CASE WHEN NEW.exception_by_id IS NULL THEN NEW.words - 'exception_by' ELSE NEW.words || jsonb_build_object('exception_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.exception_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="c991c9e50e47256b76ec232c69bc7e614967cad1",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_fc2e0",
                    table="rostering_dutyperiod",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policycomment",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.answered_by_id IS DISTINCT FROM OLD.answered_by_id THEN\n    NEW.words = CASE WHEN NEW.answered_by_id IS NULL THEN NEW.words - 'answered_by' ELSE NEW.words || jsonb_build_object('answered_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.answered_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="027b8ef042a19973aef20f091037f3d62dbbf63f",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_d8543",
                    table="rostering_policycomment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policyround",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.opened_by_id IS DISTINCT FROM OLD.opened_by_id THEN\n    NEW.words = CASE WHEN NEW.opened_by_id IS NULL THEN NEW.words - 'opened_by' ELSE NEW.words || jsonb_build_object('opened_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.opened_by_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.closed_by_id IS DISTINCT FROM OLD.closed_by_id THEN\n    NEW.words = CASE WHEN NEW.closed_by_id IS NULL THEN NEW.words - 'closed_by' ELSE NEW.words || jsonb_build_object('closed_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.closed_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="f368ab5e84de65dd71797a71b393085a410cb9b5",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_e876c",
                    table="rostering_policyround",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policyversion",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.published_by_id IS DISTINCT FROM OLD.published_by_id THEN\n    NEW.words = CASE WHEN NEW.published_by_id IS NULL THEN NEW.words - 'published_by' ELSE NEW.words || jsonb_build_object('published_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.published_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="b9f9b40042eb445f4773233be10e22d1ca00d9f7",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_8d1ff",
                    table="rostering_policyversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="roster",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.submitted_by_id IS DISTINCT FROM OLD.submitted_by_id THEN\n    NEW.words = CASE WHEN NEW.submitted_by_id IS NULL THEN NEW.words - 'submitted_by' ELSE NEW.words || jsonb_build_object('submitted_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.submitted_by_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.accepted_by_id IS DISTINCT FROM OLD.accepted_by_id THEN\n    NEW.words = CASE WHEN NEW.accepted_by_id IS NULL THEN NEW.words - 'accepted_by' ELSE NEW.words || jsonb_build_object('accepted_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.accepted_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="8e3738dbc7465f0be16bc685402feefdc93a1fd1",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_c93c2",
                    table="rostering_roster",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rosterrevision",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.published_by_id IS DISTINCT FROM OLD.published_by_id THEN\n    NEW.words = CASE WHEN NEW.published_by_id IS NULL THEN NEW.words - 'published_by' ELSE NEW.words || jsonb_build_object('published_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.published_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="4e3c5674607e68fac3d271fa08208c1de9809779",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_baff3",
                    table="rostering_rosterrevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="swap",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.period_id IS DISTINCT FROM OLD.period_id THEN\n    NEW.words = CASE WHEN NEW.period_id IS NULL THEN NEW.words - 'period' ELSE NEW.words || jsonb_build_object('period', (SELECT jsonb_build_object('id', id::text, 'name', name) FROM rostering_dutyperiod WHERE id = NEW.period_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.person_id IS DISTINCT FROM OLD.person_id THEN\n    NEW.words = CASE WHEN NEW.person_id IS NULL THEN NEW.words - 'person' ELSE NEW.words || jsonb_build_object('person', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.person_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.counterpart_id IS DISTINCT FROM OLD.counterpart_id THEN\n    NEW.words = CASE WHEN NEW.counterpart_id IS NULL THEN NEW.words - 'counterpart' ELSE NEW.words || jsonb_build_object('counterpart', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.counterpart_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id THEN\n    NEW.words = CASE WHEN NEW.requested_by_id IS NULL THEN NEW.words - 'requested_by' ELSE NEW.words || jsonb_build_object('requested_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.requested_by_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.answered_by_id IS DISTINCT FROM OLD.answered_by_id THEN\n    NEW.words = CASE WHEN NEW.answered_by_id IS NULL THEN NEW.words - 'answered_by' ELSE NEW.words || jsonb_build_object('answered_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.answered_by_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id THEN\n    NEW.words = CASE WHEN NEW.decided_by_id IS NULL THEN NEW.words - 'decided_by' ELSE NEW.words || jsonb_build_object('decided_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.decided_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="dd56776ed69d6c424646e5a7431649a18743cd28",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_3100f",
                    table="rostering_swap",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="swapseat",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.giver_id IS DISTINCT FROM OLD.giver_id THEN\n    NEW.words = CASE WHEN NEW.giver_id IS NULL THEN NEW.words - 'giver' ELSE NEW.words || jsonb_build_object('giver', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.giver_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.taker_id IS DISTINCT FROM OLD.taker_id THEN\n    NEW.words = CASE WHEN NEW.taker_id IS NULL THEN NEW.words - 'taker' ELSE NEW.words || jsonb_build_object('taker', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.taker_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="e1c23f4632fe49173bd4720f917ad44fd0f5d97e",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_224f8",
                    table="rostering_swapseat",
                    when="BEFORE",
                ),
            ),
        ),
    ]
