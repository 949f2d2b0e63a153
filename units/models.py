from units.accounts.models import AccountKey, KnownDevice, RecoveryCode, SecondFactor, SignIn
from units.audit.models import AuditEvent
from units.counties.models.city import City
from units.counties.models.county import County
from units.counties.models.rate import RateWindow
from units.counties.models.settings import CountySettings
from units.counties.models.token import ApiToken
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.unit_role import UnitRole
from units.counties.models.user import Grant, User
from units.counties.models.version import CountyVersion
from units.imports.models import RememberedColumns, SheetImport
from units.past.models import PastRow
from units.people.models import Grade, Person
from units.repeats.models import IdempotencyKey, RecentlyMade
from units.reviews.models.evidence import Consultation, DeliberationRound, FunctionTransfer
from units.reviews.models.record import ReviewRecord
from units.reviews.models.review import TierReview
from units.reviews.models.suggestion import ReviewSuggestion, ScreeningNight
from units.sealing.models import AuditLink, ChainCheck, Unsealed
from units.setup.models import SetupCode

__all__ = [
    "AccountKey",
    "ApiToken",
    "AuditEvent",
    "AuditLink",
    "ChainCheck",
    "City",
    "Consultation",
    "County",
    "CountySettings",
    "CountyVersion",
    "DeliberationRound",
    "FunctionTransfer",
    "Grade",
    "Grant",
    "IdempotencyKey",
    "KnownDevice",
    "PastRow",
    "Person",
    "RateWindow",
    "RecentlyMade",
    "RecoveryCode",
    "RememberedColumns",
    "ReviewRecord",
    "ReviewSuggestion",
    "ScreeningNight",
    "SecondFactor",
    "SetupCode",
    "SheetImport",
    "SignIn",
    "TierReview",
    "Unit",
    "UnitRole",
    "UnitTier",
    "Unsealed",
    "User",
]
