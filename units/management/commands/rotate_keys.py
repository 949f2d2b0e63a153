"""`manage.py rotate_keys`: seals every stored number anew under the first key of PHONE_KEYS (docs/decisions/0020)."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from units.management.endings import SentenceCommand
from units.rows.ciphers import UnknownKey, keyring
from units.rows.renewing import left, places, renew


class Command(SentenceCommand):
    help = _("把号码改用 PHONE_KEYS 的第一个密钥加密。分批进行，不影响使用；中断后重新执行即可接着做。")

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help=_("只统计还有多少未改，有则以 1 结束"))

    def handle(self, *_args: Any, **options: Any) -> None:
        for place in [] if options["check"] else places():
            try:
                self.stdout.write(f"{place}: {renew(place)}")
            except UnknownKey as error:
                raise CommandError(str(error)) from error
        waiting = {place: count for place in places() if (count := left(place))}
        for place, count in waiting.items():
            self.stdout.write(_("%(place)s：还有 %(count)d 条") % {"place": place, "count": count})
        if waiting:
            raise CommandError(_("未改完。确认各个服务都已用新的 PHONE_KEYS 重新启动，再执行一次。"))
        self.stdout.write(
            _("全部号码已用密钥 %(name)s 加密，可以从 PHONE_KEYS 去掉其余密钥。") % {"name": keyring().first.name}
        )
