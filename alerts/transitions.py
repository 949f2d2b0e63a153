"""State machines of what happens on duty."""

from alerts.enums import (
    BulletinState,
    CallOutState,
    CheckState,
    ComplaintState,
    HandoverState,
    IncidentState,
    InspectionState,
    LeaveState,
    LogState,
    OrderState,
    StaffState,
    SummonsState,
    SupervisionState,
    TaskState,
    WarningCallState,
    WarningState,
    WhistleState,
)
from units.machines import Machine, by_name

UNFINISHED_CHECKS = (CheckState.PLANNED, CheckState.ASKING, CheckState.WITH_OFFICE)

CHECK = Machine(
    "check",
    CheckState,
    {
        (CheckState.PLANNED, "ask"): CheckState.ASKING,
        (CheckState.PLANNED, "cancel"): CheckState.CANCELLED,
        (CheckState.PLANNED, "spare"): CheckState.ANSWERED,
        (CheckState.PLANNED, "lapse"): CheckState.CLOSED,
        **{(state, "period_over"): CheckState.CLOSED for state in UNFINISHED_CHECKS},
        (CheckState.ASKING, "answer"): CheckState.ANSWERED,
        (CheckState.ASKING, "hand_to_office"): CheckState.WITH_OFFICE,
        (CheckState.ASKING, "cancel"): CheckState.CANCELLED,
        (CheckState.WITH_OFFICE, "answer"): CheckState.ANSWERED,
        (CheckState.WITH_OFFICE, "close"): CheckState.CLOSED,
    },
    begins=(CheckState.PLANNED, CheckState.ASKING, CheckState.ANSWERED),
    ends=(CheckState.ANSWERED, CheckState.CLOSED, CheckState.CANCELLED),
)

INCIDENT = Machine(
    "incident",
    IncidentState,
    {
        (IncidentState.OPEN, "report"): IncidentState.OPEN,
        (IncidentState.OPEN, "final_report"): IncidentState.CLOSED,
    },
    begins=(IncidentState.OPEN,),
    ends=(IncidentState.CLOSED,),
)

CALL_OUT = Machine(
    "call_out",
    CallOutState,
    {
        (CallOutState.DRAFT, "dispatch"): CallOutState.DISPATCHED,
        (CallOutState.DRAFT, "cancel"): CallOutState.CANCELLED,
        (CallOutState.DISPATCHED, "close"): CallOutState.CLOSED,
    },
    begins=(CallOutState.DRAFT, CallOutState.DISPATCHED),
    ends=(CallOutState.CLOSED, CallOutState.CANCELLED),
)

SUMMONS = Machine(
    "summons",
    SummonsState,
    {
        (SummonsState.SENDING, "sent"): SummonsState.CALLED,
        (SummonsState.SENDING, "acknowledge"): SummonsState.ACKNOWLEDGED,
        (SummonsState.SENDING, "decline"): SummonsState.DECLINED,
        (SummonsState.SENDING, "arrive"): SummonsState.ARRIVED,
        (SummonsState.SENDING, "release"): SummonsState.RELEASED,
        (SummonsState.CALLED, "acknowledge"): SummonsState.ACKNOWLEDGED,
        (SummonsState.CALLED, "decline"): SummonsState.DECLINED,
        (SummonsState.CALLED, "arrive"): SummonsState.ARRIVED,
        (SummonsState.CALLED, "release"): SummonsState.RELEASED,
        (SummonsState.ACKNOWLEDGED, "arrive"): SummonsState.ARRIVED,
        (SummonsState.ACKNOWLEDGED, "decline"): SummonsState.DECLINED,
        (SummonsState.ACKNOWLEDGED, "release"): SummonsState.RELEASED,
    },
    begins=(SummonsState.SENDING, SummonsState.CALLED),
    ends=(SummonsState.ARRIVED, SummonsState.DECLINED, SummonsState.RELEASED),
)

