"""What was written plainly is sealed, in batches: interrupted, it goes on where it was."""

from base64 import b64decode, b64encode
from typing import Any

from django.db import migrations, models

import units.rows.sealed
from units.migrations._sealing import open_all, seal_all
from units.rows.ciphers import keyring
from units.rows.renewing import Place, rewrite

FILES = Place("units_sheetimport", "content", findable=False)
PLACES = (
    Place("units_person", "mobile"),
    Place("units_person", "office_phone"),
    Place("units_user", "login_phone"),
    Place("units_sheetimport", "understood", findable=False),
    Place("units_sheetimport", "outcome", findable=False),
)
# What bytes became with the type of their column.
HEX = "\\x"
# Guesses at passwords are counted by digests from now on.
COUNTED = "DELETE FROM axes_accessattempt WHERE username ~ '^[+]?[0-9]{7,}$'"


def seal_files(_apps: Any, _schema_editor: Any) -> None:
    rewrite(FILES, FILES.plain, _sealed_file)


def _sealed_file(text: str) -> str:
    content = bytes.fromhex(text.removeprefix(HEX))
    return keyring().seal(b64encode(content).decode(), to_be_found=False)


def open_files(_apps: Any, _schema_editor: Any) -> None:
    rewrite(FILES, FILES.sealed, lambda text: f"{HEX}{b64decode(keyring().open(text)).hex()}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("units", "0026_sealed_columns"),
        ("axes", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(seal_all(*PLACES), open_all(*PLACES)),
        migrations.RunPython(seal_files, open_files),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                units.rows.sealed.DigestOf("login_phone"),
                condition=models.Q(("login_phone", ""), _negated=True),
                name="user_login_phone_once",
                violation_error_code="login_taken",
                violation_error_message="这个手机号已用于另一个账号登录",
            ),
        ),
    ]
