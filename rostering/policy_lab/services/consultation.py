"""征求意见: rounds on a draft, units' comments on its cells, the office's answers, a summary at the end."""

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.enums import RoundState
from rostering.permissions import check_comment_policies, check_draft_policies
from rostering.policies.models import PolicyVersion
from rostering.policy_lab.models import PolicyComment, PolicyRound
from rostering.policy_lab.queries.versions import cell_texts
from rostering.policy_lab.queries.words import cell_label
from rostering.policy_lab.services.drafts import held_draft, lock_policies, refuse_open_round
from rostering.states import advance
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import Unit, User
from units.repeats.services.duplicates import one_a_minute

LONGEST_TEXT = 2000
LONGEST_SUMMARY = 4000


@write
def open_round(*, version: PolicyVersion, by: User) -> PolicyRound:
    """Units may comment from now on. Raises RuleViolation `wrong_state` unless a draft, `round_open` for a second one."""
    check_draft_policies(by)
    version = held_draft(version, "edit", None)
    refuse_open_round(version)
    newest = version.rounds.aggregate(number=Max("number"))["number"] or 0
    opened = PolicyRound.objects.create(policy=version, number=newest + 1, opened_by=by, opened_at=timezone.now())
    audit.record(
        by=by, action="policy.round_opened", row=version, county=version.county_id, after={"round": opened.number}
    )
    return opened


@write
@one_a_minute()
def add_comment(
    *, policy_round: PolicyRound, unit: Unit, tier: str, post: str, field: str, text: str, by: User
) -> PolicyComment:
    """What `unit` says about a cell. Raises InvalidInput `unknown_cell`, `no_text`, RuleViolation `wrong_state`, NotAllowed."""
    check_comment_policies(by, unit.pk)
    current = _held(policy_round, "comment")
    text = _checked(text, LONGEST_TEXT, "text", _now("请写明意见"))
    version = PolicyVersion.objects.with_rules().get(pk=current.policy_id)
    # What is stored is read by others later: in the county's language, not the writer's.
    with translation.override(settings.LANGUAGE_CODE):
        cells, label = cell_texts(version), cell_label(tier, post, field)
    if (tier, post, field) not in cells:
        raise InvalidInput("unknown_cell", _("草案中没有这一格"), field="field")
    comment = PolicyComment.objects.create(
        round=current,
        unit=unit,
        tier=tier,
        post=post,
        field=field,
        shown=cells[tier, post, field][:200],
        text=text,
        author=by,
        author_name=by.display_name,
        created_at=timezone.now(),
    )
    audit.record(
        by=by,
        action="policy.commented",
        row=version,
        county=version.county_id,
        unit=unit,
        after={"round": current.number, "cell": label, "text": text},
    )
    return comment


@write
def answer_comment(*, comment: PolicyComment, text: str, by: User) -> PolicyComment:
    """The office's answer; it may be put better until the round is closed. Raises InvalidInput, RuleViolation."""
    check_draft_policies(by)
    current = _held(comment.round, "answer")
    text = _checked(text, LONGEST_TEXT, "answer", _now("请写明答复"))
    comment = PolicyComment.objects.get(pk=comment.pk)
    before = {"answer": comment.answer}
    comment.answer, comment.answered_by, comment.answered_at = text, by, timezone.now()
    comment.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        by=by,
        action="policy.comment_answered",
        row=current.policy,
        county=current.policy.county_id,
        unit=comment.unit_id,
        before=before,
        after={"answer": text},
    )
    return comment


@write
def close_round(*, policy_round: PolicyRound, summary: str, by: User) -> PolicyRound:
    """Ends the round with its summary. Raises RuleViolation `unanswered_comments` naming how many, InvalidInput `no_text`."""
    check_draft_policies(by)
    current = _held(policy_round, "close")
    waiting = current.comments.filter(answered_at__isnull=True).count()
    if waiting:
        sentence = _now("还有 %(count)d 条意见没有答复，答复后才能结束本轮") % {"count": waiting}
        raise RuleViolation("unanswered_comments", sentence, {"count": waiting})
    current.summary = _checked(summary, LONGEST_SUMMARY, "summary", _now("请写明本轮小结"))
    current.state = RoundState.CLOSED
    current.closed_by, current.closed_at = by, timezone.now()
    current.save(update_fields=["summary", "state", "closed_by", "closed_at"])
    audit.record(
        by=by,
        action="policy.round_closed",
        row=current.policy,
        county=current.policy.county_id,
        after={"round": current.number, "summary": current.summary},
    )
    return current


def _held(policy_round: PolicyRound, action: str) -> PolicyRound:
    """The round as it stands now, with no other writer about, if its state allows `action`."""
    lock_policies(policy_round.policy.county_id)
    current = PolicyRound.objects.select_related("policy").get(pk=policy_round.pk)
    advance(transitions.POLICY_ROUND, current.state, action)
    return current


def _checked(text: str, longest: int, field: str, missing: str) -> str:
    """Raises InvalidInput `no_text`, `text_too_long`."""
    text = text.strip()
    if not text:
        raise InvalidInput("no_text", missing, field=field)
    if len(text) > longest:
        raise InvalidInput("text_too_long", _now("最多 %(most)d 字") % {"most": longest}, field=field)
    return text
