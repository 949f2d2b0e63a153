"""State tables of what happens on duty: (state, action) → state."""

from alerts.domain.enums import CallOutState, CheckState, SummonsState, WhistleState
from rostering.domain.transitions import Table

CHECK: Table = {
    (CheckState.PLANNED, "ask"): CheckState.ASKING,
    (CheckState.PLANNED, "cancel"): CheckState.CANCELLED,
    (CheckState.PLANNED, "spare"): CheckState.ANSWERED,
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
