"""People are found by every spelling of their name; a county adds to the table of grades.

The key of names is computed by `units.spelling.names`, so the rows that are there get theirs from here.
"""

import django.db.models.deletion
import units.enums
import units.rows.fields
import uuid
from django.db import migrations, models

from units.spelling.names import name_key

BATCH = 1000


def write_keys(apps, schema_editor):
    people = apps.get_model("units", "Person").objects
    batch = []
    for person in people.only("name").iterator(chunk_size=BATCH):
        person.name_key = name_key(person.name)[:200]
        batch.append(person)
        if len(batch) == BATCH:
            people.bulk_update(batch, ["name_key"])
            batch = []
    people.bulk_update(batch, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0001_schema"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="name_key",
            field=units.rows.fields.NameKeyField(blank=True, editable=False, max_length=200),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Grade",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40, verbose_name="职级写法")),
                ("key", models.CharField(editable=False, max_length=40)),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (units.enums.Rank["STAFF"], "一般干部"),
                            (units.enums.Rank["SECTION_CHIEF"], "科级以上"),
                            (units.enums.Rank["COUNTY_LEADER"], "县领导"),
                        ],
                        verbose_name="归入",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grades", to="units.county"
                    ),
                ),
            ],
            options={
                "verbose_name": "职级对照",
                "constraints": [models.UniqueConstraint(fields=("county", "key"), name="grade_once_per_county")],
            },
        ),
    ]
