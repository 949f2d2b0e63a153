"""Forms of whistles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import WhistleKind
from alerts.labels import WHISTLE_KIND_LABELS
from alerts.web.fields import ShortTextarea, units_of
from alerts.whistles.models import WhistleTopic
from units.models import Unit, User
from units.web.unit_tiles import UnitsField, offer_units


class WhistleForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("哨种"),
        choices=list(WHISTLE_KIND_LABELS.items()),
        coerce=WhistleKind,
        help_text=_("应急哨不经受理，直接召集"),
    )
    matter = forms.CharField(label=_("事项"), max_length=300)
    place = forms.CharField(label=_("地点"), max_length=200)
    wanted_units = UnitsField(label=_("应哨单位"))
    unit = forms.ModelChoiceField(label=_("吹哨单位"), queryset=Unit.objects.none(), to_field_name="code")
    topic = forms.ModelChoiceField(queryset=WhistleTopic.objects.none(), required=False, widget=forms.HiddenInput())
    field_order = ("unit", "kind")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "wanted_units", units_of(user))
        topic = self.fields["topic"]
        if isinstance(topic, forms.ModelChoiceField):
            topic.queryset = WhistleTopic.objects.visible_to(user).offered()
        own = self.fields["unit"]
        if isinstance(own, forms.ModelChoiceField):
            own.queryset = Unit.objects.visible_to(user).active().in_protocol_order().select_related("county")
            own.empty_label = _("请选择") if user.unit_ids is None else None


class TopicForm(forms.Form):
    name = forms.CharField(label=_("事项"), max_length=100)
    kind = forms.TypedChoiceField(label=_("哨种"), choices=list(WHISTLE_KIND_LABELS.items()), coerce=WhistleKind)
    lead = forms.ModelChoiceField(
        label=_("牵头单位"), queryset=Unit.objects.none(), to_field_name="code", required=False, empty_label=_("不指明")
    )
    called = UnitsField(label=_("应哨单位"), required=False)
    hours = forms.IntegerField(label=_("答复时限（小时）"), min_value=1, max_value=720)
    is_active = forms.BooleanField(label=_("使用"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "called", units_of(user))
        lead = self.fields["lead"]
        if isinstance(lead, forms.ModelChoiceField):
            lead.queryset = units_of(user)


class WhistleTextForm(forms.Form):
    text = forms.CharField(label=_("办理情况"), max_length=500, widget=ShortTextarea())
