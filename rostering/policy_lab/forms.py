"""Forms of the policy lab. Every page of a draft carries `edits`: what its reader saw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import Basis
from rostering.labels import BASIS_LABELS, POST_LABELS
from rostering.policies.models import PolicyVersion
from rostering.policies.rules.cells import Cell, Choice, Clock, Count, Days, Minutes, Points, Text
from rostering.policies.rules.policy import PHASE_CELLS, POST_CELLS, VERSION_CELLS
from rostering.policy_lab.queries.versions import CODE_LABELS, PHASE_BASES, cell_texts
from rostering.policy_lab.queries.words import cell_label
from rostering.policy_lab.rules.drafts import MOST_PHASES, SEATS
from rostering.policy_lab.rules.files import MOST_BYTES
from rostering.policy_lab.services.data import DraftChanges, PhaseData, PostData, StaffingData
from units.labels import TIER_LABELS
from units.models import Unit
from units.web.forms import DayInput

NONE = [("", "—")]
ANOTHER = "+"
BASES = [("", _("照旧，改动的记为本县设定")), *BASIS_LABELS.items()]


class ClockInput(forms.TimeInput):
    """The browser's own field for a time of day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DraftForm(forms.Form):
    """What every form about a draft has."""

    edits = forms.IntegerField(widget=forms.HiddenInput())


def entry_fields(cells: Iterable[Cell]) -> dict[str, forms.Field]:
    """The fields of these cells by name, each followed by the one of its basis (`<name>_basis`) where it has one."""
    made: dict[str, forms.Field] = {}
    for cell in cells:
        made[cell.name] = _entry_field(cell)
        if cell.basis:
            label = format_lazy(_("{cell}的依据"), cell=_(cell.label))
            made[f"{cell.name}_basis"] = forms.ChoiceField(label=label, choices=BASES, required=False)
    return made


def _entry_field(cell: Cell) -> forms.Field:
    """A draft may leave the limits of what can be published; a number that can't be meant is refused at once."""
    words: dict[str, Any] = {"label": _(cell.entry_label or cell.label), "help_text": _(cell.hint) if cell.hint else ""}
    filled = not cell.may_be_empty
    match cell:
        case Clock():
            made: forms.Field = forms.TimeField(widget=ClockInput(), required=filled, **words)
        case Points():
            made = forms.DecimalField(max_digits=5, decimal_places=3, **words)
        case Minutes() | Days():
            made = forms.IntegerField(min_value=cell.least, max_value=cell.most, required=filled, **words)
        case Count():
            made = forms.IntegerField(min_value=0, max_value=cell.most, **words)
        case Choice():
            choices = [*([] if filled else NONE), *CODE_LABELS[cell.codes].items()]
            coerce = int if issubclass(cell.codes, int) else str
            made = forms.TypedChoiceField(choices=choices, coerce=coerce, required=filled, **words)
        case Text():
            made = forms.CharField(max_length=cell.longest, required=filled, **words)
        case _:
            made = forms.BooleanField(required=False, **words)
    return made


