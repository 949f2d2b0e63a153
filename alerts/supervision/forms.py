"""Forms of a round."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.web.fields import units_of
from units.models import Person, Unit, User


class StartForm(forms.Form):
    """Who goes is asked only where there are several."""

    leader = forms.ModelChoiceField(label=_("督导领导"), queryset=Person.objects.none(), empty_label=_("请选择"))
    route = forms.CharField(label=_("督导地点"), max_length=200)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["leader"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = (
                Person.objects.filter(pk__in=[one.pk for one in people]).select_related("unit").in_protocol_order()
            )
        if len(people) == 1:
            choice.initial, choice.widget = people[0].pk, forms.HiddenInput()


class VisitForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("督导单位"), queryset=Unit.objects.none(), to_field_name="code", empty_label=_("请选择")
    )
    found = forms.CharField(label=_("发现问题"), max_length=300, required=False, help_text=_("正常不必填写"))
    follow_up = forms.BooleanField(label=_("须整改，交办该单位"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = units_of(user)
