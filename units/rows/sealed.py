"""Columns that hold cipher (`units.rows.ciphers`) and read as what was written. Equal texts are found by their digest."""

import json
from base64 import b64decode, b64encode
from typing import Any

from django.db import models
from django.db.models.lookups import Exact, In

from units.rows.ciphers import keyring


class DigestOf(models.Func):
    """What a sealed column is compared by; empty for an empty one."""

    function = "split_part"
    template = "%(function)s(%(expressions)s, '$', 3)"
    output_field = models.CharField()


# Generic only for the type checker.
class SealedField(models.TextField):  # type: ignore[type-arg]
    """A text that is looked for: a number, an address. Its length is checked when a form or a service is."""

    def from_db_value(self, value: str | None, *_how: Any) -> str | None:
        return keyring().open(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return keyring().seal(text) if text else text


class SealedJSONField(models.TextField):  # type: ignore[type-arg]
    """JSON that nobody looks into from SQL."""

    def from_db_value(self, value: str | None, *_how: Any) -> Any:
        return json.loads(keyring().open(value)) if value else {}

    def get_prep_value(self, value: Any) -> Any:
        return keyring().seal(json.dumps(value, ensure_ascii=False), to_be_found=False)


class SealedFileField(models.BinaryField):  # type: ignore[type-arg]
    """The bytes of a file."""

    def get_internal_type(self) -> str:
        return "TextField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def from_db_value(self, value: str | None, *_how: Any) -> bytes:
        return b64decode(keyring().open(value)) if value else b""

    def get_prep_value(self, value: Any) -> Any:
        return keyring().seal(b64encode(bytes(value)).decode(), to_be_found=False)


@SealedField.register_lookup
class SameSealed(Exact):
    """`mobile="13812345678"`: by its digest under any key, for while keys change a row may be sealed under the one or the other."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        if not self.rhs:
            return f"{column} = ''", params
        return f"split_part({column}, '$', 3) = ANY(%s)", [*params, keyring().digests(str(self.rhs))]


@SealedField.register_lookup
class AmongSealed(In):
    """`mobile__in=[…]`, as SameSealed."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        wanted = [digest for text in self.rhs if text for digest in keyring().digests(str(text))]
        return f"split_part({column}, '$', 3) = ANY(%s)", [*params, wanted]
