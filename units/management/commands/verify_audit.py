"""`manage.py verify_audit`: follows the audit trail's chains from their first link to the last."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from units.counties.models.county import County
from units.management.endings import SentenceCommand
from units.sealing.models import AuditLink
from units.sealing.queries import chains
from units.sealing.services import check_chain, seal_waiting


class Command(SentenceCommand):
    help = (
        "Follows the chain of every county's audit trail and says whether it is as it was written. Ends with status 1 when"
        " one isn't, or when a value written down earlier isn't in its place."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", action="append", default=[], metavar="NUMBER:HASH", help="a value written down earlier"
        )

    def handle(self, *_args: str, **options: Any) -> None:
        now = timezone.now()
        seal_waiting(now=now)
        names = dict(County.objects.values_list("pk", "name"))
        checks = [check_chain(chain, now=now) for chain in chains()]
        for check in checks:
            words = {"name": names.get(check.chain, _("系统")), "links": check.links, "head": check.head}
            verdict = check.trouble or _("与封存时一致")
            self.stdout.write(_("%(name)s：%(links)d 条，封存值 %(head)s") % words + f" {verdict}")
        missing = [head for head in options["head"] if not _is_there(head, [check.chain for check in checks])]
        if missing or any(check.trouble for check in checks):
            raise CommandError(_("审计记录与封存时不一致：%(what)s") % {"what": "、".join(missing) or "↑"})


def _is_there(head: str, known: list[UUID]) -> bool:
    number, _colon, digest = "".join(head.split()).partition(":")
    return number.isdigit() and AuditLink.objects.filter(chain__in=known, number=int(number), hash=digest).exists()
