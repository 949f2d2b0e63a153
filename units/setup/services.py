"""The one-time code: made, tried, used up. It opens nothing once an account of the county's office exists."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.counties.services import digest_of, wait_for
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.setup.models import SetupCode
from units.setup.queries import has_office
from units.setup.rules import ALPHABET, GROUPS, LETTERS, shown, tidied

VALID_FOR = timedelta(hours=24)
# Of 31^12 codes one is right; ten guesses a minute and address find none, and spare the database the rest.
GUESSES_PER_MINUTE = 10
LOCK = "units.setup"
# Digests of other secrets are made under the same pepper.
OF_CODES = "setup:"


@write
def make_setup_code() -> str:
    """A new code in place of the last one, good for VALID_FOR. Raises RuleViolation `already_set_up`."""
    lock(LOCK)
    refuse_when_set_up()
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(GROUPS * LETTERS))
    SetupCode.objects.all().delete()
    SetupCode.objects.create(digest=digest_of(OF_CODES + letters), expires_at=timezone.now() + VALID_FOR)
    return shown(letters)


def try_setup_code(*, code: str, client: str) -> SetupCode:
    """The code that was typed, by somebody at the address `client`; guesses are counted.

    Raises RuleViolation `already_set_up`, `too_many_guesses`, InvalidInput `wrong_code`.
    """
    refuse_when_set_up()
    count_guess(client=client)
    now = timezone.now()
    digest = digest_of(OF_CODES + tidied(code))
    found = [row for row in SetupCode.objects.usable_at(now) if hmac.compare_digest(row.digest, digest)]
    if not found:
        raise InvalidInput(
            "wrong_code",
            _("建县码不对或已失效，请核对后重试，或由系统管理员运行 manage.py setup_code 取新码"),
            field="code",
        )
    return found[0]


@write
def count_guess(*, client: str) -> None:
    """Raises RuleViolation `too_many_guesses`."""
    wait = wait_for(client=client, bucket="setup", limit=GUESSES_PER_MINUTE, now=timezone.now())
    if wait is not None:
        seconds = int(wait.total_seconds()) + 1
        raise RuleViolation("too_many_guesses", _now("尝试次数过多，请 %(seconds)d 秒后再试") % {"seconds": seconds})


def proven_code(pk: object, now: datetime) -> SetupCode | None:
    """The code that a browser has proven to hold, None once it is used, replaced or expired."""
    return SetupCode.objects.usable_at(now).filter(pk=pk).first() if isinstance(pk, int) else None


def use_up(*, code_id: int, now: datetime) -> None:
    """The caller's transaction makes the first account; whoever comes second is refused. Called under its lock.

    Raises RuleViolation `already_set_up`, `code_ended`.
    """
    lock(LOCK)
    refuse_when_set_up()
    if not SetupCode.objects.usable_at(now).filter(pk=code_id).update(used_at=now):
        raise RuleViolation("code_ended", _("建县码已失效，请重新取码后再试"))


def refuse_when_set_up() -> None:
    """Raises RuleViolation `already_set_up`."""
    if has_office():
        raise RuleViolation("already_set_up", _("系统已经启用，请用两办账号登录；新账号由两办在系统内建立"))
