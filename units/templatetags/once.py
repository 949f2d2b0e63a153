"""`{% csrf_token %}` of every form also carries the form's one-use token. A built-in of every template: nobody can forget it."""

from typing import Any
from uuid import uuid4

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from units.web.once import FIELD

register = template.Library()


class FormTokens(CsrfTokenNode):
    def render(self, context: Any) -> str:
        """Both hidden fields; nothing where no request stands behind the template."""
        csrf: str = super().render(context)
        return format_html('{}<input type="hidden" name="{}" value="{}">', csrf, FIELD, uuid4()) if csrf else csrf


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> FormTokens:
    return FormTokens()
