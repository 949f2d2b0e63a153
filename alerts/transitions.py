"""State tables of what happens on duty: (state, action) → state. `docs/states.md` is drawn from them, services move rows by them."""

from collections.abc import Mapping
from typing import NamedTuple

from alerts.enums import (
    CallOutState,
    CheckState,
    HandoverState,
    IncidentState,
    LeaveState,
    LogState,
    OrderState,
    SummonsState,
    WhistleState,
)
from rostering.transitions import IllegalTransition, Machine, Table, next_state

UNFINISHED_CHECKS = (CheckState.PLANNED, CheckState.ASKING, CheckState.WITH_OFFICE)

CHECK: Table = {
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
}

CALL_OUT: Table = {
    (CallOutState.DRAFT, "dispatch"): CallOutState.DISPATCHED,
    (CallOutState.DRAFT, "cancel"): CallOutState.CANCELLED,
    (CallOutState.DISPATCHED, "close"): CallOutState.CLOSED,
}

SUMMONS: Table = {
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
}

WHISTLE: Table = {
    (WhistleState.REQUESTED, "dispatch"): WhistleState.DISPATCHED,
    (WhistleState.REQUESTED, "reject"): WhistleState.REJECTED,
    (WhistleState.DISPATCHED, "answer"): WhistleState.ANSWERED,
    (WhistleState.ANSWERED, "solve"): WhistleState.SOLVED,
    (WhistleState.ANSWERED, "reopen"): WhistleState.DISPATCHED,
}

INCIDENT: Table = {
    (IncidentState.OPEN, "report"): IncidentState.OPEN,
    (IncidentState.OPEN, "final_report"): IncidentState.CLOSED,
}

ORDER: Table = {
    (OrderState.IN_FORCE, "end"): OrderState.ENDED,
    (OrderState.IN_FORCE, "expire"): OrderState.ENDED,
}

LOG_ENTRY: Table = {
    (LogState.OPEN, "finish"): LogState.DONE,
}

HANDOVER: Table = {
    (HandoverState.OFFERED, "accept"): HandoverState.ACCEPTED,
    (HandoverState.OFFERED, "withdraw"): HandoverState.WITHDRAWN,
    (HandoverState.ACCEPTED, "undo"): HandoverState.OFFERED,
    (HandoverState.WITHDRAWN, "offer"): HandoverState.OFFERED,
}

LEAVE_POST: Table = {
    (LeaveState.AWAY, "return"): LeaveState.RETURNED,
    (LeaveState.AWAY, "duty_over"): LeaveState.RETURNED,
}

MACHINES: Mapping[str, Machine] = {
    "check": Machine(
        CheckState,
        CHECK,
        begins=(CheckState.PLANNED, CheckState.ASKING, CheckState.ANSWERED),
        ends=(CheckState.ANSWERED, CheckState.CLOSED, CheckState.CANCELLED),
    ),
    "incident": Machine(IncidentState, INCIDENT, begins=(IncidentState.OPEN,), ends=(IncidentState.CLOSED,)),
    "call_out": Machine(
        CallOutState,
        CALL_OUT,
        begins=(CallOutState.DRAFT, CallOutState.DISPATCHED),
        ends=(CallOutState.CLOSED, CallOutState.CANCELLED),
    ),
    "summons": Machine(
        SummonsState,
        SUMMONS,
        begins=(SummonsState.SENDING, SummonsState.CALLED),
        ends=(SummonsState.ARRIVED, SummonsState.DECLINED, SummonsState.RELEASED),
    ),
    "whistle": Machine(
        WhistleState,
        WHISTLE,
        begins=(WhistleState.REQUESTED, WhistleState.DISPATCHED),
        ends=(WhistleState.SOLVED, WhistleState.REJECTED),
    ),
    "posture_order": Machine(OrderState, ORDER, begins=(OrderState.IN_FORCE,), ends=(OrderState.ENDED,)),
    "log_entry": Machine(
        LogState,
        LOG_ENTRY,
        begins=(LogState.OPEN, LogState.DONE, LogState.NOTHING),
        ends=(LogState.DONE, LogState.NOTHING),
    ),
    "handover": Machine(
        HandoverState,
        HANDOVER,
        begins=(HandoverState.OFFERED,),
        ends=(HandoverState.ACCEPTED, HandoverState.WITHDRAWN),
    ),
    "leave_post_report": Machine(LeaveState, LEAVE_POST, begins=(LeaveState.AWAY,), ends=(LeaveState.RETURNED,)),
}


class Step(NamedTuple):
    """The states in which an action is allowed, and the one it leads to."""

    before: tuple[str, ...]
    after: str


def step(table: Table, action: str) -> Step:
    """What a conditional UPDATE asks for and writes: of two who come at once, the second finds no row in `before`.

    Every action leads to one state, whatever the state before it.
    """
    (after,) = {target for (_state, name), target in table.items() if name == action}
    return Step(tuple(state for state, name in table if name == action), after)


def advance(table: Table, state: str, action: str, otherwise: Exception) -> str:
    """The state after `action` of a row that is locked. Raises `otherwise` when the table has no such step."""
    try:
        return next_state(table, state, action)
    except IllegalTransition as error:
        raise otherwise from error
