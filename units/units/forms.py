"""Forms of units and their tiers."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.labels import TIER_LABELS
from units.spelling import cells
from units.spelling.cells import MOST_ORDER
from units.web.fields import CellField, NumberField, number_remarks
from units.web.forms import DayInput


class UnitFilter(forms.Form):
    q = forms.CharField(label=_("名称"), required=False, max_length=40)
    tier = forms.ChoiceField(label=_("类别"), required=False, choices=lambda: [("", _("全部")), *TIER_LABELS.items()])
    retired = forms.BooleanField(label=_("含停用单位"), required=False)


class UnitForm(forms.Form):
    name = CellField(cells.text(100), label=_("名称"), max_length=100)
    short_name = CellField(
        cells.text(40), label=_("简称"), max_length=40, required=False, help_text=_("磁贴和窄列里显示")
    )
    protocol_order = forms.IntegerField(label=_("排序"), min_value=0, max_value=MOST_ORDER, help_text=_("小的在前"))
    duty_phone = NumberField(cells.phone(40), label=_("值班电话"), max_length=60, required=False)
    fax = NumberField(cells.phone(40), label=_("传真"), max_length=60, required=False)
    address = CellField(cells.text(200), label=_("地址"), max_length=200, required=False)
    latitude = forms.DecimalField(
        label=_("纬度"), min_value=-90, max_value=90, max_digits=9, decimal_places=6, required=False
    )
    longitude = forms.DecimalField(
        label=_("经度"), min_value=-180, max_value=180, max_digits=9, decimal_places=6, required=False
    )

    parent = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("上级单位"),
        required=False,
        to_field_name="code",
        empty_label=_("无"),
        help_text=_("如乡镇下的站所；上级单位负责人可看下级的值班表"),
    )

    def __init__(self, *args: Any, county_id: UUID, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["parent"]
        if isinstance(choice, forms.ModelChoiceField):
            above = Unit.objects.filter(county_id=county_id, parent=None, closed_from=None).active()
            others = above if unit is None else above.exclude(pk=unit.pk)
            choice.queryset = others.in_protocol_order()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (values.get("latitude") is None) != (values.get("longitude") is None):
            self.add_error("longitude", _("经纬度须同时填写或同时留空"))
        return values

    def remarks(self) -> list[str]:
        """What was typed and isn't stored: a field takes one number. Only of a valid form."""
        return number_remarks(self)

    def values(self) -> dict[str, Any]:
        """Fields to store; only of a valid form."""
        return {name: self.cleaned_data[name] for name in UnitForm.base_fields}

    @classmethod
    def of(cls, unit: Unit, data: Any = None) -> "UnitForm":
        initial = {name: getattr(unit, name) for name in cls.base_fields}
        return cls(data, initial=initial, county_id=unit.county_id, unit=unit)


class NewUnitForm(UnitForm):
    """A unit with its first tier; code and place are proposed where nobody says them."""

    code = CellField(
        cells.code,
        label=_("代码"),
        max_length=40,
        required=False,
        help_text=_("字母、数字，县内唯一，以后不变；不填即取名称的拼音首字母，如 应急管理局 为 yjglj"),
    )
    tier = forms.ChoiceField(label=_("类别"), choices=TIER_LABELS.items)
    tier_from = forms.DateField(label=_("类别起始日期"), widget=DayInput())
    reason = CellField(cells.text(500), label=_("事由"), max_length=500, help_text=_("如 机构改革新设，文号"))
    field_order = ("name", "short_name", "code", "tier", "tier_from", "reason", "protocol_order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["protocol_order"]
        place.required = False
        place.help_text = _("小的在前；不填即排在最后")


class EndForm(forms.Form):
    """When a unit ends and by which paper."""

    day = forms.DateField(label=_("停用日期"), widget=DayInput(), help_text=_("自该日起没有这一单位"))
    reason = CellField(cells.text(500), label=_("事由"), max_length=500, help_text=_("如 机构改革撤销，文号"))


class MergeForm(EndForm):
    """And which one takes it in."""

    into = forms.ModelChoiceField(
        label=_("并入单位"), queryset=Unit.objects.none(), to_field_name="code", empty_label=_("请选择")
    )
    field_order = ("into", "day", "reason")

    def __init__(self, *args: Any, user: User, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["into"]
        if isinstance(choice, forms.ModelChoiceField):
            others = Unit.objects.visible_to(user).active().exclude(pk=unit.pk)
            choice.queryset = others.in_protocol_order().select_related("county")


class TierForm(forms.Form):
    """The first tier of a unit; its history may begin on any day. Functions decide, so there is a reason and a document
    and nothing about seniority."""

    tier = forms.ChoiceField(label=_("类别"), choices=TIER_LABELS.items)
    effective_from = forms.DateField(
        label=_("生效日期"), widget=DayInput(), help_text=_("从下一个开启的值班周期起适用，已发布的值班表不变")
    )
    document_number = CellField(cells.text(100), label=_("文号"), max_length=100, required=False)
    reason = CellField(cells.text(500), label=_("事由"), max_length=500)

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        return self.cleaned_data
