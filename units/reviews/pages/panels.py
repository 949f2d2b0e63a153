"""What may be done to a review, as forms: who may, when it is offered, how it is built, which service it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Stage
from units.errors import NotAllowed
from units.labels import Label
from units.permissions import leads
from units.reviews.forms import (
    DecisionForm,
    DocumentForm,
    FindingForm,
    RejectionForm,
    RoundForm,
    VisitForm,
    WithdrawalForm,
    WordForm,
)
from units.reviews.models.evidence import DeliberationRound
from units.reviews.models.review import TierReview
from units.reviews.permissions import (
    can_add_evidence,
    can_handle_review,
    can_take_step,
    check_add_evidence,
    check_handle_review,
    check_take_step,
)
from units.reviews.queries.reviews import asked_units, receives
from units.reviews.rules.stages import IN_HAND, Step, next_stage
from units.reviews.services import decisions
from units.reviews.services import evidence as review_evidence
from units.reviews.services import rounds as review_rounds
from units.taking_effect import later_starts

CONSULTED = IN_HAND[2:]


@dataclass(frozen=True, slots=True)
class Desk:
    """A reader before a review."""

    user: User
    review: TierReview
    rounds: tuple[DeliberationRound, ...] = ()

    @property
    def open_round(self) -> DeliberationRound | None:
        return next((one for one in self.rounds if one.closed_at is None), None)

    @property
    def asked(self) -> list[Unit]:
        return asked_units(self.review, timezone.now())


class StepForm(forms.Form):
    """The version that was looked at: pressed twice, the second press is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput())


@dataclass(frozen=True, slots=True)
class Panel:
    """`check` raises NotAllowed; `offered` says whether the page shows it now; `run` calls the service."""

    check: Callable[[Desk], None]
    offered: Callable[[Desk], bool]
    build: Callable[..., forms.Form]
    run: Callable[[Desk, Any], Any]
    said: Label


def _step(step: Step) -> Callable[[Desk], None]:
    return lambda desk: check_take_step(desk.user, desk.review, step)


def _offered_step(step: Step) -> Callable[[Desk], bool]:
    return lambda desk: next_stage(desk.review.stage, step) is not None and can_take_step(desk.user, desk.review, step)


def _office(desk: Desk) -> None:
    check_handle_review(desk.user, desk.review)


def _is_deliberating(desk: Desk) -> bool:
    return desk.review.stage == Stage.DELIBERATION and can_handle_review(desk.user, desk.review)


def _own_unit(desk: Desk) -> Unit:
    """The unit the reader speaks for, one that is asked before others. Raises NotAllowed for who speaks for none."""
    led = desk.user.leads_unit
    asked = next((unit for unit in desk.asked if leads(desk.user, unit.pk)), None) if led else None
    unit: Unit | None = asked or desk.user.speaking_unit
    if unit is None or not leads(desk.user, unit.pk):
        raise NotAllowed("permission_denied", _("单位意见由单位负责人填写"))
    return unit


def _speaks_for_a_unit(desk: Desk) -> None:
    _own_unit(desk)


def _may_say_word(desk: Desk) -> bool:
    if desk.review.stage not in CONSULTED or not desk.user.leads_unit:
        return False
    return any(leads(desk.user, unit.pk) for unit in desk.asked)


def _version(desk: Desk, data: Any, files: Any) -> forms.Form:
    return StepForm(data, initial={"version": desk.review.version}, auto_id="advance-%s")


PANELS: Mapping[str, Panel] = {
    "advance": Panel(
        _step(Step.ADVANCE),
        _offered_step(Step.ADVANCE),
        _version,
        lambda desk, form: decisions.advance_review(
            review=desk.review, by=desk.user, expected_version=form.cleaned_data["version"]
        ),
        _("已进入下一环节。"),
    ),
    "document": Panel(
        lambda desk: check_add_evidence(desk.user, desk.review),
        lambda desk: desk.review.is_in_hand and can_add_evidence(desk.user, desk.review),
        lambda desk, data, files: DocumentForm(
            data, files, user=desk.user, unit=desk.review.unit, auto_id="document-%s"
        ),
        lambda desk, form: review_evidence.add_transfer(review=desk.review, given=form.document(), by=desk.user),
        _("职能划转文件已提交。"),
    ),
    "visit": Panel(
        _office,
        lambda desk: desk.review.stage in CONSULTED and can_handle_review(desk.user, desk.review),
        lambda desk, data, files: VisitForm(data, units=desk.asked, auto_id="visit-%s"),
        lambda desk, form: review_evidence.record_consultation(review=desk.review, by=desk.user, **form.cleaned_data),
        _("走访意见已记录。"),
    ),
    "word": Panel(
        _speaks_for_a_unit,
        _may_say_word,
        lambda desk, data, files: WordForm(data, receives=receives(desk.review, _own_unit(desk)), auto_id="word-%s"),
        lambda desk, form: review_evidence.record_consultation(
            review=desk.review, unit=_own_unit(desk), by=desk.user, **form.cleaned_data
        ),
        _("本单位意见已提交。"),
    ),
    "round": Panel(
        _office,
        lambda desk: _is_deliberating(desk) and desk.open_round is None,
        lambda desk, data, files: RoundForm(data, auto_id="round-%s"),
        lambda desk, form: review_rounds.open_round(review=desk.review, by=desk.user, **form.cleaned_data),
        _("新一轮论证已开始。"),
    ),
    "finding": Panel(
        _office,
        lambda desk: _is_deliberating(desk) and desk.open_round is not None,
        lambda desk, data, files: FindingForm(data, auto_id="finding-%s"),
        lambda desk, form: review_rounds.close_round(
            review=desk.review,
            number=desk.open_round.number if desk.open_round else 0,
            by=desk.user,
            **form.cleaned_data,
        ),
        _("本轮论证已结束。"),
    ),
    "approve": Panel(
        _step(Step.APPROVE),
        _offered_step(Step.APPROVE),
        lambda desk, data, files: DecisionForm(
            data, starts=later_starts(desk.review.county_id, timezone.localdate()), auto_id="approve-%s"
        ),
        lambda desk, form: decisions.decide_review(
            review=desk.review, by=desk.user, decision=decisions.Decision.APPROVE, **form.cleaned_data
        ),
        _("已决定调整，到生效日期起适用。"),
    ),
    "reject": Panel(
        _step(Step.REJECT),
        _offered_step(Step.REJECT),
        lambda desk, data, files: RejectionForm(data, auto_id="reject-%s"),
        lambda desk, form: decisions.decide_review(
            review=desk.review, by=desk.user, decision=decisions.Decision.REJECT, **form.cleaned_data
        ),
        _("已决定不予调整。"),
    ),
    "withdraw": Panel(
        _step(Step.WITHDRAW),
        _offered_step(Step.WITHDRAW),
        lambda desk, data, files: WithdrawalForm(data, auto_id="withdraw-%s"),
        lambda desk, form: decisions.withdraw_review(review=desk.review, by=desk.user, **form.cleaned_data),
        _("申请已撤回。"),
    ),
}
