"""Rounds of comments on a draft: who speaks to which cell, what is answered, what a round ends with."""

from typing import Any

import pytest
import time_machine

from rostering.models import PolicyComment, PolicyRound, PolicyVersion
from rostering.policy_lab.services.consultation import add_comment, answer_comment, close_round, open_round
from rostering.policy_lab.services.drafts import clone_policy, discard_draft
from tests.factories import Cast, at
from tests.rostering.policy_lab.drafted import NIGHT, refused
from units.errors import InvalidInput, NotAllowed
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(at("2026-06-01 09:00"), tick=True):
        yield


@pytest.fixture
def draft(cast: Cast) -> PolicyVersion:
    return clone_policy(county=cast.county, by=cast.office)


class TestRounds:
    @pytest.fixture
    def opened(self, cast: Cast, draft: PolicyVersion) -> PolicyRound:
        return open_round(version=draft, by=cast.office)

    def comment(self, opened: PolicyRound, cast: Cast, **fields: Any) -> PolicyComment:
        tier, post, field = NIGHT
        given = {
            "unit": cast.emergency,
            "tier": tier,
            "post": post,
            "field": field,
            "text": "夜间人手不足",
            "by": cast.leader,
        }
        return add_comment(policy_round=opened, **{**given, **fields})

    def test_a_round_from_opening_to_summary(self, cast: Cast, opened: PolicyRound) -> None:
        comment = self.comment(opened, cast)
        assert comment.shown == "在岗"
        error = refused(lambda: close_round(policy_round=opened, summary="小结", by=cast.office))
        assert (error.code, error.details["count"]) == ("unanswered_comments", 1)
        answer_comment(comment=comment, text="增配一人", by=cast.office)
        closed = close_round(policy_round=opened, summary="采纳一条", by=cast.office)
        assert (closed.state, closed.summary) == ("closed", "采纳一条")
        for late in (
            lambda: self.comment(opened, cast),
            lambda: answer_comment(comment=comment, text="改口", by=cast.office),
            lambda: close_round(policy_round=opened, summary="再结", by=cast.office),
        ):
            assert refused(late).code == "wrong_state"
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"policy.round_opened", "policy.commented", "policy.comment_answered", "policy.round_closed"} <= actions

    def test_one_round_at_a_time_and_they_are_numbered(
        self, cast: Cast, draft: PolicyVersion, opened: PolicyRound
    ) -> None:
        assert refused(lambda: open_round(version=draft, by=cast.office)).code == "round_open"
        assert refused(lambda: discard_draft(version=draft, by=cast.office)).code == "round_open"
        close_round(policy_round=opened, summary="无", by=cast.office)
        assert open_round(version=draft, by=cast.office).number == 2

    @pytest.mark.parametrize("who", ["office", "routine_leader", "duty", "auditor"])
    def test_a_unit_speaks_through_its_leader_alone(self, cast: Cast, opened: PolicyRound, who: str) -> None:
        with pytest.raises(NotAllowed):
            self.comment(opened, cast, by=getattr(cast, who))

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"text": "  "}, "text"),
            ({"text": "长" * 2001}, "text"),
            ({"field": "phases/7/posture"}, "field"),
            ({"post": "nobody"}, "field"),
            ({"tier": "", "post": "", "field": "id"}, "field"),
        ],
    )
    def test_a_comment_names_a_cell_and_says_something(
        self, cast: Cast, opened: PolicyRound, fields: dict[str, str], field: str
    ) -> None:
        with pytest.raises(InvalidInput) as error:
            self.comment(opened, cast, **fields)
        assert error.value.field == field

    def test_an_answer_and_a_summary_say_something(self, cast: Cast, opened: PolicyRound) -> None:
        comment = self.comment(opened, cast)
        with pytest.raises(InvalidInput):
            answer_comment(comment=comment, text=" ", by=cast.office)
        answer_comment(comment=comment, text="答", by=cast.office)
        with pytest.raises(InvalidInput):
            close_round(policy_round=opened, summary="", by=cast.office)

    def test_who_sees_comments_and_summaries(self, cast: Cast, draft: PolicyVersion, opened: PolicyRound) -> None:
        self.comment(opened, cast)
        seen = {
            name: (
                PolicyComment.objects.visible_to(getattr(cast, name)).count(),
                PolicyRound.objects.visible_to(getattr(cast, name)).count(),
                PolicyVersion.objects.visible_to(getattr(cast, name)).filter(pk=draft.pk).count(),
            )
            for name in ("office", "leader", "routine_leader", "duty", "auditor")
        }
        assert seen == {
            "office": (1, 1, 1),
            "leader": (1, 1, 1),
            "routine_leader": (0, 1, 1),
            "duty": (0, 1, 0),
            "auditor": (0, 0, 0),
        }
