"""People are named in the order their unit gives them (领导排序).

Nobody has given one yet: whoever is there keeps the place that lists have shown so far, with room between two.
"""

from django.db import migrations, models

NUMBER = """
    UPDATE units_person SET protocol_order = counted.place * 10
    FROM (
        SELECT id, row_number() OVER (PARTITION BY unit_id ORDER BY rank DESC, name, id) AS place FROM units_person
    ) counted
    WHERE counted.id = units_person.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0012_setup_codes"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="person", name="person_by_unit"),
        migrations.AddField(
            model_name="person",
            name="protocol_order",
            field=models.PositiveIntegerField(default=0, help_text="单位内同职级的先后，小的在前", verbose_name="排序"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["unit", "-rank", "protocol_order", "name"], name="person_by_unit"),
        ),
        migrations.RunSQL(NUMBER, migrations.RunSQL.noop),
    ]
