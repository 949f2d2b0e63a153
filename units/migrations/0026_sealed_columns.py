"""Numbers of people and sheets handed in become cipher: the columns that hold it (docs/decisions/0020)."""

from django.db import migrations

import units.rows.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0025_bulletin_recipients"),
    ]

    operations = [
        # Comes back over the digest, when there is one of every number.
        migrations.RemoveConstraint(model_name="user", name="user_login_phone_once"),
        migrations.AlterField(
            model_name="user",
            name="login_phone",
            field=units.rows.sealed.SealedField(
                blank=True, default="", editable=False, max_length=20, verbose_name="登录手机号"
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="mobile",
            field=units.rows.sealed.SealedField(blank=True, max_length=20, verbose_name="手机"),
        ),
        migrations.AlterField(
            model_name="person",
            name="office_phone",
            field=units.rows.sealed.SealedField(blank=True, max_length=40, verbose_name="办公电话"),
        ),
        migrations.AlterField(model_name="sheetimport", name="content", field=units.rows.sealed.SealedFileField()),
        migrations.AlterField(
            model_name="sheetimport", name="understood", field=units.rows.sealed.SealedJSONField(default=dict)
        ),
        migrations.AlterField(
            model_name="sheetimport", name="outcome", field=units.rows.sealed.SealedJSONField(default=dict)
        ),
    ]
