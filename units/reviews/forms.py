"""Forms of tier reviews. Field names are those of the services that take them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Tier
from units.labels import TIER_LABELS
from units.reviews.services.evidence import NewTransfer
from units.spelling import cells
from units.taking_effect import Starts
from units.web.fields import CellField
from units.web.forms import DayInput, MomentInput

ACCEPTED = ".pdf,.ofd,.png,.jpg,.jpeg,.docx,.xlsx,.txt"
# Where a unit most often goes: emergency tasks have left it, or have come to it.
USUAL: dict[str, str] = {Tier.HUB: Tier.EMERGENCY_RESPONSE, Tier.EMERGENCY_RESPONSE: Tier.ROUTINE_SUPPORT}


class EvidenceInput(forms.ClearableFileInput):
    """Says what is taken before anything is sent: on a slow line a file that is refused afterwards has cost minutes."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        limit = settings.EVIDENCE_LIMIT
        sentence = _now("文件不能超过 %(limit)s MB") % {"limit": limit // 1024**2}
        said = {"accept": ACCEPTED, "data-most-bytes": str(limit), "data-too-big": sentence}
        return super().get_context(name, value, said | (attrs or {}))


def _text(label: Any, longest: int = 1000, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea({"rows": 3}), **options)


def _units(user: User) -> Any:
    return Unit.objects.in_directory_of(user).active().in_protocol_order()


def _choose_from(field: forms.Field, units: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = units
        field.empty_label = str(_("请选择"))
        field.widget.attrs["class"] = "form-select"


class ApplyForm(forms.Form):
    """申请: one unit's leader isn't asked which; the tier that it has isn't offered."""

    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none(), to_field_name="code")
    wanted_tier = forms.ChoiceField(label=_("拟调类别"), choices=TIER_LABELS.items, widget=forms.RadioSelect)
    reason = _text(_("申请理由"), help_text=_("写职能的变化：划出、划入了什么，依据哪份文件。"))

    def __init__(self, *args: Any, units: list[Unit], chosen: Unit | None, current: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = units[0] if len(units) == 1 else None
        if self.only is not None:
            del self.fields["unit"]
        else:
            _choose_from(self.fields["unit"], Unit.objects.filter(pk__in=[one.pk for one in units]).in_protocol_order())
            self.initial.setdefault("unit", chosen.code if chosen else None)
        if current is not None:
            tiers = self.fields["wanted_tier"]
            if isinstance(tiers, forms.ChoiceField):
                tiers.choices = [(tier, label) for tier, label in TIER_LABELS.items() if tier != current]
            self.initial.setdefault("wanted_tier", USUAL.get(current, Tier.EMERGENCY_RESPONSE))

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        return {
            "unit": self.only or self.cleaned_data["unit"],
            "wanted_tier": self.cleaned_data["wanted_tier"],
            "reason": self.cleaned_data["reason"],
        }


class DocumentForm(forms.Form):
    """职能划转文件. Which way the function went is one choice: the unit under review is always one end."""

    document_number = CellField(cells.text(100), label=_("文号"), max_length=100)
    document_date = forms.DateField(label=_("文件日期"), widget=DayInput())
    function = CellField(cells.text(200), label=_("划转的职能"), max_length=200)
    direction = forms.ChoiceField(
        label=_("方向"),
        choices=[("out", _("从本单位划出到")), ("in", _("划入本单位，来自"))],
        widget=forms.RadioSelect,
        initial="out",
    )
    other = forms.ModelChoiceField(label=_("对方单位"), queryset=Unit.objects.none(), to_field_name="code")
    file = forms.FileField(label=_("文件"), max_length=255, allow_empty_file=True, widget=EvidenceInput())

    def __init__(self, *args: Any, user: User, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        limit = settings.EVIDENCE_LIMIT // 1024**2
        self.fields["file"].help_text = _("PDF、OFD、图片、Word、Excel 或纯文本，不超过 %(limit)s MB") % {
            "limit": limit
        }
        _choose_from(self.fields["other"], _units(user).exclude(pk=unit.pk))

    def document(self) -> NewTransfer:
        """Only of a valid form."""
        given = self.cleaned_data
        ends = (self.unit, given["other"]) if given["direction"] == "out" else (given["other"], self.unit)
        return NewTransfer(
            document_number=given["document_number"],
            document_date=given["document_date"],
            function=given["function"],
            from_unit=ends[0],
            to_unit=ends[1],
            file=given["file"],
        )


class VisitForm(forms.Form):
    """走访, as the office records it."""

    unit = forms.ModelChoiceField(label=_("走访单位"), queryset=Unit.objects.none(), to_field_name="code")
    consulted_at = forms.DateTimeField(label=_("走访时间"), widget=MomentInput())
    person_name = CellField(cells.text(100), label=_("走访对象"), max_length=100)
    opinion = _text(_("意见"))

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["unit"], Unit.objects.filter(pk__in=[one.pk for one in units]).in_protocol_order())
        self.initial.setdefault("unit", units[0].code if len(units) == 1 else None)
        self.initial.setdefault("consulted_at", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))


class WordForm(forms.Form):
    """What a unit says itself. Only a unit that receives something is asked whether it covers it."""

    person_name = CellField(cells.text(100), label=_("意见人"), max_length=100)
    opinion = _text(_("意见"))
    covers = forms.TypedChoiceField(
        label=_("24 小时承接"),
        choices=[("yes", _("我单位 24 小时承接划入的职能")), ("no", _("不能 24 小时承接"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, receives: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not receives:
            del self.fields["covers"]


class RoundForm(forms.Form):
    question = _text(_("论证的问题"))


class FindingForm(forms.Form):
    finding = _text(_("结论"))
    open_points = _text(_("待解决事项"), required=False)


class DecisionForm(forms.Form):
    """Approve: the day is one of those on which a later period begins."""

    document_number = CellField(cells.text(100), label=_("决定文号"), max_length=100)
    reason = _text(_("决定理由"))
    effective_date = forms.DateField(label=_("生效日期"), widget=DayInput())

    def __init__(self, *args: Any, starts: Starts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("effective_date", starts.first)
        self.fields["effective_date"].help_text = _starts_in_words(starts)


class RejectionForm(forms.Form):
    document_number = CellField(cells.text(100), label=_("决定文号"), max_length=100)
    reason = _text(_("不予调整的理由"))


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("撤回理由"), max_length=500, required=False)


class DismissalForm(forms.Form):
    reason = forms.CharField(label=_("不采纳的理由"), max_length=500)


def _starts_in_words(starts: Starts) -> Any:
    if not starts.known:
        return _("今后值班周期的首日；%(free)s 及以后均可") % {"free": starts.free_from}
    known = "；".join(f"{start.name} {start.day}" for start in starts.known[:5])
    return _("今后值班周期的首日：%(known)s；或 %(free)s 及以后") % {"known": known, "free": starts.free_from}
