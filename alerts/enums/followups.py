"""Of what is followed up: tasks, complaints, and what the system asks of people."""

from enum import StrEnum


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
