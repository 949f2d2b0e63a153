from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0011_county_settings")]

    operations = [
        migrations.CreateModel(
            name="SetupCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "建县码",
            },
        ),
    ]
