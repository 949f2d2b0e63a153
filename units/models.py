from units.models.audit import AuditEvent
from units.models.county import County
from units.models.grade import Grade
from units.models.idempotency import IdempotencyKey
from units.models.made import RecentlyMade
from units.models.person import Person
from units.models.rate import RateWindow
from units.models.review import TierReview
from units.models.review_evidence import Consultation, DeliberationRound, FunctionTransfer
from units.models.review_record import ReviewRecord
from units.models.suggestion import ReviewSuggestion, ScreeningNight
from units.models.token import ApiToken
from units.models.unit import Unit, UnitTier
from units.models.user import Grant, User

__all__ = [
    "ApiToken",
    "AuditEvent",
    "Consultation",
    "County",
    "DeliberationRound",
    "FunctionTransfer",
    "Grade",
    "Grant",
    "IdempotencyKey",
    "Person",
    "RateWindow",
    "RecentlyMade",
    "ReviewRecord",
    "ReviewSuggestion",
    "ScreeningNight",
    "TierReview",
    "Unit",
    "UnitTier",
    "User",
]
