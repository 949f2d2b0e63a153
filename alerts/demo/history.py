"""What happened on duty in the demo county so far, as rows: incidents with call-outs, a drill, and checks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from alerts.call_outs.models import CallOut, Summons
from alerts.checks.models import Check
from alerts.demo.checks import add_checks
from alerts.demo.stories import STORIES, Story
from alerts.demo.watch import OnDuty, first_at, watch_of
from alerts.enums import CallOutState, IncidentState, ReportKind, SummonsState
from alerts.incidents.models import Incident, IncidentReport
from alerts.incidents.services.opening import expected_reports
from rostering.enums import PeriodKind, PeriodState, Post
from rostering.models import Assignment, DutyPeriod
from rostering.policies.queries.published import zone
from rostering.policies.rules.clocks import CallClock
from rostering.seats.queries.clocks import call_clocks
from units.db import analyze
from units.models import County, CountySettings, Unit, User

# The holidays whose checks are on record: enough for a year's figures.
CHECKED_HOLIDAYS = 6
DUTY_DAY_STARTS = time(8, 30)
HANDLED = "处置完毕，未发生次生灾害"


def add_history(county: County, rng: Random, now: datetime) -> list[str]:
    """Nothing in a county that has recorded anything itself, or has no past holiday."""
    over = county.duty_periods.filter(kind=PeriodKind.HOLIDAY, state=PeriodState.CLOSED, check_plan__isnull=True)
    holidays = list(over.order_by("first_day"))
    if not holidays or Incident.objects.filter(county=county).exists():
        return []
    office = User.objects.select_related("person").get(county=county, username="office")
    called = _Calls(county, office, rng, {unit.code: unit for unit in Unit.objects.filter(county=county)})
    for number, (story, period) in enumerate(zip(STORIES, _spread(holidays, len(STORIES)), strict=True), start=1):
        called.tell(number, story, period)
    called.drill(holidays[-1])
    called.save()
    made = add_checks(county, office, rng, holidays[-CHECKED_HOLIDAYS:])
    analyze(Incident, CallOut, Summons, Check)
    return [f"{len(STORIES)} incidents handled, one drill and {made} checks on past holidays"]


def _spread(holidays: Sequence[DutyPeriod], count: int) -> list[DutyPeriod]:
    """`count` holidays, evenly over all there are; some twice when there are fewer."""
    return [holidays[index * len(holidays) // count] for index in range(count)]


def _within(day: date, clock: time) -> datetime:
    """The instant of the duty day `day` at which clocks show `clock`: before 08:30 is still the night of that day."""
    morning = timedelta(days=1) if clock < DUTY_DAY_STARTS else timedelta(0)
    return datetime.combine(day + morning, clock, tzinfo=zone())


class _Calls:
    """Collects the rows of incidents and call-outs, then writes them at once."""

    def __init__(self, county: County, office: User, rng: Random, units: dict[str, Unit]) -> None:
        self.county, self.office, self.rng, self.units = county, office, rng, units
        self.rules = CountySettings.of(county.pk)
        self.incidents: list[Incident] = []
        self.involved: list[tuple[Incident, Unit]] = []
        self.reports: list[IncidentReport] = []
        self.call_outs: list[CallOut] = []
        self.summonses: list[Summons] = []

    def tell(self, number: int, story: Story, period: DutyPeriod) -> None:
        """The incident, its reports in time, and the call-out in which everybody came in time."""
        known = _within(self.rng.choice(period.days), story.clock)
        units = [self.units[code] for code in story.called]
        incident = Incident(
            county=self.county,
            number=number,
            title=story.title,
            kind=story.kind,
            level=story.level,
            place=story.place,
            source=story.source,
            occurred_at=known - timedelta(minutes=self.rng.randint(5, 25)),
            known_at=known,
            casualties="无",
            losses=story.losses,
            state=IncidentState.CLOSED,
            closed_at=known + story.lasted,
            recorded_by=self.office,
        )
        self.incidents.append(incident)
        self.involved += [(incident, unit) for unit in units]
        self._report(incident, story)
        sent = known + timedelta(minutes=self.rng.randint(2, 6))
        self._call(units, period, sent, known + story.lasted, story.title, story.place, incident)

    def drill(self, period: DutyPeriod) -> None:
        """Counts apart from the real ones."""
        sent = _within(period.first_day, time(15, 0))
        units = [self.units[code] for code in ("xfjy", "slj", "kx")]
        self._call(units, period, sent, sent + timedelta(hours=1), "防汛应急演练", "城东堤段", None)

    def save(self) -> None:
        Incident.objects.bulk_create(self.incidents)
        through = Incident.units.through
        through.objects.bulk_create(through(incident=incident, unit=unit) for incident, unit in self.involved)
        IncidentReport.objects.bulk_create(self.reports)
        CallOut.objects.bulk_create(self.call_outs)
        Summons.objects.bulk_create(self.summonses)

    def _report(self, incident: Incident, story: Story) -> None:
        known, over = incident.known_at, incident.known_at + story.lasted
        phone, written = expected_reports(incident)
        told = (
            (phone, known + timedelta(minutes=self.rng.randint(6, 25)), story.first),
            (written, known + timedelta(minutes=self.rng.randint(35, 57)), story.first),
            (IncidentReport(incident=incident, kind=ReportKind.FOLLOW_UP), known + story.lasted / 2, story.further),
            (IncidentReport(incident=incident, kind=ReportKind.FINAL), over, story.final),
        )
        for number, (report, at, text) in enumerate(sorted(told, key=lambda one: one[1]), start=1):
            report.number, report.reported_at, report.text = number, at, text
            report.reported_to, report.reported_by = "市委值班室、市政府值班室", self.office
            self.reports.append(report)

    def _call(
        self, units: list[Unit], period: DutyPeriod, sent: datetime, over: datetime, matter: str, place: str,
        incident: Incident | None,
    ) -> None:  # fmt: skip
        watch = watch_of(period)
        coming = [row for unit in units if (row := first_at(watch[unit.pk], sent)) is not None]
        if not coming:
            return
        call_out = CallOut(
            county=self.county,
            incident=incident,
            is_drill=incident is None,
            matter=matter,
            place=place,
            required=len(coming),
            unit_ids=[unit.pk for unit in units],
            state=CallOutState.CLOSED,
            requested_by=self.office,
            dispatched_at=sent,
            closed_at=over,
            outcome="演练结束" if incident is None else HANDLED,
        )
        self.call_outs.append(call_out)
        duties = Assignment.objects.filter(pk__in=[row.pk for row in coming]).select_related("shift__period")
        clocks = call_clocks(list(duties), self.rules, sent)
        self.summonses += [self._arrived(call_out, row, sent, clocks[row.pk]) for row in coming]

    def _arrived(self, call_out: CallOut, row: OnDuty, sent: datetime, clock: CallClock) -> Summons:
        dispatched = sent + timedelta(seconds=self.rng.randint(1, 6))
        answered = dispatched + timedelta(seconds=self.rng.randint(25, 420))
        # Whoever comes from home needs longer than whoever sits at the post; nobody needs the whole half hour.
        nearest = 9 if row.post == Post.DUTY_OFFICER else 4
        return Summons(
            county=self.county,
            call_out=call_out,
            unit_id=row.unit_id,
            person_id=row.person_id,
            assignment_id=row.pk,
            state=SummonsState.ARRIVED,
            was_reached=True,
            dispatched_at=dispatched,
            answer_minutes=clock.answer,
            arrive_minutes=clock.arrive,
            late_minutes=clock.late,
            answer_by=dispatched + timedelta(minutes=clock.answer),
            arrive_by=dispatched + timedelta(minutes=clock.arrive),
            late_from=dispatched + timedelta(minutes=clock.late),
            acknowledged_at=answered,
            arrived_at=max(answered, dispatched + timedelta(minutes=nearest))
            + timedelta(seconds=self.rng.randint(30, 1000)),
            arrival_confirmed_by="现场指挥部",
        )
