"""Of emergencies: warnings, incidents, call-outs, orders, whistles, cards and the reports that leave the house."""

from enum import StrEnum


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
    KEY = "key"
    TEXT = "text"
    PAGE = "page"
    PHONE = "phone"


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
