"""Addresses by which people are reached become cipher: the column that holds it (docs/decisions/0020)."""

from django.db import migrations

import units.rows.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0026_followed_up"),
    ]

    operations = [
        # Comes back over the digest, when there is one of every address.
        migrations.RemoveConstraint(model_name="contactrule", name="contact_rule_once_per_address"),
        migrations.AlterField(
            model_name="contactrule",
            name="address",
            field=units.rows.sealed.SealedField(blank=True, max_length=300, verbose_name="地址"),
        ),
    ]
