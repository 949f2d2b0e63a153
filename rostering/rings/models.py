import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.enums import RingState
from rostering.labels import RING_STATE_LABELS
from units.rows.keeping import PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import OF_UNIT, moving
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import User

OF_RING = """
    SELECT county_id FROM units_unit WHERE id IN (
        SELECT unit_id FROM rostering_ring WHERE id IN (SELECT ring_id FROM changed)
    )
"""
OPEN_RINGS = (RingState.PROPOSED, RingState.AGREED)
MOST_EXTRA = 50


class OfferQuerySet(models.QuerySet["RingOffer"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, the unit's for its leader, one's own; none for the auditor."""
        offers = self.filter(unit__county_id=user.county_id)
        if user.is_auditor:
            return offers.none()
        if user.directory_unit_ids is not None:
            offers = offers.filter(unit_id__in=user.directory_unit_ids)
        if user.is_county_office:
            return offers
        own = models.Q(person_id=user.person_id) if user.person_id else models.Q(pk__in=())
        return offers.filter(models.Q(unit_id__in=user.led_unit_ids) | own)

    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)


@reads_as_kept("unit", "person", "offered_by")
class RingOffer(models.Model):
    """`person` would give this duty for one on any of `days` (empty = any day ahead), though it weighs up to `extra`
    points more than theirs. Offers of a unit are its board."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey("rostering.Assignment", on_delete=models.PROTECT, related_name="ring_offers")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    days = ArrayField(models.DateField(), verbose_name=_("愿意值的日期"), blank=True, default=list)
    extra = models.PositiveSmallIntegerField(
        _("可多承担的负担分"), default=0, validators=[MaxValueValidator(MOST_EXTRA)]
    )
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(_("登记时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    # None: something has changed on the board since rings were last looked for.
    looked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    words = kept_words()

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("换班意向")
        triggers = [keeping(unit=UNIT, person=PERSON, offered_by=USER), *TOUCHED]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=models.Q(ended_at__isnull=True),
                name="ring_offer_once_per_duty",
                violation_error_message=_("该班次已登记换班意向"),
                violation_error_code="already_offered",
            )
        ]
        indexes = [
            models.Index(fields=["unit"], condition=models.Q(ended_at__isnull=True), name="ring_offer_live"),
            models.Index(
                fields=["unit"],
                condition=models.Q(ended_at__isnull=True, looked_at__isnull=True),
                name="ring_offer_to_look_at",
            ),
            models.Index(fields=["expires_at"], condition=models.Q(ended_at__isnull=True), name="ring_offer_until"),
            models.Index(fields=["-offered_at", "id"], name="ring_offer_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.assignment}"


class RingQuerySet(models.QuerySet["Ring"]):
    def visible_to(self, user: "User") -> Self:
        """As offers; one's own are those one takes part in."""
        rings = self.filter(unit__county_id=user.county_id)
        if user.is_auditor:
            return rings.none()
        if user.directory_unit_ids is not None:
            rings = rings.filter(unit_id__in=user.directory_unit_ids)
        if user.is_county_office:
            return rings
        seen = models.Q(unit_id__in=user.led_unit_ids)
        if user.person_id:
            seen |= models.Q(pk__in=RingSeat.objects.filter(giver_id=user.person_id).values("ring"))
        return rings.filter(seen)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_RINGS)


@reads_as_kept("unit", "decided_by")
class Ring(models.Model):
    """Duties that go round: everybody in it gives one and takes one, and all agree or nothing happens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=list(RING_STATE_LABELS.items()), default=RingState.PROPOSED)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("提出时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    words = kept_words()

    objects = RingQuerySet.as_manager()

    class Meta:
        verbose_name = _("多人换班")
        triggers = [keeping(unit=UNIT, decided_by=USER), *TOUCHED, *moving(OF_UNIT)]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True)
                | models.Q(state__in=(RingState.APPROVED, RingState.REJECTED)),
                name="ring_decided_when_decided",
            )
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=models.Q(state__in=OPEN_RINGS), name="ring_open_until"),
            models.Index(fields=["unit", "-found_at"], name="ring_by_unit"),
            models.Index(fields=["-found_at", "id"], name="ring_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RINGS


@reads_as_kept("giver", "taker")
class RingSeat(models.Model):
    """One duty of a ring: `giver`, whose answer this is, hands it to `taker`."""

    ring = models.ForeignKey(Ring, on_delete=models.CASCADE, related_name="seats")
    order = models.PositiveSmallIntegerField()
    offer = models.ForeignKey(RingOffer, on_delete=models.PROTECT, related_name="seats")
    assignment = models.ForeignKey("rostering.Assignment", on_delete=models.PROTECT, related_name="ring_seats")
    giver = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(_("同意时间"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # As the ring's state; kept here so that the database can refuse a second open one.
    is_open = models.BooleanField(default=True)
    revision = models.ForeignKey("rostering.RosterRevision", on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()

    class Meta:
        verbose_name = _("多人换班席位")
        triggers = [keeping(giver=PERSON, taker=PERSON), *moving(OF_RING)]
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(is_open=True), name="ring_one_open_per_duty"
            ),
            models.UniqueConstraint(fields=["ring", "giver"], name="ring_gives_once"),
            models.UniqueConstraint(fields=["ring", "taker"], name="ring_takes_once"),
        ]
        indexes = [models.Index(fields=["giver"], name="ring_seat_by_giver")]

    def __str__(self) -> str:
        return f"{self.ring_id} {self.assignment_id}"


class RingRefusal(models.Model):
    """A passing that somebody said no to: the same is not proposed again while the offers stand."""

    taker = models.ForeignKey(RingOffer, on_delete=models.CASCADE, related_name="+")
    giver = models.ForeignKey(RingOffer, on_delete=models.CASCADE, related_name="+")
    refused_at = models.DateTimeField()

    class Meta:
        verbose_name = _("不再提出的换班")
        constraints = [models.UniqueConstraint(fields=["taker", "giver"], name="ring_refusal_once")]

    def __str__(self) -> str:
        return f"{self.taker_id} {self.giver_id}"
