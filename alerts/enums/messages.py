"""Of messages: what they are about, how they go out, what came of them."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why a message is written. Each has its own rules of relevance and usefulness."""

    DUTY_PUBLISHED = "duty_published"
    DUTY_CHANGED = "duty_changed"
    DUTY_WITHDRAWN = "duty_withdrawn"
    ROSTER_RETURNED = "roster_returned"
    FILING_DUE = "filing_due"
    FILING_MOVED = "filing_moved"
    FILING_URGED = "filing_urged"
    TODO_DIGEST = "todo_digest"
    SWAP_REQUESTED = "swap_requested"
    SWAP_TO_DECIDE = "swap_to_decide"
    SWAP_MOVED = "swap_moved"
    COVER_ASKED = "cover_asked"
    COVER_UNFILLED = "cover_unfilled"
    COVER_ENDED = "cover_ended"
    RING_PROPOSED = "ring_proposed"
    RING_TO_DECIDE = "ring_to_decide"
    RING_ENDED = "ring_ended"
    CHECK = "check"
    CHECK_ESCALATED = "check_escalated"
    CHECK_ENDED = "check_ended"
    SUMMONS = "summons"
    SUMMONS_ESCALATED = "summons_escalated"
    SUMMONS_OVERDUE = "summons_overdue"
    SUMMONS_RELEASED = "summons_released"
    REPORT_DUE = "report_due"
    POSTURE_RAISED = "posture_raised"
    POSTURE_LIFTED = "posture_lifted"
    STAFF_ORDERED = "staff_ordered"
    """To the leader of a unit in which an order calls people in."""

    WHISTLE = "whistle"
    CONTACT_PROOF = "contact_proof"
    REVIEW_STEP = "review_step"
    NOTICE = "notice"
    """An event that concerns its reader, by the table of docs/events.md."""
    DUTY_CONFLICT = "duty_conflict"
    DUTY_REMINDER = "duty_reminder"
    UNIT_TOMORROW = "unit_tomorrow"
    WEEKLY_GAPS = "weekly_gaps"
    TIER_NEEDS = "tier_needs"
    ACCOUNT_INVITED = "account_invited"
    ACCOUNT_RECOVERY = "account_recovery"
    ACCOUNT_FACTOR_RESET = "account_factor_reset"
    ACCOUNT_NEW_DEVICE = "account_new_device"
    WARNING_RECEIVED = "warning_received"
    WARNING = "warning"
    WARNING_UNANSWERED = "warning_unanswered"
    WARNING_ENDED = "warning_ended"
    LEAVE_OPEN = "leave_open"
    """To whoever somebody else has reported away from the post."""

    TASK_DUE = "task_due"
    """Somebody's line is near: work, verdict or feedback."""
    TASK_OVERDUE = "task_overdue"
    COMPLAINT_OVERDUE = "complaint_overdue"


class LinkPurpose(StrEnum):
    """What one answer link is good for, and nothing else. Those of messages that only answer are called as their message."""

    CHECK = "check"
    CHECK_ESCALATED = "check_escalated"
    SUMMONS = "summons"
    CONTACT_PROOF = "contact_proof"
    DUTY = "duty"
    SWAP_REQUESTED = "swap_requested"
    HANDOVER = "handover"
    LEAVE_POST = "leave_post"
    DUTY_LOG = "duty_log"
    COVER_ASKED = "cover_asked"
    RING_PROPOSED = "ring_proposed"
    WARNING = "warning"
    TASK = "task"
    COMPLAINT = "complaint"
    """Shows the answer to what its receiver has written."""


# Whoever doesn't want these outside the inbox has them there alone; everything else is safety or one's own matter.
MUTABLE = (Purpose.DUTY_REMINDER, Purpose.UNIT_TOMORROW, Purpose.WEEKLY_GAPS, Purpose.TODO_DIGEST)


# Word of how things went or stand, which nobody answers by a link: one person gets one message of them a minute, whatever each
# is about. What asks for an answer, and everything of an emergency, goes out by itself.
BUNDLED = frozenset({
    Purpose.FILING_MOVED,
    Purpose.SWAP_TO_DECIDE,
    Purpose.SWAP_MOVED,
    Purpose.COVER_ENDED,
    Purpose.RING_TO_DECIDE,
    Purpose.RING_ENDED,
    Purpose.REVIEW_STEP,
    Purpose.NOTICE,
    Purpose.DUTY_CONFLICT,
    Purpose.TIER_NEEDS,
    Purpose.TODO_DIGEST,
})  # fmt: skip


class ReminderKind(StrEnum):
    """The evening before a duty begins, or a few hours ahead."""

    EVENING = "evening"
    AHEAD = "ahead"


class DigestKind(StrEnum):
    UNIT_TOMORROW = "unit_tomorrow"
    GROUP_MORNING = "group_morning"
    WEEKLY_GAPS = "weekly_gaps"


class ChannelCode(StrEnum):
    INBOX = "inbox"
    CONSOLE = "console"
    EMAIL = "email"
    APPRISE = "apprise"
    ALIYUN_SMS = "aliyun_sms"
    TENCENT_SMS = "tencent_sms"
    VOICE = "voice"
    WEBHOOK = "webhook"


class NotificationState(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DEAD = "dead"
    SUPPRESSED = "suppressed"


class Heard(StrEnum):
    """What came back on a message. Only the first two are somebody's answer."""

    KEY = "key"
    TEXT = "text"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    HUNG_UP = "hung_up"


class ReplyOutcome(StrEnum):
    """What came of it: `already`: the question had its answer; `over`: too late; `unclear`: no key the question has."""

    COUNTED = "counted"
    ALREADY = "already"
    OVER = "over"
    UNCLEAR = "unclear"
    NO_QUESTION = "no_question"
    NOT_AN_ANSWER = "not_an_answer"


class ReceiptStatus(StrEnum):
    """What a provider said. `unknown`: no answer in time, the message may or may not have gone out."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


class EventCode(StrEnum):
    """What webhooks may listen to; `ping` is the test anybody gets who asks for it."""

    ROSTER_PUBLISHED = "roster.published"
    ROSTER_AMENDED = "roster.amended"
    CHECK_MISSED = "check.missed"
    CALLOUT_DISPATCHED = "callout.dispatched"
    CALLOUT_OVERDUE = "callout.overdue"
    INCIDENT_REPORTED = "incident.reported"
    TIER_CHANGED = "tier.changed"
    DUTY_TODAY = "duty.today"
    PING = "ping"


class FeedLayout(StrEnum):
    """One calendar entry per duty, or one for each stretch of it with an obligation of its own."""

    SHIFTS = "shifts"
    PHASES = "phases"
