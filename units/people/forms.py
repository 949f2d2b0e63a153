"""Forms of units and people."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.counties.posts import NO_POST, post_choices
from units.enums import Rank
from units.labels import RANK_LABELS
from units.people.models import Person
from units.people.services.grades import LONGEST_NAME
from units.spelling import cells
from units.spelling.cells import MOST_ORDER, MOST_TRAVEL_MINUTES, NO_GRADES
from units.spelling.phones import mask_phone
from units.web.fields import CellField, HiddenNumberField, RankField, number_remarks
from units.web.forms import DayInput


class PeopleFilter(forms.Form):
    """`unit` is offered only to somebody who sees several."""

    q = forms.CharField(
        label=_("姓名或拼音首字母"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"placeholder": _("如 单小红 或 sxh")}),
    )
    unit = forms.ChoiceField(label=_("单位"), required=False)
    departed = forms.BooleanField(label=_("含已离任"), required=False)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        if len(units) > 1 and isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("全部")), *((unit.code, unit.label) for unit in units)]
        else:
            del self.fields["unit"]


class PersonForm(forms.Form):
    name = CellField(cells.name(60), label=_("姓名"), max_length=60)
    rank = RankField(label=_("职级"), choices=list(RANK_LABELS.items()))
    position = CellField(cells.text(100), label=_("职务"), max_length=100, required=False)
    protocol_order = forms.IntegerField(
        label=_("排序"),
        min_value=0,
        max_value=MOST_ORDER,
        required=False,
        help_text=_("单位内同职级的先后，小的在前；不填即排在最后"),
    )
    mobile = HiddenNumberField(cells.mobile, label=_("手机"), max_length=30, required=False)
    office_phone = HiddenNumberField(cells.phone(40), label=_("办公电话"), max_length=60, required=False)
    travel_minutes = forms.IntegerField(
        label=_("到岗分钟数"),
        min_value=0,
        max_value=MOST_TRAVEL_MINUTES,
        required=False,
        help_text=_("从家到岗需要的分钟数"),
    )
    eligible_posts = forms.MultipleChoiceField(
        label=_("可任岗位"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    valid_from = forms.DateField(
        label=_("到任日期"), widget=DayInput(), required=False, help_text=_("不清楚的可暂不填，负担自录入之日起计")
    )
    valid_to = forms.DateField(
        label=_("离任日期"), widget=DayInput(), required=False, help_text=_("自该日起不再排班；历史记录保留")
    )

    def __init__(
        self, *args: Any, person: Person | None = None, grades: Mapping[str, Rank] = NO_GRADES, **kwargs: Any
    ) -> None:
        """`person` None is somebody new; `grades` are the county's own entries of the table."""
        shown = {} if person is None else {name: getattr(person, name) for name in self._shown_fields()}
        if person is not None:
            shown["valid_from"] = person.joined_on
        super().__init__(*args, **{"initial": shown, **kwargs})
        rank = self.fields["rank"]
        if isinstance(rank, RankField):
            rank.own = grades
        posts = self.fields["eligible_posts"]
        if isinstance(posts, forms.ChoiceField):
            posts.choices = post_choices(also=person.eligible_posts if person else ())
        for name in ("mobile", "office_phone"):
            stored = getattr(person, name, "")
            if stored:
                self.fields[name].help_text = _("现为 %(masked)s，不填则不变，填“无”则删去") % {
                    "masked": mask_phone(stored)
                }

    def remarks(self) -> list[str]:
        """What was typed and isn't stored: a field takes one number. Only of a valid form."""
        return number_remarks(self)

    @classmethod
    def _shown_fields(cls) -> list[str]:
        return [name for name, field in cls.base_fields.items() if not isinstance(field, HiddenNumberField)]

    def values(self) -> dict[str, Any]:
        """Fields to store; numbers that were left alone and a joining date nobody knows are not among them. Only of a
        valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not HiddenNumberField.KEPT}
        unknown = {name for name in ("valid_from", "protocol_order") if given.get(name) is None}
        return {name: value for name, value in given.items() if name not in unknown}


class NewPersonForm(PersonForm):
    """Somebody new; `unit` is asked of whoever may add to several."""

    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none(), to_field_name="code")
    field_order = ("unit", "name")

    def __init__(self, *args: Any, user: User, unit_code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = Unit.objects.managed_by(user).active().in_protocol_order().select_related("county")
            choice.initial = unit_code or None
            choice.empty_label = None if len(user.led_unit_ids) == 1 else _("请选择")
        posts = self.fields["eligible_posts"]
        if isinstance(posts, forms.ChoiceField):
            posts.choices = [*post_choices(), (NO_POST, _("不参加值班"))]
        posts.help_text = _("不选即按职级列入单位所属类别的最高岗位")

    def clean_eligible_posts(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["eligible_posts"]
        if NO_POST in chosen and len(chosen) > 1:
            raise forms.ValidationError(_("“不参加值班”不能与岗位同时选"))
        return chosen

    def values(self) -> dict[str, Any]:
        """Without posts chosen they are left to the default; 不参加值班 says that there are none."""
        given = {name: value for name, value in super().values().items() if name != "unit"}
        chosen = given.pop("eligible_posts")
        if not chosen:
            return given
        return given | {"eligible_posts": [post for post in chosen if post != NO_POST]}


class TransferForm(forms.Form):
    """调动: what is the same goes along by itself; what is asked may be different there."""

    unit = forms.ModelChoiceField(
        label=_("调入单位"), queryset=Unit.objects.none(), to_field_name="code", empty_label=_("请选择")
    )
    day = forms.DateField(label=_("调动日期"), widget=DayInput(), help_text=_("自该日起在新单位排班"))
    position = CellField(cells.text(100), label=_("新职务"), max_length=100, required=False)
    eligible_posts = forms.MultipleChoiceField(
        label=_("可任岗位"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=(),
        help_text=_("不选即沿用新单位也有的岗位；都没有的，按职级确定"),
    )
    travel_minutes = forms.IntegerField(
        label=_("到岗分钟数"),
        min_value=0,
        max_value=MOST_TRAVEL_MINUTES,
        required=False,
        help_text=_("从家到新单位需要的分钟数"),
    )
    reason = CellField(cells.text(500), label=_("事由"), max_length=500, required=False)

    def __init__(self, *args: Any, user: User, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].initial = person.position
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            units = Unit.objects.visible_to(user).active().exclude(pk=person.unit_id)
            choice.queryset = units.in_protocol_order().select_related("county")
        posts = self.fields["eligible_posts"]
        if isinstance(posts, forms.ChoiceField):
            posts.choices = [*post_choices(), (NO_POST, _("不参加值班"))]

    def changes(self) -> dict[str, Any]:
        """What is different in the new unit; only of a valid form."""
        found = {name: self.cleaned_data[name] for name in ("position", "travel_minutes")}
        chosen = self.cleaned_data["eligible_posts"]
        return found | ({"eligible_posts": [one for one in chosen if one != NO_POST]} if chosen else {})


class GradeForm(forms.Form):
    """An entry of the county's own table of grades."""

    name = CellField(cells.text(LONGEST_NAME), label=_("职级写法"), max_length=LONGEST_NAME, help_text=_("如 三级警监"))
    rank = forms.TypedChoiceField(
        label=_("归入"), choices=list(RANK_LABELS.items()), coerce=lambda value: Rank(int(value))
    )


class RevealForm(forms.Form):
    reason = forms.CharField(label=_("查看事由"), max_length=500)
