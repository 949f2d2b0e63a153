"""Small words of the policy table."""

from django import template

from rostering.policy_lab.queries.words import field_label
from rostering.policy_lab.rules.drafts import PHASE_FIELDS

register = template.Library()


@register.simple_tag
def policy_column(place: int) -> str:
    """The head of a column of the table of phases, for its cards on a phone."""
    return field_label(PHASE_FIELDS[place])


@register.filter
def is_same(one: object, other: object) -> bool:
    return one == other