class GeneralForm(DraftForm):
    """The version's own cells."""

    name = forms.CharField(label=_("名称"), max_length=100)
    source = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("文件名、文号"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= entry_fields(VERSION_CELLS)

    def changes(self, posts: Sequence[PostData], day_start: Any) -> DraftChanges:
        """Only of a valid form. First phases that began with the old duty day begin with the new one."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "edits"}
        if given["day_start"] == day_start:
            return DraftChanges(given)
        return DraftChanges(given, posts=[_begun_at(post, day_start, given["day_start"]) for post in posts])


class PostForm(DraftForm):
    """A post without its phases."""

    tier = forms.ChoiceField(label=_("类别"), choices=lambda: [*TIER_LABELS.items(), (ANOTHER, _("新增类别"))])
    tier_code = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,31}$",
        label=_("新增类别的代码"),
        required=False,
        error_messages={"invalid": _("类别代码用小写字母、数字和下划线，以字母开头")},
    )
    tier_name = forms.CharField(label=_("新增类别的名称"), max_length=40, required=False)
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=_("岗位代码"),
        help_text=_("小写字母、数字和下划线，如 leader"),
        error_messages={"invalid": _("岗位代码用小写字母、数字和下划线，以字母开头")},
    )

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= entry_fields(POST_CELLS)
        if not is_new:
            for name in ("tier", "code"):
                self.fields[name].disabled = True
            for name in ("tier_code", "tier_name"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Another tier has a code and a name of its own."""
        given = super().clean() or self.cleaned_data
        if given.get("tier") == ANOTHER:
            for name in ("tier_code", "tier_name"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _now("请填写"))
        return given

    def post(self, phases: Iterable[PhaseData]) -> PostData:
        """Only of a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("edits", "tier_code")}
        if given["tier"] == ANOTHER:
            given["tier"] = self.cleaned_data["tier_code"]
        return PostData(**given, phases=tuple(phases))


class PhaseForm(forms.Form):
    """A phase; a row without a start is none."""

    remove = forms.BooleanField(label=_("删除这一段"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= entry_fields(PHASE_CELLS)
        self.fields["starts_at"].required = False

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.endswith("_basis") and name != "remove"]

    @property
    def basis_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.endswith("_basis")]

    @property
    def is_written(self) -> bool:
        """Only of a valid form."""
        return self.cleaned_data.get("starts_at") is not None and not self.cleaned_data.get("remove")

    def phase(self) -> PhaseData:
        given = self.cleaned_data
        basis = {name: given[f"{name}_basis"] for name in PHASE_BASES if given[f"{name}_basis"]}
        return PhaseData(**{cell.name: given[cell.name] for cell in PHASE_CELLS}, basis=basis)


PhaseFormSet = forms.formset_factory(PhaseForm, extra=1, max_num=MOST_PHASES, validate_max=True)


def phase_initial(post: PostData) -> list[dict[str, Any]]:
    return [{cell.name: getattr(phase, cell.name) for cell in PHASE_CELLS} for phase in post.phases]


class StaffingRow(forms.Form):
    """A unit's own number; a row without a number is none."""

    unit = forms.ChoiceField(label=_("单位"), required=False)
    post = forms.ChoiceField(label=_("岗位"), required=False)
    seats = forms.IntegerField(label=_("每日人数"), min_value=0, max_value=SEATS.most, required=False)

    def __init__(
        self, *args: Any, units: Sequence[tuple[str, str]] = (), posts: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("unit", units)
        self._choose("post", posts)

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*NONE, *choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("seats") is not None:
            for name in ("unit", "post"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _now("请选择"))
        return given

    @property
    def is_written(self) -> bool:
        return self.cleaned_data.get("seats") is not None


StaffingFormSet = forms.formset_factory(StaffingRow, extra=2, max_num=200)


def staffing_choices(version: PolicyVersion) -> dict[str, list[tuple[str, str]]]:
    """Units in protocol order, and every post once."""
    units = Unit.objects.filter(county=version.county).active().in_protocol_order().values_list("pk", "name")
    names: dict[str, str] = {}
    for post in version.posts.all():
        names.setdefault(post.code, str(POST_LABELS.get(post.code, post.name)))
    return {"units": [(str(pk), name) for pk, name in units], "posts": list(names.items())}


def staffing_of_rows(rows: Iterable[StaffingRow]) -> list[StaffingData]:
    """Only of valid rows."""
    return [
        StaffingData(UUID(row.cleaned_data["unit"]), row.cleaned_data["post"], row.cleaned_data["seats"])
        for row in rows
        if row.is_written
    ]


class PublishForm(DraftForm):
    effective_from = forms.DateField(label=_("施行日期"), widget=DayInput())


class PolicyFileForm(forms.Form):
    """A file of another county. `against` is offered where there is more than the version in force to look beside."""

    file = forms.FileField(label=_("制度文件（.json）"), widget=forms.FileInput({"accept": ".json,application/json"}))
    against = forms.TypedChoiceField(label=_("与哪一版对照"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, versions: Sequence[PolicyVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        against = self.fields["against"]
        if len(versions) < 2 or not isinstance(against, forms.TypedChoiceField):
            del self.fields["against"]
            return
        against.choices = [(version.number, str(version)) for version in versions]


class TakePolicyForm(forms.Form):
    """The file that was looked at, on its way back: nothing is kept of it in between."""

    content = forms.CharField(widget=forms.HiddenInput(), max_length=MOST_BYTES, strip=False)


class SimulateForm(forms.Form):
    first_day = forms.DateField(label=_("首日"), widget=DayInput())
    last_day = forms.DateField(label=_("末日"), widget=DayInput())


class CommentForm(forms.Form):
    """About one cell, named as `tier|post|field`."""

    cell = forms.ChoiceField(label=_("对哪一格"))
    text = forms.CharField(label=_("意见"), max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cell"]
        if isinstance(field, forms.ChoiceField):
            field.choices = cell_choices(version)

    def where(self) -> tuple[str, str, str]:
        """(tier, post, field); only of a valid form."""
        tier, post, field = self.cleaned_data["cell"].split("|")
        return tier, post, field


def cell_choices(version: PolicyVersion) -> list[tuple[str, str]]:
    """Every cell with what it says."""
    names: Mapping[tuple[str, str], str] = {(post.tier, post.code): post.name for post in version.posts.all()}
    return [("|".join(where), f"{cell_label(*where, names)}（{text}）") for where, text in cell_texts(version).items()]


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("答复"), max_length=2000, widget=forms.Textarea({"rows": 2}))


class SummaryForm(forms.Form):
    summary = forms.CharField(label=_("本轮小结"), max_length=4000, widget=forms.Textarea({"rows": 4}))


def _begun_at(post: PostData, old: Any, new: Any) -> PostData:
    if not post.phases or post.phases[0].starts_at != old:
        return post
    first = post.phases[0]
    basis = {**first.basis, "starts_at": Basis.LOCAL}
    return replace(post, phases=(replace(first, starts_at=new, basis=basis), *post.phases[1:]))
