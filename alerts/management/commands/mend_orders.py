"""`manage.py mend_orders`: once after moving up from a version that left orders withdrawn before their start one second."""

from typing import Any

from alerts.orders.services.orders import withdraw_unbegun
from units.management.endings import SentenceCommand
from units.models import County


class Command(SentenceCommand):
    help = "Removes the one-second trace of posture orders that were withdrawn before they began."

    def handle(self, *_args: Any, **_options: Any) -> None:
        mended = sum(withdraw_unbegun(county=county) for county in County.objects.order_by("code"))
        self.stdout.write(f"{mended} order(s) mended.")
