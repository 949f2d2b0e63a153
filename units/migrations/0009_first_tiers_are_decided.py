from django.db import migrations, models


class Migration(migrations.Migration):
    """When the office decided a unit's first tier; entries before it came with lists or by reviews."""

    dependencies = [
        ("units", "0008_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="unittier",
            name="decided_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="决定时间"),
        ),
    ]
