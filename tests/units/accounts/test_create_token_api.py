import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import Cast
from units.counties.services import KEY, digest_of, find_token
from units.enums import Scope
from units.models import ApiToken, AuditEvent


def create(*arguments: str) -> str:
    out = StringIO()
    call_command("create_token", *arguments, stdout=out)
    return out.getvalue()


def test_the_key_is_alone_on_the_last_line_and_opens_what_was_asked(cast: Cast) -> None:
    key = create(
        "leader", "--scope", "roster:read", "--scope", "contacts:read", "--unit", "yjj", "--days", "7"
    ).splitlines()[-1]

    assert KEY.fullmatch(key)
    token = find_token(key, now=timezone.now())
    assert token is not None
    assert token.scopes == ["contacts:read", "roster:read"]
    assert token.unit_ids == [cast.emergency.pk]
    assert token.expires_at is not None
    assert timedelta(days=6) < token.expires_at - timezone.now() <= timedelta(days=7)


def test_the_database_holds_no_key(cast: Cast) -> None:
    key = create("office", "--scope", "roster:read").splitlines()[-1]

    row = ApiToken.objects.get()
    assert key not in str(row.__dict__)
    assert row.digest == digest_of(key)
    assert key.startswith(row.prefix)
    assert key not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", "--scope", "roster:read"], "no active user 'nobody'"),
        (["leader", "--scope", "roster:approve"], "scope_beyond_role.*roster:approve"),
        (["leader", "--scope", "roster:read", "--unit", "nowhere"], "unknown_unit.*nowhere"),
        (["leader", "--scope", "roster:read", "--unit", "dag"], "unknown_unit.*dag"),
        (["leader", "--scope", "roster:read", "--days", "0"], "days_out_of_range"),
        (["leader", "--scope", "everything"], "invalid choice"),
    ],
)
def test_what_cannot_be_granted_is_refused_in_words(cast: Cast, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=re.compile(words, re.DOTALL)):
        create(*arguments)
    assert not ApiToken.objects.exists()


def test_an_inactive_user_gets_no_key(cast: Cast) -> None:
    cast.leader.is_active = False
    cast.leader.save()

    with pytest.raises(CommandError, match="no active user"):
        create("leader", "--scope", str(Scope.ROSTER_READ))
