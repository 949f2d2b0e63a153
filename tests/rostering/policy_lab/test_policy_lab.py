"""Drafts and their publication: what is refused, what is kept, who wins."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from alerts.models import Notification
from rostering.enums import Basis, PeriodKind, Posture
from rostering.generation.services.laying_anew import reached_by
from rostering.models import PolicyVersion
from rostering.periods.services.filing import confirm_roster
from rostering.policy_lab.queries.versions import present_version, version_problems
from rostering.policy_lab.services.consultation import close_round, open_round
from rostering.policy_lab.services.data import DraftChanges, PhaseData, StaffingData
from rostering.policy_lab.services.drafts import clone_policy, discard_draft, post_data, update_draft
from rostering.policy_lab.services.publication import earliest_date, publish_policy
from rostering.policy_lab.services.standard import dayu_data, install_policy
from tests.concurrency import outcomes
from tests.factories import Cast, at, generated, make_cast, opened, published, roster_of
from tests.rostering.policy_lab.drafted import LATER, NIGHT, publish, refused, with_hub_at_home
from units.errors import InvalidInput, NotAllowed, RuleViolation, Stale
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(at("2026-06-01 09:00"), tick=True):
        yield


@pytest.fixture
def draft(cast: Cast) -> PolicyVersion:
    return clone_policy(county=cast.county, by=cast.office)


class TestDraft:
    def test_a_clone_says_what_the_present_version_says(self, cast: Cast, draft: PolicyVersion) -> None:
        present = present_version(cast.county)
        assert present is not None
        assert (draft.number, draft.state, draft.effective_from, draft.cloned_from) == (2, "draft", None, present)
        assert draft.as_rules().posts == present.as_rules().posts
        assert [post_data(post) for post in draft.posts.all()] == [post_data(post) for post in present.posts.all()]

    def test_a_changed_cell_is_local_and_the_rest_keeps_its_basis(self, cast: Cast, draft: PolicyVersion) -> None:
        posts = [post_data(post) for post in draft.posts.all()]
        night = replace(posts[1].phases[1], posture=Posture.HOME_STANDBY, response_minutes=20, place_limit="", basis={})
        posts[1] = replace(posts[1], seats=2, seats_basis="", phases=(posts[1].phases[0], night))
        draft = update_draft(version=draft, changes=DraftChanges(posts=posts), by=cast.office)
        post = draft.posts.get(tier="hub", code="leader")
        phase = post.phases.get(ordinal=1)
        assert (post.seats, post.seats_basis, phase.response_minutes) == (2, Basis.LOCAL, 20)
        assert (phase.posture_basis, phase.starts_basis, phase.leaving_basis) == ("local", "stated", "local")
        assert post.phases.get(ordinal=0).posture_basis == "stated"
        assert draft.edits == 2

    def test_the_trail_says_which_cells_changed_from_what_to_what(self, cast: Cast, draft: PolicyVersion) -> None:
        update_draft(
            version=draft,
            changes=DraftChanges({"night_start": time(22), "night_factor": Decimal("1.5")}),
            by=cast.office,
        )
        entry = AuditEvent.objects.get(action="policy.draft_edited")
        assert entry.after["cells"] == ["夜间起点：20:00 → 22:00", "夜间系数：1.25 → 1.5"]

    def test_what_is_wrong_may_be_saved_and_is_listed(self, cast: Cast, draft: PolicyVersion) -> None:
        draft = update_draft(version=draft, changes=with_hub_at_home(draft), by=cast.office)
        assert [(p.tier, p.post, p.field) for p in version_problems(draft)] == [NIGHT]

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            (lambda posts: [*posts, posts[0]], "post_twice", "posts/6/post"),
            (lambda posts: [replace(posts[0], code="Ä")], "bad_post_code", "posts/0/post"),
            (
                lambda posts: [
                    replace(posts[0], phases=(PhaseData(time(8), "on_site"), PhaseData(time(8), "on_site")))
                ],
                "start_twice",
                "posts/0/phases/1/starts_at",
            ),
            (lambda posts: posts * 6, "too_many_posts", "posts"),
        ],
    )
    def test_what_cannot_be_stored_names_its_place(
        self, cast: Cast, draft: PolicyVersion, change: Callable[[Any], Any], code: str, field: str
    ) -> None:
        posts = change([post_data(post) for post in draft.posts.all()])
        with pytest.raises(InvalidInput) as error:
            update_draft(version=draft, changes=DraftChanges(posts=posts), by=cast.office)
        assert (error.value.code, error.value.field) == (code, field)

    def test_staffing_of_another_county_is_unknown(self, cast: Cast, draft: PolicyVersion) -> None:
        other = make_cast("nk", "南康")
        rows = [StaffingData(other.hub.pk, "leader", 2)]
        with pytest.raises(InvalidInput) as error:
            update_draft(version=draft, changes=DraftChanges(staffing=rows), by=cast.office)
        assert error.value.field == "staffing/0/unit"

    def test_two_who_edit_the_same_state_do_not_overwrite_each_other(self, cast: Cast, draft: PolicyVersion) -> None:
        update_draft(version=draft, changes=DraftChanges({"name": "甲"}), by=cast.office, expected_edits=1)
        with pytest.raises(Stale):
            update_draft(version=draft, changes=DraftChanges({"name": "乙"}), by=cast.office, expected_edits=1)

    def test_a_published_version_is_not_edited_nor_discarded(self, cast: Cast) -> None:
        present = present_version(cast.county)
        assert present is not None
        assert (
            refused(lambda: update_draft(version=present, changes=DraftChanges({"name": "甲"}), by=cast.office)).code
            == "wrong_state"
        )
        assert refused(lambda: discard_draft(version=present, by=cast.office)).code == "wrong_state"

    @pytest.mark.parametrize("who", ["leader", "duty", "auditor"])
    def test_drafts_are_the_offices(self, cast: Cast, draft: PolicyVersion, who: str) -> None:
        by = getattr(cast, who)
        for action in (
            lambda: clone_policy(county=cast.county, by=by),
            lambda: update_draft(version=draft, changes=DraftChanges({"name": "甲"}), by=by),
            lambda: discard_draft(version=draft, by=by),
            lambda: publish_policy(version=draft, effective_from=LATER, by=by),
            lambda: open_round(version=draft, by=by),
        ):
            with pytest.raises(NotAllowed):
                action()
        assert not PolicyVersion.objects.visible_to(by).filter(pk=draft.pk).exists()


def test_a_version_that_ships_with_an_empty_hub_is_not_installed(cast: Cast) -> None:
    data = {**dayu_data(), "number": 9, "effective_from": "2027-01-01"}
    for post in data["posts"]:
        post["phases"][-1] |= {"posture": ["home_standby", "local"], "place_limit": ["", "local"]}
        post["phases"][-1]["response_minutes"] = [30, "local"]
    error = refused(lambda: install_policy(county=cast.county, data=data, by=None))
    assert error.code == "policy_unsound"
    assert {problem["code"] for problem in error.details["problems"]} == {"hub_empty"}
    assert not PolicyVersion.objects.filter(number=9).exists()


class TestPublication:
    def test_it_governs_from_its_day_and_the_next_draft_stands_ready(self, cast: Cast, draft: PolicyVersion) -> None:
        publish(draft, cast)
        assert [(v.number, v.state) for v in PolicyVersion.objects.order_by("number")] == [
            (1, "published"),
            (2, "published"),
            (3, "draft"),
        ]
        assert (present_version(cast.county, date(2026, 7, 31)) or draft).number == 1
        assert (present_version(cast.county, LATER) or draft).number == 2

    def test_a_hub_empty_at_night_is_refused_with_unit_post_and_hours(self, cast: Cast, draft: PolicyVersion) -> None:
        draft = update_draft(version=draft, changes=with_hub_at_home(draft), by=cast.office)
        error = refused(lambda: publish(draft, cast))
        assert error.code == "policy_unsound"
        [problem] = error.details["problems"]
        assert (problem["tier"], problem["post"], problem["field"]) == NIGHT
        assert "县委办 在 20:00 至 08:30 无人在岗" in str(error)
        draft.refresh_from_db()
        assert (draft.state, draft.effective_from) == ("draft", None)

    @pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 5, 1), date(2023, 1, 1), date(2099, 1, 1)])
    def test_the_past_today_and_the_far_future_are_refused(self, cast: Cast, draft: PolicyVersion, day: date) -> None:
        with pytest.raises(InvalidInput) as error:
            publish(draft, cast, day)
        assert error.value.field == "effective_from"

    def test_it_begins_after_every_period_that_is_published(self, cast: Cast, draft: PolicyVersion) -> None:
        period = published(cast)
        before = list(period.shifts.order_by("pk").values_list("pk", "points", "start", "end"))
        with pytest.raises(InvalidInput, match="2026年端午假期"):
            publish(draft, cast, period.last_day)
        publish(draft, cast, date(2026, 6, 22))
        assert list(period.shifts.order_by("pk").values_list("pk", "points", "start", "end")) == before

    def test_another_clock_needs_a_day_more_because_the_last_shift_ends_by_the_old_one(
        self, cast: Cast, draft: PolicyVersion
    ) -> None:
        published(cast)
        posts = [post_data(post) for post in draft.posts.all()]
        moved = [replace(post, phases=(replace(post.phases[0], starts_at=time(9)), *post.phases[1:])) for post in posts]
        draft = update_draft(version=draft, changes=DraftChanges({"day_start": time(9)}, posts=moved), by=cast.office)
        with pytest.raises(InvalidInput, match="次日"):
            publish(draft, cast, date(2026, 6, 22))
        publish(draft, cast, date(2026, 6, 23))

    def test_a_period_that_is_only_opened_binds_nobody_and_is_laid_out_anew(
        self, cast: Cast, draft: PolicyVersion
    ) -> None:
        period = generated(cast)
        filed = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
        held = set(period.shifts.values_list("unit", "day", "post", "seat", "assignments__person"))
        posts = [post_data(post) for post in draft.posts.all()]
        more = [replace(post, seats=2) if post.code == "duty_officer" else post for post in posts]
        draft = update_draft(version=draft, changes=DraftChanges(posts=more), by=cast.office)
        assert [one.pk for one in reached_by(draft, period.first_day)] == [period.pk]
        publish(draft, cast, period.first_day)
        period.refresh_from_db()
        assert (period.state, period.policy) == ("open", draft)
        routine = period.shifts.filter(unit=cast.routine)
        assert routine.count() == 6
        now_held = set(period.shifts.values_list("unit", "day", "post", "seat", "assignments__person"))
        assert held <= now_held
        filed.refresh_from_db()
        assert filed.state == "returned"
        assert "值守制度第 2 版" in filed.returned_reason
        assert Notification.objects.filter(purpose="roster_returned", object_id=filed.pk).exists() == (
            cast.leader.person_id is not None
        )
        event = AuditEvent.objects.get(action="period.laid_out_anew")
        assert (event.object_label, event.after) == (period.name, {"units": 3})
        assert period.jobs.generations().running().exists()

    def test_a_period_opened_beyond_the_day_leaves_the_day_free(self, cast: Cast, draft: PolicyVersion) -> None:
        opened(cast, date(2028, 3, 1), date(2028, 3, 2), kind=PeriodKind.SPECIAL)
        assert earliest_date(draft, date(2026, 6, 1)) == date(2026, 6, 2)

    def test_not_while_units_are_being_asked(self, cast: Cast, draft: PolicyVersion) -> None:
        opened = open_round(version=draft, by=cast.office)
        assert refused(lambda: publish(draft, cast)).code == "round_open"
        close_round(policy_round=opened, summary="无意见", by=cast.office)
        publish(draft, cast)

    def test_not_what_somebody_has_changed_since(self, cast: Cast, draft: PolicyVersion) -> None:
        update_draft(version=draft, changes=DraftChanges({"name": "甲"}), by=cast.office)
        with pytest.raises(Stale):
            publish(draft, cast, expected_edits=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_publishing_at_once_one_wins() -> None:
    cast = make_cast()
    first, second = (clone_policy(county=cast.county, by=cast.office) for _ in range(2))
    same = outcomes([lambda: publish(first, cast), lambda: publish(first, cast)])
    assert sorted(type(one).__name__ for one in same) == ["PolicyVersion", "RuleViolation"]
    assert [one.code for one in same if isinstance(one, RuleViolation)] == ["wrong_state"]
    third = clone_policy(county=cast.county, by=cast.office)
    rivals = outcomes([lambda: publish(second, cast, date(2026, 9, 1)), lambda: publish(third, cast, date(2026, 9, 1))])
    assert sorted(type(one).__name__ for one in rivals) == ["InvalidInput", "PolicyVersion"]
    assert PolicyVersion.objects.published().count() == 3