WHISTLE = Machine(
    "whistle",
    WhistleState,
    {
        (WhistleState.REQUESTED, "dispatch"): WhistleState.DISPATCHED,
        (WhistleState.REQUESTED, "reject"): WhistleState.REJECTED,
        (WhistleState.DISPATCHED, "reply"): WhistleState.DISPATCHED,
        (WhistleState.DISPATCHED, "answer"): WhistleState.ANSWERED,
        (WhistleState.ANSWERED, "solve"): WhistleState.SOLVED,
        (WhistleState.ANSWERED, "reopen"): WhistleState.DISPATCHED,
    },
    begins=(WhistleState.REQUESTED, WhistleState.DISPATCHED),
    ends=(WhistleState.SOLVED, WhistleState.REJECTED),
)

ORDER = Machine(
    "posture_order",
    OrderState,
    {
        (OrderState.IN_FORCE, "end"): OrderState.ENDED,
        (OrderState.IN_FORCE, "expire"): OrderState.ENDED,
    },
    begins=(OrderState.IN_FORCE,),
    ends=(OrderState.ENDED,),
)

ORDER_STAFF = Machine(
    "order_staff",
    StaffState,
    {
        (StaffState.ASKED, "confirm"): StaffState.CONFIRMED,
        (StaffState.ASKED, "widen"): StaffState.ASKED,
        (StaffState.CONFIRMED, "widen"): StaffState.ASKED,
        (StaffState.ASKED, "release"): StaffState.RELEASED,
        (StaffState.CONFIRMED, "release"): StaffState.RELEASED,
    },
    begins=(StaffState.ASKED,),
    ends=(StaffState.CONFIRMED, StaffState.RELEASED),
)

WARNING = Machine(
    "warning",
    WarningState,
    {
        (WarningState.RECEIVED, "sign"): WarningState.CALLING,
        (WarningState.AMENDED, "sign"): WarningState.CALLING,
        (WarningState.RECEIVED, "revise"): WarningState.RECEIVED,
        (WarningState.CALLING, "update"): WarningState.AMENDED,
        (WarningState.AMENDED, "update"): WarningState.AMENDED,
        (WarningState.RECEIVED, "drop"): WarningState.DROPPED,
        (WarningState.RECEIVED, "lapse"): WarningState.DROPPED,
        (WarningState.CALLING, "close"): WarningState.CLOSED,
        (WarningState.AMENDED, "close"): WarningState.CLOSED,
        (WarningState.CALLING, "expire"): WarningState.CLOSED,
        (WarningState.AMENDED, "expire"): WarningState.CLOSED,
    },
    begins=(WarningState.RECEIVED,),
    ends=(WarningState.CLOSED, WarningState.DROPPED),
)

WARNING_CALL = Machine(
    "warning_call",
    WarningCallState,
    {
        (WarningCallState.SENDING, "sent"): WarningCallState.ASKED,
        (WarningCallState.ASKED, "hand_to_office"): WarningCallState.WITH_OFFICE,
        (WarningCallState.SENDING, "answer"): WarningCallState.ANSWERED,
        (WarningCallState.ASKED, "answer"): WarningCallState.ANSWERED,
        (WarningCallState.WITH_OFFICE, "answer"): WarningCallState.ANSWERED,
        (WarningCallState.SENDING, "release"): WarningCallState.RELEASED,
        (WarningCallState.ASKED, "release"): WarningCallState.RELEASED,
        (WarningCallState.WITH_OFFICE, "release"): WarningCallState.RELEASED,
    },
    begins=(WarningCallState.SENDING, WarningCallState.ASKED, WarningCallState.WITH_OFFICE),
    ends=(WarningCallState.ANSWERED, WarningCallState.RELEASED),
)

LOG_ENTRY = Machine(
    "log_entry",
    LogState,
    {
        (LogState.OPEN, "finish"): LogState.DONE,
    },
    begins=(LogState.OPEN, LogState.DONE, LogState.NOTHING),
    ends=(LogState.DONE, LogState.NOTHING),
)

HANDOVER = Machine(
    "handover",
    HandoverState,
    {
        (HandoverState.OFFERED, "accept"): HandoverState.ACCEPTED,
        (HandoverState.OFFERED, "withdraw"): HandoverState.WITHDRAWN,
        (HandoverState.ACCEPTED, "undo"): HandoverState.OFFERED,
        (HandoverState.WITHDRAWN, "offer"): HandoverState.OFFERED,
    },
    begins=(HandoverState.OFFERED,),
    ends=(HandoverState.ACCEPTED, HandoverState.WITHDRAWN),
)

