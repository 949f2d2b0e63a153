"""Operations that seal what stands plainly, and open it again on the way back."""

from collections.abc import Callable
from typing import Any

from units.rows.ciphers import keyring
from units.rows.renewing import Place, rewrite


def seal_all(*places: Place) -> Callable[[Any, Any], None]:
    def seal(_apps: Any, _schema_editor: Any) -> None:
        for place in places:
            rewrite(place, place.plain, _sealing(place))

    return seal


def open_all(*places: Place) -> Callable[[Any, Any], None]:
    def opened(_apps: Any, _schema_editor: Any) -> None:
        for place in places:
            rewrite(place, place.sealed, keyring().open)

    return opened


def _sealing(place: Place) -> Callable[[str], str]:
    return lambda text: keyring().seal(text, to_be_found=place.findable)
