"""`manage.py doctor`: looks at the whole installation and says of each part whether it is well, or what to do."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from alerts.doctor.queries import LOOKS, Ailment, Look
from units.management.endings import SentenceCommand, remedy
from units.trouble import SENTENCES, trouble_of


class Command(SentenceCommand):
    help = "Looks at settings, database, roles, clock, Redis, sweeps, channels, single sign-on, disk, static files and backups."
    # What they would refuse to start for is one of its findings.
    requires_system_checks: list[str] = []
    said: frozenset[str] = frozenset()

    def handle(self, *_args: str, **_options: Any) -> None:
        grave = 0
        for title, look in LOOKS.values():
            found = self._found(look)
            grave += sum(ailment.is_grave for ailment in found)
            self.stdout.write(f"{title}：{_('正常')}" if not found else f"{title}：")
            for ailment in found:
                self.stdout.write(f"  {'✗' if ailment.is_grave else '!'} {ailment.what}\n    → {ailment.remedy}")
        if grave:
            raise CommandError(_("有 %(count)d 处须处理，见上。") % {"count": grave})

    def _found(self, look: Look) -> list[Ailment]:
        """A part that can't be looked at is ill too; the others are looked at all the same."""
        try:
            return list(look())
        except Exception as error:
            trouble = trouble_of(error)
            sentence = str(SENTENCES[trouble]) if trouble else remedy(error)
            if sentence is None:
                raise
            # One cause keeps several parts from being looked at; what the server said stands with the first.
            is_said, self.said = sentence in self.said, self.said | {sentence}
            cause = str(error).strip().partition("\n")[0]
            return [Ailment(_("看不了"), _("同上") if is_said else f"{sentence} {cause}" if trouble else sentence)]