LEAVE_POST = Machine(
    "leave_post_report",
    LeaveState,
    {
        (LeaveState.AWAY, "return"): LeaveState.RETURNED,
        (LeaveState.AWAY, "duty_over"): LeaveState.RETURNED,
    },
    begins=(LeaveState.AWAY,),
    ends=(LeaveState.RETURNED,),
)

TASK = Machine(
    "task",
    TaskState,
    {
        (TaskState.GIVEN, "take"): TaskState.UNDER_WAY,
        **{(state, "forward"): TaskState.GIVEN for state in (TaskState.GIVEN, TaskState.UNDER_WAY)},
        **{(state, "report"): TaskState.REPORTED for state in (TaskState.GIVEN, TaskState.UNDER_WAY)},
        **{(state, "withdraw"): TaskState.WITHDRAWN for state in (TaskState.GIVEN, TaskState.UNDER_WAY)},
        (TaskState.REPORTED, "satisfy"): TaskState.DONE,
        (TaskState.REPORTED, "dissatisfy"): TaskState.UNDER_WAY,
        (TaskState.REPORTED, "lapse"): TaskState.DONE,
    },
    begins=(TaskState.GIVEN,),
    ends=(TaskState.DONE, TaskState.WITHDRAWN),
)

BULLETIN = Machine(
    "bulletin",
    BulletinState,
    {
        (BulletinState.DRAFT, "edit"): BulletinState.DRAFT,
        (BulletinState.DRAFT, "issue"): BulletinState.ISSUED,
        (BulletinState.DRAFT, "discard"): BulletinState.DISCARDED,
        (BulletinState.ISSUED, "send"): BulletinState.ISSUED,
        (BulletinState.ISSUED, "retract"): BulletinState.RETRACTED,
        (BulletinState.ISSUED, "correct"): BulletinState.CORRECTED,
        (BulletinState.RETRACTED, "send"): BulletinState.RETRACTED,
    },
    begins=(BulletinState.DRAFT,),
    ends=(BulletinState.ISSUED, BulletinState.RETRACTED, BulletinState.CORRECTED, BulletinState.DISCARDED),
)

SUPERVISION = Machine(
    "supervision",
    SupervisionState,
    {
        (SupervisionState.UNDER_WAY, "end"): SupervisionState.ENDED,
        (SupervisionState.UNDER_WAY, "expire"): SupervisionState.ENDED,
    },
    begins=(SupervisionState.UNDER_WAY,),
    ends=(SupervisionState.ENDED,),
)

INSPECTION = Machine(
    "inspection",
    InspectionState,
    {
        (InspectionState.PROPOSED, "approve"): InspectionState.APPROVED,
        (InspectionState.PROPOSED, "refuse"): InspectionState.REFUSED,
        (InspectionState.APPROVED, "cancel"): InspectionState.CANCELLED,
    },
    begins=(InspectionState.PROPOSED, InspectionState.APPROVED),
    # What is approved takes place on its days; nobody has to close it.
    ends=(InspectionState.APPROVED, InspectionState.REFUSED, InspectionState.CANCELLED),
)

COMPLAINT = Machine(
    "complaint",
    ComplaintState,
    {
        (ComplaintState.OPEN, "answer"): ComplaintState.ANSWERED,
        (ComplaintState.OPEN, "withdraw"): ComplaintState.WITHDRAWN,
    },
    begins=(ComplaintState.OPEN,),
    ends=(ComplaintState.ANSWERED, ComplaintState.WITHDRAWN),
)

MACHINES = by_name(
    CHECK,
    INCIDENT,
    CALL_OUT,
    SUMMONS,
    WHISTLE,
    ORDER,
    ORDER_STAFF,
    WARNING,
    WARNING_CALL,
    LOG_ENTRY,
    HANDOVER,
    LEAVE_POST,
    TASK,
    BULLETIN,
    SUPERVISION,
    INSPECTION,
    COMPLAINT,
)
