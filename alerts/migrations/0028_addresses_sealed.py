"""What was written plainly is sealed, in batches: interrupted, it goes on where it was."""

from django.db import migrations, models

import units.rows.sealed
from units.migrations._sealing import open_all, seal_all
from units.rows.renewing import Place

PLACES = (Place("alerts_contactrule", "address"), Place("alerts_notification", "params", ("address",)))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("alerts", "0027_sealed_columns"),
        ("units", "0027_numbers_sealed"),
    ]

    operations = [
        migrations.RunPython(seal_all(*PLACES), open_all(*PLACES)),
        migrations.AddConstraint(
            model_name="contactrule",
            constraint=models.UniqueConstraint(
                "person", "channel", units.rows.sealed.DigestOf("address"), name="contact_rule_once_per_address"
            ),
        ),
    ]
