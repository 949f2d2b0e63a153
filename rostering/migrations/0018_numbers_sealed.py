"""The numbers that published seats have kept are sealed, as those of people are; batch by batch."""

from django.db import migrations

from units.migrations._sealing import open_all, seal_all
from units.rows.renewing import Place

SEATS = Place("rostering_assignment", "words", ("person", "mobile"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("rostering", "0017_county_versions"),
        ("units", "0027_numbers_sealed"),
    ]

    operations = [migrations.RunPython(seal_all(SEATS), open_all(SEATS))]
