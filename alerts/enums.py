"""The fixed vocabularies of `alerts`; labels are in alerts/labels.py."""

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


class CheckState(StrEnum):
    PLANNED = "planned"
    ASKING = "asking"
    ANSWERED = "answered"
    WITH_OFFICE = "with_office"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class CheckOutcome(StrEnum):
    """Kept apart: only `no_answer` says anything about a person (domain §4)."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    PROVIDER_FAILED = "provider_failed"
    NOT_SENT = "not_sent"


class Proof(StrEnum):
    """How somebody has shown to be reachable."""

    ANSWER = "answer"
    ACKNOWLEDGED = "acknowledged"
    LOGGED = "logged"
    HANDED_OVER = "handed_over"


class IncidentLevel(StrEnum):
    """突发事件分级 (Emergency Response Law, art. 3)."""

    PARTICULARLY_MAJOR = "particularly_major"
    MAJOR = "major"
    LARGER = "larger"
    ORDINARY = "ordinary"


class IncidentState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ReportKind(StrEnum):
    INITIAL_PHONE = "initial_phone"
    INITIAL_WRITTEN = "initial_written"
    FOLLOW_UP = "follow_up"
    FINAL = "final"


class CallOutState(StrEnum):
    DRAFT = "draft"
    DISPATCHED = "dispatched"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SummonsState(StrEnum):
    SENDING = "sending"
    CALLED = "called"
    ACKNOWLEDGED = "acknowledged"
    ARRIVED = "arrived"
    DECLINED = "declined"
    RELEASED = "released"


class WhistleKind(StrEnum):
    ROUTINE = "routine"
    JOINT = "joint"
    URGENT = "urgent"


class WhistleState(StrEnum):
    REQUESTED = "requested"
    DISPATCHED = "dispatched"
    ANSWERED = "answered"
    SOLVED = "solved"
    REJECTED = "rejected"


class OrderState(StrEnum):
    IN_FORCE = "in_force"
    ENDED = "ended"


class StaffState(StrEnum):
    """People called in by an order: whether their unit has confirmed who comes."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    RELEASED = "released"


class WarningKind(StrEnum):
    RAINSTORM = "rainstorm"
    FLOOD = "flood"
    TORRENT = "torrent"
    LANDSLIDE = "landslide"
    TYPHOON = "typhoon"
    THUNDER = "thunder"
    GALE = "gale"
    HAIL = "hail"
    SNOW = "snow"
    ICE = "ice"
    COLD = "cold"
    HEAT = "heat"
    FOG = "fog"
    FIRE = "fire"
    OTHER = "other"


class WarningLevel(StrEnum):
    """Most urgent first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class WarningState(StrEnum):
    """`amended`: has changed since it was signed, and waits to be signed again while those asked go on answering."""

    RECEIVED = "received"
    CALLING = "calling"
    AMENDED = "amended"
    CLOSED = "closed"
    DROPPED = "dropped"


class WarningCallState(StrEnum):
    SENDING = "sending"
    ASKED = "asked"
    WITH_OFFICE = "with_office"
    ANSWERED = "answered"
    RELEASED = "released"


class BulletinType(StrEnum):
    """As CAP 1.2 has them (msgType)."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class BulletinSource(StrEnum):
    HAND = "hand"
    TEXT = "text"
    CAP = "cap"
    MAIL = "mail"


class AnsweredBy(StrEnum):
    """How the answer to a warning came."""

    LINK = "link"
    PAGE = "page"
    PHONE = "phone"


class LogState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOTHING = "nothing"


class HandoverState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class LeaveState(StrEnum):
    AWAY = "away"
    RETURNED = "returned"


class TaskKind(StrEnum):
    """Where a task comes from."""

    INSTRUCTION = "instruction"
    ROUND = "round"
    HAZARD = "hazard"
    WHISTLE = "whistle"
    CHECK = "check"
    OTHER = "other"


class TaskGrade(StrEnum):
    """How long a task has and who leads it (domain §12)."""

    SAME_DAY = "same_day"
    SIMPLE = "simple"
    GENERAL = "general"
    HARD = "hard"


class TaskState(StrEnum):
    GIVEN = "given"
    UNDER_WAY = "under_way"
    REPORTED = "reported"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """`consented`: whoever asked has been silent past their line."""

    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    CONSENTED = "consented"


class SupervisionState(StrEnum):
    UNDER_WAY = "under_way"
    ENDED = "ended"


class InspectionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class TaskAct(StrEnum):
    """What a line of a task's history says was done."""

    GIVE = "give"
    TAKE = "take"
    FORWARD = "forward"
    REPORT = "report"
    SATISFY = "satisfy"
    DISSATISFY = "dissatisfy"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    FEED_BACK = "feed_back"
    LEVEL_UP = "level_up"
    ASK_MORE = "ask_more"
    """申请延期."""
    EXTEND = "extend"
    KEEP_LIMIT = "keep_limit"
    """不同意延期."""


class ComplaintKind(StrEnum):
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"


class ComplaintAbout(StrEnum):
    """The system itself, or what duty asks of people."""

    BURDEN = "burden"
    SYSTEM = "system"
    OTHER = "other"


class ComplaintState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class BulletinSeries(StrEnum):
    """值班快报 on what happens, 要情专报 on what leaders must know of."""

    DUTY = "duty"
    SITUATION = "situation"


class BulletinStage(StrEnum):
    INITIAL = "initial"
    FOLLOW_UP = "follow_up"
    FINAL = "final"


class BulletinState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    RETRACTED = "retracted"
    CORRECTED = "corrected"
    DISCARDED = "discarded"


class SendingWay(StrEnum):
    FAX = "fax"
    DOCUMENT_SYSTEM = "document_system"
    PHONE = "phone"
    COURIER = "courier"
    OTHER = "other"


class CardPart(StrEnum):
    """Of a response card, in its order."""

    FIRST = "first"
    CALL = "call"
    REPORT = "report"


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


class Ask(StrEnum):
    """减负账: what is counted. `fields`: those of the forms behind the acts, filled in or not."""

    MESSAGES = "messages"
    TAPS = "taps"
    FIELDS = "fields"
    CHECKS = "checks"
    NIGHTS = "nights"


class Matter(StrEnum):
    """减负账: what it is asked for."""

    ROSTER = "roster"
    DUTY = "duty"
    CHANGE = "change"
    LEAVE = "leave"
    CHECK = "check"
    CALL_OUT = "call_out"
    EMERGENCY = "emergency"
    TASK = "task"
    COMPLAINT = "complaint"
    TIER = "tier"
    PEOPLE = "people"
    ACCOUNT = "account"
