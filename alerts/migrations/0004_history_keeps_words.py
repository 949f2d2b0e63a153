"""History keeps its words: rows name people, units and logins as they were called, whatever they are called later."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from units.migrations._filling import PERIOD, PERSON, UNIT, USER, fill, json_of

KEPT = {
    "alerts_check": {"unit": UNIT, "period": PERIOD, "person": PERSON, "answered_by": PERSON},
    "alerts_checkplan": {"period": PERIOD, "created_by": USER},
    "alerts_callout": {"requested_by": USER},
    "alerts_summons": {"unit": UNIT, "person": PERSON},
    "alerts_whistle": {"unit": UNIT, "requested_by": USER},
    "alerts_logentry": {"unit": UNIT, "person": PERSON, "written_by": USER},
    "alerts_handover": {"unit": UNIT, "incoming": PERSON, "offered_by": USER, "accepted_by": USER},
    "alerts_leavepostreport": {"unit": UNIT, "person": PERSON, "covered_by": PERSON, "filed_by": USER},
    "alerts_incident": {"recorded_by": USER},
    "alerts_incidentreport": {"reported_by": USER},
    "alerts_notification": {"unit": UNIT, "person": PERSON},
    "alerts_postureorder": {"issued_by": USER},
}

# Of several units named at once: {id: words}.
UNITS = f"jsonb_object_agg(unit.id::text, {json_of(UNIT, 'unit.id')})"
MORE = (
    f"""
    UPDATE alerts_incident SET words = words || jsonb_build_object('units', named.units) FROM (
        SELECT incident_id, {UNITS} AS units FROM alerts_incident_units
        JOIN units_unit unit ON unit.id = unit_id GROUP BY incident_id
    ) named WHERE named.incident_id = alerts_incident.id
    """,  # noqa: S608
    f"""
    UPDATE alerts_whistle SET words = words || jsonb_build_object('wanted_units', named.units) FROM (
        SELECT whistle_id, {UNITS} AS units FROM alerts_whistle_wanted_units
        JOIN units_unit unit ON unit.id = unit_id GROUP BY whistle_id
    ) named WHERE named.whistle_id = alerts_whistle.id
    """,  # noqa: S608
    f"""
    UPDATE alerts_postureorder SET words = words || jsonb_build_object('units', named.units) FROM (
        SELECT posture.id, {UNITS} AS units FROM alerts_postureorder posture
        JOIN units_unit unit ON unit.id = ANY(posture.unit_ids) GROUP BY posture.id
    ) named WHERE named.id = alerts_postureorder.id
    """,  # noqa: S608
)


def keeping_many(table: str, source: str, relation: str) -> migrations.RunSQL:
    """Units named by a many-to-many relation: the row keeps the words of each from the moment it names it."""
    words = ", ".join(f"'{name}', {name}" for name in ("id", *UNIT[1]))
    through = f"{table}_{relation}"
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {through}_keeps_words() RETURNS trigger AS $$
        BEGIN
            UPDATE {table} SET words = words || jsonb_build_object('{relation}',
                COALESCE(words -> '{relation}', '{{}}') || (
                    SELECT jsonb_build_object(id::text, jsonb_build_object({words}))
                    FROM units_unit WHERE id = NEW.unit_id))
            WHERE id = NEW.{source}_id AND NOT COALESCE(words -> '{relation}', '{{}}') ? NEW.unit_id::text;
            RETURN NULL;
        END $$ LANGUAGE plpgsql;
        CREATE TRIGGER keeps_words AFTER INSERT ON {through} FOR EACH ROW EXECUTE FUNCTION {through}_keeps_words();
        """,  # noqa: S608
        f"DROP TRIGGER keeps_words ON {through}; DROP FUNCTION {through}_keeps_words();",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0003_matters_end_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="callout",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="check",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="checkplan",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="handover",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="incident",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="incidentreport",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="leavepostreport",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="logentry",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="notification",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="postureorder",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="summons",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="whistle",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.RunPython(fill(KEPT, *MORE), migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="callout",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id THEN\n    NEW.words = CASE WHEN NEW.requested_by_id IS NULL THEN NEW.words - 'requested_by' ELSE NEW.words || jsonb_build_object('requested_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.requested_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="4236754fead5859fbbf04a4b5e28c98e4f8b4729",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_2c264",
                    table="alerts_callout",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="check",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.period_id IS DISTINCT FROM OLD.period_id THEN\n    NEW.words = CASE WHEN NEW.period_id IS NULL THEN NEW.words - 'period' ELSE NEW.words || jsonb_build_object('period', (SELECT jsonb_build_object('id', id::text, 'name', name) FROM rostering_dutyperiod WHERE id = NEW.period_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.person_id IS DISTINCT FROM OLD.person_id THEN\n    NEW.words = CASE WHEN NEW.person_id IS NULL THEN NEW.words - 'person' ELSE NEW.words || jsonb_build_object('person', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.person_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.answered_by_id IS DISTINCT FROM OLD.answered_by_id THEN\n    NEW.words = CASE WHEN NEW.answered_by_id IS NULL THEN NEW.words - 'answered_by' ELSE NEW.words || jsonb_build_object('answered_by', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.answered_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="661561d23e6e3dbf52fcc2ebacb4330f00649f2d",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_86cdf",
                    table="alerts_check",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkplan",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.period_id IS DISTINCT FROM OLD.period_id THEN\n    NEW.words = CASE WHEN NEW.period_id IS NULL THEN NEW.words - 'period' ELSE NEW.words || jsonb_build_object('period', (SELECT jsonb_build_object('id', id::text, 'name', name) FROM rostering_dutyperiod WHERE id = NEW.period_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id THEN\n    NEW.words = CASE WHEN NEW.created_by_id IS NULL THEN NEW.words - 'created_by' ELSE NEW.words || jsonb_build_object('created_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.created_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="5150b5662529e18e5cc85f39f23572860460426e",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_b72f7",
                    table="alerts_checkplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.incoming_id IS DISTINCT FROM OLD.incoming_id THEN\n    NEW.words = CASE WHEN NEW.incoming_id IS NULL THEN NEW.words - 'incoming' ELSE NEW.words || jsonb_build_object('incoming', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.incoming_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.offered_by_id IS DISTINCT FROM OLD.offered_by_id THEN\n    NEW.words = CASE WHEN NEW.offered_by_id IS NULL THEN NEW.words - 'offered_by' ELSE NEW.words || jsonb_build_object('offered_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.offered_by_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.accepted_by_id IS DISTINCT FROM OLD.accepted_by_id THEN\n    NEW.words = CASE WHEN NEW.accepted_by_id IS NULL THEN NEW.words - 'accepted_by' ELSE NEW.words || jsonb_build_object('accepted_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.accepted_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="4b15a80f66e449e3df0e676b2d31552fa1105ab4",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_64bea",
                    table="alerts_handover",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incident",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.recorded_by_id IS DISTINCT FROM OLD.recorded_by_id THEN\n    NEW.words = CASE WHEN NEW.recorded_by_id IS NULL THEN NEW.words - 'recorded_by' ELSE NEW.words || jsonb_build_object('recorded_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.recorded_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="08e74e3cd6ce07c32d2b62bb06fc778910448ce1",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_62a4f",
                    table="alerts_incident",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incidentreport",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.reported_by_id IS DISTINCT FROM OLD.reported_by_id THEN\n    NEW.words = CASE WHEN NEW.reported_by_id IS NULL THEN NEW.words - 'reported_by' ELSE NEW.words || jsonb_build_object('reported_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.reported_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="4bcdadf0d5f2c2f4d956559d5d805da580ed117e",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_4c30b",
                    table="alerts_incidentreport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leavepostreport",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.person_id IS DISTINCT FROM OLD.person_id THEN\n    NEW.words = CASE WHEN NEW.person_id IS NULL THEN NEW.words - 'person' ELSE NEW.words || jsonb_build_object('person', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.person_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.covered_by_id IS DISTINCT FROM OLD.covered_by_id THEN\n    NEW.words = CASE WHEN NEW.covered_by_id IS NULL THEN NEW.words - 'covered_by' ELSE NEW.words || jsonb_build_object('covered_by', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.covered_by_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.filed_by_id IS DISTINCT FROM OLD.filed_by_id THEN\n    NEW.words = CASE WHEN NEW.filed_by_id IS NULL THEN NEW.words - 'filed_by' ELSE NEW.words || jsonb_build_object('filed_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.filed_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="ec8a5abcbda5c69b6cbdc9cd395ccc8433e725cc",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_f062d",
                    table="alerts_leavepostreport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="logentry",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.person_id IS DISTINCT FROM OLD.person_id THEN\n    NEW.words = CASE WHEN NEW.person_id IS NULL THEN NEW.words - 'person' ELSE NEW.words || jsonb_build_object('person', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.person_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.written_by_id IS DISTINCT FROM OLD.written_by_id THEN\n    NEW.words = CASE WHEN NEW.written_by_id IS NULL THEN NEW.words - 'written_by' ELSE NEW.words || jsonb_build_object('written_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.written_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="ecd4fd3f841df7ec9159a9200a5d7266befadeae",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_11251",
                    table="alerts_logentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notification",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.person_id IS DISTINCT FROM OLD.person_id THEN\n    NEW.words = CASE WHEN NEW.person_id IS NULL THEN NEW.words - 'person' ELSE NEW.words || jsonb_build_object('person', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.person_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="180773a21b3a5092f4fd4266b04c1308adfaac92",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_992c7",
                    table="alerts_notification",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="postureorder",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.issued_by_id IS DISTINCT FROM OLD.issued_by_id THEN\n    NEW.words = CASE WHEN NEW.issued_by_id IS NULL THEN NEW.words - 'issued_by' ELSE NEW.words || jsonb_build_object('issued_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.issued_by_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.unit_ids IS DISTINCT FROM OLD.unit_ids THEN\n    NEW.words = NEW.words || jsonb_build_object('units', COALESCE((SELECT jsonb_object_agg(id, jsonb_build_object('id', id, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order)) FROM units_unit WHERE id = ANY(NEW.unit_ids)), '{}'));\nEND IF;\nRETURN NEW;",
                    hash="25ffa758c49041a161ee2594a172b9d79b2a53af",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_fc77a",
                    table="alerts_postureorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="summons",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.person_id IS DISTINCT FROM OLD.person_id THEN\n    NEW.words = CASE WHEN NEW.person_id IS NULL THEN NEW.words - 'person' ELSE NEW.words || jsonb_build_object('person', (SELECT jsonb_build_object('id', id::text, 'name', name, 'position', position) FROM units_person WHERE id = NEW.person_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="284abaf72f33f951ff89c4ec88dde4b9ffb2bd15",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_47855",
                    table="alerts_summons",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="whistle",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id THEN\n    NEW.words = CASE WHEN NEW.requested_by_id IS NULL THEN NEW.words - 'requested_by' ELSE NEW.words || jsonb_build_object('requested_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.requested_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="8b7ab3ac3e6fe03913be311aae82103c9ea1ad34",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_958bc",
                    table="alerts_whistle",
                    when="BEFORE",
                ),
            ),
        ),
        keeping_many("alerts_incident", "incident", "units"),
        keeping_many("alerts_whistle", "whistle", "wanted_units"),
    ]
