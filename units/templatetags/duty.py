"""Icons, badges and labels that every page uses. Values are the domain's plain strings."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from units import labels
from units.counties import posts
from units.labels import RANK_LABELS, ROLE_LABELS, TIER_LABELS, Label
from units.spelling import phones

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One drawing of the sprite. Decoration beside a word, unless `label` makes it speak for itself."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        spoken,
        static("img/icons.svg"),
        name,
    )


@register.filter
def tier_label(tier: str) -> Label:
    return TIER_LABELS.get(tier, "")


@register.filter
def tier_numeral(tier: str) -> str:
    return labels.tier_numeral(tier)


@register.filter
def role_label(role: str) -> Label:
    return ROLE_LABELS.get(role, "")


@register.filter
def rank_label(rank: int) -> Label:
    return RANK_LABELS.get(rank, "")


@register.filter
def post_name(code: str) -> Label:
    return posts.post_name(code)


@register.filter
def mask_phone(number: str) -> str:
    return phones.mask_phone(number or "")


@register.filter
def at_key(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`mapping[key]`, empty when there is none."""
    return mapping.get(key, "")


@register.simple_tag
def tier_badge(tier: str | None, *, word: bool = False) -> SafeString:
    """Ⅰ/Ⅱ/Ⅲ; the name of the tier is read aloud, and written beside it with `word`. Nothing without a tier."""
    if not tier:
        return SafeString("")
    badge = format_html(
        '<span class="tier tier--{}" title="{}" aria-hidden="true">{}</span>',
        tier,
        TIER_LABELS[tier],
        labels.tier_numeral(tier),
    )
    spoken = "" if word else "visually-hidden"
    return format_html('<span class="tier-label">{}<span class="{}">{}</span></span>', badge, spoken, TIER_LABELS[tier])


@register.simple_tag
def state(kind: str, label: Label, icon_name: str = "") -> SafeString:
    """A state in its box. `kind`: draft, open, submitted, returned, accepted, published, closed, waiting, done."""
    drawing = icon(icon_name) if icon_name else ""
    return format_html('<span class="state state--{}">{}{}</span>', kind, drawing, label)


@register.simple_tag
def tick(kind: str, label: Label) -> SafeString:
    """An answer in a list: `done` with a tick, `waiting` with a clock, `gap` with a triangle."""
    drawings = {"done": "circle-check", "waiting": "clock", "gap": "alert-triangle"}
    css = "" if kind == "done" else f" tick--{kind}"
    return format_html('<span class="tick{}">{}{}</span>', css, icon(drawings[kind]), label)


@register.simple_tag
def person(name: str, about: str = "", phone: str = "") -> SafeString:
    """Name, position and a phone as given: whoever passes a full number has checked that it may be seen."""
    parts = [("name", name), ("about", about), ("phone", phone)]
    shown = format_html_join(" ", '<span class="person__{}">{}</span>', [part for part in parts if part[1]])
    return format_html('<span class="person">{}</span>', shown)


@register.simple_tag
def dial(phone: str, name: str) -> SafeString:
    """A button that dials; nothing without a number."""
    if not phone:
        return SafeString("")
    return format_html(
        '<a class="btn btn-outline-primary btn--icon" href="tel:{}" aria-label="{}">{}</a>',
        phone,
        _("拨打 %(name)s") % {"name": name},
        icon("phone"),
    )
