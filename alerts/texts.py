"""Short texts that people fill in."""

from django.utils.translation import gettext_lazy as _

from units.errors import InvalidInput

LONGEST_TEXT = 300


def required_text(text: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """`text` without the blanks around it. Raises InvalidInput at `field` when nothing is left or it is too long."""
    text = text.strip()
    if not text:
        raise InvalidInput("text_required", _("此项必填"), field=field)
    if len(text) > longest:
        raise InvalidInput("text_too_long", _("内容过长"), field=field)
    return text
