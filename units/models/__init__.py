from units.models.audit import AuditEvent
from units.models.county import County
from units.models.idempotency import IdempotencyKey
from units.models.person import Person
from units.models.rate import RateWindow
from units.models.token import ApiToken
from units.models.unit import Unit, UnitTier
from units.models.user import Grant, User

__all__ = [
    "ApiToken",
    "AuditEvent",
    "County",
    "Grant",
    "IdempotencyKey",
    "Person",
    "RateWindow",
    "Unit",
    "UnitTier",
    "User",
]
