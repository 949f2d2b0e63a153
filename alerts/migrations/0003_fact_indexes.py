from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_call_out_named")]

    operations = [
        migrations.AddIndex(
            model_name="callout", index=models.Index(fields=["dispatched_at"], name="call_out_by_dispatch")
        ),
        migrations.AddIndex(
            model_name="incident", index=models.Index(fields=["occurred_at"], name="incident_by_occurrence")
        ),
    ]
