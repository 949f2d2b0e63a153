"""Forms of call-outs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.incidents.models import Incident
from alerts.web.fields import ONE_LINE, ShortTextarea, units_of
from units.models import User
from units.web.unit_tiles import UnitsField, offer_units

NEW_INCIDENT, DRILL = "new", "drill"


class CallOutForm(forms.Form):
    """召集: for an open incident, for one that is recorded along with it, or as a drill."""

    basis = forms.ChoiceField(label=_("召集性质"))
    units = UnitsField(label=_("召集单位"))
    matter = forms.CharField(label=_("事由"), max_length=300, required=False, help_text=_("不填则同所选事件"))
    place = forms.CharField(label=_("集结地点"), max_length=200, required=False, help_text=_("不填则同所选事件"))
    required = forms.IntegerField(label=_("需到人数"), min_value=1, max_value=5000)

    def __init__(self, *args: Any, user: User, incidents: list[Incident], **kwargs: Any) -> None:
        self.incidents = {str(one.pk): one for one in incidents}
        first = next(iter(self.incidents), NEW_INCIDENT)
        kwargs["initial"] = {"basis": first, "required": 1, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        basis = self.fields["basis"]
        if isinstance(basis, forms.ChoiceField):
            basis.choices = [
                *((pk, _("事件：%(title)s") % {"title": one.title}) for pk, one in self.incidents.items()),
                (NEW_INCIDENT, _("新发事件（按事由、地点同时登记）")),
                (DRILL, _("演练")),
            ]
        offer_units(self, "units", units_of(user))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        basis = values.pop("basis", None)
        incident = self.incidents.get(basis or "")
        for name, of_incident in (("matter", "title"), ("place", "place")):
            if not values.get(name):
                values[name] = getattr(incident, of_incident, "")
            if basis and not values[name]:
                self.add_error(name, _("请填写此项"))
        return {**values, "incident": incident, "is_drill": basis == DRILL, "is_new": basis == NEW_INCIDENT}


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("办理结果"), max_length=300, widget=forms.TextInput(ONE_LINE))


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("无法到岗原因"), max_length=300, widget=ShortTextarea())
