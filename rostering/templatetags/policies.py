"""Small words of the policy table."""

from django import template

from rostering.policies.rules.policy import PHASE_CELLS
from rostering.policy_lab.queries.words import field_label

register = template.Library()


@register.simple_tag
def policy_column(place: int) -> str:
    """The head of a column of the table of phases, for its cards on a phone."""
    return field_label(PHASE_CELLS[place].name)


@register.filter
def is_same(one: object, other: object) -> bool:
    return one == other
