"""History keeps its words: rows name people, units and logins as they were called, whatever they are called later."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from units.migrations._filling import UNIT, USER, fill

KEPT = {
    "units_tierreview": {"unit": UNIT, "applicant": USER, "decided_by": USER},
    "units_functiontransfer": {"from_unit": UNIT, "to_unit": UNIT, "added_by": USER},
    "units_consultation": {"unit": UNIT, "recorded_by": USER},
    "units_deliberationround": {"opened_by": USER, "closed_by": USER},
    "units_reviewsuggestion": {"unit": UNIT, "settled_by": USER},
    "units_auditevent": {"unit": UNIT},
}


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0004_tiers_are_policy_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="counted_from",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="consultation",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="deliberationround",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="functiontransfer",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="reviewsuggestion",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="tierreview",
            name="words",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.RunPython(fill(KEPT), migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="auditevent",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="3cb0d03f4f27392d7d2d64133b5cddc3d76aba07",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_06e66",
                    table="units_auditevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consultation",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.recorded_by_id IS DISTINCT FROM OLD.recorded_by_id THEN\n    NEW.words = CASE WHEN NEW.recorded_by_id IS NULL THEN NEW.words - 'recorded_by' ELSE NEW.words || jsonb_build_object('recorded_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.recorded_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="ade5d763d575d5ca5dda9090101a2e35b0174c9f",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_33f58",
                    table="units_consultation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deliberationround",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.opened_by_id IS DISTINCT FROM OLD.opened_by_id THEN\n    NEW.words = CASE WHEN NEW.opened_by_id IS NULL THEN NEW.words - 'opened_by' ELSE NEW.words || jsonb_build_object('opened_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.opened_by_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.closed_by_id IS DISTINCT FROM OLD.closed_by_id THEN\n    NEW.words = CASE WHEN NEW.closed_by_id IS NULL THEN NEW.words - 'closed_by' ELSE NEW.words || jsonb_build_object('closed_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.closed_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="cd7d2c05f996690d329d2542900c11c2ea25ec10",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_19a86",
                    table="units_deliberationround",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="functiontransfer",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.from_unit_id IS DISTINCT FROM OLD.from_unit_id THEN\n    NEW.words = CASE WHEN NEW.from_unit_id IS NULL THEN NEW.words - 'from_unit' ELSE NEW.words || jsonb_build_object('from_unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.from_unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.to_unit_id IS DISTINCT FROM OLD.to_unit_id THEN\n    NEW.words = CASE WHEN NEW.to_unit_id IS NULL THEN NEW.words - 'to_unit' ELSE NEW.words || jsonb_build_object('to_unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.to_unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.added_by_id IS DISTINCT FROM OLD.added_by_id THEN\n    NEW.words = CASE WHEN NEW.added_by_id IS NULL THEN NEW.words - 'added_by' ELSE NEW.words || jsonb_build_object('added_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.added_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="cc99e438ea39d79e846081c994855941a7a8a53f",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_57cd5",
                    table="units_functiontransfer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewsuggestion",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.settled_by_id IS DISTINCT FROM OLD.settled_by_id THEN\n    NEW.words = CASE WHEN NEW.settled_by_id IS NULL THEN NEW.words - 'settled_by' ELSE NEW.words || jsonb_build_object('settled_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.settled_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="76dda9fc929235443bdc7da44c59519c91a894ca",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_edb7b",
                    table="units_reviewsuggestion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tierreview",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;\nIF TG_OP = 'INSERT' OR NEW.unit_id IS DISTINCT FROM OLD.unit_id THEN\n    NEW.words = CASE WHEN NEW.unit_id IS NULL THEN NEW.words - 'unit' ELSE NEW.words || jsonb_build_object('unit', (SELECT jsonb_build_object('id', id::text, 'code', code, 'name', name, 'short_name', short_name, 'protocol_order', protocol_order) FROM units_unit WHERE id = NEW.unit_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.applicant_id IS DISTINCT FROM OLD.applicant_id THEN\n    NEW.words = CASE WHEN NEW.applicant_id IS NULL THEN NEW.words - 'applicant' ELSE NEW.words || jsonb_build_object('applicant', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.applicant_id)) END;\nEND IF;\nIF TG_OP = 'INSERT' OR NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id THEN\n    NEW.words = CASE WHEN NEW.decided_by_id IS NULL THEN NEW.words - 'decided_by' ELSE NEW.words || jsonb_build_object('decided_by', (SELECT jsonb_build_object('id', id::text, 'first_name', first_name, 'username', username) FROM units_user WHERE id = NEW.decided_by_id)) END;\nEND IF;\nRETURN NEW;",
                    hash="6da003b6b8c1152b0940fe6760c9bb74519ffac3",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keeps_words_c11a2",
                    table="units_tierreview",
                    when="BEFORE",
                ),
            ),
        ),
    ]
