"""Counters of the API's rate limits, in an unlogged table: they are worth nothing after a crash."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0002_idempotency_keys")]

    operations = [
        migrations.CreateModel(
            name="RateWindow",
            fields=[
                (
                    "key",
                    models.CharField(help_text="类别和用户或令牌", max_length=80, primary_key=True, serialize=False),
                ),
                ("started_at", models.DateTimeField()),
                ("used", models.PositiveIntegerField()),
            ],
            options={"verbose_name": "访问计数"},
        ),
        migrations.RunSQL("ALTER TABLE units_ratewindow SET UNLOGGED", migrations.RunSQL.noop),
    ]
