"""Lines about what isn't made yet: reviews and rounds with a step due, holidays without a period, years without a notice,
people whom no message reaches for certain."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.channels.registry import usable_channels
from alerts.enums import ChannelCode, Purpose
from alerts.outbox.models import ContactRule, Notification
from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line
from rostering.calendar.queries.year import waiting_years
from rostering.enums import PeriodKind
from rostering.periods.queries.periods import suggestions
from rostering.permissions import can_manage_periods
from rostering.policy_lab.models import PolicyComment, PolicyRound
from rostering.rosters.queries import has_started
from units.labels import STAGE_LABELS
from units.models import CountySettings, Person, TierReview
from units.reviews.models.evidence import Consultation

# A holiday is worth a line from this long before its first day: units file days before, and are asked weeks before.
HOLIDAYS_AHEAD = timedelta(days=60)


def reviews_due(reader: Reader) -> Iterable[Line]:
    """For the office, those whose step is due soon or late. Two queries at most."""
    if not reader.is_office:
        return
    ahead = timedelta(days=CountySettings.of(reader.user.county_id).review_remind_days)
    rows = TierReview.objects.visible_to(reader.user).in_hand().filter(step_due_at__isnull=False)
    for one in rows.select_related("unit").order_by("step_due_at", "pk")[:MOST]:
        if one.step_due_at is not None and one.step_due_at > reader.now + ahead:
            reader.changes_at(one.step_due_at - ahead)
            break
        yield _of_review(one)


def reviews_asked(reader: Reader) -> Iterable[Line]:
    """For a leader, those whose present step they have been asked for by a message and haven't spoken on. One query."""
    user = reader.user
    if reader.is_office or not reader.leads:
        return
    told = Notification.objects.annotate(at_stage=KeyTextTransform("stage", "params")).filter(
        object_id=OuterRef("pk"), purpose=Purpose.REVIEW_STEP, person=user.person_id, at_stage=OuterRef("stage")
    )
    spoken = Consultation.objects.filter(review=OuterRef("pk"), unit__in=user.led_unit_ids)
    rows = TierReview.objects.visible_to(user).in_hand().filter(Exists(told), ~Exists(spoken))
    yield from map(_of_review, rows.select_related("unit").order_by("step_due_at", "pk")[:MOST])


def _of_review(one: TierReview) -> Line:
    title = _("%(unit)s类别调整：%(stage)s") % {"unit": one.unit.label, "stage": STAGE_LABELS[one.stage]}
    return Line(Kind.REVIEW, title, reverse("units:review", args=[one.pk]), _("去办理"), due=one.step_due_at)


def rounds(reader: Reader) -> Iterable[Line]:
    """Open rounds on a draft policy: for the office while comments wait for an answer, for a leader until the unit has
    said something. One query."""
    user = reader.user
    if not (reader.is_office or reader.leads):
        return
    comments = PolicyComment.objects.filter(round=OuterRef("pk"))
    own = comments.filter(unit__in=user.led_unit_ids)
    wanted = Exists(comments.filter(answered_at=None)) if reader.is_office else ~Exists(own)
    rows = PolicyRound.objects.visible_to(user).open().filter(wanted).select_related("policy")
    for one in rows.order_by("opened_at")[:MOST]:
        words = {"policy": one.policy.name, "number": one.number}
        asked = (
            _("“%(policy)s”第 %(number)d 轮意见待答复")
            if reader.is_office
            else _("“%(policy)s”第 %(number)d 轮征求意见")
        )
        path = reverse("policies:rounds", args=[one.policy.number])
        yield Line(Kind.ROUND, asked % words, path, _("去答复") if reader.is_office else _("去提意见"))


def holidays(reader: Reader) -> Iterable[Line]:
    """The next announced holiday that has no period. Two queries."""
    if reader.user.county is None or not can_manage_periods(reader.user):
        return
    for one in suggestions(reader.user.county, reader.today, most=1):
        if one.kind == PeriodKind.HOLIDAY and one.first_day <= reader.today + HOLIDAYS_AHEAD:
            days = (one.first_day - reader.today).days
            title = _("%(name)s还没有建值班周期，距首日 %(days)d 天") % {"name": one.name, "days": days}
            yield Line(Kind.HOLIDAY, title, reverse("rostering:period_new"), _("新建值班周期"))


def years(reader: Reader) -> Iterable[Line]:
    """Years whose notice is still to be entered. One query."""
    for year in waiting_years(reader.user, reader.today):
        title = _("%(year)s年放假安排尚未录入") % {"year": year}
        yield Line(Kind.YEAR, title, reverse("calendar:notice"), _("粘贴放假通知"))


def setup(reader: Reader) -> Iterable[Line]:
    """Until a county's first roster is published. One query, none once it is."""
    if reader.is_office and reader.user.county_id and not has_started(reader.user.county_id):
        yield Line(Kind.SETUP, _("建县清单还有未办的事"), reverse("alerts:setup"), _("查看清单"))


def readiness(reader: Reader) -> Iterable[Line]:
    """People who take part in duty and have no verified way to be reached. One query."""
    user = reader.user
    if not (reader.is_office or reader.leads):
        return
    ways = [code for code in usable_channels() if code != ChannelCode.INBOX]
    proved = ContactRule.objects.filter(person=OuterRef("pk"), verified_at__isnull=False, channel__in=ways)
    people = Person.objects.visible_to(user).filter(user.led("unit"), Q(unit__is_active=True)).valid_on(reader.today)
    count = people.exclude(eligible_posts=[]).filter(~Exists(proved)).count()
    if count:
        title = _("%(count)d 名值班人员没有验证过联系方式") % {"count": count}
        yield Line(Kind.READINESS, title, reverse("alerts:readiness"), _("联络准备"), count=count)
